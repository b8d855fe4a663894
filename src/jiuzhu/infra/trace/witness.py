"""Say where the signed checkpoints of the trace are kept, and whether they prove anything there.

Whoever can rewrite the database can rewrite a file beside it: only a copy that the same hand does
not reach shows that the trace was not made anew (decision 0004).
"""

from __future__ import annotations

import os
from pathlib import Path

SETTING = "JIUZHU_WITNESS_FILE"


def witness_file(state: Path) -> Path:
    """Return the file of the setting, else one in the state directory."""
    chosen = os.environ.get(SETTING)
    return Path(chosen) if chosen else state / "witness" / "checkpoints"


def weakness(file: Path, state: Path) -> str:
    """Say why the file proves nothing where it lies; empty where it can."""
    real, home = Path(os.path.realpath(file)), Path(os.path.realpath(state))
    if real.is_relative_to(home):
        return "和数据库同在状态目录里"
    if _existing(real).stat().st_dev == _existing(home).stat().st_dev:
        return "和数据库在同一块盘上"
    return ""


def can_be_written(file: Path) -> bool:
    """Say whether checkpoints can be appended."""
    if file.exists():
        return file.is_file() and os.access(file, os.W_OK)
    folder = _existing(file.parent)
    return folder.is_dir() and os.access(folder, os.W_OK)


def _existing(path: Path) -> Path:
    while not path.exists():
        path = path.parent
    return path
