"""Print the report (W06) from the judgement."""

from __future__ import annotations

from datetime import date, datetime

from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.cases.models import Case, CaseMember
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import officer_of, party_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.casework.verification.enums import Source
from jiuzhu.casework.verification.models import VerificationReport
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.policy.report_rules import ReportJudgement
from jiuzhu.policy.results import Hit, HitStatus
from jiuzhu.registers.households.enums import Relation
from jiuzhu.registers.households.queries import NOTHING_HELD, particulars_of

STATUSES = {
    "FOUND": papers.SourceStatus.FOUND,
    "NOT_FOUND": papers.SourceStatus.NOT_FOUND,
    "NOT_ANSWERED": papers.SourceStatus.NOT_ANSWERED,
    "NOT_ASKED": papers.SourceStatus.NOT_ASKED,
    "MISMATCH": papers.SourceStatus.MISMATCH,
}
OUTCOMES = {
    HitStatus.HIT: papers.RuleOutcome.HIT,
    HitStatus.CLEARED: papers.RuleOutcome.CLEARED,
    HitStatus.WAIVED: papers.RuleOutcome.CLEARED,
    HitStatus.UNKNOWN: papers.RuleOutcome.NEEDS_SURVEY,
}
TEXTS = {
    "FIT": "按已取得的数据，未发现不符合条件的情形。未反馈、未查询的项目由入户调查核实。",
    "UNFIT": (
        "按已取得的数据，存在下列不符合条件的情形。本报告只供参考，不是不予批准；"
        "本人可以说明、提出异议，也可以坚持申请。"
    ),
}


def issue_report(
    *,
    case: Case,
    report: VerificationReport,
    judgement: ReportJudgement,
    actor: Actor,
    at: datetime,
) -> Document:
    """Issue W06 with the matrix person × source and the rule hits."""
    on = legal_day(at)
    people = {
        str(row.person_id): row
        for row in CaseMember.objects.filter(case=case).select_related("person").order_by("pk")
    }
    request = report.request
    held = particulars_of(row.person_id for row in people.values())
    return issue_document(
        kind="W06",
        case=case,
        organ=request.centre,
        actor=actor,
        at=at,
        build=lambda head: papers.VerificationReport(
            head=head,
            scheme=Scheme(case.scheme).label,
            applicant=party_of(case.applicant, held),
            requester=case.organ.name,
            request_number=case.number,
            received_on=legal_day(request.filed_at),
            valid_until=report.valid_until,
            sources=tuple(
                papers.Source(name=Source(code).label, as_of=_as_of(judgement, code) or on)
                for code in _sources(judgement)
            ),
            rows=tuple(
                _row(row, judgement, held.get(row.person_id, NOTHING_HELD).number)
                for row in people.values()
            ),
            income=_comparisons(judgement, people, "social_insurance"),
            property=(
                *_comparisons(judgement, people, "vehicles"),
                *_comparisons(judgement, people, "real_estate"),
            ),
            rule_hits=tuple(_hit(hit) for hit in judgement.hits),
            conclusion=papers.Conclusion[report.conclusion],
            conclusion_text=TEXTS[report.conclusion],
            operator=officer_of(actor),
            reviewer=officer_of(actor),
        ),
    )


def _sources(judgement: ReportJudgement) -> list[str]:
    return list(dict.fromkeys(cell.source for cell in judgement.matrix))


def _as_of(judgement: ReportJudgement, source: str) -> date | None:
    days = [cell.as_of for cell in judgement.matrix if cell.source == source and cell.as_of]
    return max(days, default=None)


def _row(row: CaseMember, judgement: ReportJudgement, number: str) -> papers.MatrixRow:
    cells = {
        cell.source: cell for cell in judgement.matrix if cell.person_key == str(row.person_id)
    }
    return papers.MatrixRow(
        name=row.person.name,
        relation=Relation(row.relation).label,
        identity_number=number,
        statuses=tuple(
            STATUSES[cells[source].meaning.value] if source in cells else STATUSES["NOT_ASKED"]
            for source in _sources(judgement)
        ),
    )


def _comparisons(
    judgement: ReportJudgement, people: dict[str, CaseMember], source: str
) -> tuple[papers.Comparison, ...]:
    return tuple(
        papers.Comparison(
            person=people[each.person_key].person.name,
            source=Source(source).label,
            item=each.text,
            declared=each.declared,
            found=each.found,
        )
        for each in judgement.discrepancies
        if each.source == source
    )


def _hit(hit: Hit) -> papers.RuleHit:
    return papers.RuleHit(
        rule_id=hit.rule_id,
        title=hit.text[:30],
        outcome=OUTCOMES[hit.status],
        text=hit.text,
        article=hit.article,
    )
