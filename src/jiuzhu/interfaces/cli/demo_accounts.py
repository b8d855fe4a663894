"""Show the demo accounts that the demo wrote down for people who try the platform."""

import json
import unicodedata
from pathlib import Path

COLUMNS = {"role": "角色", "organ": "单位", "username": "账号", "password": "密码"}


def accounts_file(state_dir: Path) -> Path:
    """Return the file in which the demo lists its accounts: rows with the keys of COLUMNS."""
    return state_dir / "demo" / "accounts.json"


def table(state_dir: Path) -> str:
    """Return the accounts as a table for the terminal, empty before the demo wrote them."""
    try:
        rows = json.loads(accounts_file(state_dir).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return ""
    lines = [COLUMNS, *({key: str(row.get(key, "")) for key in COLUMNS} for row in rows)]
    widths = {key: max(_width(line[key]) for line in lines) for key in COLUMNS}
    shown = ["  ".join(_padded(line[key], widths[key]) for key in COLUMNS) for line in lines]
    note = next((row["note"] for row in rows if row.get("note")), "")
    return "\n".join(
        ["演示账号（人物均为虚构）：", *(f"    {line}".rstrip() for line in shown), note]
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
