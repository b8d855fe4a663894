"""Show the demo accounts that the demo wrote down for people who try the platform."""

import json
import unicodedata
from pathlib import Path

COLUMNS = {"role": "角色", "organ": "单位", "username": "账号", "password": "密码"}


def accounts_file(state_dir: Path) -> Path:
    """Return the file in which the demo lists its accounts: rows with the keys of COLUMNS."""
    return state_dir / "demo" / "accounts.json"


def table(state_dir: Path) -> str:
    """Return one account of each role for the terminal, empty before the demo wrote them."""
    try:
        rows: list[dict[str, str]] = json.loads(
            accounts_file(state_dir).read_text(encoding="utf-8")
        )
    except (FileNotFoundError, ValueError):
        return ""
    first = {row.get("role", ""): row for row in reversed(rows)}
    shown = [row for row in rows if first.get(row.get("role", "")) is row]
    lines = [COLUMNS, *({key: str(row.get(key, "")) for key in COLUMNS} for row in shown)]
    widths = {key: max(_width(line[key]) for line in lines) for key in COLUMNS}
    texts = ["  ".join(_padded(line[key], widths[key]) for key in COLUMNS) for line in lines]
    note = next((row["note"] for row in rows if row.get("note")), "")
    head = (
        f"演示账号（人物均为虚构），每种岗位一个；全部 {len(rows)} 个在 {accounts_file(state_dir)}"
    )
    return "\n".join([head, *(f"    {text}".rstrip() for text in texts), note])


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
