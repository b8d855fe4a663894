"""The other schemes of the demo: a person without anybody (tekun), a family with a bill (aid)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from jiuzhu.casework.applications.services.accept_application import (
    AcceptanceGiven,
    accept_application,
)
from jiuzhu.casework.applications.services.list_outlays import (
    OutlayGiven,
    OutlaysGiven,
    list_outlays,
)
from jiuzhu.casework.assessments.services.assess_self_care import SelfCareGiven, assess_self_care
from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.decisions.services.file_with_county import file_with_county
from jiuzhu.casework.publicity.services.conclude_publicity import conclude_publicity
from jiuzhu.casework.publicity.services.publish_opinion import publish_opinion
from jiuzhu.demo.people import Profile
from jiuzhu.demo.stages import Road
from jiuzhu.infra.clock import legal_day
from jiuzhu.policy.scheme_terms import Identity

LIVES_ALONE = (Profile.SINGLE_ELDERLY, Profile.ELDERLY_COUPLE, Profile.COUPLE_WITH_CHILDREN)
GRADES = ((), ("BATHING",), ("BATHING", "TOILET", "WALKING", "BED"))
PAID_YUAN = (12_000, 15_000, 18_000)  # what a township may decide on
LAST_HOUR_TO_POST = 5  # 13:00 in China: a sheet made later would hang on another day than it says
SEEN = frozenset({"M_HUKOU", "M_OUTLAYS"})


def is_tekun(road: Road) -> bool:
    """Let the head of an old or disabled household stand alone, without income or supporters."""
    household = road.household
    if household.profile not in LIVES_ALONE:
        return False
    head = replace(household.members[0], incomes=())
    road.household = replace(household, members=(head,), supporters=())
    road.scheme = Scheme.TEKUN
    return True


def self_care(road: Road, index: int) -> None:
    """Let two test what the person can do."""
    given = SelfCareGiven(
        assessed_on=legal_day(road.at),
        second_assessor_id=road.desks.actor(road.township, "hedui").officer(),
        failed=GRADES[index % len(GRADES)],
        seen="两人当面看本人吃饭、穿衣、走动，照实记录。",
    )
    at = road.wait(hours=1)
    road.desks.act(road.township, "diaocha", at, assess_self_care, number=road.number, given=given)


def accepted_with_bills(road: Road, index: int) -> None:
    """Let a family that has dibao ask for help with a hospital bill, up to acceptance."""
    road.scheme = Scheme.TEMPORARY
    road.intent()
    road.family()
    road.signatures()
    head = road.seen(lambda: road.stored().applicant_id)
    today = legal_day(road.at)
    bill = OutlayGiven(
        person_id=head,
        cause="ILLNESS",
        paid_from=today - timedelta(days=90),
        paid_to=today - timedelta(days=9),
        amount_fen=PAID_YUAN[index % len(PAID_YUAN)] * 100,
        invoice=f"3701 {index:06d}",
        issuer="测试医院",
    )
    given = OutlaysGiven(
        cause="ILLNESS",
        outlays=(bill,),
        holds=(Identity.DIBAO,),
        certificate=f"演示低保证{index:06d}号",
    )
    road.window(list_outlays, given=given)
    road.applied()
    road.wait(hours=1)
    road.window(accept_application, given=AcceptanceGiven(seen=SEEN))


def opinion_published(road: Road) -> None:
    """Make the sheet of the opinion."""
    road.wait(hours=2)
    while road.at.hour > LAST_HOUR_TO_POST:
        road.wait(hours=1)
    road.window(publish_opinion)


def publicity_concluded(road: Road) -> None:
    """Say that nobody objected."""
    road.window(conclude_publicity)


def filed_with_county(road: Road) -> None:
    """File the grant with the county, after which it may be paid."""
    at = road.wait(hours=2)
    road.desks.act(road.county, "xianshenpi", at, file_with_county, number=road.number)
