"""The same answer to the fen three ways: one household, columns, Decimal from the law's words."""

from decimal import Decimal

import pytest
from support_households import ON, full_pack
from support_naive import naive
from support_population import draw_population, facts_of

from jiuzhu.policy.columns import Outcome, assess_population, population_of
from jiuzhu.policy.dibao import assess_dibao

SEEDS = range(10)
EACH = 10_000
SAMPLE = 200


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    return full_pack(tmp_path_factory.mktemp("law"))


@pytest.mark.parametrize("seed", SEEDS)
def test_three_ways_of_one_hundred_thousand_households(pack, seed):
    population = draw_population(seed, EACH)
    households = facts_of(population)
    found = assess_population(population, pack, ON)
    rows = zip(
        found.eligible.tolist(), found.amount_fen.tolist(), found.per_head_fen.tolist(), strict=True
    )
    for facts, (code, amount, head) in zip(households, rows, strict=True):
        wanted = naive(facts, ON)
        got = (Outcome(code).name, Decimal(amount) / 100, Decimal(head) / 100)
        assert got == (wanted.eligible, wanted.amount, wanted.per_head), facts
    for home in range(0, EACH, EACH // SAMPLE):
        result = assess_dibao(households[home], pack, ON)
        assert (result.eligible.value, result.amount_fen, result.per_head_fen) == (
            Outcome(found.eligible[home]).name,
            found.amount_fen[home],
            found.per_head_fen[home],
        )


def test_facts_make_the_columns_they_came_from(pack):
    population = draw_population(99, 2_000)
    again = population_of(facts_of(population), ON)
    first, second = (assess_population(one, pack, ON) for one in (population, again))
    assert (first.amount_fen == second.amount_fen).all()
    assert (first.eligible == second.eligible).all()
    assert {bit for bit in second.bits if bit.status == "REFUSED"} == set()
