"""Bring the database to the code: migrations and base data, skipped when nothing changed."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from jiuzhu.infra.postgres import DatabaseProblem
from jiuzhu.infra.postgres.places import write_private
from jiuzhu.interfaces.cli import database
from jiuzhu.interfaces.cli.processes import PRIVATE
from jiuzhu.interfaces.cli.project import PROJECT
from jiuzhu.interfaces.cli.workplace import environment, python, run_dir

SOURCE = PROJECT / "src" / "jiuzhu"
FOLDERS = ("migrations", "data", "packs", "procedures", "commands")
SEEN = {".py", ".yaml", ".csv", ".gz", ".json", ".sql", ".txt", ".tsv", ".xz"}


def is_current() -> bool:
    """Say whether this database was brought to exactly this code before."""
    return _recorded() == {"digest": digest(), "database": database.identity()}


def was_current() -> bool:
    """Say the same without asking the database, which may not run yet."""
    return _recorded().get("digest") == digest()


def prepare() -> None:
    """Migrate and load the base data as the owner, then remember for what.

    Raises DatabaseProblem when a step fails; its own words were shown already.
    """
    before = digest()
    answer = subprocess.run(
        python("-m", "jiuzhu.interfaces.cli.migrate_and_load"),
        check=False,
        env=environment("owner"),
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        umask=PRIVATE,
    )
    if answer.returncode != 0:
        raise DatabaseProblem(
            "prepare.failed",
            "数据库结构升级或基础数据装入没有成功，原因见上。"
            "改正后再次运行 ./jiuzhu up 会从这一步接着做。",
        )
    write_private(_record(), {"digest": before, "database": database.identity()})


def forget() -> None:
    """Make the next start check migrations and base data again."""
    _record().unlink(missing_ok=True)


def digest() -> str:
    """Return a digest of everything that decides structure and base data."""
    whole = hashlib.sha256()
    for file in sorted(_deciding_files()):
        whole.update(os.fsencode(file.relative_to(PROJECT)))
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()


def _deciding_files() -> Iterator[Path]:
    yield PROJECT / "requirements.lock"
    for file in SOURCE.rglob("*"):
        inside = file.relative_to(SOURCE).parts[:-1]
        if file.suffix in SEEN and any(folder in inside for folder in FOLDERS):
            yield file


def _record() -> Path:
    return run_dir() / "prepared.json"


def _recorded() -> dict[str, str]:
    try:
        facts: dict[str, str] = json.loads(_record().read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return facts
