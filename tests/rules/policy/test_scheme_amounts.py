"""Every amount of the schemes against a naive Decimal version, and the same text on columns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiuzhu.policy import scheme_arithmetic as arithmetic
from jiuzhu.policy.facts import Category, HouseholdFacts, IncomeItem, MemberFacts
from jiuzhu.policy.packs import load_pack
from jiuzhu.policy.results import Eligibility
from jiuzhu.policy.scheme_facts import AidFacts, Outlay, PastAid, TekunClaim, TekunFacts
from jiuzhu.policy.scheme_terms import AidKind, Identity
from jiuzhu.policy.tekun import assess_tekun
from jiuzhu.policy.temporary_aid import assess_aid

ON = date(2020, 9, 1)
FEN = st.integers(0, 10**9)
STEP = st.sampled_from([1, 10, 100, 1000])
RATE = st.integers(1, 30_000)
COUNT = st.integers(1, 15)


def decimal_up(fen: int | Decimal, step: int) -> int:
    return int((Decimal(fen) / step).to_integral_value(ROUND_CEILING)) * step


@given(FEN, FEN, STEP)
def test_tekun_amount(basic: int, care: int, step: int) -> None:
    assert arithmetic.tekun_amount(basic, care, step) == decimal_up(Decimal(basic + care), step)


@given(FEN, FEN, RATE, st.integers(1, 12), COUNT)
def test_below_rate(total: int, standard: int, rate: int, months: int, heads: int) -> None:
    head = Decimal(total) / months / heads
    # Exact on purpose: Decimal would round a third, so both sides are brought to whole numbers.
    exact = Decimal(total) * 10_000 < Decimal(standard) * rate * months * heads
    assert bool(arithmetic.below_rate(total, standard, rate, months, heads)) is exact
    line = Decimal(standard) * rate / 10_000
    if abs(head - line) > 1:
        assert exact is (head < line)


@given(FEN, st.integers(-(10**9), 10**9), RATE)
def test_share_reached(part: int, whole: int, rate: int) -> None:
    naive = part > 0 and Decimal(part) >= max(Decimal(whole), Decimal(0)) * rate / Decimal(10_000)
    assert bool(arithmetic.share_reached(part, whole, rate)) is naive


@given(st.integers(0, 24), FEN, FEN, FEN, st.integers(0, 1))
def test_band_aid(months: int, standard: int, floor: int, outlay: int, capped: int) -> None:
    naive = max(Decimal(months) * standard, Decimal(floor))
    naive = min(naive, Decimal(outlay)) if capped else naive
    assert arithmetic.band_aid(months, standard, floor, outlay, capped) == naive


@given(FEN, st.integers(-(10**9), 10**9), STEP)
def test_within_limits(wanted: int, room: int, step: int) -> None:
    assert arithmetic.within_limits(wanted, room, step) == min(
        decimal_up(wanted, step), max(room, 0)
    )


COLUMNS = {
    "tekun_amount": (FEN, FEN, STEP),
    "below_rate": (FEN, st.integers(1, 10**6), RATE, st.integers(1, 12), COUNT),
    "share_reached": (FEN, FEN, RATE),
    "self_paid": (FEN, FEN),
    "band_aid": (st.integers(0, 24), FEN, FEN, FEN, st.integers(0, 1)),
    "within_limits": (FEN, FEN, STEP),
}


@pytest.mark.parametrize("name", COLUMNS)
@given(data=st.data())
@settings(max_examples=20)
def test_the_same_text_runs_on_columns(name: str, data: st.DataObject) -> None:
    rule = getattr(arithmetic, name)
    rows = data.draw(st.lists(st.tuples(*COLUMNS[name]), min_size=1, max_size=20))
    columns = [np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)]
    assert [int(one) for one in rule(*columns)] == [int(rule(*row)) for row in rows]


STANDARDS = {Category.URBAN: ("630", "875"), Category.RURAL: ("475", "620")}
CARE = ("165", "275", "275", "275", "550", "550", "550")
ABILITIES = ("EATING", "DRESSING", "BED", "TOILET", "WALKING", "BATHING")


@given(st.sampled_from(Category), st.integers(0, 6), st.integers(0, 100_000))
@settings(max_examples=60)
def test_tekun_like_a_clerk_reckons_it(category: Category, failed: int, pension: int) -> None:
    facts = TekunFacts(
        category=category,
        person=MemberFacts(
            key="p",
            born_on=date(1950, 1, 1),
            income=(IncomeItem(kind="PENSION", amount_fen=pension, months=1),),
        ),
        claim=TekunClaim(key="p", obligors=(), failed_abilities=ABILITIES[:failed]),
    )
    result = assess_tekun(facts, load_pack("taian"), ON)
    dibao, basic = (Decimal(text) for text in STANDARDS[category])
    poor = Decimal(pension) / 100 < dibao
    wanted = basic + Decimal(CARE[failed]) if poor else Decimal(0)
    assert Decimal(result.amount_fen) / 100 == wanted
    assert (result.eligible is Eligibility.ELIGIBLE) is poor


BANDS = ((80_000, 12), (50_000, 9), (20_000, 6), (10_000, 3))


def naive_illness(outlay: Decimal, given: Decimal) -> Decimal:
    months = next((times for start, times in BANDS if outlay >= start), 0)
    wanted = min(Decimal(630) * months, outlay).to_integral_value(ROUND_CEILING)
    return min(wanted, max(Decimal(475) * 18 - given, Decimal(0)))


@given(st.integers(0, 12_000_000), st.integers(0, 12_000_000), st.integers(0, 900_000))
@settings(max_examples=80)
def test_illness_aid_like_a_clerk_reckons_it(paid: int, borne: int, given_fen: int) -> None:
    borne = min(borne, paid)
    facts = AidFacts(
        kind=AidKind.EXPENSE,
        cause="ILLNESS",
        holds=(Identity.DIBAO,),
        household=HouseholdFacts(
            category=Category.RURAL, members=(MemberFacts(key="a", born_on=date(1970, 1, 1)),)
        ),
        outlays=(Outlay(cause="ILLNESS", amount_fen=paid, borne_by_others_fen=borne),),
        past=(
            PastAid(
                kind=AidKind.EXPENSE, cause="EDUCATION", on=date(2020, 1, 1), amount_fen=given_fen
            ),
        ),
    )
    result = assess_aid(facts, load_pack("taian"), ON)
    wanted = naive_illness(Decimal(paid - borne) / 100, Decimal(given_fen) / 100)
    assert Decimal(result.amount_fen) / 100 == wanted


def test_the_line_of_yearly_standards_is_cut_as_the_pack_says() -> None:
    value = load_pack("sample-city").value(
        "income.disposable_per_head", date(2020, 6, 1), category="RURAL"
    )
    cut = (Decimal(20000) / 12).quantize(Decimal("0.01"), ROUND_FLOOR)
    assert Decimal(value.amount) / 100 == cut


def test_a_record_of_facts_and_result_survives_the_way_back() -> None:
    facts = TekunFacts(
        category=Category.RURAL,
        person=MemberFacts(key="p", born_on=date(1950, 1, 1)),
        claim=TekunClaim(key="p", obligors=None, failed_abilities=None),
    )
    assert TekunFacts.from_record(facts.to_record()) == facts
    result: Any = assess_tekun(facts, load_pack("taian"), ON)
    assert type(result).from_record(result.to_record()) == result
    assert result.digest() != replace(result, amount_fen=1).digest()
