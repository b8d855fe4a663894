"""A desk whose decider is away, involved or related still finishes: a substitute is named."""

from __future__ import annotations

from datetime import date

import pytest

from jiuzhu.casework.cases.models import Case, CaseInvolvement
from jiuzhu.casework.decisions.access import bench_of, substitute_decider
from jiuzhu.casework.decisions.models import Decision
from jiuzhu.casework.decisions.services.decide_grant import decide_grant
from jiuzhu.registers.organs.enums import Employment
from jiuzhu.registers.organs.models import Absence, Officer, Organ, Post
from support.kin import declare_kin
from support.refusals import refused
from support.stream import to_opinion
from support.world import COUNTY, FANZHEN, World

ON = date(2020, 9, 2)


def away(officer: Officer) -> None:
    Absence.objects.create(
        officer=officer,
        effective_from=date(2020, 9, 1),
        effective_to=date(2020, 9, 8),
        reason="年休假",
    )


def second_decider(organ: Organ, employment: Employment = Employment.ESTABLISHED) -> Officer:
    officer = Officer.objects.create(
        staff_number=f"T{organ.code}zz", name="钱测试", employment=employment
    )
    Post.objects.create(
        officer=officer, organ=organ, role="DECIDER", effective_from=date(2020, 1, 1)
    )
    return officer


def grant(world: World, case: Case, seat: str, organ: str) -> Decision:
    return decide_grant(number=case.number, actor=world.as_(seat, organ), at=world.at)


def test_nobody_is_named_while_the_desk_is_free(world: World) -> None:
    case = to_opinion(world)
    assert substitute_decider(case=case, on=ON) is None
    assert grant(world, case, "shenpi", "370911101").substitute_for is None


def test_another_decider_of_the_desk_comes_first(world: World) -> None:
    case = to_opinion(world)
    away(world.officer("shenpi"))
    colleague = second_decider(case.organ)
    assert substitute_decider(case=case, on=ON) == colleague


@pytest.mark.parametrize("ground", ["away", "involved", "related"])
def test_the_county_stands_in_for_a_desk_without_a_free_decider(world: World, ground: str) -> None:
    case = to_opinion(world)
    desk = world.officer("shenpi")
    if ground == "away":
        away(desk)
    elif ground == "involved":
        CaseInvolvement.objects.create(case=case, officer=desk, part="VISITED", since=world.at)
    else:
        declare_kin(desk, case.applicant)
    named = substitute_decider(case=case, on=ON)
    assert named == world.officer("xianshenpi", COUNTY)
    decision = grant(world, case, "xianshenpi", COUNTY)
    assert decision.substitute_for == desk
    assert (decision.organ, decision.delegation_order) == (world.organ(COUNTY), None)


def test_at_the_county_the_other_decider_stands_in(world: World) -> None:
    case = to_opinion(world, township=FANZHEN)
    away(world.officer("xianshenpi", COUNTY))
    assert substitute_decider(case=case, on=ON) == world.officer("xianshenpi2", COUNTY)
    decision = grant(world, case, "xianshenpi2", COUNTY)
    assert decision.substitute_for == world.officer("xianshenpi", COUNTY)


def test_nobody_left_is_said_with_reasons(world: World) -> None:
    case = to_opinion(world, township=FANZHEN)
    away(world.officer("xianshenpi", COUNTY))
    declare_kin(world.officer("xianshenpi2", COUNTY), case.applicant)
    assert substitute_decider(case=case, on=ON) is None
    bench = bench_of(case=case, on=ON)
    assert bench.free == ()
    assert [each.reason for each in bench.barred] == ["请假", "与该家庭有近亲属关系"]


def test_purchased_staff_never_decide(world: World) -> None:
    case = to_opinion(world)
    away(world.officer("shenpi"))
    second_decider(case.organ, Employment.PURCHASED)
    assert substitute_decider(case=case, on=ON) == world.officer("xianshenpi", COUNTY)


def test_purchased_decider_with_a_crafted_right_holds_no_power(world: World) -> None:
    case = to_opinion(world)
    actor = world.as_("shenpi")
    Officer.objects.filter(pk=actor.officer_id).update(employment=Employment.PURCHASED)
    refused(
        case,
        "guard.decider_holds_power",
        lambda: decide_grant(number=case.number, actor=actor, at=world.at),
    )
