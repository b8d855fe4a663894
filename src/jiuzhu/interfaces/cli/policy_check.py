"""`policy check`: look for holes, overlaps, falls, expired and unverified law."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date

from jiuzhu.interfaces.cli.main import FAILED, OK
from jiuzhu.policy.pack_checks import Severity
from jiuzhu.policy.packs import check_pack


def main(arguments: Sequence[str]) -> int:
    """Run `policy check`."""
    chosen = _parser().parse_args(arguments)
    return check(chosen.place, chosen.on, as_json=chosen.json)


def check(place: str, on: date | None, *, as_json: bool) -> int:
    """Report holes, overlaps, falls, expired and unverified law; exit 1 when one is an error."""
    problems = check_pack(place, on)
    if as_json:
        rows = [
            {"severity": one.severity, "kind": one.kind, "where": one.where, "text": one.text}
            for one in problems
        ]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    else:
        for one in problems:
            sys.stdout.write(f"[{one.severity}] {one.where} {one.text}\n")
        sys.stdout.write(f"共 {len(problems)} 项。\n")
    return FAILED if any(one.severity is Severity.ERROR for one in problems) else OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./jiuzhu policy check", description="查空缺、重叠、下降、过期、未核对。"
    )
    parser.add_argument("--on", type=date.fromisoformat, default=None, metavar="2020-09-01")
    parser.add_argument("--json", action="store_true", help="给机器读")
    parser.add_argument("--place", default="taian", help="地方（默认 taian）")
    return parser
