"""Apply although the report does not fit (D8b): a report never ends the matter (domain 0.2, 1)."""

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
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.services.advance import advance
from jiuzhu.casework.cases.services.keep_people import claim_people
from jiuzhu.casework.documents.models import Delivery
from jiuzhu.casework.verification.queries import explanation_of, latest_report, report_in_force
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day


@transaction.atomic
def insist_on_application(
    *, number: str, given: ApplicationGiven, actor: Actor, at: datetime
) -> Application:
    """Take the application of a family that insists after W07 was served.

    It is accepted like any other and ends in a real grant or refusal.

    Raises: Refused `guard.*`, Conflict `case.state`, `member.live_case`, NotVisible, Forbidden.
    """
    case = application_case(number=number, actor=actor)
    report = report_in_force(case, legal_day(at))
    claim_people(case)
    advance(
        case=case,
        action="insist_on_application",
        actor=actor,
        at=at,
        facts={
            "report_valid": report is not None,
            "unfit_explained": is_explained(case),
            **confirmation_facts(case=case, given=given, actor=actor),
        },
        summary=f"坚持申请（{given.confirmation.label}）",
    )
    return write_application(
        case=case, given=given, report=report, insisted=True, actor=actor, at=at
    )


def is_explained(case: Case) -> bool:
    """Tell whether the reasons of the newest report were checked, told and served."""
    report, explanation = latest_report(case), explanation_of(case)
    if report is None or explanation is None or explanation.report_id != report.pk:
        return False
    served = Delivery.objects.filter(
        document__case=case, document__kind="W07", document__issued_at__gte=report.issued_at
    ).exists()
    return explanation.checked_at is not None and served
