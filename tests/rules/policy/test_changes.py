"""Every change of an award is bound to a rule, and no figure of an obligor shows (P39)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jiuzhu.policy.changes import (
    HIDDEN_FORMULA,
    STOP_GROUNDS,
    formula_for_family,
    reasons_for_change,
)
from jiuzhu.policy.dibao import assess_dibao
from jiuzhu.policy.facts import Category, HouseholdFacts, IncomeItem, MemberFacts, SupporterFacts
from jiuzhu.policy.packs import load_pack
from jiuzhu.policy.results import DibaoResult

ON = date(2020, 9, 1)
FAMILY = HouseholdFacts(
    category=Category.RURAL,
    members=(
        MemberFacts(
            key="1",
            born_on=date(1965, 5, 20),
            income=(IncomeItem(kind="ODD_JOBS", amount_fen=360_000),),
        ),
        MemberFacts(key="2", born_on=date(1967, 3, 2)),
    ),
)
DAUGHTER = SupporterFacts(key="9", family_income_fen=300_000, family_size=3, received_fen=12_345)


def assess(facts: HouseholdFacts, on: date = ON) -> DibaoResult:
    return assess_dibao(facts, load_pack("taian"), on)


def earning(facts: HouseholdFacts, fen: int) -> HouseholdFacts:
    first = replace(facts.members[0], income=(IncomeItem(kind="WAGES", amount_fen=fen),))
    return replace(facts, members=(first, *facts.members[1:]))


def rules(before: HouseholdFacts, after: HouseholdFacts) -> list[str]:
    return [reason.rule_id for reason in reasons_for_change(assess(before), assess(after))]


def test_own_income_is_told_with_its_sums() -> None:
    found = reasons_for_change(assess(FAMILY), assess(earning(FAMILY, 480_000)))
    assert [reason.rule_id for reason in found] == ["income.total", "dibao.amount"]
    assert "3600.00" in found[0].text
    assert "4800.00" in found[0].text


def test_sums_stay_hidden_where_an_obligor_is_part_of_them() -> None:
    before = replace(FAMILY, supporters=(DAUGHTER,))
    found = reasons_for_change(assess(before), assess(earning(before, 480_000)))
    told = "".join(reason.text for reason in found[:-1])
    assert told == "家庭收入发生变化。"
    assert formula_for_family(assess(before)) == HIDDEN_FORMULA
    assert "÷" in formula_for_family(assess(FAMILY))


def test_support_alone_changes_without_a_figure() -> None:
    after = replace(FAMILY, supporters=(DAUGHTER,))
    found = reasons_for_change(assess(FAMILY), assess(after))
    assert [reason.rule_id for reason in found] == ["support.total", "dibao.amount"]
    assert not any(character.isdigit() for character in found[0].text)


def test_persons_and_category() -> None:
    fewer = replace(FAMILY, members=FAMILY.members[:1])
    assert rules(FAMILY, fewer) == ["dibao.persons", "dibao.amount"]
    urban = replace(FAMILY, category=Category.URBAN)
    assert rules(FAMILY, urban) == ["dibao.standard", "dibao.amount"]


def test_nothing_changed_leaves_the_amount_only() -> None:
    assert rules(FAMILY, FAMILY) == ["dibao.amount"]


def test_without_an_earlier_computation_the_amount_speaks() -> None:
    (reason,) = reasons_for_change(None, assess(FAMILY))
    assert reason.rule_id == "dibao.amount"
    assert reason.article


def test_top_up_is_told_apart() -> None:
    before = assess(FAMILY)
    line = replace(before.lines[0], code="top_up.2", value_fen=4_750)
    after = replace(before, lines=(*before.lines, line))
    found = [reason.rule_id for reason in reasons_for_change(before, after)]
    assert found == ["dibao.top_up", "dibao.amount"]


@pytest.mark.parametrize("rule", sorted(STOP_GROUNDS))
def test_grounds_to_stop_name_their_article(rule: str) -> None:
    ground = STOP_GROUNDS[rule]
    assert ground.rule_id == rule
    assert "第十三条" in ground.article
