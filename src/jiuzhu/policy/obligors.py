"""Test whether a legally obliged person is able to support (43号 art. 8).

Each ground is a row of the pack; one that holds in full makes the person unable. What nobody knows
stays a question. Lines are sealed: they rest on figures of somebody outside the household (P39).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import MAX_FEN, format_yuan
from jiuzhu.policy.ages import full_years
from jiuzhu.policy.facts import Category
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.results import HitStatus
from jiuzhu.policy.scheme_facts import DisabilityFacts, ObligorFacts
from jiuzhu.policy.scheme_rows import UnableRule
from jiuzhu.policy.scheme_terms import DisabilityKind
from jiuzhu.policy.worksheet import Worksheet, proof

RULE = "tekun.obligor"
LEAST_SEVERE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Test:
    """Hold what the grounds are tested with."""

    pack: Pack
    sheet: Worksheet
    category: Category


def judge_obligors(
    obligors: Iterable[ObligorFacts] | None, category: Category, pack: Pack, sheet: Worksheet
) -> None:
    """Write a line for every obligor and a hit for one who is able or not known.

    Raises: Refused('tekun.obligor_amount'), Refused('tekun.obligor_ground'),
    Refused('policy.hole').
    """
    article = str(sheet.value("tekun.three_tests").source)
    if obligors is None:
        text = "有没有法定赡养、抚养、扶养义务人尚未调查，不作没有处理"
        sheet.hit(RULE, HitStatus.UNKNOWN, text, article)
        return
    test = _Test(pack=pack, sheet=sheet, category=category)
    listed = tuple(obligors)
    for number, one in enumerate(listed, 1):
        _one(one, number, article, test)
    if not listed:
        sheet.line(
            code=RULE,
            label="法定义务人",
            formula_text="经调查没有法定义务人",
            value_fen=0,
            article=article,
        )


def _one(one: ObligorFacts, number: int, article: str, test: _Test) -> None:
    """Test one obligor: unable by a ground, open, or able."""
    if one.own_income_fen is not None and not 0 <= one.own_income_fen < MAX_FEN:
        raise Refused(
            "tekun.obligor_amount", "义务人的收入不能为负，也不能过大，请核对。", field="obligors"
        )
    rules = test.pack.rows(UnableRule, test.sheet.on)
    known = {rule.code for rule in rules if rule.named}
    if one.ground and one.ground not in known:
        raise Refused(
            "tekun.obligor_ground",
            "无履行义务能力的理由“%(ground)s”不在规定之内，请从列表中选择。",
            values={"ground": one.ground},
            field="obligors",
        )
    answers = [(rule, _holds(rule, one, test)) for rule in rules]
    ground = next((rule for rule, answer in answers if answer), None)
    if ground is not None:
        test.sheet.note(ground, f"tekun.unable.{ground.code}", ground.label)
        _line(one, number, f"无履行义务能力：{ground.label}", ground.citation, test)
        return
    if any(answer is None for _, answer in answers):
        text = f"义务人{number}有没有履行义务能力尚不清楚，需要调查"
        test.sheet.hit(RULE, HitStatus.UNKNOWN, text, article)
        _line(one, number, "尚不清楚", article, test)
        return
    test.sheet.hit(RULE, HitStatus.HIT, f"义务人{number}有履行义务能力", article)
    _line(one, number, "有履行义务能力", article, test)


def _line(one: ObligorFacts, number: int, text: str, article: str, test: _Test) -> None:
    """Write the sealed line of one obligor."""
    test.sheet.line(
        code=f"{RULE}.{one.key}",
        label=f"义务人{number} 履行义务能力",
        formula_text=text,
        value_fen=one.own_income_fen or 0,
        article=article,
        evidence=proof(one.grade, one.evidence),
        sealed=True,
    )


def _holds(rule: UnableRule, one: ObligorFacts, test: _Test) -> bool | None:
    """Say whether a ground holds in full; None while an answer that could complete it is missing.

    A condition that fails decides, whatever is missing beside it.
    """
    conditions: list[bool | None] = []
    if rule.named:
        conditions.append(one.ground == rule.code)
    if rule.benefits:
        conditions.append(one.benefit in rule.benefits)
    if rule.statuses:
        conditions.append(one.status in rule.statuses)
    if rule.age_from is not None:
        conditions.append(_is_aged(one, rule.age_from, test))
    if rule.disability_kinds:
        fits = has_disability(one.disabilities, rule.disability_kinds, rule.grade_to, test.sheet)
        conditions.append(fits)
    if rule.income_below_disposable and False not in conditions:
        conditions.append(_is_poor(one, test))
    if rule.property_within:
        conditions.append(one.property_within)
    if False in conditions:
        return False
    return None if None in conditions else True


def _is_aged(one: ObligorFacts, years: int, test: _Test) -> bool | None:
    """Say whether an obligor has reached an age, if the day of birth is known."""
    if one.born_on is None:
        return None
    return full_years(one.born_on, test.sheet.on, test.sheet) >= years


def _is_poor(one: ObligorFacts, test: _Test) -> bool | None:
    """Say whether the own income is below last year's disposable income per head."""
    if one.own_income_fen is None:
        return None
    line = test.sheet.value("income.disposable_per_head", category=test.category.value)
    test.sheet.line(
        code=f"{RULE}.{one.key}.income",
        label="义务人本人月收入与上年度人均可支配收入（每月）",
        formula_text=f"{format_yuan(one.own_income_fen)}，{format_yuan(line.amount)}",
        value_fen=line.amount,
        article=str(line.source),
        sealed=True,
    )
    return one.own_income_fen < line.amount


def has_disability(
    disabilities: Iterable[DisabilityFacts],
    kinds: tuple[DisabilityKind, ...],
    grade_to: int,
    sheet: Worksheet,
) -> bool:
    """Say whether a disability of a kind, valid on the day, is as severe as a grade (P28, P29).

    Raises: Refused('facts.disability') for a grade that does not exist.
    """
    listed = tuple(disabilities)
    if not all(1 <= one.grade <= LEAST_SEVERE for one in listed):
        raise Refused("facts.disability", "残疾等级只有一级到四级，请核对残疾人证。", field="grade")
    return any(
        one.kind in kinds
        and one.grade <= grade_to
        and (one.valid_until is None or sheet.on <= one.valid_until)
        for one in listed
    )
