"""Run the gates of the code: style, types, import directions, migrations."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from jiuzhu.interfaces.cli.project import PROJECT
from jiuzhu.interfaces.cli.workplace import python

GATES: Mapping[str, tuple[str, ...]] = {
    "类型检查": ("mypy",),
    "代码规则": ("ruff", "check", "."),
    "代码格式": ("ruff", "format", "--check", "."),
    "引用方向": ("lint-imports",),
    "译文齐全": ("scripts/collect_texts.py", "--check"),
    "模型相合": ("-m", "django", "check"),
    "迁移齐全": ("-m", "django", "makemigrations", "--check", "--dry-run"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one gate ended and what it said."""

    name: str
    passed: bool
    words: str


def run_all(environment: Mapping[str, str]) -> Iterator[Outcome]:
    """Run the gates two at a time and hand over each as it ends, in the order of the table."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        yield from pool.map(lambda name: run(name, environment), GATES)


def run(name: str, environment: Mapping[str, str]) -> Outcome:
    """Run one gate."""
    answer = subprocess.run(
        _command(GATES[name]),
        check=False,
        cwd=PROJECT,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return Outcome(name, answer.returncode == 0, answer.stdout.decode(errors="replace").strip())


def _command(gate: tuple[str, ...]) -> list[str]:
    """Take programs from beside this Python: their own first lines may name a moved folder."""
    if gate[0] == "-m" or gate[0].endswith(".py"):
        return python(*gate)
    if gate[0] == "lint-imports":
        code = "from importlinter.cli import lint_imports_command as run; run()"
        return python("-c", code)
    return python("-m", *gate) if gate[0] == "mypy" else [_beside_python(gate[0]), *gate[1:]]


def _beside_python(program: str) -> str:
    return os.fspath(Path(python()[0]).parent / program)
