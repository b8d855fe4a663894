"""The suite: a real PostgreSQL, pages and services as the web role, never as owner."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

# A second connection that a test left open would keep the database from being dropped.
END_OTHER_SESSIONS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = session_user"
)
HERE = Path(__file__).parent
# Elsewhere the tracer would only cost time: what pages reach of these parts is measured here too.
MEASURED = ("rules", "scenarios", "unit", "pages/citizen", "pages/public")
UNMEASURED = ("unit/cli/", "unit/docs/", "unit/infra/", "unit/web/", "unit/documents/")
# Pages whose tests prove templates, forms and words of ours. What their statements and services ask
# of a server, the second one is asked by pages/test_addresses_open.py (each address with its
# filters), by the walk of the neighbours, the kept files and bad inputs, by the scenarios and the
# unit tests.
ONCE = tuple(
    f"pages/{counter}/" for counter in ("citizen", "desk", "desk_later", "public", "village")
)
DATABASE = frozenset({"db", "django_db_setup", "transactional_db"})
SECOND_SERVER = os.environ.get("JIUZHU_TEST_SERVER") == "debian"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
WAYS_OUT = ("connect", "connect_ex", "sendto")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to the first server what does not ask the second one anything new."""
    if not SECOND_SERVER:
        return
    kept = [item for item in items if _asks_the_server(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _asks_the_server(item: pytest.Item) -> bool:
    if item.path.relative_to(HERE).as_posix().startswith(ONCE):
        return False
    uses = DATABASE.intersection(getattr(item, "fixturenames", ()))
    marked = item.get_closest_marker("django_db")
    return bool(uses or marked) and item.get_closest_marker("once") is None


@contextmanager
def _untraced() -> Iterator[None]:
    """Put the tracer aside; to stop the measurement would not do.

    A worker has two of them on top of each other, and to stop the upper one starts the lower one.
    """
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Trace only the tests that are to cover the rules and the use cases."""
    place = item.path.relative_to(HERE).as_posix()
    if place.startswith(MEASURED) and not place.startswith(UNMEASURED):
        return (yield)
    with _untraced():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Iterator[None]:
    """Trace no fixture of the whole session: whichever test comes first would pay for it."""
    if fixturedef.scope != "session":
        return (yield)
    with _untraced():
        return (yield)


@pytest.fixture(autouse=True, scope="session")
def _network_blocked() -> Iterator[None]:
    """Let nothing leave the machine: only loopback and local sockets answer."""
    kept = {name: getattr(socket.socket, name) for name in WAYS_OUT}

    def guarded(name: str) -> Any:
        def call(self: socket.socket, *arguments: Any) -> Any:
            address = arguments[-1]
            if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in LOOPBACK:
                raise PermissionError(f"tests do not use the network: {address[0]}")
            return kept[name](self, *arguments)

        return call

    for name in WAYS_OUT:
        setattr(socket.socket, name, guarded(name))
    yield
    for name in WAYS_OUT:
        setattr(socket.socket, name, kept[name])


@pytest.fixture(autouse=True)
def _files_apart(settings: Any, tmp_path: Path) -> None:
    """Keep stored files of each test in a folder of its own."""
    settings.JIUZHU_FILES_DIR = tmp_path / "files"


@pytest.fixture(autouse=True)
def _law_asked_anew() -> None:
    """Forget which law the last test had in force: it was rolled back."""
    from jiuzhu.infra.revisions import forget

    forget()


@pytest.fixture(autouse=True)
def _papers_sketched(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sketch papers that no test looks at: setting them is a fifth of the time of a case.

    Everything before the compiler stays as it is. Tests marked `typeset` look at the paper;
    pages and scenarios set each shape of a paper once, on one of the two servers.
    """
    if request.node.get_closest_marker("typeset"):
        return
    from support import papers

    tier = request.path.relative_to(HERE).parts[0]
    way = papers.sketch if tier == "unit" or SECOND_SERVER else papers.set_once
    monkeypatch.setattr(papers.Renderer, "_compile", way)


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
