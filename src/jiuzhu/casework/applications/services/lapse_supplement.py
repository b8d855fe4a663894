"""End an application whose supplement never came (D10b); no penalty, free to apply again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.applications.models import Supplement
from jiuzhu.casework.applications.services.issue_ending import issue_ending
from jiuzhu.casework.applications.services.list_outlays import free_outlays
from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.enums import ClockKind
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.services.advance import advance, step_of
from jiuzhu.casework.cases.services.keep_clocks import stop_clock
from jiuzhu.casework.cases.services.keep_people import release_people
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.outbox import write_message


@transaction.atomic
def lapse_supplement(*, number: str, actor: Actor, at: datetime) -> Case:
    """Close the case after the last day of the supplement; the family gets W33 with remedies.

    A job does it, or the window.

    Raises: Refused `guard.supplement_overdue`, Conflict `case.state`.
    """
    case = case_to_change(number=number, actor=actor)
    step_of(case, "lapse_supplement")
    row = Supplement.objects.get(case=case)
    on = legal_day(at)
    advance(
        case=case,
        action="lapse_supplement",
        actor=actor,
        at=at,
        facts={"supplement_overdue": on > row.due_on},
        summary=f"补正期限{row.due_on}已过，未收到材料",
    )
    stop_clock(case=case, kind=ClockKind.SUPPLEMENT, on=on)
    release_people(case)
    free_outlays(case=case, at=at)
    names = "、".join(item["name"] for item in row.items)
    issue_ending(
        case=case,
        cause=papers.EndingCause.LAPSED,
        details=f"需补正的材料：{names}；期限：{row.due_on}。",
        stage="补正中",
        actor=actor,
        at=at,
    )
    write_message(
        topic="supplement.lapsed", reference=case.number, content={"case": case.number}, at=at
    )
    return case
