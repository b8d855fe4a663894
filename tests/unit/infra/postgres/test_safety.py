"""A server that may lose what it confirmed is refused, whoever runs it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jiuzhu.infra.postgres import UnsafeDatabase, ensure_running, refuse_unsafe, stop
from jiuzhu.infra.postgres.places import find_place, read_note
from unit.infra.postgres.conftest import connect


@pytest.fixture
def tampered(state: Path) -> Iterator[Path]:
    yield state
    ensure_after_repair(state)


def ensure_after_repair(state: Path) -> None:
    stop(state)
    (find_place(state).data / "postgresql.auto.conf").write_text("")
    ensure_running(state)


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_server_without_durable_writes_is_refused(tampered: Path, setting: str) -> None:
    with connect(tampered, "admin") as connection:
        connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    stop(tampered)
    with pytest.raises(UnsafeDatabase, match=setting):
        ensure_running(tampered)
    with connect(tampered, "owner") as connection, pytest.raises(UnsafeDatabase, match=setting):
        refuse_unsafe(connection)


def test_server_without_checksums_is_refused(folder: Path) -> None:
    state = folder / "var"
    ensure_running(state)
    stop(state)
    place = find_place(state)
    program = str(Path(read_note(state)["bin"]) / "pg_checksums")
    done = place.account.run([program, "--disable", f"--pgdata={place.data}"])
    assert done.returncode == 0, done.stderr
    with pytest.raises(UnsafeDatabase, match="pg_checksums --enable") as problem:
        ensure_running(state)
    assert problem.value.code == "postgres.unsafe"


def test_our_own_server_is_safe_and_sorts_the_same_everywhere(state: Path) -> None:
    with connect(state, "owner") as connection:
        refuse_unsafe(connection)
        settings = connection.execute(
            "SELECT current_setting('fsync'), current_setting('full_page_writes'),"
            " current_setting('synchronous_commit'), current_setting('data_checksums')"
        ).fetchone()
        provider = connection.execute(
            "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'jiuzhu'"
        ).fetchone()
        trigrams = connection.execute("SELECT show_trgm('王桂英')").fetchone()[0]
    assert settings == ("on", "on", "on", "on")
    assert provider == ("b", "PG_UNICODE_FAST")
    assert len(trigrams) == 4
