"""Say in a table what was measured, and whether the goals are reached."""

from __future__ import annotations

import argparse
import json
import os
import statistics
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

STATE = Path(os.environ["JIUZHU_STATE_DIR"])
Found = dict[tuple[str, str], list[dict[str, Any]]]
LABELS = {"tasks": "我的待办", "cases": "全部案件", "search": "查询", "case": "案件页"}


def report(
    found: Found,
    counts: dict[str, int],
    chosen: argparse.Namespace,
) -> str:
    """Return the results as Markdown."""
    cases, events, persons = json.loads((STATE / "sizes.json").read_text())
    today = datetime.now(UTC).date()  # noqa: TID251 -- when it was measured
    lines = [
        "# benchmarks/pages：结果",
        "",
        (
            f"{today}，{os.cpu_count()} cores。{cases:,} 件案件、{events:,} 条事件、"
            f"{persons:,} 人；{chosen.users} 人同时不停地打开页面，网页角色、按辖区；"
            f"{chosen.rounds} 轮交替，每轮 {chosen.seconds:g} 秒，取中位数。"
        ),
        "",
        (
            "| 页面 | SQL 语句 | 本平台 页/秒 | p50 毫秒 | p95 毫秒 | 裸 psycopg 页/秒 |"
            " 裸/本平台 | CPU 毫秒：本平台 网页+数据库 | CPU 毫秒：裸 | CPU 比 |"
        ),
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for kind, label in LABELS.items():
        ours, bare = found[kind, "ours"], found[kind, "bare"]
        rate, limit = _median(ours, "rate"), _median(bare, "rate")
        lines.append(
            f"| {label} | {counts[kind]} | {rate:.1f} | {_median(ours, 'p50'):.0f} |"
            f" {_median(ours, 'p95'):.0f} | {limit:.1f} | {limit / rate:.2f} |"
            f" {_cpu(ours)} | {_cpu(bare)} | {_whole_cpu(ours) / _whole_cpu(bare):.2f} |"
        )
    peer = _median(found["cases", "admin"], "rate")
    ours_rate = _median(found["cases", "ours"], "rate")
    lines += [
        "",
        (
            f"Django 自带后台的清单页（同样的列，每页 20 行，不分辖区）：{peer:.2f} 页/秒；"
            f"本平台的“全部案件”是它的 {ours_rate / peer:.1f} 倍（目标 40 倍）。"
        ),
        "",
        *(_growth(found, chosen.against) if chosen.against else ()),
    ]
    return "\n".join(lines)


def _growth(found: Found, smaller: Path) -> list[str]:
    """Say how much of the rate is kept over more data."""
    cases, _, _ = json.loads((STATE / "sizes.json").read_text())
    fewer, _, _ = json.loads((smaller / "sizes.json").read_text())
    before = {
        (kind, name): rows for kind, name, rows in json.loads((smaller / "found.json").read_text())
    }
    lines = [
        f"数据由 {fewer:,} 件增到 {cases:,} 件（{cases / fewer:.1f} 倍，前后两次运行）：",
        "",
        "| 页面 | 页/秒保留 | 每页 CPU 增到 |",
        "|---|---|---|",
    ]
    for kind, label in LABELS.items():
        was, now = before[kind, "ours"], found[kind, "ours"]
        kept = _median(now, "rate") / _median(was, "rate")
        lines.append(f"| {label} | {kept:.2f} | {_whole_cpu(now) / _whole_cpu(was):.2f} 倍 |")
    return [*lines, ""]


def _cpu(rows: list[dict[str, Any]]) -> str:
    return f"{_median(rows, 'web_ms'):.1f}+{_median(rows, 'database_ms'):.1f}"


def _whole_cpu(rows: list[dict[str, Any]]) -> float:
    return _median(rows, "web_ms") + _median(rows, "database_ms")


def _median(rows: list[dict[str, Any]], key: str) -> float:
    return statistics.median(row[key] for row in rows)
