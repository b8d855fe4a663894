"""Apply formally after the report fits (D8): the person only confirms what was pre-filled."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.applications.access import application_case
from jiuzhu.casework.applications.models import Application
from jiuzhu.casework.applications.services.write_application import (
    ApplicationGiven,
    confirmation_facts,
    write_application,
)
from jiuzhu.casework.cases.services.advance import advance
from jiuzhu.casework.intents.queries import is_complete, statement_signed
from jiuzhu.casework.verification.queries import report_in_force
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day


@transaction.atomic
def submit_application(
    *, number: str, given: ApplicationGiven, actor: Actor, at: datetime
) -> Application:
    """Take the confirmed application of an invited family; the paper is dated today.

    泰民〔2019〕14号 二(一): the application comes after the report. 649号 art. 11(1). Where the
    procedure verifies after acceptance, everybody signs with the application instead (57号 art. 9).

    Raises: Refused `guard.report_valid`, `guard.confirmed_by_applicant`,
    `guard.mandate_if_proxy`, Conflict `case.state`, NotVisible, Forbidden.
    """
    case = application_case(number=number, actor=actor)
    report = report_in_force(case, legal_day(at))
    advance(
        case=case,
        action="submit_application",
        actor=actor,
        at=at,
        facts={
            "report_valid": report is not None,
            "authorizations_complete": is_complete(case, legal_day(at)),
            "honesty_statement_signed": statement_signed(case),
            **confirmation_facts(case=case, given=given, actor=actor),
        },
        summary=f"正式申请（{given.confirmation.label}）",
    )
    return write_application(
        case=case, given=given, report=report, insisted=False, actor=actor, at=at
    )
