"""Write one backup file: database, stored files, manifest; keys never go into it."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from jiuzhu.infra.postgres import DatabaseProblem
from jiuzhu.interfaces.cli import archive_file, database, dump
from jiuzhu.interfaces.cli.main import OK
from jiuzhu.interfaces.cli.project import version
from jiuzhu.interfaces.cli.workplace import state_dir

# What a backup leaves out: it is made anew, or it is a secret that must lie elsewhere.
SECRETS = ("keys.json", "secret_key", "departments/keys.json", "demo/accounts.json")
MADE_ANEW = ("postgres", "run", "log", "static", "test", "test-debian", "results")


def main(arguments: Sequence[str]) -> int:
    """Write the backup and name the keys that are not in it."""
    parser = argparse.ArgumentParser(prog="./jiuzhu backup", description="备份到一个文件。")
    parser.add_argument("file", type=Path, help="要写的文件（不覆盖已有的）")
    target = parser.parse_args(arguments).file.absolute()
    _refuse_bad_target(target)
    database.make_ready()
    manifest = write(target)
    size = target.stat().st_size / 1_000_000
    sys.stdout.write(f"已备份到 {target}（{size:.1f} MB，{len(manifest.entries)} 个文件）。\n")
    sys.stdout.write("备份里没有密钥，请另行妥善保管：\n")
    sys.stdout.write("".join(f"    {state_dir() / name}\n" for name in manifest.not_inside))
    return OK


def write(target: Path) -> archive_file.Manifest:
    """Dump first, then copy the files: a file is stored before the row that names it.

    Raises DatabaseProblem when the dump fails.
    """
    state = state_dir()
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".jiuzhu-backup-") as folder:
        file = Path(folder) / archive_file.DUMP
        dump.dump_to(file)
        about = archive_file.Manifest(
            format=archive_file.FORMAT,
            version=version(),
            server=_server_version(),
            made_at=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            not_inside=tuple(secret_files(state)),
            entries={},
        )
        files = archive_file.stored_files(state, frozenset({*SECRETS, *MADE_ANEW}))
        return archive_file.pack(target, file, files, about)


def secret_files(state: Path) -> list[str]:
    """Return the key files that exist and must be kept elsewhere, seen from the state directory."""
    named = os.environ.get("JIUZHU_KEY_FILE")
    listed = [*SECRETS, *([named] if named else [])]
    return [name for name in listed if (state / name).exists()]


def _refuse_bad_target(target: Path) -> None:
    if target.exists():
        raise DatabaseProblem("backup.exists", f"{target} 已经存在，不会覆盖。请换一个文件名。")
    if not target.parent.is_dir():
        raise DatabaseProblem("backup.folder", f"目录 {target.parent} 不存在，请先建立它。")
    if target.is_relative_to(state_dir()):
        raise DatabaseProblem("backup.inside", "备份不能放在状态目录里面，请放到另一块盘上。")


def _server_version() -> str:
    with database.connect("owner") as connection:
        row = connection.execute("SHOW server_version").fetchone()
    return str(row[0]) if row else ""
