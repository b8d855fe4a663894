"""The second half of a household's way: decision, publicity, payment, withdrawal, take-over."""

from __future__ import annotations

from datetime import date

from jiuzhu.casework.applications.services.withdraw_application import (
    WithdrawalGiven,
    withdraw_application,
)
from jiuzhu.casework.assessments.queries import latest_opinion
from jiuzhu.casework.cases.enums import Category
from jiuzhu.casework.cases.queries import power_over
from jiuzhu.casework.decisions.services.decide_grant import decide_grant
from jiuzhu.casework.decisions.services.decide_refuse import (
    RefuseGiven,
    decide_refuse,
    grounds_to_refuse,
)
from jiuzhu.casework.decisions.services.take_over_case import (
    LegacyMember,
    TakeOverGiven,
    take_over_case,
)
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.casework.publicity.services.enter_payment import enter_payment
from jiuzhu.casework.publicity.services.post_notice import PostingGiven, post_notice
from jiuzhu.casework.publicity.services.publish_result import publish_result
from jiuzhu.casework.publicity.services.take_down_notice import (
    TakingDownGiven,
    take_down_notice,
)
from jiuzhu.demo.given import person_given, relation_of
from jiuzhu.demo.photos import picture
from jiuzhu.demo.stages import Road
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.periods import Month
from jiuzhu.registers.organs.models import Organ
from jiuzhu.registers.organs.queries import deciding_organ

HOLES = ("核对授权书", "诚信声明", "入户调查表", "公示照片")
LEGACY_AMOUNTS = (23_000, 31_500, 47_500, 52_000, 76_000)


def decided(road: Road) -> str:
    """Let the organ that holds the power decide by the opinion; serve the notice."""
    organ = _deciding(road)
    seat = "shenpi" if organ.kind == "TOWNSHIP" else "xianshenpi"
    opinion = road.seen(lambda: latest_opinion(road.stored()))
    if opinion is None:
        raise LookupError("an opinion comes before a decision")
    if opinion.recommends_grant:
        road.desks.act(organ, seat, road.wait(days=1), decide_grant, number=road.number)
        road.delivered("W24")
        return "DECIDED_YES"
    rules = road.seen(lambda: grounds_to_refuse(opinion))
    given = RefuseGiven(rule_ids=tuple(each.rule_id for each in rules))
    road.desks.act(organ, seat, road.wait(days=1), decide_refuse, number=road.number, given=given)
    road.delivered("W25")
    return "DECIDED_NO"


def published(road: Road) -> None:
    """Make the result sheets."""
    road.desks.act(road.township, "shouli", road.wait(hours=2), publish_result, number=road.number)


def posted(road: Road) -> None:
    """Put the sheet up, with its photo."""
    road.desks.act(
        road.village,
        "xieli",
        road.wait(hours=1),
        post_notice,
        code=_notice_code(road),
        given=PostingGiven(photo=picture(f"{road.number}/posted")),
    )


def taken_down(road: Road) -> None:
    """Take the sheet down after its seven full days."""
    code = _notice_code(road)
    ends_on: date | None = road.seen(lambda: PublicNotice.objects.get(code=code).ends_on)
    if ends_on is None:
        raise LookupError("a sheet is posted before it is taken down")
    while legal_day(road.at) <= ends_on:
        road.wait(days=1)
    road.desks.act(
        road.village,
        "xieli",
        road.at,
        take_down_notice,
        code=code,
        given=TakingDownGiven(photo=picture(f"{road.number}/down")),
    )


def entered(road: Road) -> None:
    """Enter the case into payment."""
    road.desks.act(road.township, "shouli", road.wait(hours=1), enter_payment, number=road.number)


def withdrawn(road: Road) -> None:
    """Take the application back by the family's own wish."""
    given = WithdrawalGiven(
        wished_by_name=road.household.members[0].name,
        proof="本人签字的撤回申请",
        reason="家庭情况好转",
    )
    road.desks.act(
        road.township,
        "shouli",
        road.wait(days=1),
        withdraw_application,
        number=road.number,
        given=given,
    )


def taken_over(road: Road, index: int) -> None:
    """Take a running case over from the older system, with holes in its records."""
    organ = _deciding(road)
    seat = "shenpi" if organ.kind == "TOWNSHIP" else "xianshenpi"
    head = road.household.members[0]
    given = TakeOverGiven(
        members=tuple(
            LegacyMember(person=person_given(member), relation=relation_of(member, place))
            for place, member in enumerate(road.household.members)
        ),
        village_code=road.village.code,
        category=Category(road.household.category),
        amount_fen=LEGACY_AMOUNTS[index % len(LEGACY_AMOUNTS)],
        source_system="原低保信息系统（演示）",
        source_number=f"YX{index:06d}",
        source_dated_on=date(2018, 1 + index % 12, 15),
        first_month=Month.of(legal_day(road.at)).next(),
        holes=HOLES[: index % (len(HOLES) + 1)],
        account_number=head.bank_account,
        account_holder=head.name,
    )
    road.case = road.desks.act(organ, seat, road.at, take_over_case, given=given)


def _deciding(road: Road) -> Organ:
    return deciding_organ(
        power=power_over(road.scheme), organ=road.township, on=legal_day(road.at)
    ).organ


def _notice_code(road: Road) -> str:
    return road.seen(lambda: PublicNotice.objects.get(case__number=road.number).code)
