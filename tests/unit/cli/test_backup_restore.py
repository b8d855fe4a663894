"""From a living database to a file and back into an empty place, with owners and area rules."""

import os
from pathlib import Path

import pytest

from jiuzhu.infra.postgres import ensure_running
from jiuzhu.infra.postgres.places import write_private
from jiuzhu.interfaces.cli import backup, database, main, preparation, workplace
from unit.infra.postgres.conftest import connect

SCHEMA = """
DROP TABLE IF EXISTS household;
CREATE TABLE household (number int PRIMARY KEY, town text NOT NULL, name text NOT NULL);
INSERT INTO household VALUES (1, 'a', '王桂英'), (2, 'b', '曾𠮷');
GRANT SELECT ON household TO jiuzhu_web;
ALTER TABLE household ENABLE ROW LEVEL SECURITY;
ALTER TABLE household FORCE ROW LEVEL SECURITY;
CREATE POLICY own_town ON household USING (town = current_setting('jiuzhu.town', true));
"""
SEEN = "SELECT name FROM household ORDER BY number"


@pytest.fixture
def filled(served_state: Path) -> Path:
    with connect(served_state, "admin", dbname="jiuzhu") as connection:
        connection.execute("SET ROLE jiuzhu_owner")
        connection.execute(SCHEMA)
    (served_state / "files").mkdir(exist_ok=True)
    (served_state / "files" / "paper.pdf").write_bytes(b"%PDF-")
    (served_state / "keys.json").write_text("{}")
    (served_state / "keys.json").chmod(0o600)
    return served_state


@pytest.fixture
def written(filled: Path, tmp_path: Path) -> Path:
    target = tmp_path / "备份 文件.tar"
    assert main.main(["backup", str(target)]) == 0
    return target


@pytest.fixture
def empty(filled: Path, command_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    state = Path(os.path.realpath(command_folder)) / f"restored-{os.urandom(4).hex()}"
    monkeypatch.setenv("JIUZHU_STATE_DIR", str(state))
    return state


def test_backup_names_the_keys_that_it_leaves_out(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "backup.tar"
    assert main.main(["backup", str(target)]) == 0
    assert str(filled / "keys.json") in capsys.readouterr().out
    assert target.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("place", ["taken", "inside", "nowhere"])
def test_bad_target_is_refused(
    filled: Path, tmp_path: Path, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "taken.tar"
    taken.write_text("precious")
    places = {"taken": taken, "inside": filled / "b.tar", "nowhere": tmp_path / "no" / "b.tar"}
    assert main.main(["backup", str(places[place])]) == main.NOT_READY
    assert capsys.readouterr().err
    assert taken.read_text() == "precious"
    assert not (filled / "b.tar").exists()


def test_restored_database_keeps_rows_owners_and_area_rules(
    written: Path, empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["restore", str(written)]) == 0
    assert str(empty / "keys.json") in capsys.readouterr().out
    assert (empty / "files" / "paper.pdf").read_bytes() == b"%PDF-"
    with connect(empty, "admin", dbname="jiuzhu") as connection:
        assert connection.execute(SEEN).fetchall() == [("王桂英",), ("曾𠮷",)]
        owner = connection.execute(
            "SELECT tableowner FROM pg_tables WHERE tablename = 'household'"
        ).fetchone()
    assert owner == ("jiuzhu_owner",)
    with connect(empty, "web") as connection:
        assert connection.execute(SEEN).fetchall() == []
        connection.execute("SET jiuzhu.town = 'b'")
        assert connection.execute(SEEN).fetchall() == [("曾𠮷",)]


def test_restore_makes_the_next_start_check_migrations(written: Path, empty: Path) -> None:
    ensure_running(empty)
    facts = {"digest": preparation.digest(), "database": database.identity()}
    write_private(workplace.run_dir() / "prepared.json", facts)
    assert preparation.is_current()
    assert main.main(["restore", str(written)]) == 0
    assert not preparation.is_current()


def test_database_with_data_is_not_overwritten(
    written: Path, served_state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (served_state / "files" / "paper.pdf").unlink()
    assert main.main(["restore", str(written)]) == main.NOT_READY
    assert "JIUZHU_STATE_DIR" in capsys.readouterr().err
    with connect(served_state, "admin", dbname="jiuzhu") as connection:
        assert len(connection.execute(SEEN).fetchall()) == 2


def test_files_are_not_overwritten(written: Path, empty: Path) -> None:
    (empty / "files").mkdir(parents=True)
    (empty / "files" / "paper.pdf").write_text("other")
    assert main.main(["restore", str(written)]) == main.NOT_READY
    assert (empty / "files" / "paper.pdf").read_text() == "other"


def test_damaged_backup_restores_nothing(
    written: Path, empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = bytearray(written.read_bytes())
    body[len(body) // 2] ^= 1
    written.write_bytes(body)
    assert main.main(["restore", str(written)]) == main.NOT_READY
    assert "已损坏" in capsys.readouterr().err
    assert not (empty / "files").exists()
    assert not (empty / "postgres" / "data").exists()


def test_missing_file_is_named(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["restore", "no-such-backup"]) == main.NOT_READY
    assert "no-such-backup" in capsys.readouterr().err


def test_only_keys_that_exist_are_listed(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JIUZHU_KEY_FILE", raising=False)
    assert backup.secret_files(filled) == ["keys.json"]
    monkeypatch.setenv("JIUZHU_KEY_FILE", str(filled / "files" / "paper.pdf"))
    assert backup.secret_files(filled)[-1] == str(filled / "files" / "paper.pdf")
