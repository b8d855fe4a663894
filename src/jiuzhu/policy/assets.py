"""Test the property of a household against the rules of the pack (649号 art. 9, 57号 art. 14).

A rule comes out as hit, cleared, waived or unknown, never as a bare boolean: a sold car that is
still registered can be cleared with evidence, a missing answer is a question, not an absence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import MAX_FEN, format_yuan
from jiuzhu.policy.arithmetic import Number
from jiuzhu.policy.facts import AssetFacts
from jiuzhu.policy.law_of_day import LawOfDay
from jiuzhu.policy.pack_rows import (
    Aggregation,
    AssetKind,
    AssetRule,
    Comparator,
    LimitUnit,
    Measure,
)
from jiuzhu.policy.results import Hit, HitStatus, Line, ValueUse
from jiuzhu.policy.terms import refuse_currency
from jiuzhu.policy.worksheet import Worksheet, proof

MOST_ITEMS = 10_000
_Outcome: TypeAlias = tuple[Line, tuple[Hit, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """Hold what a rule measured: with everything, without the cleared, without the waived too."""

    gross: int
    uncleared: int
    left: int
    unknown: bool


def apply_asset_rules(
    assets: Iterable[AssetFacts],
    traits: frozenset[str],
    standard_fen: int,
    heads: int,
    sheet: Worksheet,
    *,
    scheme: str = "dibao",
) -> None:
    """Run every property rule of a scheme in force, with a line for each and a hit where due.

    `traits` are those of all members: a rule may have another limit for them.

    Raises: Refused('asset.kind') for an asset no table knows, Refused('asset.amount').
    """
    listed = tuple(assets)
    _check(listed, sheet)
    rules, uses = _rules_of(scheme, sheet.law)
    sheet.uses.update(uses)
    for rule in rules:
        items = tuple([item for item in listed if item.kind in rule.kinds])
        raised = bool(rule.raised_for) and not traits.isdisjoint(rule.raised_for)
        times = heads if rule.aggregation is Aggregation.PER_HEAD else 1
        limit: int = limit_of(rule, standard_fen, raised=raised) * times
        found = _apply(rule, items, limit) if items else _nothing_owned(rule, limit, sheet.law)
        sheet.lines.append(found[0])
        sheet.hits.extend(found[1])


def _rules_of(scheme: str, law: LawOfDay) -> tuple[tuple[AssetRule, ...], dict[str, ValueUse]]:
    """Give the property rules of a scheme in force, and what a result rests on by them."""

    def make() -> tuple[tuple[AssetRule, ...], dict[str, ValueUse]]:
        rules = tuple(rule for rule in law.rows(AssetRule) if rule.concerns(scheme))
        uses = (law.use_of_row(rule, rule.rule_id, rule.label) for rule in rules)
        return rules, {use.ref: use for use in uses}

    return law.made(("assets.rules_of", scheme), make)


def _nothing_owned(rule: AssetRule, limit: int, law: LawOfDay) -> _Outcome:
    """Give the outcome of a rule without any such asset, written once for each limit."""
    return law.made(("assets.nothing", rule.rule_id, limit), lambda: _apply(rule, (), limit))


def _check(assets: tuple[AssetFacts, ...], sheet: Worksheet) -> None:
    """Refuse assets that no table knows and figures that cannot be."""
    known = sheet.law.by_code(AssetKind)
    for item in assets:
        if item.kind not in known:
            raise Refused(
                "asset.kind",
                "财产项目“%(kind)s”不在财产项目表内，请从列表中选择。",
                values={"kind": item.kind},
                field="assets",
            )
        check_asset(item, known[item.kind].label)


def check_asset(item: AssetFacts, label: str) -> None:
    """Refuse figures of an asset that cannot be, whatever the law says.

    Raises: Refused('asset.amount'), Refused('facts.currency').
    """
    refuse_currency(item.currency, label, "assets")
    if not 0 <= item.value_fen < MAX_FEN or not 0 <= item.count <= MOST_ITEMS:
        raise Refused(
            "asset.amount", "财产的金额或数量不能为负，也不能过大，请核对。", field="assets"
        )


def _apply(rule: AssetRule, items: tuple[AssetFacts, ...], limit: int) -> _Outcome:
    """Run one rule: its line, and a hit where one is due."""
    found = _measure(rule, items)
    status = _status(found, limit if rule.comparator is Comparator.AT_MOST else limit - 1)
    evidence = "；".join([_proof_of(item) for item in items])
    article = rule.citation
    line = Line(
        code=rule.rule_id,
        label=rule.label,
        formula_text=_text(rule, found.left, limit),
        value_fen=found.left if rule.measure is Measure.VALUE else 0,
        article=article,
        evidence=evidence,
    )
    if status is None:
        return line, ()
    texts = {
        HitStatus.HIT: rule.reason,
        HitStatus.CLEARED: f"{rule.label}：登记存在，经调查有证据排除",
        HitStatus.WAIVED: f"{rule.label}：属生活或生产必需，按规定不计",
        HitStatus.UNKNOWN: f"{rule.label}：尚无答复，需要调查，不作没有处理",
    }
    hit = Hit(
        rule_id=rule.rule_id,
        status=status,
        text=texts[status],
        article=article,
        evidence=evidence,
    )
    return line, (hit,)


def limit_of(rule: AssetRule, standard_fen: Number, *, raised: bool) -> Number:
    """Give the limit of a rule in what it measures: fen, or a count; also on a column."""
    limit = rule.raised_limit if raised else rule.limit
    if rule.limit_unit is LimitUnit.STANDARD_MONTHS:
        return limit * standard_fen
    return limit * 100 if rule.limit_unit is LimitUnit.YUAN else limit


def _measure(rule: AssetRule, items: tuple[AssetFacts, ...]) -> _Measured:
    """Sum the items of a rule three times; where any member counts, take the largest owner."""
    uncleared = [item for item in items if not item.cleared_by]
    left = [item for item in uncleared if not item.waived_for]
    gross = _sum(rule, items)
    return _Measured(
        gross=gross,
        uncleared=gross if len(uncleared) == len(items) else _sum(rule, uncleared),
        left=gross if len(left) == len(items) else _sum(rule, left),
        unknown=any(item.unknown for item in left),
    )


def _sum(rule: AssetRule, items: Sequence[AssetFacts]) -> int:
    """Sum value or count of the items that are known."""
    by_owner = rule.aggregation is Aggregation.ANY_MEMBER
    sums: dict[str, int] = {}
    for item in items:
        if not item.unknown:
            owner = item.owner if by_owner else ""
            size = item.value_fen if rule.measure is Measure.VALUE else item.count
            sums[owner] = sums.get(owner, 0) + size
    return max(sums.values(), default=0)


def _status(found: _Measured, limit: int) -> HitStatus | None:
    """Say how the rule came out; None when there was never anything above the limit."""
    if found.left > limit:
        return HitStatus.HIT
    if found.unknown:
        return HitStatus.UNKNOWN
    if found.uncleared > limit:
        return HitStatus.WAIVED
    return HitStatus.CLEARED if found.gross > limit else None


def _text(rule: AssetRule, left: int, limit: int) -> str:
    """Write measure and limit of a rule."""
    short = "" if rule.comparator is Comparator.AT_MOST else "（不含）"
    if rule.measure is Measure.VALUE:
        return f"{format_yuan(left)}，限额 {format_yuan(limit)}{short}"
    return f"{left}，限 {limit}{short}"


def _proof_of(item: AssetFacts) -> str:
    """Write how one item is proved, cleared or waived."""
    if item.unknown:
        return "尚无答复"
    parts = [proof(item.grade, item.evidence), item.note]
    parts += [f"排除：{item.cleared_by}" if item.cleared_by else ""]
    parts += [f"豁免：{item.waived_for}" if item.waived_for else ""]
    return "，".join(part for part in parts if part)
