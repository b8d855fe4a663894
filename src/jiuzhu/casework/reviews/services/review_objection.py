"""Open a review because an appraisal found an objection true (D16)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.services.advance import advance
from jiuzhu.casework.objections.models import Objection
from jiuzhu.casework.objections.queries import upheld_waiting
from jiuzhu.casework.objections.services.answer_objection import minutes_signed
from jiuzhu.casework.objections.services.settle_hold import settle_hold
from jiuzhu.casework.reviews.enums import ReviewGround
from jiuzhu.casework.reviews.models import Review
from jiuzhu.infra.actor import Actor


@transaction.atomic
def review_objection(*, number: str, actor: Actor, at: datetime) -> Review:
    """Compute and decide anew by rule; until then the amount that was granted stays.

    domain.md §0.2 (6): what follows is a served decision with reasons and remedies, never a silent
    cancelling. The ground is the fact of the appraisal, not what anybody voted.

    Raises: NotVisible, Forbidden, Conflict `case.state`, Refused `guard.appraisal_upheld`,
    `guard.minutes_signed`.
    """
    case = case_to_change(number=number, actor=actor)
    upheld = upheld_waiting(case)
    appraisals = {each.appraisal for each in upheld if each.appraisal is not None}
    change = "；".join(sorted(each.fact for each in appraisals))
    advance(
        case=case,
        action="review_objection",
        actor=actor,
        at=at,
        facts={
            "appraisal_upheld": bool(upheld),
            "minutes_signed": all(minutes_signed(each) for each in upheld),
            "ground_given": bool(change) or not upheld,
        },
        detail={"objections": [each.number for each in upheld]},
    )
    Objection.objects.filter(pk__in=[each.pk for each in upheld]).update(reviewed_at=at)
    settle_hold(case=case, actor=actor, at=at)
    return Review.objects.create(
        case=case,
        ground=ReviewGround.OBJECTED,
        change=change[:400],
        opened_at=at,
        opened_by_id=actor.officer(),
    )
