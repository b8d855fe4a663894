"""Go on with an application after a renewed verification, from where it had stood (D8 → D11)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import has_applied
from jiuzhu.casework.cases.services.advance import advance
from jiuzhu.casework.verification.queries import report_in_force
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.outbox import write_message


@transaction.atomic
def resume_application(*, number: str, actor: Actor, at: datetime) -> Case:
    """Take up an application that was not accepted yet; the family does not confirm it again.

    Raises: Refused `guard.report_valid`, `guard.application_stands`, Conflict `case.state`.
    """
    return _resume(number, "resume_application", actor, at)


@transaction.atomic
def resume_assessment(*, number: str, actor: Actor, at: datetime) -> Case:
    """Take up an accepted application with a new home visit; its due day stays what it was.

    Raises: Refused `guard.report_valid`, `guard.acceptance_stands`, Conflict `case.state`.
    """
    return _resume(number, "resume_assessment", actor, at)


def _resume(number: str, action: str, actor: Actor, at: datetime) -> Case:
    case = case_to_change(number=number, actor=actor)
    report = report_in_force(case, legal_day(at))
    is_accepted = case.accepted_on is not None
    stands = (
        {"application_stands": has_applied(case) and not is_accepted}
        if action == "resume_application"
        else {"acceptance_stands": is_accepted}
    )
    advance(
        case=case,
        action=action,
        actor=actor,
        at=at,
        facts={"report_valid": report is not None, **stands},
        detail={"report": None if report is None else report.pk},
    )
    write_message(topic="case.resumed", reference=case.number, content={"case": case.number}, at=at)
    return case
