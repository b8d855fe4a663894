"""Run pg_dump and pg_restore of our own or an outside server, passwords never in arguments."""

import subprocess
from pathlib import Path

from jiuzhu.infra.postgres import DatabaseProblem, SignIn, sign_in_from_state
from jiuzhu.infra.postgres.launcher import client_program
from jiuzhu.infra.postgres.roles import DATABASE
from jiuzhu.interfaces.cli import database
from jiuzhu.interfaces.cli.workplace import state_dir, uses_outside_server

TABLES = """
SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
 WHERE nspname = 'public' AND relkind IN ('r', 'p')
"""


def dump_to(file: Path) -> None:
    """Write the whole database, every area of it, in PostgreSQL's own compressed form.

    Raises DatabaseProblem with the words of pg_dump.
    """
    _run("pg_dump", "--format=custom", "--no-password", f"--file={file}")


def restore_from(file: Path) -> None:
    """Restore the whole database in one transaction: all of it or nothing.

    Raises DatabaseProblem with the words of pg_restore.
    """
    owner = sign_in_from_state(state_dir(), "owner")
    ours = ["--no-owner", f"--role={owner.user}"] if uses_outside_server() else []
    _run(
        "pg_restore",
        *("--exit-on-error", "--single-transaction", "--no-comments", "--no-password"),
        *ours,
        f"--dbname={owner.name}",
        str(file),
    )


def has_tables() -> bool:
    """Say whether the database already holds something."""
    with database.connect("owner") as connection:
        row = connection.execute(TABLES).fetchone()
    return bool(row and row[0])


def _run(program: str, *arguments: str) -> None:
    answer = subprocess.run(
        [client_program(state_dir(), program), *arguments],
        check=False,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **_who().for_programs()},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if answer.returncode != 0:
        raise DatabaseProblem("backup.program", f"{program} 没有成功：{answer.stderr.strip()}")


def _who() -> SignIn:
    """Row-level security hides rows from everybody but the administrator and the owner."""
    if uses_outside_server():
        return sign_in_from_state(state_dir(), "owner")
    admin = sign_in_from_state(state_dir(), "admin")
    return SignIn(admin.host, admin.port, admin.user, admin.password, name=DATABASE)
