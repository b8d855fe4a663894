"""What a change of the law does to many households is what it does to each."""

from dataclasses import replace
from datetime import date

import pytest
from support_households import households
from support_packs import changed_pack

from jiuzhu.kernel.periods import Month
from jiuzhu.policy.effects import months_from, outcome, outcomes
from jiuzhu.policy.packs import load_pack

DAYS = tuple(month.first_day for month in months_from(Month.of(date(2020, 7, 1)), 3))


def one_by_one(facts, pack, days):
    return tuple(tuple(outcome(one, pack, day) for day in days) for one in facts)


def test_many_at_once_come_out_as_each_alone():
    facts = households(11, 300)
    pack = load_pack("taian")
    found = outcomes(facts, pack, DAYS)
    assert found == one_by_one(facts, pack, DAYS)
    assert len({one[0].eligible for one in found}) == 3
    assert any(one[0].problem for one in found)


def test_a_day_without_a_standard_is_said_for_everybody():
    days = (date(2020, 12, 1), date(2021, 1, 1))
    facts = households(12, 20)
    pack = load_pack("taian")
    found = outcomes(facts, pack, days)
    assert found == one_by_one(facts, pack, days)
    assert all("标准" in later.problem for _, later in found)


def test_who_was_not_yet_born_is_said_for_that_month_only():
    facts = households(13, 5)
    member = replace(facts[2].members[-1], born_on=date(2020, 8, 15))
    facts[2] = replace(facts[2], members=(*facts[2].members[:-1], member))
    pack = load_pack("taian")
    found = outcomes(facts, pack, DAYS)
    assert found == one_by_one(facts, pack, DAYS)
    assert "晚于" in found[2][0].problem
    assert "晚于" not in found[2][2].problem


@pytest.mark.parametrize("count", [0, 1])
def test_none_and_one(tmp_path, count):
    pack = changed_pack(tmp_path, "standards.yaml", ("630.00", "700.00"))
    facts = households(14, count)
    assert outcomes(facts, pack, DAYS) == one_by_one(facts, pack, DAYS)
