"""Reports as pages show them: a preview, an issued one, and the reasons told to the family."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.verification.models import VerificationReport, VerificationRequest
from jiuzhu.casework.verification.queries import (
    explanation_of,
    is_settled,
    judge_replies,
    judgement_of,
    latest_report,
    reply_facts,
    reports_before,
)
from jiuzhu.casework.workspace.requests import people_names
from jiuzhu.infra.actor import Actor
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.report_rules import ReportJudgement
from jiuzhu.policy.results import Hit, HitStatus
from jiuzhu.registers.law.queries import pack_in_force

HIT_WORDS = {
    HitStatus.HIT: "命中",
    HitStatus.CLEARED: "已排除",
    HitStatus.WAIVED: "可豁免",
    HitStatus.UNKNOWN: "待调查",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierReport:
    """A report that a renewed verification followed; it stays in the file."""

    issued_at: datetime
    valid_until: date
    conclusion_label: str
    document_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A judgement as a page shows it: people, sources, meanings, differences, rules."""

    conclusion: str
    conclusion_label: str
    sources: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[str, ...]], ...]
    hits: tuple[tuple[str, str, str, str], ...]
    differences: tuple[tuple[str, str, str, str, str], ...]
    issued_at: datetime | None = None
    valid_until: date | None = None
    document_code: str = ""
    earlier: tuple[EarlierReport, ...] = ()


def report_preview(*, number: str, actor: Actor, on: date) -> ReportView | None:
    """Return what the report would say now; None while a question is open.

    Raises: NotVisible, Forbidden.
    """
    case = case_to_see(number=number, actor=actor)
    actor.require("verification.release")
    request = VerificationRequest.objects.filter(case=case).order_by("-pk").first()
    if request is None or not is_settled(request):
        return None
    pack = pack_in_force()
    judgement = judge_replies(case, reply_facts(request), pack, on)
    return _view(judgement, people_names(case), pack)


def report_view(report: VerificationReport) -> ReportView:
    """Return an issued report; the caller has opened it through `open_report`."""
    pack = pack_in_force()
    return replace(
        _view(judgement_of(report), people_names(report.case), pack),
        issued_at=report.issued_at,
        valid_until=report.valid_until,
        document_code=_code_of(report),
        earlier=tuple(
            EarlierReport(
                issued_at=one.issued_at,
                valid_until=one.valid_until,
                conclusion_label=one.get_conclusion_display(),
                document_code=_code_of(one),
            )
            for one in reports_before(report)
        ),
    )


def _code_of(report: VerificationReport) -> str:
    return "" if report.document is None else report.document.check_code


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfitView:
    """The explanation of a report that does not fit, and how far it is."""

    number: str
    applicant: str
    reasons: tuple[tuple[str, str], ...]
    drafted_by: str
    drafted_at: datetime | None
    checked_by: str
    checked_at: datetime | None
    is_own_draft: bool


def unfit_view(*, number: str, actor: Actor) -> UnfitView:
    """Return the reasons drafted for the newest report.

    Raises: NotVisible, Forbidden.
    """
    case = case_to_see(number=number, actor=actor)
    if not actor.may("intent.explain_check"):
        actor.require("intent.explain")
    row = explanation_of(case)
    if row is None:
        return UnfitView(
            number=case.number,
            applicant=case.applicant.name,
            reasons=(),
            drafted_by="",
            drafted_at=None,
            checked_by="",
            checked_at=None,
            is_own_draft=False,
        )
    return UnfitView(
        number=case.number,
        applicant=case.applicant.name,
        reasons=tuple((each["text"], each["article"]) for each in row.reasons),
        drafted_by=row.drafted_by.name,
        drafted_at=row.drafted_at,
        checked_by="" if row.checked_by is None else row.checked_by.name,
        checked_at=row.checked_at,
        is_own_draft=row.drafted_by_id == actor.officer_id,
    )


def has_report(*, number: str, actor: Actor) -> bool:
    """Tell whether there is a report that this actor's post may open with a purpose."""
    case = case_to_see(number=number, actor=actor)
    return actor.may("report.open") and latest_report(case) is not None


def _view(judgement: ReportJudgement, people: dict[int, tuple[str, str]], pack: Pack) -> ReportView:
    sources = tuple(dict.fromkeys(cell.source for cell in judgement.matrix))
    cells = {(cell.person_key, cell.source): cell.text for cell in judgement.matrix}
    return ReportView(
        conclusion=judgement.conclusion.value,
        conclusion_label="符合" if judgement.conclusion.value == "FIT" else "不符合",
        sources=tuple(pack.label("sources", source) for source in sources),
        rows=tuple(
            (name, relation, tuple(cells.get((str(key), source), "") for source in sources))
            for key, (name, relation) in people.items()
        ),
        hits=tuple(_hit(hit) for hit in judgement.hits),
        differences=tuple(
            (
                people.get(int(one.person_key), ("", ""))[0],
                pack.label("sources", one.source),
                one.text,
                one.declared,
                one.found,
            )
            for one in judgement.discrepancies
        ),
    )


def _hit(hit: Hit) -> tuple[str, str, str, str]:
    return HIT_WORDS[hit.status], hit.text, hit.article, hit.evidence
