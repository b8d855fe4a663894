"""`policy show`: list the values in force on a day with the articles they rest on."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date

from jiuzhu.interfaces.cli.main import FAILED, OK
from jiuzhu.policy.packs import load_pack
from jiuzhu.policy.values import Hole, Series, Unit, Value

FEN = 100


def main(arguments: Sequence[str]) -> int:
    """Run `policy show [KEY] --on DATE`."""
    chosen = _parser().parse_args(arguments)
    return show(chosen.place, chosen.key, chosen.on)


def show(place: str, key: str, on: date) -> int:
    """List the values in force on a day, each with the document and article it rests on."""
    pack = load_pack(place)
    listed = [one for name in sorted(pack.series) if key in name for one in pack.series[name]]
    for one in listed:
        sys.stdout.write(_in_words(one, one.at(on)))
    if not listed:
        sys.stderr.write(f"政策包 {place} 里没有名称含“{key}”的参数。不写名称可列出全部。\n")
    return OK if listed else FAILED


def head_of(series: Series) -> str:
    """Name a parameter with its circumstances."""
    circumstances = " ".join(f"{name}={'/'.join(allowed)}" for name, allowed in series.dims)
    return f"{series.key} {circumstances}".rstrip() + f"（{series.label}）"


def amount_of(value: Value) -> str:
    """Write one value as a person reads it."""
    if value.items:
        return "、".join(value.items)
    if value.text:
        return value.text
    if value.unit.name.startswith("FEN"):
        return f"{value.amount // FEN}.{value.amount % FEN:02d} 元"
    return f"{value.amount} {Unit(value.unit).value}"


def _in_words(series: Series, entry: Value | Hole | None) -> str:
    head = f"{head_of(series)}："
    if entry is None:
        return f"{head}当日没有规定\n"
    if isinstance(entry, Hole):
        return f"{head}空缺，{entry.reason}\n"
    doubt = "" if entry.verified else "，未经公报核对"
    return f"{head}{amount_of(entry)}  自 {entry.effective_from} 起，依据 {entry.source}{doubt}\n"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./jiuzhu policy show", description="某日有效的参数及其依据。"
    )
    parser.add_argument("key", nargs="?", default="", help="参数名称的一部分，不写则列出全部")
    parser.add_argument("--on", type=date.fromisoformat, required=True, metavar="2020-09-01")
    parser.add_argument("--place", default="taian", help="地方（默认 taian）")
    return parser
