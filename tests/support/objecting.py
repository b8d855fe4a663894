"""Object to a published result and appraise it, as the offices would."""

from __future__ import annotations

from typing import Any

import pytest

from jiuzhu.casework.documents.services.attach_scan import attach_scan
from jiuzhu.casework.objections.enums import Finding, ObjectionChannel, Seat, Wording
from jiuzhu.casework.objections.models import Appraisal
from jiuzhu.casework.objections.services.call_appraisal import CallGiven, call_appraisal
from jiuzhu.casework.objections.services.conclude_appraisal import (
    MinutesGiven,
    SeatTaken,
    conclude_appraisal,
)
from jiuzhu.casework.objections.services.register_objection import (
    ObjectionGiven,
    Registered,
    register_objection,
)
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.kernel.errors import Refused
from support.pictures import a_photo
from support.world import World

QUESTION = "申报的共同生活成员是3人，是否属实。"
WORDS = "他儿子在县城开店，常年不住在一起。"


def refused(code: str) -> pytest.RaisesExc[Refused]:
    """Expect a refusal with this code."""
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


def an_objection(world: World, **kept: Any) -> ObjectionGiven:
    """Return an objection by telephone, read back, without a name."""
    return ObjectionGiven(
        **{
            "channel": ObjectionChannel.PHONE,
            "wording": Wording.READ_BACK,
            "text": WORDS,
            "received_at": world.at,
            **kept,
        }
    )


def object_to(
    world: World, notice: PublicNotice, *, seat: str = "shouli", **kept: Any
) -> Registered:
    """Register an objection; the assistant of the village does it where `seat` says so."""
    organ = world.village.code if seat == "xieli" else notice.case.organ.code
    return register_objection(
        code=notice.code,
        given=an_objection(world, **kept),
        actor=world.as_(seat, organ),
        at=world.at,
    )


def call(world: World, number: str, **kept: Any) -> Appraisal:
    """Call the meeting for two days later."""
    at = world.later(hours=1)
    meets_at = world.later(days=2)
    world.at = at
    given = CallGiven(
        **{"question": QUESTION, "meets_at": meets_at, "place": "村委会会议室", **kept}
    )
    return call_appraisal(number=number, given=given, actor=world.as_("shouli"), at=at)


def people(*, representatives: int = 4, committee: int = 2) -> tuple[SeatTaken, ...]:
    """Return who came."""
    return (
        *(SeatTaken(name=f"代表{n}", seat=Seat.REPRESENTATIVE) for n in range(representatives)),
        *(SeatTaken(name=f"委员{n}", seat=Seat.COMMITTEE) for n in range(committee)),
    )


def conclude(world: World, number: str, *, seat: str = "shouli", **kept: Any) -> Appraisal:
    """Write the minutes down three days after the call."""
    at = world.later(days=3)
    given = MinutesGiven(
        **{
            "people": people(),
            "finding": Finding.NOT_UPHELD,
            "declared_unrelated": True,
            **kept,
        }
    )
    return conclude_appraisal(number=number, given=given, actor=world.as_(seat), at=at)


def sign(world: World, appraisal: Appraisal, *, seed: int = 900) -> None:
    """Scan the minutes that everybody signed by hand."""
    assert appraisal.record is not None
    attach_scan(
        code=appraisal.record.check_code,
        scan=a_photo(seed),
        scan_name="评议记录.png",
        actor=world.as_("shouli"),
        at=world.later(hours=1),
    )
