"""The suite: a real PostgreSQL, pages and services as the web role, never as owner."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

# A second connection that a test left open would keep the database from being dropped.
END_OTHER_SESSIONS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = session_user"
)
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@pytest.fixture(autouse=True, scope="session")
def _network_blocked() -> Iterator[None]:
    """Let nothing leave the machine: only loopback and local sockets answer."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in LOOPBACK:
            raise PermissionError(f"tests do not use the network: {address[0]}")
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _files_apart(settings: Any, tmp_path: Path) -> None:
    """Keep stored files of each test in a folder of its own."""
    settings.JIUZHU_FILES_DIR = tmp_path / "files"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Add rights, divisions, organs, law and the staff of two counties, committed once."""
    from django.db import connection, connections

    from jiuzhu.infra.scope.grants import apply_grants
    from support.world import build_offices

    with django_db_blocker.unblock():
        apply_grants(connection)
        build_offices()
    yield
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute(END_OTHER_SESSIONS)
        connections.close_all()


@pytest.fixture
def world(db: None) -> Any:
    """Give the offices, and run the test as the web role."""
    from django.db import connection

    from support.world import World

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE jiuzhu_web")
    return World()


@pytest.fixture(scope="session")
def areas(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """Give a second database with cases of three townships, committed; built once a session."""
    from support.areas import build_areas

    with ExitStack() as stack:
        with django_db_blocker.unblock():
            found = stack.enter_context(build_areas(tmp_path_factory.mktemp("areas")))
        yield found
        with django_db_blocker.unblock():
            stack.close()
