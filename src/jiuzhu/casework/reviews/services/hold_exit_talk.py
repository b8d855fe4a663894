"""Hold the talk at the end of help: what was explained, what else is offered (S50, W32)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.decisions.models import ExitTalk
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import officer_of, party_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.casework.reviews.models import Review
from jiuzhu.casework.reviews.queries import running_review
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import whole_minute
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.names import clean_name
from jiuzhu.kernel.text import clean_text

LONGEST_EXPLAINED, LONGEST_OFFERED = 400, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkGiven:
    """What was explained and answered, what other help was offered, in whose presence.

    `points` are pairs of what was explained and what the person said to it.
    """

    points: tuple[tuple[str, str], ...]
    offered: tuple[str, ...]
    place: str
    present: tuple[str, ...] = ()
    own_words: str = ""
    held_at: datetime | None = None


@transaction.atomic
def hold_exit_talk(*, number: str, given: TalkGiven, actor: Actor, at: datetime) -> ExitTalk:
    """Record the exit talk of a running review with its paper W32.

    Without other help named, temporary aid above all, there is no exit talk.

    Raises: NotVisible, Forbidden, Conflict `case.state`, Refused `talk.points`, `talk.offered`,
    `talk.moment`.
    """
    case = case_to_change(number=number, actor=actor)
    record_act(
        case=case,
        action="hold_exit_talk",
        actor=actor,
        at=at,
        summary="退出谈话",
        detail={"points": len(given.points), "offered": list(given.offered)},
    )
    review = running_review(case)
    held_at = given.held_at or at
    _check(given, review, held_at, at)
    row = ExitTalk.objects.create(
        case=case,
        held_at=held_at,
        held_by_id=actor.officer(),
        explained=clean_text(
            "；".join(point for point, _ in given.points), max_length=LONGEST_EXPLAINED
        ),
        offered=clean_text("；".join(given.offered), max_length=LONGEST_OFFERED),
    )
    _issue(case, given, review, held_at, actor, at)
    return row


def _check(given: TalkGiven, review: Review, held_at: datetime, at: datetime) -> None:
    if not given.points or not all(point.strip() for point, _ in given.points):
        raise Refused("talk.points", "请逐条写明向本人说明了什么。", field="points")
    if not any(each.strip() for each in given.offered):
        raise Refused(
            "talk.offered",
            "请写明告知了哪些其他救助途径（如临时救助），再结束谈话。",
            field="offered",
        )
    if not whole_minute(review.opened_at) <= held_at <= at:
        raise Refused(
            "talk.moment", "谈话时间应在复核启动之后、现在之前。请更正。", field="held_at"
        )


def _issue(
    case: Case,
    given: TalkGiven,
    review: Review,
    held_at: datetime,
    actor: Actor,
    at: datetime,
) -> None:
    issue_document(
        kind="W32",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        build=lambda head: papers.ExitTalk(
            head=head,
            scheme=Scheme(case.scheme).label,
            person=party_of(case.applicant),
            talk_at=held_at,
            place=clean_text(given.place, max_length=120),
            officers=(officer_of(actor),),
            present=tuple(clean_name(name) for name in given.present),
            ground=review.change,
            points=tuple(
                papers.TalkPoint(point=point, answer=answer) for point, answer in given.points
            ),
            alternatives=given.offered,
            own_words=clean_text(given.own_words, max_length=400, multiline=True),
        ),
    )
