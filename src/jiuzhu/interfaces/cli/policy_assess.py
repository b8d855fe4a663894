"""`policy assess`: one household as JSON in, result and explanation out; no database."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from jiuzhu.interfaces.cli.main import NOT_READY, OK
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import format_yuan
from jiuzhu.policy.classify import STATE_TEXTS, Candidate, Classification
from jiuzhu.policy.packs import open_pack
from jiuzhu.policy.results import DibaoResult, Eligibility, HitStatus
from jiuzhu.policy.scheme_results import Pays, SchemeResult
from jiuzhu.policy.schemes import SCHEMES, Computed, scheme_of

MOST_BYTES = 1_000_000
ELIGIBLE_WORDS = {
    Eligibility.ELIGIBLE: "符合条件",
    Eligibility.NOT_ELIGIBLE: "不符合条件",
    Eligibility.UNDECIDABLE: "有问题尚待查清，暂不能认定",
}
HIT_WORDS = {
    HitStatus.HIT: "不符",
    HitStatus.CLEARED: "已排除",
    HitStatus.WAIVED: "已豁免",
    HitStatus.UNKNOWN: "待查",
}
PAYS_WORDS = {Pays.MONTHLY: "每月", Pays.ONCE: "一次性", Pays.NOTHING: ""}


def main(arguments: Sequence[str]) -> int:
    """Run `policy assess`; a refusal says what is missing and ends with 3."""
    chosen = _parser().parse_args(arguments)
    try:
        record = read_record(chosen.file)
        pack = open_pack(str(chosen.pack or chosen.place))
        result = scheme_of(chosen.scheme).assess(record, pack, chosen.on)
    except Refused as refusal:
        if not chosen.json:
            raise
        refused = {"refused": refusal.code, "message": refusal.message, "field": refusal.field}
        _write_json(refused)
        return NOT_READY
    if chosen.json:
        _write_json({"scheme": chosen.scheme, **result.to_record()})
    else:
        sys.stdout.writelines(f"{line}\n" for line in in_words(result))
    return OK


def read_record(file: str) -> object:
    """Read JSON from a file, or from standard input for `-`: no doubles, no fractions, not huge.

    Raises: Refused('assess.input') naming what is wrong and where.
    """
    try:
        found: object = json.loads(
            _read(file).decode(),
            object_pairs_hook=_once,
            parse_float=_no_fraction,
            parse_constant=_no_fraction,
        )
    except json.JSONDecodeError as problem:
        where = f"第{problem.lineno}行第{problem.colno}列"
        raise Refused("assess.input", f"“{file}”不是正确的 JSON：{where}附近，请改正。") from None
    except (UnicodeDecodeError, RecursionError):
        raise Refused("assess.input", f"“{file}”不是正常的 UTF-8 JSON 文件，请核对。") from None
    return found


def _read(file: str) -> bytes:
    """Read at most what one household can be.

    Raises: Refused('assess.input').
    """
    try:
        if file == "-":
            raw = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(file).open("rb") as source:
                raw = source.read(MOST_BYTES + 1)
    except OSError as problem:
        why = problem.strerror
        raise Refused("assess.input", f"读不到“{file}”（{why}），请核对路径。") from None
    if len(raw) > MOST_BYTES:
        raise Refused("assess.input", "输入超过 1 MB，一次只计算一户，请核对文件。")
    return raw


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that is written twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise Refused("assess.input", f"“{twice}”写了两次，请只留一个。")
    return found


def _no_fraction(text: str) -> NoReturn:
    """Refuse fractions and what is no number: money is whole fen, or yuan in quotes."""
    raise Refused(
        "assess.input",
        f'不接受 {text}：金额以分为整数写在带 _fen 的项里，或以元写成带引号的文字，如 "630.00"。',
    )


def in_words(result: Computed) -> Iterable[str]:
    """Write a result as a table for people."""
    if isinstance(result, Classification):
        yield from map(_candidate, result.candidates)
        yield f"认定为：{'、'.join(result.chosen) or '暂无'}"
        return
    yield from (
        f"{line.label}  {format_yuan(line.value_fen)}  {line.formula_text}  依据：{line.article}"
        + (f"  {line.evidence}" if line.evidence else "")
        for line in result.lines
    )
    yield from (f"[{HIT_WORDS[hit.status]}] {hit.text}  依据：{hit.article}" for hit in result.hits)
    if isinstance(result, SchemeResult):
        yield from (f"{one.label}  依据：{one.article}" for one in result.findings)
    yield f"结论：{ELIGIBLE_WORDS[result.eligible]}"
    yield _amount(result)
    unverified = "、".join(sorted({use.label for use in result.uses_unverified}))
    if unverified:
        yield f"注意：用到未经核实的规定（{unverified}），不能据此发放。"


def _candidate(one: Candidate) -> str:
    """Write one candidate with its state, money and reasons."""
    person = f"（{one.person}）" if one.person else ""
    money = f"  {format_yuan(one.amount_fen)} 元" if one.amount_fen else ""
    why = "" if one.text == STATE_TEXTS[one.state] else f"  {one.text}"
    label = SCHEMES[one.scheme].label if one.scheme in SCHEMES else one.scheme
    return f"[{STATE_TEXTS[one.state]}] {label}{person}{money}{why}"


def _amount(result: DibaoResult | SchemeResult) -> str:
    """Write the amount and how it is paid."""
    pays = result.pays if isinstance(result, SchemeResult) else Pays.MONTHLY
    if pays is Pays.NOTHING:
        return "只认定身份，没有救助金"
    return f"金额：{PAYS_WORDS[pays]} {format_yuan(result.amount_fen)} 元"


def _write_json(found: object) -> None:
    """Write JSON for a machine."""
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")


def _parser() -> argparse.ArgumentParser:
    codes = "、".join(f"{one.code} {one.label}" for one in SCHEMES.values())
    parser = argparse.ArgumentParser(
        prog="./jiuzhu policy assess",
        description="按政策包计算一户：输入 JSON，输出结果和逐行说明。不用数据库，不保存。",
        epilog=f"事项：{codes}。输入的格式：./jiuzhu policy schema facts/dibao.json。"
        "退出码：0 已算出  2 用法不对  3 算不了，说明里有原因",
    )
    parser.add_argument("file", nargs="?", default="-", help="JSON 文件，不写或写 - 从标准输入读")
    parser.add_argument("--scheme", default="dibao", metavar="dibao", help="事项，默认 dibao")
    parser.add_argument(
        "--on", type=_day, required=True, metavar="2020-09-01", help="按哪一天的规定"
    )
    law = parser.add_mutually_exclusive_group()
    law.add_argument("--place", default="taian", help="地方（默认 taian）")
    law.add_argument("--pack", type=Path, metavar="政策包目录", help="改用这个政策包")
    parser.add_argument("--json", action="store_true", help="输出 JSON，给机器读")
    return parser


_day: Callable[[str], date] = date.fromisoformat
