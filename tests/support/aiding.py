"""Carry a case of expense-based aid forward through the use cases."""

from __future__ import annotations

from datetime import date
from itertools import count

from jiuzhu.casework.applications.services.accept_application import (
    AcceptanceGiven,
    accept_application,
)
from jiuzhu.casework.applications.services.list_outlays import (
    OutlayGiven,
    OutlaysGiven,
    list_outlays,
)
from jiuzhu.casework.applications.services.submit_application import submit_application
from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.publicity.services.conclude_publicity import conclude_publicity
from jiuzhu.casework.publicity.services.post_notice import PostingGiven, post_notice
from jiuzhu.casework.publicity.services.publish_opinion import publish_opinion
from jiuzhu.casework.publicity.services.take_down_notice import TakingDownGiven, take_down_notice
from jiuzhu.infra.clock import legal_day
from jiuzhu.policy.scheme_terms import Identity
from support.pictures import a_photo
from support.stream import confirmed, to_authorised
from support.world import ZHUYANG, World

SEEN = frozenset({"M_HUKOU", "M_OUTLAYS"})
CERTIFIED = (Identity.DIBAO,)
_photos = count(9000)


def a_bill(
    case: Case, invoice: str = "3701 0001", *, yuan: int = 12_000, **given: object
) -> OutlayGiven:
    """Return a bill of a hospital for the applicant."""
    plain: dict[str, object] = {
        "person_id": case.applicant_id,
        "cause": "ILLNESS",
        "paid_from": date(2020, 3, 2),
        "paid_to": date(2020, 6, 30),
        "amount_fen": yuan * 100,
        "invoice": invoice,
        "issuer": "测试医院",
    }
    return OutlayGiven(**{**plain, **given})  # type: ignore[arg-type]


def bills(
    world: World,
    case: Case,
    *outlays: OutlayGiven,
    township: str = ZHUYANG,
    certified: bool = True,
    seat: str = "shouli",
) -> Case:
    """List the bills; a certified family is asked about the outlay only."""
    return list_outlays(
        number=case.number,
        given=OutlaysGiven(
            cause="ILLNESS",
            outlays=outlays or (a_bill(case),),
            holds=CERTIFIED if certified else (),
            certificate="低保证370911号" if certified else "",
        ),
        actor=world.as_(seat, township),
        at=world.later(minutes=1),
    )


def to_aid_authorised(world: World, *, township: str = ZHUYANG) -> Case:
    """Let a family ask for aid and sign in one sitting."""
    return to_authorised(world, township=township, scheme=Scheme.TEMPORARY)


def to_aid_accepted(
    world: World, *outlays: OutlayGiven, township: str = ZHUYANG, certified: bool = True
) -> Case:
    """Apply with the bills and be accepted."""
    case = to_aid_authorised(world, township=township)
    bills(world, case, *outlays, township=township, certified=certified)
    return apply_and_accept(world, case, township=township)


def apply_and_accept(world: World, case: Case, *, township: str = ZHUYANG) -> Case:
    """Apply and be accepted on the same day."""
    actor = world.as_("shouli", township)
    submit_application(
        number=case.number, given=confirmed(case), actor=actor, at=world.later(hours=1)
    )
    accept_application(
        number=case.number, given=AcceptanceGiven(seen=SEEN), actor=actor, at=world.later(hours=1)
    )
    return Case.objects.get(pk=case.pk)


def publicise(world: World, case: Case, *, township: str = ZHUYANG) -> Case:
    """Hang the opinion up, wait seven full days, take it down and conclude."""
    actor = world.as_("shouli", township)
    notice = publish_opinion(number=case.number, actor=actor, at=world.later(hours=1))
    notice = post_notice(
        code=notice.code,
        given=PostingGiven(photo=a_photo(next(_photos))),
        actor=world.as_("xieli", case.village.code),
        at=world.later(hours=1),
    )
    assert notice.ends_on is not None
    world.later(days=(notice.ends_on - legal_day(world.at)).days + 1)
    take_down_notice(
        code=notice.code,
        given=TakingDownGiven(photo=a_photo(next(_photos))),
        actor=world.as_("xieli", case.village.code),
        at=world.at,
    )
    actor = world.as_("shouli", township)
    conclude_publicity(number=case.number, actor=actor, at=world.at)
    return Case.objects.get(pk=case.pk)
