"""Have a safe, provisioned database before a command needs one."""

import os
import sys

import psycopg

from jiuzhu.infra.postgres import (
    DatabaseProblem,
    Provisioned,
    ensure_running,
    is_running,
    prepare_outside,
    refuse_unsafe,
    sign_in_from_state,
)
from jiuzhu.infra.postgres.roles import URL_SETTINGS, read_role
from jiuzhu.interfaces.cli.workplace import state_dir, uses_outside_server


def make_ready() -> None:
    """Start our own server, or provision and check the one that JIUZHU_DATABASE_URL names.

    Raises DatabaseProblem with what to do.
    """
    if not uses_outside_server():
        ensure_running(state_dir())
    elif all(os.environ.get(setting) for setting in URL_SETTINGS.values()):
        with connect("owner") as connection:
            refuse_unsafe(connection)
    else:
        known = read_role(state_dir(), "web")
        made = prepare_outside(state_dir(), os.environ[URL_SETTINGS["owner"]])
        if made.web != known:
            _show(made)


def _show(made: Provisioned) -> None:
    """Print the two accounts that were made, once: another machine needs them as settings."""
    sys.stderr.write(
        f"已在外部数据库建立两个账号（也存于 {state_dir() / 'postgres'}）：\n"
        f"    {URL_SETTINGS['web']}={made.web.as_url()}\n"
        f"    {URL_SETTINGS['worker']}={made.worker.as_url()}\n"
    )


def connect(role: str) -> psycopg.Connection[tuple[object, ...]]:
    """Connect as a role.

    Raises DatabaseProblem when nobody answers.
    """
    sign_in = sign_in_from_state(state_dir(), role)
    try:
        return psycopg.connect(**sign_in.for_psycopg(), connect_timeout=5)  # type: ignore[arg-type]
    except psycopg.OperationalError as error:
        raise DatabaseProblem(
            "postgres.unreachable", f"连不上数据库：{error}。请运行 ./jiuzhu doctor 查找原因。"
        ) from error


def serves() -> bool:
    """Say whether the database answers now, starting nothing."""
    if not uses_outside_server():
        return is_running(state_dir())
    try:
        connect("owner").close()
    except DatabaseProblem:
        return False
    return True


def identity() -> str:
    """Return what tells this database from a restored or new one.

    Raises DatabaseProblem when nobody answers.
    """
    with connect("owner") as connection:
        row = connection.execute(
            "SELECT system_identifier::text || '/' || oid FROM pg_control_system(), pg_database"
            " WHERE datname = current_database()"
        ).fetchone()
    return str(row[0]) if row else ""
