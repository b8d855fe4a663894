"""The programs that open the data: ours, kept beside the data, or a named directory."""

from pathlib import Path

import pytest

from jiuzhu.infra.postgres import DatabaseProblem, ensure_running, stop
from jiuzhu.infra.postgres.binaries import binaries_for, inspect
from jiuzhu.infra.postgres.launcher import client_program
from jiuzhu.infra.postgres.places import find_place
from jiuzhu.interfaces.cli.test_tools import debian_server
from unit.infra.postgres.conftest import connect


def test_copy_keeps_the_libraries_within_reach(state: Path) -> None:
    place = find_place(state)
    kept = binaries_for(place.home, place.data, place.account)
    assert kept.directory.is_relative_to(place.home)
    assert inspect(kept.directory).major == 18
    assert client_program(state, "pg_dump").startswith(str(place.home))


def test_incomplete_directory_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIUZHU_POSTGRES_BIN", str(folder))
    with pytest.raises(DatabaseProblem, match="initdb"):
        ensure_running(folder / "var")


def test_data_of_another_major_version_is_refused(state: Path) -> None:
    stop(state)
    place = find_place(state)
    version = place.data / "PG_VERSION"
    version.write_text("16\n")
    try:
        with pytest.raises(DatabaseProblem, match="PostgreSQL 16"):
            binaries_for(place.home, place.data, place.account)
    finally:
        version.write_text("18\n")


@pytest.mark.skipif(debian_server() is None, reason="Debian's server is not installed")
def test_debians_server_runs_through_the_same_launcher(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIUZHU_POSTGRES_BIN", str(debian_server()))
    server = ensure_running(folder / "var")
    assert int(server.version.split(".")[0]) >= 15
    stop(folder / "var")
    monkeypatch.delenv("JIUZHU_POSTGRES_BIN")
    if not server.version.startswith("18"):
        assert ensure_running(folder / "var").version == server.version
    with connect(folder / "var", "web") as connection:
        trigrams = connection.execute("SELECT show_trgm('王桂英')").fetchone()[0]
    assert len(trigrams) == 4
