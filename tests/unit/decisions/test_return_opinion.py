"""A decider sends an opinion back; it is assessed again and the clock runs on."""

from __future__ import annotations

import pytest

from jiuzhu.casework.assessments.queries import latest_opinion
from jiuzhu.casework.cases.models import Case, CaseClock
from jiuzhu.casework.decisions.models import Decision
from jiuzhu.casework.decisions.services.decide_grant import decide_grant
from jiuzhu.casework.decisions.services.return_opinion import ReturnGiven, return_opinion
from jiuzhu.kernel.errors import Conflict, Forbidden
from support.refusals import refused
from support.stream import assess, to_opinion, to_surveyed
from support.world import COUNTY, World

WHY = ReturnGiven(reason="请补充说明房屋情况")


def test_returned_opinion_no_longer_stands_and_a_new_one_is_decided(world: World) -> None:
    case = to_opinion(world)
    returned = return_opinion(
        number=case.number, given=WHY, actor=world.as_("shenpi"), at=world.later(hours=1)
    )
    assert Case.objects.get(pk=case.pk).state == "SURVEY"
    assert (returned.returned_at, returned.returned_reason) == (world.at, WHY.reason)
    assert latest_opinion(case) is None
    assert CaseClock.objects.get(case=case, kind="acceptance_decision").stopped_on is None
    assess(world, case)
    decide_grant(number=case.number, actor=world.as_("shenpi"), at=world.at)
    assert Decision.objects.get(case=case).computation_id != returned.computation_id


def test_return_needs_power_and_reason(world: World) -> None:
    case = to_opinion(world)
    refused(
        case,
        "guard.reason_given",
        lambda: return_opinion(
            number=case.number,
            given=ReturnGiven(reason=" "),
            actor=world.as_("shenpi"),
            at=world.at,
        ),
    )
    refused(
        case,
        "guard.decider_holds_power",
        lambda: return_opinion(
            number=case.number, given=WHY, actor=world.as_("xianshenpi", COUNTY), at=world.at
        ),
    )
    with pytest.raises(Forbidden):
        return_opinion(number=case.number, given=WHY, actor=world.as_("shenhe"), at=world.at)


def test_nothing_to_return(world: World) -> None:
    case = to_surveyed(world)
    with pytest.raises(Conflict):
        return_opinion(number=case.number, given=WHY, actor=world.as_("shenpi"), at=world.at)
