"""`policy check`: holes, overlaps, falls, expired and unverified law; rules nobody can meet."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from jiuzhu.interfaces.cli.main import FAILED, OK
from jiuzhu.policy.pack_checks import Severity
from jiuzhu.policy.packs import places
from jiuzhu.policy.whole_check import check_place


def main(arguments: Sequence[str]) -> int:
    """Run `policy check` for one place, or for every place where none is named."""
    chosen = _parser().parse_args(arguments)
    if chosen.pack is not None:
        return check({chosen.pack.name: chosen.pack}, chosen.on, as_json=chosen.json)
    named: list[str] = [chosen.place] if chosen.place else list(places())
    return check(dict.fromkeys(named), chosen.on, as_json=chosen.json)


def check(where: dict[str, Path | None], on: date | None, *, as_json: bool) -> int:
    """Report what is wrong or open in the law of these places; exit 1 when one is an error."""
    found = [
        (place, problem)
        for place, folder in where.items()
        for problem in check_place(place, on, folder=folder)
    ]
    if as_json:
        rows = [
            {
                "place": place,
                "severity": one.severity,
                "kind": one.kind,
                "where": one.where,
                "text": one.text,
            }
            for place, one in found
        ]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    else:
        for place, one in found:
            sys.stdout.write(f"[{one.severity}] {place} {one.where} {one.text}\n")
        errors = sum(one.severity is Severity.ERROR for _, one in found)
        sys.stdout.write(f"共 {len(found)} 项，其中错误 {errors} 项。\n")
    return FAILED if any(one.severity is Severity.ERROR for _, one in found) else OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./jiuzhu policy check",
        description="查空缺、重叠、下降、过期、未核实；证明有没有规则无人能符合、"
        "有没有家庭两条规则都管或都不管；列出程序与上位规定的不一致。",
        epilog="退出码：0 没有错误（提示不算）  1 有错误",
    )
    parser.add_argument("--on", type=date.fromisoformat, default=None, metavar="2020-09-01")
    parser.add_argument("--json", action="store_true", help="给机器读")
    parser.add_argument("--place", default="", help="只查一个地方（默认全部）")
    parser.add_argument("--pack", type=Path, default=None, metavar="目录", help="查任意政策包目录")
    return parser
