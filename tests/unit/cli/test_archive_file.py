"""A backup file is whole or refused: every kind of damage is found before anything is restored."""

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from jiuzhu.infra.postgres import DatabaseProblem
from jiuzhu.interfaces.cli import archive_file
from jiuzhu.interfaces.cli.archive_file import DUMP, MANIFEST, Manifest

ABOUT = Manifest(1, "0.1.0", "18.6", "2020-09-01T00:00:00Z", ("keys.json",), {})
Members = dict[str, bytes]


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    state = tmp_path / "var"
    (state / "files" / "ab").mkdir(parents=True)
    (state / "files" / "ab" / "文书.pdf").write_bytes(b"%PDF-1.7" * 1000)
    (state / "keys.json").write_text("secret")
    (state / "postgres").mkdir()
    (state / "postgres" / "owner.json").write_text("secret")
    dump = tmp_path / "dump"
    dump.write_bytes(b"PGDMP" * 500)
    target = tmp_path / "backup.tar"
    files = archive_file.stored_files(state, frozenset({"keys.json", "postgres"}))
    archive_file.pack(target, dump, files, ABOUT)
    return target


def rewritten(backup: Path, change: Callable[[Members], None]) -> Path:
    with tarfile.open(backup) as tar:
        members = {one.name: tar.extractfile(one).read() for one in tar}
    change(members)
    target = backup.with_name("changed.tar")
    with tarfile.open(target, "w") as tar:
        for name, body in members.items():
            one = tarfile.TarInfo(name)
            one.size = len(body)
            tar.addfile(one, io.BytesIO(body))
    return target


def test_what_goes_in_comes_out(backup: Path, tmp_path: Path) -> None:
    manifest = archive_file.unpack(backup, tmp_path / "out")
    assert (tmp_path / "out" / DUMP).read_bytes() == b"PGDMP" * 500
    stored = tmp_path / "out" / "files" / "files" / "ab" / "文书.pdf"
    assert stored.read_bytes() == b"%PDF-1.7" * 1000
    assert stored.stat().st_mode & 0o777 == 0o600
    assert manifest.not_inside == ("keys.json",)


def test_secrets_are_not_inside_and_nobody_else_may_read_it(backup: Path) -> None:
    assert b"secret" not in backup.read_bytes()
    assert backup.stat().st_mode & 0o777 == 0o600


def flip_file(members: Members) -> None:
    name = next(name for name in members if name.endswith(".pdf"))
    members[name] = members[name][:-1] + b"?"


def flip_dump(members: Members) -> None:
    members[DUMP] = b"?" + members[DUMP][1:]


def drop_file(members: Members) -> None:
    del members[next(name for name in members if name.endswith(".pdf"))]


def add_file(members: Members) -> None:
    members["files/added"] = b"new"


def drop_manifest(members: Members) -> None:
    del members[MANIFEST]


def spoil_manifest(members: Members) -> None:
    members[MANIFEST] = members[MANIFEST][:-20]


def change_manifest(members: Members) -> None:
    facts = json.loads(members[MANIFEST])
    facts["entries"][DUMP]["sha256"] = "0" * 64
    members[MANIFEST] = json.dumps(facts).encode()


def climb_out(members: Members) -> None:
    members["files/../../escaped"] = b"x"


def absolute(members: Members) -> None:
    members["/tmp/jiuzhu-escaped"] = b"x"


@pytest.mark.parametrize(
    "damage",
    [
        flip_file,
        flip_dump,
        drop_file,
        add_file,
        drop_manifest,
        spoil_manifest,
        change_manifest,
        climb_out,
        absolute,
    ],
)
def test_damage_is_found(backup: Path, tmp_path: Path, damage: Callable[[Members], None]) -> None:
    with pytest.raises(DatabaseProblem, match="已损坏") as problem:
        archive_file.unpack(rewritten(backup, damage), tmp_path / "out" / "deep")
    assert problem.value.code == "backup.damaged"
    assert not (tmp_path / "out" / "escaped").exists()
    assert not (tmp_path / "escaped").exists()


def test_unknown_format_names_the_cure(backup: Path, tmp_path: Path) -> None:
    def newer(members: Members) -> None:
        facts = json.loads(members[MANIFEST])
        members[MANIFEST] = json.dumps({**facts, "format": 9}).encode()

    with pytest.raises(DatabaseProblem, match="格式 9"):
        archive_file.unpack(rewritten(backup, newer), tmp_path / "out")


@pytest.mark.parametrize("share", [0, 0.1, 0.4])
def test_truncated_file_is_found(backup: Path, tmp_path: Path, share: float) -> None:
    body = backup.read_bytes()
    backup.write_bytes(body[: int(len(body) * share)])
    with pytest.raises(DatabaseProblem, match="已损坏"):
        archive_file.unpack(backup, tmp_path / "out")


def test_link_in_the_archive_is_refused(backup: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "link.tar", "w") as tar:
        link = tarfile.TarInfo("files/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(DatabaseProblem, match="不允许的内容"):
        archive_file.unpack(tmp_path / "link.tar", tmp_path / "out")


def test_failed_backup_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "backup.tar"
    with pytest.raises(FileNotFoundError):
        archive_file.pack(target, tmp_path / "no-dump", iter(()), ABOUT)
    assert list(tmp_path.iterdir()) == []
