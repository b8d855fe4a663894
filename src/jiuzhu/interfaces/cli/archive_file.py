"""Write and read one backup file: a tar of the dump, the stored files and a manifest of digests."""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO, cast

from jiuzhu.infra.postgres import DatabaseProblem

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "database.dump"
FILES = "files"
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the backup: how long it is and what its bytes add up to."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, and what it must not hold."""

    format: int
    version: str
    server: str
    made_at: str
    not_inside: tuple[str, ...]
    entries: Mapping[str, Entry]


def stored_files(state: Path, skipped: frozenset[str]) -> Iterator[tuple[str, Path]]:
    """List what belongs into a backup, by its place under the state directory."""
    for folder, names, files in os.walk(state):
        here = Path(folder)
        names[:] = sorted(name for name in names if _kept(state, here / name, skipped))
        for name in sorted(files):
            file = here / name
            if _kept(state, file, skipped) and file.is_file() and not file.is_symlink():
                yield f"{FILES}/{file.relative_to(state).as_posix()}", file


def pack(target: Path, dump: Path, files: Iterator[tuple[str, Path]], about: Manifest) -> Manifest:
    """Write the backup beside its target and name it only when it is whole.

    Raises FileExistsError when an unfinished one is in the way.
    """
    unfinished = target.with_name(f".{target.name}.unfinished")
    number = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(number, "wb") as stream:
            with tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar:
                entries = {DUMP: _add(tar, DUMP, dump)}
                for name, file in files:
                    entries[name] = _add(tar, name, file)
                manifest = replace(about, entries=entries)
                _add_manifest(tar, manifest)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def unpack(source: Path, target: Path) -> Manifest:
    """Unpack into an empty folder and compare every byte with the manifest.

    Raises DatabaseProblem when anything is missing, added, changed, or names a place outside.
    """
    found: dict[str, Entry] = {}
    manifest: Manifest | None = None
    try:
        with tarfile.open(source, mode="r|") as tar:
            for member in tar:
                stream = _content(tar, member)
                if member.name == MANIFEST:
                    manifest = _read_manifest(stream.read())
                else:
                    found[member.name] = _extract(stream, member.name, target)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise _damaged(f"文件读不完整（{error}）") from error
    if manifest is None:
        raise _damaged("里面没有清单")
    if found != manifest.entries:
        names = {*found, *manifest.entries}
        wrong = sorted(name for name in names if found.get(name) != manifest.entries.get(name))
        raise _damaged(f"与清单不符：{'、'.join(wrong[:5])}")
    return manifest


def _kept(state: Path, path: Path, skipped: frozenset[str]) -> bool:
    return path.relative_to(state).as_posix() not in skipped and not path.name.startswith(".")


def _add(tar: tarfile.TarFile, name: str, file: Path) -> Entry:
    """Add one file; its digest is taken from the very bytes that go in."""
    size = file.stat().st_size
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    with file.open("rb") as stream:
        reader = _DigestReader(stream)
        tar.addfile(member, cast("IO[bytes]", reader))
    return Entry(size, reader.digest.hexdigest())


def _add_manifest(tar: tarfile.TarFile, manifest: Manifest) -> None:
    body = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
    member = tarfile.TarInfo(MANIFEST)
    member.size, member.mode = len(body), 0o600
    tar.addfile(member, io.BytesIO(body))


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    path = PurePosixPath(member.name)
    stream = tar.extractfile(member) if member.isreg() else None
    if stream is None or path.is_absolute() or ".." in path.parts:
        raise _damaged(f"含有不允许的内容 {member.name}")
    return stream


def _extract(stream: IO[bytes], name: str, target: Path) -> Entry:
    file = target / name
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with file.open("xb") as output:
        file.chmod(0o600)
        while block := stream.read(BLOCK):
            output.write(block)
            digest.update(block)
            size += len(block)
    return Entry(size, digest.hexdigest())


def _read_manifest(body: bytes) -> Manifest:
    try:
        facts = json.loads(body)
        entries = {name: Entry(**one) for name, one in facts["entries"].items()}
        not_inside = tuple(facts["not_inside"])
        manifest = Manifest(**{**facts, "entries": entries, "not_inside": not_inside})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(f"清单读不懂（{error}）") from error
    if manifest.format != FORMAT:
        raise DatabaseProblem(
            "backup.format", f"备份格式 {manifest.format} 不认识，请用写出它的程序版本恢复。"
        )
    return manifest


def _damaged(what: str) -> DatabaseProblem:
    return DatabaseProblem(
        "backup.damaged", f"备份已损坏：{what}。没有恢复任何内容，请换用另一份备份。"
    )


class _DigestReader:
    """Hand bytes on and add them up."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        block = self.stream.read(size)
        self.digest.update(block)
        return block
