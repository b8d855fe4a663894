"""`policy timeline`: one parameter through time, gaps, falls and unchecked values marked."""

import argparse
import difflib
import json
import sys
from collections.abc import Sequence
from typing import Any

from jiuzhu.interfaces.cli.main import FAILED, OK
from jiuzhu.interfaces.cli.policy_show import amount_of, head_of
from jiuzhu.policy.packs import Pack, open_pack
from jiuzhu.policy.timelines import MARK_LABELS, Span, Timeline, timelines


def main(arguments: Sequence[str]) -> int:
    """Run `policy timeline KEY`."""
    chosen = _parser().parse_args(arguments)
    pack = open_pack(chosen.pack)
    found = timelines(pack, chosen.key)
    if not found:
        sys.stderr.write(_unknown(pack, chosen.key))
        return FAILED
    if chosen.json:
        sys.stdout.write(json.dumps([_plain(one) for one in found], ensure_ascii=False, indent=1))
        sys.stdout.write("\n")
    else:
        for one in found:
            sys.stdout.write(f"{head_of(one.series)}\n")
            sys.stdout.writelines(f"  {_in_words(span)}\n" for span in one.spans)
    return OK


def _in_words(span: Span) -> str:
    until = span.effective_to.isoformat() if span.effective_to else "至今      "
    if span.value is None:
        content = f"—— {span.reason}"
    else:
        content = f"{amount_of(span.value)}  {span.value.source}"
    marks = "".join(f"【{MARK_LABELS[mark]}】" for mark in span.marks)
    return f"{span.effective_from} ～ {until}  {content}{marks}"


def _plain(one: Timeline) -> dict[str, Any]:
    return {
        "key": one.series.key,
        "label": one.series.label,
        "unit": one.series.unit,
        "where": {name: list(allowed) for name, allowed in one.series.dims},
        "spans": [_plain_span(span) for span in one.spans],
    }


def _plain_span(span: Span) -> dict[str, Any]:
    value = span.value
    plain: dict[str, Any] = {
        "effective_from": span.effective_from.isoformat(),
        "effective_to": span.effective_to.isoformat() if span.effective_to else None,
        "marks": list(span.marks),
    }
    if value is None:
        return plain | {"value": None, "reason": span.reason}
    return plain | {
        "value": value.text or list(value.items) or value.amount,
        "document": value.source.document,
        "article": value.source.article,
        "verified": value.verified,
    }


def _unknown(pack: Pack, key: str) -> str:
    near = difflib.get_close_matches(key, pack.series, n=3)
    guess = f"相近的有：{'、'.join(near)}。" if near else ""
    return f"政策包 {pack.place} 里没有参数“{key}”。{guess}./jiuzhu policy show 列出全部。\n"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./jiuzhu policy timeline",
        description="一个参数的历史：每段起止、数值、依据，标出空缺、下降、未核实。",
        epilog="退出码：0 找到  1 没有这个参数  3 政策包读不了",
    )
    parser.add_argument("key", help="参数名称，如 dibao.standard")
    parser.add_argument("--pack", default="taian", help="地方，或政策包目录（默认 taian）")
    parser.add_argument("--json", action="store_true", help="给机器读；金额以分计")
    return parser
