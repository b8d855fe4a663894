"""A7 and A26: the notice comes in April and takes effect in January; a hole blocks until then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import ProgrammingError, transaction

from jiuzhu.casework.assessments.queries import is_reproducible, latest_computation, result_of
from jiuzhu.casework.assessments.services.compute_amount import compute_amount
from jiuzhu.casework.decisions.models import Award, Decision
from jiuzhu.casework.reviews.models import (
    BackPayLine,
    BacktestDifference,
    SimulatedHousehold,
    Simulation,
)
from jiuzhu.casework.reviews.services.activate_change import activate_change
from jiuzhu.casework.reviews.services.compute_back_pay import start_back_pay
from jiuzhu.casework.reviews.services.explain_difference import explain_difference
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.law.queries import pack_in_force
from jiuzhu.registers.law.services.prepare_change import (
    add_value,
    reopen_change,
    withdraw_change,
)
from support.accounts import with_account
from support.browser import as_owner
from support.law import (
    APRIL,
    CITY,
    activated,
    drafted,
    refused_for_income,
    rise,
    simulated,
    worked,
)
from support.stream import review, to_decided, to_in_payment
from support.world import COUNTY, FANZHEN, World


def code_of(call: object) -> str:
    with pytest.raises(Refused) as caught, transaction.atomic():
        call()  # type: ignore[operator]
    assert str(caught.value.message).endswith("。")
    return caught.value.code


def rural_now() -> int:
    return pack_in_force().value("dibao.standard", date(2021, 4, 1), category="RURAL").amount


def test_a_rise_of_april_in_force_since_january(world: World) -> None:
    """A7: gains, cost, newly eligible, back-pay; no file touched, computed by it from then on."""
    paid = to_in_payment(world)
    poor = refused_for_income(world)
    before = Award.objects.get(case=paid).amount_fen
    world.at = APRIL

    change = drafted(world)
    simulation = simulated(world, change)
    (unit,) = simulation.units.all()
    assert (unit.households, unit.gains, unit.newly, unit.unknown) == (1, 1, 1, 0)
    assert (unit.decided, unit.differences) == (2, 0)
    cost = simulation.costs.get(month=date(2021, 1, 1))
    assert cost.old_fen == before
    assert cost.new_fen == before + 3 * (59_100 - 47_500)
    assert simulation.costs.count() == 12

    world.as_("jianguan", COUNTY)
    found = {one.case.number: one for one in SimulatedHousehold.objects.select_related("case")}
    assert {number: one.effect for number, one in found.items()} == {
        paid.number: "GAIN",
        poor.number: "NEW",
    }
    assert found[poor.number].new_fen == 59_100 - 54_000

    activation = activated(world, change)
    assert rural_now() == 59_100

    city = with_account(world, "zhengce", CITY)
    run = start_back_pay(activation=activation, actor=city, at=world.at)
    worked(world, run.run)
    world.as_("jianguan", COUNTY)
    lines = list(BackPayLine.objects.order_by("month"))
    assert [line.month.month for line in lines] == [1, 2, 3, 4]
    assert {line.new_fen - line.old_fen for line in lines} == {3 * (59_100 - 47_500)}
    owed = run.units.get()
    assert (owed.households, owed.lines) == (1, 4)
    assert owed.total_fen == sum(line.new_fen - line.old_fen for line in lines)

    case = review(world, paid)
    assert result_of(latest_computation(case)).standard_fen == 59_100


def test_what_was_decided_before_is_still_recomputed_by_its_own_law(world: World) -> None:
    paid = to_in_payment(world)
    decided = Decision.objects.get(case=paid).computation
    world.at = APRIL
    change = drafted(world)
    simulated(world, change)
    activated(world, change)
    world.as_("shenhe")
    assert decided.pack_digest != pack_in_force().digest
    assert is_reproducible(decided, on=date(2020, 9, 1))


def test_an_expired_standard_blocks_with_a_clear_sentence(world: World) -> None:
    """A26: nothing is computed with last year's standard; after the notice it goes on."""
    case = to_in_payment(world)
    world.at = APRIL
    with pytest.raises(Refused, match=r"农村低保标准.*没有可用的规定") as caught:
        review(world, case)
    assert caught.value.code == "policy.hole"
    assert "请由政策管理员登记正式文件后再办理" in str(caught.value.message)
    change = drafted(world)
    simulated(world, change)
    activated(world, change)
    actor = world.as_("shenhe")
    assert compute_amount(number=case.number, actor=actor, at=world.at).amount_fen > 0


def test_every_difference_is_explained_before_it_acts(world: World) -> None:
    """A change that reaches back to what was decided is explained case by case."""
    case = to_decided(world)
    other = to_decided(world, township=FANZHEN)
    world.at = APRIL
    change = drafted(world, rise(50_000, since=date(2020, 8, 15)), rise())
    simulation = simulated(world, change)
    unit = simulation.units.get()
    assert (unit.decided, unit.differences, unit.explained) == (2, 2, 0)
    assert code_of(lambda: activated(world, change)) == "law.unexplained"

    assert not BacktestDifference.objects.exists(), "the city sees sums, no case"
    officer = with_account(world, "zhengce", COUNTY)
    rows = {one.case_id: one for one in BacktestDifference.objects.all()}
    assert set(rows) == {case.pk, other.pk}
    assert rows[case.pk].new_fen - rows[case.pk].old_fen == 3 * (50_000 - 47_500)

    def explain(*keys: int) -> int:
        return explain_difference(
            simulation=simulation.code,
            differences=keys,
            text="标准从8月15日起提高，原决定按当时标准作出，差额按月补发。",
            actor=officer,
            at=world.at,
        )

    assert explain(rows[case.pk].pk) == 1
    assert code_of(lambda: explain(rows[case.pk].pk)) == "law.explained"
    assert code_of(lambda: explain(rows[case.pk].pk, 10**9)) == "law.no_difference"
    assert code_of(explain) == "law.no_difference"
    assert code_of(lambda: activated(world, change)) == "law.unexplained"
    officer = with_account(world, "zhengce", COUNTY)
    assert explain(*(row.pk for row in rows.values())) == 1
    activated(world, change)
    assert rural_now() == 59_100


def test_only_two_officers_of_the_city_make_law(world: World) -> None:
    change = drafted(world)
    assert code_of(lambda: activated(world, change)) == "law.not_simulated"
    simulated(world, change)
    first = with_account(world, "zhengce", CITY)
    assert (
        code_of(lambda: activate_change(code=change.code, actor=first, at=world.at))
        == "law.same_officer"
    )
    county = with_account(world, "zhengce", COUNTY)
    assert (
        code_of(lambda: activate_change(code=change.code, actor=county, at=world.at))
        == "actor.capability"
    )
    clerk = world.as_("shouli")
    assert (
        code_of(lambda: activate_change(code=change.code, actor=clerk, at=world.at))
        == "actor.capability"
    )
    second = with_account(world, "zhengce2", CITY)
    assert (
        code_of(lambda: activate_change(code="nothing", actor=second, at=world.at))
        == "law.not_visible"
    )
    activated(world, change)
    assert code_of(lambda: activated(world, change)) == "law.state"


def test_a_draft_changed_after_the_simulation_is_simulated_anew(world: World) -> None:
    change = drafted(world)
    simulated(world, change)
    city = with_account(world, "zhengce", CITY)
    late = rise(60_000, since=date(2022, 1, 1))
    assert code_of(lambda: add_value(code=change.code, value=late, actor=city)) == "law.state"
    reopen_change(code=change.code, actor=city)
    add_value(code=change.code, value=late, actor=city)
    assert code_of(lambda: activated(world, change)) == "law.simulation_stale"
    simulated(world, change)
    activated(world, change)
    assert Simulation.objects.count() == 2


def test_another_change_in_between_asks_for_a_new_simulation(world: World) -> None:
    first, second = drafted(world, rise()), drafted(world, rise(71_900, category="URBAN"))
    simulated(world, first)
    simulated(world, second)
    activated(world, first)
    assert code_of(lambda: activated(world, second)) == "law.simulation_stale"


def test_without_the_paper_or_values_nothing_becomes_law(world: World) -> None:
    change = drafted(world)
    with as_owner():
        type(change).objects.filter(pk=change.pk).update(file=None)
    simulated(world, change)
    assert code_of(lambda: activated(world, change)) == "law.no_paper"
    city = with_account(world, "zhengce", CITY)
    withdraw_change(code=change.code, reason="文件未到", actor=city, at=world.at)
    assert code_of(lambda: simulated(world, change)) == "law.state"


def test_rows_of_a_simulation_stay_as_they_are(world: World) -> None:
    to_in_payment(world)
    world.at = APRIL
    simulated(world, drafted(world))
    world.as_("jianguan", COUNTY)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        SimulatedHousehold.objects.update(new_fen=0)


def test_a_rise_to_come_owes_nothing(world: World) -> None:
    change = drafted(world, replace(rise(), effective_from=date(2022, 1, 1)))
    simulated(world, change)
    activation = activated(world, change)
    city = with_account(world, "zhengce", CITY)
    assert (
        code_of(lambda: start_back_pay(activation=activation, actor=city, at=world.at))
        == "law.no_back_pay"
    )
