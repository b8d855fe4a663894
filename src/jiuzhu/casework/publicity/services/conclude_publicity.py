"""Conclude the publicity of an opinion (D14e): seven full days, taken down, nobody objected."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.cases.models import Case, CaseHold
from jiuzhu.casework.cases.services.advance import advance
from jiuzhu.casework.publicity.queries import notice_of
from jiuzhu.casework.publicity.services.enter_payment import has_ended
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.outbox import write_message


def ready_to_conclude(among: QuerySet[Case], *, at: datetime) -> tuple[Case, ...]:
    """Return the cases whose publicity ended clean: the sheet is down, nobody objected."""
    waiting = among.filter(state="PRE_PUB").exclude(
        pk__in=CaseHold.objects.filter(ended_at__isnull=True).values("case_id")
    )
    return tuple(
        case
        for case in waiting.order_by("pk")
        if (notice := notice_of(case)) is not None
        and notice.opinion_id is not None
        and notice.objections == 0
        and has_ended(notice, at)
    )


@transaction.atomic
def conclude_publicity(*, number: str, actor: Actor, at: datetime) -> Case:
    """Hand a case whose publicity ended clean to the decider; 57号 art. 19, 20.

    An objection that was counted when the sheet came down, or is still open, leads to a new
    opinion and a new publicity instead.

    Raises: NotVisible, Refused `guard.opinion_publicity_ended`, `guard.no_open_objection`,
    Conflict `case.state`.
    """
    case = case_to_change(number=number, actor=actor)
    notice = notice_of(case)
    objected = CaseHold.objects.filter(
        case=case, kind=HoldKind.OPEN_OBJECTION, ended_at__isnull=True
    ).exists()
    advance(
        case=case,
        action="conclude_publicity",
        actor=actor,
        at=at,
        facts={
            "opinion_publicity_ended": notice is not None
            and notice.opinion_id is not None
            and has_ended(notice, at),
            "no_open_objection": not objected and (notice is None or notice.objections == 0),
        },
        detail={"notice": "" if notice is None else notice.code},
    )
    write_message(
        topic="publicity.concluded", reference=case.number, content={"case": case.number}, at=at
    )
    return case
