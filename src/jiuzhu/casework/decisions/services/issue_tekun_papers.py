"""Issue what a granted tekun person gets on paper: the notice W24 and the certificate (K13)."""

from __future__ import annotations

from collections.abc import Callable

from jiuzhu.casework.assessments.models import Opinion
from jiuzhu.casework.assessments.queries import result_of
from jiuzhu.casework.assessments.services.issue_computation import article_of
from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.decisions.services.write_decision import Frame
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import contact_of, party_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.periods import Month
from jiuzhu.policy.results import DibaoResult
from jiuzhu.policy.tekun_case import TekunResult, sub_accounts

REPORT_WITHIN = "1个月内"
CHECKED = "每年核验一次供养证，核对家庭情况"
YEARS_ON_CARD = 5


def issue_tekun_notice(frame: Frame, opinion: Opinion, payment_way: str) -> Document:
    """Issue the certificate, then W24 for a tekun person; return the notice, the newest W24."""
    _issue(frame, lambda head: _certificate(frame, opinion, head), must_be_delivered=False)
    return _issue(
        frame, lambda head: _notice(frame, opinion, payment_way, head), must_be_delivered=True
    )


def _issue(
    frame: Frame, build: Callable[[papers.Head], papers.DocumentContent], *, must_be_delivered: bool
) -> Document:
    return issue_document(
        kind="W24",
        case=frame.case,
        organ=frame.power.organ,
        actor=frame.actor,
        at=frame.at,
        build=build,
        must_be_delivered=must_be_delivered,
    )


def _notice(
    frame: Frame, opinion: Opinion, payment_way: str, head: papers.Head
) -> papers.TekunGrantNotice:
    case, result = frame.case, result_of(opinion.computation)
    return papers.TekunGrantNotice(
        head=head,
        scheme=Scheme(case.scheme).label,
        recipient=party_of(case.applicant),
        applied_on=legal_day(case.application.submitted_at),
        accepted_on=case.accepted_on or frame.on,
        category=case.get_category_display(),
        accounts=tuple(
            papers.SubAccount(label=each.label, monthly_fen=each.amount_fen)
            for each in sub_accounts(result)
        ),
        amount_fen=result.amount_fen,
        grade=_grade(result),
        article=article_of(result),
        start_month=_start(frame),
        review_text=CHECKED,
        payment_way=payment_way,
        publicity_text=f"批准结果在{case.village.name}公示7日，只公布姓名、人数、金额和监督电话。"
        "公示期间有人提出异议的，组织民主评议，结果书面告知您。",
        report_within=REPORT_WITHIN,
        remedy=frame.remedy,
        contact=contact_of(case.organ),
    )


def _certificate(frame: Frame, opinion: Opinion, head: papers.Head) -> papers.TekunCertificate:
    case, result, start = frame.case, result_of(opinion.computation), _start(frame)
    return papers.TekunCertificate(
        head=head,
        scheme=Scheme(case.scheme).label,
        person=party_of(case.applicant),
        category=case.get_category_display(),
        amount_fen=result.amount_fen,
        grade=_grade(result),
        start_month=start,
        years=tuple(range(start.year, start.year + YEARS_ON_CARD)),
        contact=contact_of(case.organ),
    )


def _start(frame: Frame) -> Month:
    return frame.ruling.effective_month or Month.of(frame.on).next()


def _grade(result: DibaoResult) -> str:
    return result.grade_label if isinstance(result, TekunResult) else ""
