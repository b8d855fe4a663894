"""A family related to an official: nothing goes on before the county has visited."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from jiuzhu.casework.applications.models import RelatedPartyFiling
from jiuzhu.casework.assessments.services.compute_amount import compute_amount
from jiuzhu.casework.assessments.services.give_opinion import OpinionGiven, give_opinion
from jiuzhu.casework.assessments.services.record_county_visit import (
    CountyVisitGiven,
    record_county_visit,
)
from jiuzhu.casework.cases.models import Case, CaseHold, CaseInvolvement
from jiuzhu.casework.decisions.access import bench_of
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Conflict, Forbidden
from support.kin import declare_kin
from support.refusals import refused
from support.stream import accept, assess, to_accepted, to_applied, visit
from support.world import COUNTY, World


def county_visit(
    world: World, case: Case, *, seat: str = "xiandiaocha", organ: str = COUNTY, **changes: object
) -> Case:
    facts: dict[str, object] = {"visited_at": world.at, "result": "情况属实"}
    return record_county_visit(
        number=case.number,
        given=CountyVisitGiven(**{**facts, **changes}),  # type: ignore[arg-type]
        actor=world.as_(seat, organ),
        at=world.at,
    )


def related_case(world: World) -> Case:
    case = to_applied(world)
    declare_kin(world.officer("shouli"), case.applicant)
    return accept(world, case)


def test_county_visit_ends_the_hold_and_lets_the_opinion_through(world: World) -> None:
    case = visit(world, related_case(world))
    assessor = world.as_("shenhe")
    compute_amount(number=case.number, actor=assessor, at=world.later(hours=1))
    refused(
        case,
        "guard.county_visit_if_related",
        lambda: give_opinion(
            number=case.number,
            given=OpinionGiven(recommends_grant=True, text="同意"),
            actor=assessor,
            at=world.at,
        ),
    )
    county_visit(world, case)
    filing = RelatedPartyFiling.objects.get(case=case)
    assert (filing.result, filing.visited_by_id) == (
        "情况属实",
        world.officer("xiandiaocha", COUNTY).pk,
    )
    assert not CaseHold.objects.filter(case=case, ended_at=None).exists()
    assert assess(world, case).state == "OPINION"


def test_only_an_unrelated_county_officer_once(world: World) -> None:
    case = related_case(world)
    world.later(hours=1)
    for seat, organ, error in (
        ("diaocha", "370911101", Forbidden),
        ("xianshenpi", COUNTY, Forbidden),
    ):
        with pytest.raises(error):
            county_visit(world, case, seat=seat, organ=organ)
    refused(case, "visit.result", lambda: county_visit(world, case, result=" "))
    future: datetime = world.at + timedelta(hours=1)
    refused(case, "visit.moment", lambda: county_visit(world, case, visited_at=future))
    early = world.at - timedelta(days=1)
    refused(case, "visit.moment", lambda: county_visit(world, case, visited_at=early))
    declare_kin(world.officer("xiandiaocha", COUNTY), case.applicant)
    refused(case, "visit.related", lambda: county_visit(world, case))


def test_without_filing_there_is_nothing_to_visit(world: World) -> None:
    case = to_accepted(world)
    with pytest.raises(Conflict) as refusal:
        county_visit(world, case)
    assert refusal.value.code == "visit.no_filing"


def test_the_county_visitor_has_had_a_part(world: World) -> None:
    case = related_case(world)
    world.later(hours=1)
    county_visit(world, case)
    part = CaseInvolvement.objects.get(
        case=case, officer=world.officer("xiandiaocha", COUNTY), part="VISITED"
    )
    assert part.since == world.at
    assert bench_of(case=case, on=legal_day(world.at)).free == (world.officer("shenpi"),)
