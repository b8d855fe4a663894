"""Open a review of a running case (D21): periodic, reported, found, or wished for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.services.advance import advance
from jiuzhu.casework.reviews.enums import ReviewGround
from jiuzhu.casework.reviews.models import Review
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.text import clean_text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewGiven:
    """What changed, since when, and who says so."""

    ground: ReviewGround
    change: str
    changed_on: date | None = None


@transaction.atomic
def open_review(*, number: str, given: ReviewGiven, actor: Actor, at: datetime) -> Review:
    """Open a review; the money goes on while it runs (649号 art. 13).

    Raises: NotVisible, Forbidden, Conflict `case.state`, Refused `guard.ground_given`,
    `review.changed_on`.
    """
    case = case_to_change(number=number, actor=actor)
    change = clean_text(given.change, max_length=400, multiline=True)
    if given.changed_on is not None and given.changed_on > legal_day(at):
        raise Refused("review.changed_on", "变化日期不能晚于今天。请更正。", field="changed_on")
    advance(
        case=case,
        action="open_review",
        actor=actor,
        at=at,
        facts={"ground_given": bool(change)},
        summary=f"启动复核：{given.ground.label}",
        detail={"ground": given.ground.value},
    )
    return Review.objects.create(
        case=case,
        ground=given.ground,
        change=change,
        changed_on=given.changed_on,
        opened_at=at,
        opened_by_id=actor.officer(),
    )
