"""Remind somebody who was told to apply and has not yet (domain D8)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.applications.queries import invited_to_remind, reminder_reference
from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.models import Case
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.outbox import write_message

TEMPLATE = "STILL_TO_APPLY"
HOTLINE = "0538-12345"


@transaction.atomic
def remind_invited(*, number: str, actor: Actor, at: datetime) -> int:
    """Write the reminder that is due now and return which one; 0 where none is.

    Whether to apply stays the person's own decision: nothing of the case changes.

    Raises: NotVisible, Forbidden.
    """
    case = case_to_change(number=number, actor=actor)
    due = invited_to_remind(Case.objects.filter(pk=case.pk), on=legal_day(at))
    if not due:
        return 0
    which = due[case.pk]
    write_message(
        topic="sms",
        reference=reminder_reference(case.pk, which),
        content={"template": TEMPLATE},
        sealed={
            "phone": case.applicant.phone,
            "values": {
                "case_number": case.number,
                "organ": case.organ.short_name,
                "hotline": case.organ.phone or HOTLINE,
            },
        },
        at=at,
    )
    return which
