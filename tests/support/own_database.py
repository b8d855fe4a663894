"""A database of its own for tests in which two real connections meet: copied, then dropped."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

END_SESSIONS = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE datname = %s AND pid <> pg_backend_pid() AND usename = session_user"
)


@contextmanager
def own_database() -> Iterator[str]:
    """Copy the test database, let every new connection go there, and drop the copy at the end.

    What is written in it is really committed, append-only rows included, so it cannot be cleaned.
    """
    connection = connections["default"]
    template = connection.settings_dict["NAME"]
    copy = f"{template}_{secrets.token_hex(4)}"
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        cursor.execute(END_SESSIONS, [template])  # a copy is refused while somebody is in there
        cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{template}"')
    connection.settings_dict["NAME"] = copy
    try:
        yield copy
    finally:
        connection.close()
        connection.settings_dict["NAME"] = template
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')
