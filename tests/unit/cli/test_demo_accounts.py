"""The table of demo accounts that a newcomer sees first."""

import json
from pathlib import Path

from jiuzhu.interfaces.cli import demo_accounts


def write(state: Path, rows: list[dict[str, str]]) -> None:
    file = demo_accounts.accounts_file(state)
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(rows))


def row(role: str, username: str) -> dict[str, str]:
    return {
        "role": role,
        "organ": "祝阳镇",
        "username": username,
        "password": "p",
        "note": "看这里",
    }


def test_one_account_of_each_role(tmp_path: Path) -> None:
    write(tmp_path, [row("受理员", "a1"), row("受理员", "a2"), row("审批人", "b1")])
    lines = demo_accounts.table(tmp_path).splitlines()
    assert "全部 3 个" in lines[0]
    assert str(tmp_path) in lines[0]
    assert [line.split()[2] for line in lines[2:4]] == ["a1", "b1"]
    assert lines[-1] == "看这里"


def test_columns_stand_under_each_other(tmp_path: Path) -> None:
    write(tmp_path, [row("受理员", "a1"), row("入户调查员、窗口受理员", "b1")])
    _, head, *accounts, _ = demo_accounts.table(tmp_path).splitlines()
    columns = [
        line.encode("gbk").index(b"p" if line is not head else "密".encode("gbk"))
        for line in [head, *accounts]
    ]
    assert len(set(columns)) == 1


def test_nothing_before_the_demo_wrote_them(tmp_path: Path) -> None:
    assert demo_accounts.table(tmp_path) == ""
