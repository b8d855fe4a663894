"""Read and check the dated law: needs neither Django nor the database."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date

from jiuzhu.interfaces.cli.main import FAILED, OK
from jiuzhu.policy import examples
from jiuzhu.policy.pack_checks import Severity
from jiuzhu.policy.packs import check_pack, load_pack
from jiuzhu.policy.values import Hole, Series, Unit, Value

FEN = 100


def main(arguments: Sequence[str]) -> int:
    """Run `policy show`, `policy check` or `policy test`."""
    if arguments[:1] == ["test"]:
        return examples.main(arguments[1:])
    chosen = _parser().parse_args(arguments)
    if chosen.action == "show":
        return show(chosen.place, chosen.key, chosen.on)
    return check(chosen.place, chosen.on, as_json=chosen.json)


def show(place: str, key: str, on: date) -> int:
    """List the values in force on a day, each with the document and article it rests on."""
    pack = load_pack(place)
    listed = [one for name in sorted(pack.series) if key in name for one in pack.series[name]]
    for one in listed:
        sys.stdout.write(_in_words(one, one.at(on)))
    if not listed:
        sys.stderr.write(f"政策包 {place} 里没有名称含“{key}”的参数。不写名称可列出全部。\n")
    return OK if listed else FAILED


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


def _in_words(series: Series, entry: Value | Hole | None) -> str:
    circumstances = " ".join(f"{name}={'/'.join(allowed)}" for name, allowed in series.dims)
    head = f"{series.key} {circumstances}".rstrip() + f"（{series.label}）："
    if entry is None:
        return f"{head}当日没有规定\n"
    if isinstance(entry, Hole):
        return f"{head}空缺，{entry.reason}\n"
    doubt = "" if entry.verified else "，未经公报核对"
    return f"{head}{_amount(entry)}  自 {entry.effective_from} 起，依据 {entry.source}{doubt}\n"


def _amount(value: Value) -> str:
    if value.items:
        return "、".join(value.items)
    if value.text:
        return value.text
    if value.unit.name.startswith("FEN"):
        return f"{value.amount // FEN}.{value.amount % FEN:02d} 元"
    return f"{value.amount} {Unit(value.unit).value}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./jiuzhu policy", description="查看、检验政策参数。")
    actions = parser.add_subparsers(dest="action", required=True, metavar="show|check|test")
    shown = actions.add_parser("show", help="某日有效的参数及其依据")
    shown.add_argument("key", nargs="?", default="", help="参数名称的一部分，不写则列出全部")
    shown.add_argument("--on", type=date.fromisoformat, required=True, metavar="2020-09-01")
    checked = actions.add_parser("check", help="查空缺、重叠、下降、过期、未核对")
    checked.add_argument("--on", type=date.fromisoformat, default=None, metavar="2020-09-01")
    checked.add_argument("--json", action="store_true", help="给机器读")
    actions.add_parser("test", help="逐个验算目录里的算例（YAML）：policy test 目录")
    for one in (shown, checked):
        one.add_argument("--place", default="taian", help="地方（默认 taian）")
    return parser
