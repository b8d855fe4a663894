"""The demo carries each scheme through the same use cases as the officers do."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.payments.queries import schemes_in_payment
from jiuzhu.casework.relief.models import ReserveEntry, UrgentRelief
from jiuzhu.casework.relief.queries import waiting_for_relief
from jiuzhu.demo import plans
from jiuzhu.demo.departments import TruthDepartments
from jiuzhu.demo.desks import Desks
from jiuzhu.demo.emergencies import fill_reserves, report_emergencies
from jiuzhu.demo.people import Profile
from jiuzhu.demo.population import make_population
from jiuzhu.demo.stages import Road
from jiuzhu.registers.organs.models import Organ
from support.world import COUNTY, ZHUYANG, World

PEOPLE = make_population(7, 12, ["370911101201"])
SINCE = date(2020, 1, 1)


def road(world: World, index: int) -> Road:
    return Road(
        PEOPLE.households[index],
        desks=Desks(SINCE),
        departments=TruthDepartments(PEOPLE.truths),
        village=world.village,
        starts_at=datetime.fromisoformat("2020-07-06T01:10:00+00:00"),
    )


@pytest.mark.parametrize(
    ("plan", "scheme"), [(plans.tekun_paid, "tekun"), (plans.aid_paid, "temporary")]
)
def test_a_plan_leads_into_payment(world: World, plan: Any, scheme: str) -> None:
    index = next(
        place
        for place, one in enumerate(PEOPLE.households)
        if one.profile is Profile.SINGLE_ELDERLY
    )
    plan(road(world, index), 0)
    world.as_("fafang", COUNTY)
    case = Case.objects.get()
    assert (case.scheme, case.state) == (scheme, "IN_PAYMENT")
    assert schemes_in_payment(county_id=case.county_id) == {scheme}


def test_a_young_family_asks_for_dibao_instead(world: World) -> None:
    index = next(
        place for place, one in enumerate(PEOPLE.households) if one.profile is Profile.SINGLE_PARENT
    )
    assert not plans.tekun(road(world, index), 0)
    world.as_("shouli")
    assert Case.objects.get().scheme == "dibao"


def test_the_emergencies_stand_at_three_places(world: World) -> None:
    desks, now = Desks(SINCE), datetime.fromisoformat("2020-09-01T01:00:00+00:00")
    township = Organ.objects.get(code=ZHUYANG)
    county = Organ.objects.get(code=COUNTY)
    villages = tuple(
        Organ.objects.filter(kind="VILLAGE", parent=township)
        .select_related("parent")
        .order_by("code")[:3]
    )
    fill_reserves((township,), county, desks, now - timedelta(days=50))
    report_emergencies(villages, desks, now)
    clerk = world.as_("shouli")
    assert len(waiting_for_relief(actor=clerk)) == 1
    assert UrgentRelief.objects.count() == 3
    assert UrgentRelief.objects.filter(is_unknown=True, form="GOODS").count() == 1
    newest = ReserveEntry.objects.order_by("-serial").first()
    assert newest is not None
    assert newest.balance_fen == 2_000_000 - 80_000
