"""Write what was measured as RESULTS.md holds it."""

from __future__ import annotations

import os
import statistics
import time

from bench import Bench, Taken

NAMES = {
    "ours": "救助，业务服务",
    "peer": "同行：Django ORM + django-simple-history",
    "limit": "极限：每步一条改写数据的 CTE 语句",
}
GOAL = 3


def report(bench: Bench, found: Taken, cases: int, rounds: int) -> str:
    """Return the results as RESULTS.md holds them."""
    rows = [row for step in bench.steps for row in step.rows]
    papers = sum(len(step.papers) for step in bench.steps)
    lines = [
        "# benchmarks/stream：结果",
        "",
        (
            f"{time.strftime('%Y-%m-%d')}，{os.cpu_count()} cores，PostgreSQL 自带版本。"
            f"同一次运行，交替，{rounds} 轮中位数，每轮 {cases} 件。"
            f"测完时机器负载 {os.getloadavg()[2]:.1f}（15 分钟）。"
        ),
        "",
        (
            f"一件：12 步，{sum(row.insert for row in rows)} 行新增，"
            f"{sum(not row.insert for row in rows)} 行修改，{papers} 份文书；"
            f"本平台为此执行 {bench.statements.total()} 条 SQL：{_kinds(bench)}。"
        ),
        "",
        "| 每件用时 | 墙钟毫秒（最小–最大） | 客户端 CPU 毫秒 | 墙钟比本平台 | CPU 比本平台 |",
        "|---|---|---|---|---|",
    ]
    for documents in (True, False):
        own = _middle(found["ours", documents])
        for side in ("ours", "peer", "limit"):
            wall, cpu = _middle(found[side, documents])
            every = [seconds * 1000 for seconds, _ in found[side, documents]]
            lines.append(
                f"| {NAMES[side]}，{'含文书' if documents else '不含文书'} "
                f"| {wall * 1000:.0f}（{min(every):.0f}–{max(every):.0f}） | {cpu * 1000:.0f} "
                f"| {wall / own[0]:.2f} | {cpu / own[1]:.2f} |"
            )
    lines += ["", "目标（不含文书；本平台越快越好）：", ""]
    wall = {side: _middle(found[side, False])[0] for side in NAMES}
    faster, slower = wall["peer"] / wall["ours"], wall["ours"] / wall["limit"]
    lines += [
        f"- 比同行快 3 倍以上：实测 {faster:.2f} 倍，{_verdict(met=faster >= GOAL)}。",
        f"- 用时不超过极限的 3 倍：实测 {slower:.1f} 倍，{_verdict(met=slower <= GOAL)}。",
        "",
    ]
    return "\n".join(lines)


def _kinds(bench: Bench) -> str:
    return "、".join(f"{kind} {number}" for kind, number in bench.statements.most_common())


def _verdict(*, met: bool) -> str:
    return "达到" if met else "未达到"


def _middle(taken: list[tuple[float, float]]) -> tuple[float, float]:
    return statistics.median(wall for wall, _ in taken), statistics.median(cpu for _, cpu in taken)
