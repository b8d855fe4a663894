"""Open a report: reading is an act with a purpose, and it is recorded (S10–S13)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.cases.queries import people_of
from jiuzhu.casework.verification.access import report_reader
from jiuzhu.casework.verification.models import VerificationReport
from jiuzhu.casework.verification.queries import latest_report
from jiuzhu.infra.actor import Actor, Request
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.kernel.errors import NotVisible, Refused
from jiuzhu.kernel.text import clean_text

SHORTEST_PURPOSE = 4


@transaction.atomic
def open_report(
    *, number: str, purpose: str, actor: Actor, at: datetime, request: Request
) -> VerificationReport:
    """Return the newest report to a named officer who says what for.

    Raises: Forbidden, Refused `report.purpose`, NotVisible `report.none`.
    """
    case = case_to_see(number=number, actor=actor)
    report_reader(case=case, actor=actor, at=at)
    why = clean_text(purpose, max_length=200)
    if len(why.strip()) < SHORTEST_PURPOSE:
        raise Refused("report.purpose", "请写明查看核对报告的用途。", field="purpose")
    report = latest_report(case)
    if report is None:
        raise NotVisible("report.none", "这一件还没有核对报告。")
    record_access(
        kind=AccessKind.VIEW,
        actor=actor,
        at=at,
        request=request,
        case_number=case.number,
        anchor=case.trace_head,
        subjects=people_of(case),
        query=f"report/{report.pk}",
        purpose=why,
    )
    return report
