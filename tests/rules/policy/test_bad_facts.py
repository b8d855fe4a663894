"""What cannot be is refused by name at its field: never 0, and the neighbour is still computed."""

from datetime import date

import pytest
from support_households import ON

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.columns import Outcome, assess_population, population_of
from jiuzhu.policy.dibao import assess_dibao
from jiuzhu.policy.facts import HouseholdFacts
from jiuzhu.policy.packs import load_pack

PERSON = {"key": "a", "born_on": "1960-01-01"}
GOOD = {"category": "URBAN", "members": [PERSON]}
PLACES = {
    "income": lambda v: member(income=[{"kind": "WAGES", "amount_fen": v, "months": 1}]),
    "expenses": lambda v: member(expenses=[{"kind": "MEDICAL", "amount_fen": v}]),
    "farm": lambda v: member(farm=[{"kind": "WHEAT", "quantity": v}]),
    "value": lambda v: {**GOOD, "assets": [{"kind": "DEPOSIT", "value_fen": v}]},
    "count": lambda v: {**GOOD, "assets": [{"kind": "HOME", "count": v}]},
    "family": lambda v: {**GOOD, "supporters": [{"key": "s", "family_income_fen": v}]},
    "agreed": lambda v: {**GOOD, "supporters": [{"key": "s", "agreed_fen": v}]},
    "received": lambda v: {**GOOD, "supporters": [{"key": "s", "received_fen": v}]},
    "size": lambda v: {**GOOD, "supporters": [{"key": "s", "family_size": v}]},
}


def member(**more):
    return {**GOOD, "members": [{**PERSON, **more}]}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1.5, "100", True, [1]])
def test_what_is_no_whole_number_is_no_fact(place, value):
    with pytest.raises(Refused) as caught:
        HouseholdFacts.from_record(PLACES[place](value))
    assert caught.value.code == "policy.record"


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("value", [-1, 10**12, 10**30])
def test_a_figure_that_cannot_be_is_refused_at_its_field(place, value):
    facts = HouseholdFacts.from_record(PLACES[place](value))
    with pytest.raises(Refused) as caught:
        assess_dibao(facts, load_pack("taian"), ON)
    assert caught.value.code.endswith((".amount", ".count", ".quantity"))
    assert caught.value.field in {"income", "expenses", "farm", "assets", "supporters"}
    refused_beside_a_neighbour(facts, caught.value.code)


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ({**GOOD, "members": []}, "facts.members"),
        ({**GOOD, "members": [{**PERSON, "born_on": None}]}, "facts.born_on"),
        ({**GOOD, "members": [PERSON, PERSON]}, "facts.twice"),
        (member(counts_for_income=False, counts_for_benefit=False), "facts.counts"),
        (member(income=[{"kind": "WAGES", "amount_fen": 1, "currency": "USD"}]), "facts.currency"),
        (member(income=[{"kind": "WAGES", "amount_fen": 1, "months": 7}]), "income.months"),
        (member(income=[{"kind": "LUCK", "amount_fen": 1}]), "income.kind"),
        (member(income=[{"kind": "LUCK", "amount_fen": 0}]), "income.kind"),
        (member(income=[{"kind": "WAGES", "amount_fen": 0, "months": 7}]), "income.months"),
        ({**GOOD, "assets": [{"kind": "MOON"}]}, "asset.kind"),
        ({**GOOD, "supporters": [{"key": "s", "exempt_reason": "NICE"}]}, "support.exempt"),
        (member(labour="SUPER"), "income.labour"),
        (member(farm=[{"kind": "TEA", "quantity": 1}]), "farm.kind"),
        ({**GOOD, "single_person": "a"}, "single.off"),
    ],
)
def test_a_household_that_cannot_be_computed_is_refused_by_name(record, code):
    facts = HouseholdFacts.from_record(record)
    with pytest.raises(Refused) as caught:
        assess_dibao(facts, load_pack("taian"), ON)
    assert caught.value.code == code
    refused_beside_a_neighbour(facts, code)


def test_a_day_without_a_standard_refuses_everybody():
    facts = HouseholdFacts.from_record(GOOD)
    day = date(2021, 3, 1)
    found = assess_population(population_of([facts, facts], day), load_pack("taian"), day)
    assert found.eligible.tolist() == [Outcome.REFUSED] * 2
    assert found.amount_fen.tolist() == [-1, -1]
    assert {bit.rule_id for bit in found.reasons_of(0)} == {"policy.hole"}
    assert found.total_fen == 0


def refused_beside_a_neighbour(facts, code):
    good = HouseholdFacts.from_record(GOOD)
    found = assess_population(population_of([good, facts, good], ON), load_pack("taian"), ON)
    assert found.eligible.tolist() == [Outcome.ELIGIBLE, Outcome.REFUSED, Outcome.ELIGIBLE]
    assert found.amount_fen.tolist() == [63000, -1, 63000]
    assert code in {bit.rule_id for bit in found.reasons_of(1)}
