"""People write moments by the minute: what a form proposes as "now" is never refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jiuzhu.casework.documents.enums import DeliveryMethod
from jiuzhu.casework.documents.models import Delivery
from jiuzhu.casework.documents.services.record_delivery import DeliveryGiven, record_delivery
from jiuzhu.infra.clock import whole_minute
from jiuzhu.kernel.errors import Refused
from support.stream import to_invited
from support.world import World


def test_paper_served_in_the_minute_of_its_issue(world: World) -> None:
    world.at = world.at.replace(second=40)
    case = to_invited(world)
    paper = case.documents.get(kind="W07")
    issued = whole_minute(paper.issued_at)
    assert paper.issued_at - issued == timedelta(seconds=40)

    def serve(minutes: int) -> Delivery:
        given = DeliveryGiven(
            method=DeliveryMethod.DIRECT,
            recipient=case.applicant.name,
            place="申请人家中",
            delivered_at=issued + timedelta(minutes=minutes),
        )
        actor = world.as_("diaocha")
        at = paper.issued_at + timedelta(seconds=10)
        return record_delivery(code=paper.check_code, given=given, actor=actor, at=at)

    for minutes in (-1, 1):
        with pytest.raises(Refused) as refusal:
            serve(minutes)
        assert refusal.value.code == "delivery.moment"
    assert serve(0).delivered_at == issued
