"""Check the database: it answers, writes durably, grants what is needed, has no stuck work."""

import subprocess
import time
from collections.abc import Iterator
from typing import Any

import psycopg

from jiuzhu.infra.postgres import DatabaseProblem, refuse_unsafe
from jiuzhu.interfaces.cli import database
from jiuzhu.interfaces.cli.finding import Finding, fault, good, reminder
from jiuzhu.interfaces.cli.workplace import environment, python

SKEW_SECONDS = 2.0
DAY = 86400
Connection = psycopg.Connection[Any]

FORBIDDEN_RIGHTS = """
SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user
"""
OWNED_BY_PAGES = """
SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
 WHERE nspname = 'public' AND relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
"""
STUCK_JOBS = """
SELECT count(*) FROM procrastinate_jobs job
  LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
 WHERE job.status = 'doing'
   AND (worker.id IS NULL OR worker.last_heartbeat < now() - interval '2 minutes')
"""
WAITING_JOBS = """
SELECT count(*) FROM procrastinate_jobs
 WHERE status = 'todo' AND coalesce(scheduled_at, now()) < now() - interval '10 minutes'
   AND NOT EXISTS (SELECT 1 FROM procrastinate_workers
                    WHERE last_heartbeat > now() - interval '2 minutes')
"""


def examine() -> Iterator[Finding]:
    """Run every check of the database; without an answer only the first one."""
    try:
        connection = database.connect("owner")
    except DatabaseProblem as problem:
        yield fault("database", "数据库", problem.message, "启动：./jiuzhu up")
        return
    with connection:
        connection.autocommit = True
        yield good("database", "数据库", f"PostgreSQL {_one(connection, 'SHOW server_version')}")
        yield safety(connection)
        for role in ("web", "worker"):
            yield role_rights(role)
        yield pending_migrations()
        yield clock_skew(connection)
        yield clock_offset(connection)
        yield stuck_jobs(connection)


def safety(connection: Connection) -> Finding:
    """Check version and durable writes."""
    try:
        refuse_unsafe(connection)
    except DatabaseProblem as problem:
        return fault("safety", "写入安全", problem.message, "按上句改正后重新启动数据库")
    return good("safety", "写入安全", "fsync、整页写入、校验和均已打开")


def role_rights(role: str) -> Finding:
    """Check that a role signs in, is nobody special and owns nothing."""
    name = f"数据库角色 {role}"
    cure = (
        "重新运行 ./jiuzhu up，或请数据库管理员 ALTER ROLE … NOSUPERUSER NOBYPASSRLS NOCREATEROLE"
    )
    try:
        connection = database.connect(role)
    except DatabaseProblem as problem:
        return fault(f"role_{role}", name, problem.message, cure)
    with connection:
        row = connection.execute(FORBIDDEN_RIGHTS).fetchone() or ()
        if any(row):
            return fault(f"role_{role}", name, "权限过大，可以绕过辖区隔离", cure)
        if owned := _one(connection, OWNED_BY_PAGES):
            owner_cure = "请数据库管理员把这些表改归 jiuzhu_owner:REASSIGN OWNED BY …"
            return fault(f"role_{role}", name, f"拥有 {owned} 张表，可以改动结构", owner_cure)
    return good(f"role_{role}", name, "能登录，没有多余的权限")


def pending_migrations() -> Finding:
    """Ask Django whether the structure is that of the code."""
    answer = subprocess.run(
        python("-m", "django", "migrate", "--check"),
        check=False,
        env=environment("owner"),
        capture_output=True,
        text=True,
    )
    if answer.returncode == 0:
        return good("migrations", "数据库结构", "与程序一致")
    last = (answer.stderr.strip() or answer.stdout.strip()).splitlines()[-1:] or [""]
    cure = "重新运行 ./jiuzhu up，会自动升级（先 ./jiuzhu backup 留一份备份）"
    return fault("migrations", "数据库结构", f"有未执行的升级 {last[0]}".rstrip(), cure)


def clock_skew(connection: Connection) -> Finding:
    """Compare the clocks of this machine and of the database."""
    before = time.time()
    theirs = float(_one(connection, "SELECT extract(epoch FROM clock_timestamp())"))
    skew = abs(theirs - (before + time.time()) / 2)
    if skew <= SKEW_SECONDS:
        return good("clock", "时钟", f"与数据库相差 {skew:.1f} 秒")
    cure = "在两台机器上打开时间同步：timedatectl set-ntp true"
    return fault("clock", "时钟", f"与数据库相差 {skew:.1f} 秒", cure)


def clock_offset(connection: Connection) -> Finding:
    """Say whether the demo clock is moved: only demo and test databases may do so."""
    table = _one(connection, "SELECT to_regclass('infra_clockoffset')::text")
    seconds = _one(connection, "SELECT max(seconds) FROM infra_clockoffset") if table else None
    if not seconds:
        return good("clock_offset", "演示时钟", "没有拨动")
    cure = "演示库可以如此；正式使用请另建状态目录，用 ./jiuzhu up --no-demo 启动"
    return reminder("clock_offset", "演示时钟", f"拨动了 {seconds / DAY:.1f} 天", cure)


def stuck_jobs(connection: Connection) -> Finding:
    """Look for jobs whose worker died and for jobs that nobody takes."""
    if not _one(connection, "SELECT to_regclass('procrastinate_jobs')::text"):
        return fault("jobs", "后台任务", "任务表还没有建立", "运行 ./jiuzhu up")
    stuck, waiting = int(_one(connection, STUCK_JOBS)), int(_one(connection, WAITING_JOBS))
    if stuck:
        cure = "后台任务启动后会自动接手；仍不减少时查看 log/worker.log"
        return reminder("jobs", "后台任务", f"{stuck} 件卡在已退出的进程上", cure)
    if waiting:
        return fault(
            "jobs", "后台任务", f"{waiting} 件等候超过 10 分钟，没有进程在做", "./jiuzhu up"
        )
    return good("jobs", "后台任务", "没有积压")


def _one(connection: Connection, question: str) -> Any:
    row = connection.execute(question).fetchone()
    return row[0] if row else None
