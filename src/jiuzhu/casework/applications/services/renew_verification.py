"""Verify anew after a report expired (D8 → D3): everybody signs again, the centre asks again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.applications.queries import report_is_stale
from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.services.advance import advance, step_of
from jiuzhu.casework.cases.services.keep_people import claim_people
from jiuzhu.casework.intents.models import Authorization
from jiuzhu.casework.intents.queries import standing
from jiuzhu.casework.verification.queries import latest_report
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.outbox import write_message

ENDED = "CLOSED"


@transaction.atomic
def renew_verification(*, number: str, actor: Actor, at: datetime) -> Case:
    """Lead a case with an expired report back to the signatures; nothing earlier is changed.

    The old report, its papers and the old mandates stay in the file. The family does not fill in
    anything again and does not apply twice.

    Raises: Refused `guard.report_stale` while a live report stands, Conflict `case.state`,
    `member.live_case` where somebody of a closed case is in another one by now.
    """
    case = case_to_change(number=number, actor=actor)
    step_of(case, "renew_verification")
    actor.require("intent.register", action="renew_verification")
    report = latest_report(case)
    is_stale = report_is_stale(case, on=legal_day(at))
    if is_stale and case.state == ENDED:
        claim_people(case)
    mandates = Authorization.objects.filter(standing(), case=case)
    replaced = sorted(mandates.values_list("pk", flat=True))
    advance(
        case=case,
        action="renew_verification",
        actor=actor,
        at=at,
        facts={"report_stale": is_stale},
        summary="" if report is None else f"核对报告有效期至{report.valid_until}，重新授权、核对",
        detail={"report": None if report is None else report.pk, "authorizations": replaced},
    )
    mandates.update(replaced_at=at)
    write_message(
        topic="verification.renewed", reference=case.number, content={"case": case.number}, at=at
    )
    return case
