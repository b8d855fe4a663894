"""Start everything under one supervisor: database, pages, jobs, simulator, demo."""

import argparse
import contextlib
import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jiuzhu.infra.postgres import stop as stop_database
from jiuzhu.interfaces.cli import database, demo_accounts, preparation, run_state
from jiuzhu.interfaces.cli.main import FAILED, NOT_READY, OK
from jiuzhu.interfaces.cli.processes import identify, keep_small
from jiuzhu.interfaces.cli.run_state import RunState
from jiuzhu.interfaces.cli.supervisor import Spec, Supervisor
from jiuzhu.interfaces.cli.workplace import log_dir, python, state_dir, uses_outside_server

HOST = "127.0.0.1"
SIMULATOR_PORT = 8701
TICK = 0.1
DATABASE_EVERY = 5.0
LOGS_EVERY = 60.0
FIRST_PAGE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asked for."""

    port: int
    cases: int

    @property
    def address(self) -> str:
        """Return the address of the first page."""
        return f"http://{HOST}:{self.port}/"


class Stop(Exception):  # noqa: N818 - a request, not an error
    """End the supervisor in good order."""


def main(arguments: Sequence[str]) -> int:
    """Run until Ctrl-C; a second call names the address of the first."""
    options = _options(arguments)
    with run_state.sole_supervisor() as sole:
        if not sole:
            return _already_running()
        orphans = run_state.end_orphans()
        if orphans:
            _say(f"上次没有正常结束，已清理留下的进程：{'、'.join(orphans)}。")
        if not _is_free(options.port):
            _say(f"端口 {options.port} 正被别的程序使用。请换一个：./jiuzhu up --port 8010")
            return NOT_READY
        with _stop_on_signals():
            return _run(options)


def _run(options: Options) -> int:
    _say("正在启动数据库……")
    supervisor = Supervisor(_say, lambda: None)

    def remember() -> None:
        me = identify(os.getpid())
        run_state.write(RunState(me, options.address, supervisor.identities()))

    supervisor.changed = remember
    try:
        remember()
        database.make_ready()
        if not preparation.is_current():
            _say("正在升级数据库结构、装入区划与标准（首次约十秒）……")
            preparation.prepare()
        _serve(supervisor, options)
    except Stop:
        _say("正在停止……")
    finally:
        _stop_all(supervisor)
    return OK


def _serve(supervisor: Supervisor, options: Options) -> None:
    """Start the pages first; the rest follows when the first page is there."""
    simulator_port = _free_port(SIMULATOR_PORT)
    specs = children(options, simulator_port)
    supervisor.add(specs[0])
    rest = specs[1:]
    accounts_due = options.cases > 0
    announced = False
    started = checked = tidied = time.monotonic()
    while True:
        time.sleep(TICK)
        supervisor.look_after()
        now = time.monotonic()
        if not announced and answers(options.port):
            announced = True
            _say(f"\n    请用浏览器打开  {options.address}\n\n    按 Ctrl-C 停止全部。")
        if rest and (announced or now - started > FIRST_PAGE_SECONDS):
            for spec in rest:
                supervisor.add(spec)
            rest = []
        if accounts_due and announced and (table := demo_accounts.table(state_dir())):
            accounts_due = False
            _say(table)
        if now - checked > DATABASE_EVERY:
            checked = now
            _revive_database()
        if now - tidied > LOGS_EVERY:
            tidied = now
            for log in log_dir().glob("*.log"):
                keep_small(log)


def children(options: Options, simulator_port: int) -> list[Spec]:
    """Return what is to run, in the order of its start."""
    simulator = f"http://{HOST}:{simulator_port}"
    here = options.address.rstrip("/")
    shared = {
        "JIUZHU_PUBLIC_URL": os.environ.get("JIUZHU_PUBLIC_URL", here),
        "JIUZHU_CALLBACK_URL": here,
        "JIUZHU_DEPARTMENT_URL": simulator,
    }
    web = python("-m", "granian", "--interface", "wsgi", "--host", HOST, "--port")
    web += [str(options.port), "--workers", "1", "--blocking-threads", "8", "--no-ws"]
    web += ["--respawn-failed-workers", "--workers-kill-timeout", "10"]
    worker = python("-m", "django", "procrastinate", "worker", "--concurrency", "2")
    worker += ["--shutdown-graceful-timeout", "10"]
    departments = python("-m", "jiuzhu.gateways.departments.simulator", "--port")
    departments += [str(simulator_port), "--state", str(state_dir() / "departments")]
    specs = [
        Spec("web", "网页服务", [*web, "jiuzhu.config.wsgi:application"], "web", shared),
        Spec("departments", "部门模拟器", departments, "simulator", shared),
        Spec("worker", "后台任务", worker, "worker", shared),
    ]
    if options.cases > 0:
        demo = python("-m", "jiuzhu", "demo", "--cases", str(options.cases))
        specs.append(Spec("demo", "演示数据", demo, "worker", shared, once=True))
    return specs


def answers(port: int) -> bool:
    """Ask the pages whether they serve."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _revive_database() -> None:
    """Start our own server again when it no longer answers."""
    if uses_outside_server() or database.serves():
        return
    _say("数据库没有应答，正在重新启动……")
    database.make_ready()
    _say("数据库已恢复。")


def _stop_all(supervisor: Supervisor) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    supervisor.stop()
    if not uses_outside_server():
        stop_database(state_dir())
    run_state.state_file().unlink(missing_ok=True)
    _say("已全部停止。")


@contextlib.contextmanager
def _stop_on_signals() -> Iterator[None]:
    def ask(_number: int, _frame: object) -> None:
        raise Stop

    wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, ask) for number in wanted}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _already_running() -> int:
    state = run_state.read()
    if state is None:
        _say("另一个 ./jiuzhu up 正在启动或停止，请稍候再试。")
        return FAILED
    _say(f"已经在运行：{state.address}（停止它：./jiuzhu down）")
    return OK


def _is_free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
    return True


def _free_port(wanted: int) -> int:
    if _is_free(wanted):
        return wanted
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


def _options(arguments: Sequence[str]) -> Options:
    parser = argparse.ArgumentParser(prog="./jiuzhu up", description="启动全部，Ctrl-C 停止。")
    parser.add_argument("--port", type=int, default=8000, help="网页的端口（默认 8000）")
    parser.add_argument("--cases", type=int, default=300, help="演示案件数（默认 300）")
    parser.add_argument("--no-demo", action="store_true", help="不造演示数据")
    chosen = parser.parse_args(arguments)
    return Options(chosen.port, 0 if chosen.no_demo else chosen.cases)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
