"""Bring a backup back into an empty state directory, and prove that the trace is whole."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from jiuzhu.infra.postgres import DatabaseProblem
from jiuzhu.interfaces.cli import archive_file, database, dump, management, preparation, run_state
from jiuzhu.interfaces.cli.main import FAILED, OK
from jiuzhu.interfaces.cli.workplace import state_dir


def main(arguments: Sequence[str]) -> int:
    """Check the whole backup first, then restore it; exit 1 when the trace does not verify."""
    parser = argparse.ArgumentParser(prog="./jiuzhu restore", description="从备份恢复到空库。")
    parser.add_argument("file", type=Path, help="由 ./jiuzhu backup 写出的文件")
    source = parser.parse_args(arguments).file.absolute()
    if not source.is_file():
        raise DatabaseProblem("backup.missing", f"没有文件 {source}。")
    if run_state.supervisor_runs():
        raise DatabaseProblem("restore.running", "平台正在运行。请先 ./jiuzhu down，再恢复。")
    state = state_dir()
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=state, prefix=".restore-") as folder:
        manifest = archive_file.unpack(source, Path(folder))
        _bring_back(Path(folder), state)
    sys.stdout.write(f"已恢复 {manifest.made_at} 的备份（{len(manifest.entries)} 个文件）。\n")
    return _verify(state, manifest.not_inside)


def _bring_back(unpacked: Path, state: Path) -> None:
    """Restore the database in one transaction, then put the files in place.

    Raises DatabaseProblem when the database is not empty or a file would be overwritten.
    """
    files = sorted(file for file in (unpacked / archive_file.FILES).rglob("*") if file.is_file())
    places = [state / file.relative_to(unpacked / archive_file.FILES) for file in files]
    taken = [place for place in places if place.exists()]
    if taken:
        raise _not_empty(state, f"已有文件 {taken[0]}")
    database.make_ready()
    if dump.has_tables():
        raise _not_empty(state, "数据库里已有数据")
    preparation.forget()
    dump.restore_from(unpacked / archive_file.DUMP)
    for file, place in zip(files, places, strict=True):
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.replace(place)


def _verify(state: Path, secrets: Sequence[str]) -> int:
    missing = [str(state / name) for name in secrets if not (state / name).exists()]
    if missing:
        sys.stdout.write("请把当初的密钥文件放回状态目录，再运行 ./jiuzhu trace verify：\n")
        sys.stdout.write("".join(f"    {name}\n" for name in missing))
        return OK
    code = management.trace(["verify"])
    return OK if code == 0 else FAILED


def _not_empty(state: Path, what: str) -> DatabaseProblem:
    return DatabaseProblem(
        "restore.not_empty",
        f"{what}，不会覆盖。请恢复到新的状态目录："
        f"JIUZHU_STATE_DIR={state.with_name(state.name + '-restored')} ./jiuzhu restore 文件",
    )
