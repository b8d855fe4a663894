"""Self-assessment: the rules of the pack on a family's own answers, and never a guess."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.facts import Category
from jiuzhu.policy.packs import load_pack
from jiuzhu.policy.self_assessment import (
    OWNED,
    SECOND_HOME,
    Outlook,
    OwnAnswers,
    SelfAssessment,
    assess_oneself,
)

ON = date(2020, 9, 1)


def ask(on: date = ON, **changes: Any) -> SelfAssessment:
    given = {"category": Category.RURAL, "persons": 3, "income_fen": 90_000, "savings_fen": 0}
    return assess_oneself(OwnAnswers(**{**given, **changes}), load_pack("taian"), on)


def test_a_poor_family_may_fit_and_sees_the_difference() -> None:
    found = ask()
    assert found.outlook is Outlook.MAY_FIT
    assert found.result is not None
    assert found.result.per_head_fen == 30_000
    assert found.result.amount_fen == (47_500 - 30_000) * 3
    assert found.standard is not None
    assert found.standard.amount == 47_500
    assert found.reasons == ()


@pytest.mark.parametrize(
    ("category", "income", "outlook"),
    [
        (Category.RURAL, 47_499 * 3, Outlook.MAY_FIT),
        (Category.RURAL, 47_500 * 3, Outlook.MAY_NOT_FIT),
        (Category.URBAN, 47_500 * 3, Outlook.MAY_FIT),
        (Category.URBAN, 63_000 * 3, Outlook.MAY_NOT_FIT),
    ],
)
def test_the_line_is_the_one_of_town_or_country(
    category: Category, income: int, outlook: Outlook
) -> None:
    found = ask(category=category, income_fen=income)
    assert found.outlook is outlook
    assert bool(found.reasons) is (outlook is Outlook.MAY_NOT_FIT)


@pytest.mark.parametrize("kind", OWNED)
def test_everything_that_is_asked_for_counts(kind: str) -> None:
    found = ask(owned=frozenset({kind}))
    assert found.outlook is Outlook.MAY_NOT_FIT
    assert [reason.rule_id for reason in found.reasons] == [
        "asset.homes"
        if kind == SECOND_HOME
        else {
            "CAR": "asset.car",
            "SHIP_MACHINE": "asset.ship_machine",
            "NON_RESIDENTIAL": "asset.non_residential",
            "OPERATING_FIRM": "asset.firm",
        }[kind]
    ]
    assert all(reason.article for reason in found.reasons)


def test_savings_count_per_head() -> None:
    at_the_limit = 36 * 47_500 * 3
    assert ask(savings_fen=at_the_limit).outlook is Outlook.MAY_FIT
    assert ask(savings_fen=at_the_limit + 300).outlook is Outlook.MAY_NOT_FIT


def test_a_day_without_a_standard_is_said_and_never_filled() -> None:
    for day in (date(2019, 9, 1), date(2026, 11, 23)):
        found = ask(on=day)
        assert found.outlook is Outlook.UNKNOWN
        assert found.result is None
        assert "没有取得正式文本" in found.hole


def test_the_questions_are_read_in_the_codes_of_any_place() -> None:
    pack, on = load_pack("sample-city"), date(2020, 6, 1)
    given: dict[str, Any] = {"category": Category.RURAL, "persons": 1, "income_fen": 10_000}

    def fits(**more: Any) -> SelfAssessment:
        return assess_oneself(OwnAnswers(**{"savings_fen": 0, **given, **more}), pack, on)

    assert fits().outlook is Outlook.MAY_FIT
    assert fits(savings_fen=2_000_001).outlook is Outlook.MAY_NOT_FIT
    assert fits(owned=frozenset({"CAR"})).outlook is Outlook.MAY_NOT_FIT
    # Two homes are allowed there, and nobody asks for ships.
    assert fits(owned=frozenset({SECOND_HOME, "SHIP_MACHINE"})).outlook is Outlook.MAY_FIT


def test_a_family_above_dibao_is_told_of_the_edge() -> None:
    pack, on = load_pack("sample-city"), date(2020, 6, 1)

    def edge(income_fen: int) -> bool:
        answers = OwnAnswers(
            category=Category.RURAL, persons=1, income_fen=income_fen, savings_fen=0
        )
        return assess_oneself(answers, pack, on).edge is not None

    assert [edge(58_332), edge(58_333), edge(116_665), edge(116_666)] == [False, True, True, False]
    assert ask(income_fen=150_000).edge is None


def test_impossible_answers_are_refused() -> None:
    with pytest.raises(Refused):
        ask(income_fen=-1)
    with pytest.raises(Refused):
        ask(persons=0)
