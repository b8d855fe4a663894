"""The verifications of one case for everybody who may see it: when, by whom, with which result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.verification.models import VerificationReport, VerificationRequest
from jiuzhu.infra.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLine:
    """One request with its report; what the departments answered is not in it."""

    state: str
    state_label: str
    centre: str
    filed_at: datetime
    filed_by: str
    accepted_at: datetime | None
    returned_reason: str
    issued_at: datetime | None
    conclusion: str
    conclusion_label: str
    valid_until: date | None
    decision_until: date | None


def requests_of(*, number: str, actor: Actor) -> tuple[RequestLine, ...]:
    """Return every request of a case, newest first.

    Raises: NotVisible.
    """
    case = case_to_see(number=number, actor=actor)
    rows = VerificationRequest.objects.filter(case=case).select_related(
        "centre", "filed_by", "report"
    )
    return tuple(_line(row) for row in rows.order_by("-pk"))


def report_of(*, number: str, actor: Actor) -> VerificationReport | None:
    """Return the newest report for its opened reader.

    The caller has made sure that its purpose was written down just now.

    Raises: NotVisible, Forbidden.
    """
    actor.require("report.open")
    case = case_to_see(number=number, actor=actor)
    return (
        VerificationReport.objects.filter(case=case)
        .select_related("case", "document")
        .order_by("-issued_at", "-pk")
        .first()
    )


def _line(row: VerificationRequest) -> RequestLine:
    report: VerificationReport | None = getattr(row, "report", None)
    return RequestLine(
        state=row.state,
        state_label=row.get_state_display(),
        centre=row.centre.name,
        filed_at=row.filed_at,
        filed_by=row.filed_by.name,
        accepted_at=row.accepted_at,
        returned_reason=row.returned_reason,
        issued_at=None if report is None else report.issued_at,
        conclusion="" if report is None else report.conclusion,
        conclusion_label="" if report is None else report.get_conclusion_display(),
        valid_until=None if report is None else report.valid_until,
        decision_until=None if report is None else report.decision_until,
    )
