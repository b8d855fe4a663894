"""Issue W23, the sheet on which handler, assessor and decider write (domain 5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from jiuzhu.casework.applications.models import RelatedPartyFiling
from jiuzhu.casework.applications.relief import cause_label, own_share
from jiuzhu.casework.assessments.models import Computation, Opinion
from jiuzhu.casework.assessments.queries import (
    facts_of,
    findings_of,
    outcome_of,
    result_of,
    visits_of,
    waits_for_county_visit,
)
from jiuzhu.casework.assessments.services.issue_aid_papers import aid_formula, identity_text
from jiuzhu.casework.assessments.services.issue_computation import formula_of
from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import members_of
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import named_officer, officer_of, party_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.periods import Month
from jiuzhu.policy.review_classes import review_rhythm
from jiuzhu.registers.law.queries import pack_in_force
from jiuzhu.registers.organs.models import Organ

STEPS = (
    ("W01", "意愿登记"),
    ("W06", "核对报告"),
    ("W12", "受理"),
    ("W14", "入户调查"),
    ("W19", "核算"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalShown:
    """What the sheet shows at this stage; without `decider` the last opinion is still blank."""

    proposal: papers.Proposal
    computation: Computation | None
    opinion: Opinion | None
    decider: papers.Opinion
    amount_fen: int
    members: int
    start_month: Month | None
    before_fen: int | None
    reasons: tuple[papers.Reason, ...]
    power_basis: str


def decider_opinion(text: str, actor: Actor, on: date) -> papers.Opinion:
    """Return what the decider wrote."""
    return papers.Opinion(role="审批意见", text=text, officer=officer_of(actor), given_on=on)


def issue_approval(
    *, case: Case, organ: Organ, actor: Actor, at: datetime, shown: ApprovalShown
) -> Document:
    """Issue W23 (W40 for temporary aid) in the name of an organ."""
    if case.scheme == Scheme.TEMPORARY:
        return issue_document(
            kind="W40",
            case=case,
            organ=organ,
            actor=actor,
            at=at,
            build=lambda head: _aid_sheet(case, shown, head, legal_day(at)),
        )
    return issue_document(
        kind="W23",
        case=case,
        organ=organ,
        actor=actor,
        at=at,
        build=lambda head: _sheet(case, shown, head, legal_day(at)),
    )


def _sheet(case: Case, shown: ApprovalShown, head: papers.Head, on: date) -> papers.ReviewApproval:
    computation = shown.computation
    result = None if computation is None else result_of(computation)
    return papers.ReviewApproval(
        head=head,
        scheme=Scheme(case.scheme).label,
        applicant=party_of(case.applicant),
        category=case.get_category_display(),
        household_size=len(members_of(case)) if result is None else result.n_income,
        covered_persons=shown.members,
        proposal=shown.proposal,
        steps=_steps(case),
        standard_fen=0 if result is None else result.standard_fen,
        per_person_fen=0 if result is None else result.per_head_fen,
        amount_fen=shown.amount_fen,
        formula="" if result is None else formula_of(result),
        start_month=shown.start_month,
        review_class=""
        if computation is None
        else review_rhythm(facts_of(computation), pack_in_force(), on).label,
        reasons=shown.reasons,
        opinions=(*_earlier(case, shown.opinion), shown.decider),
        power_basis=shown.power_basis,
        due_on=case.due_on,
        before_fen=shown.before_fen,
        related_party=_related(case),
    )


def _aid_sheet(case: Case, shown: ApprovalShown, head: papers.Head, on: date) -> papers.AidApproval:
    return papers.AidApproval(
        head=head,
        scheme=Scheme(case.scheme).label,
        applicant=party_of(case.applicant),
        category=case.get_category_display(),
        household_size=len(members_of(case)),
        cause=cause_label(case, pack_in_force(), on),
        identity=identity_text(case),
        own_fen=own_share(case),
        proposal=shown.proposal,
        steps=_steps(case),
        amount_fen=shown.amount_fen,
        formula="" if shown.computation is None else aid_formula(outcome_of(shown.computation)),
        reasons=shown.reasons,
        opinions=(*_earlier(case, shown.opinion), shown.decider),
        power_basis=shown.power_basis,
        due_on=case.due_on,
        related_party=_related(case),
    )


def _steps(case: Case) -> tuple[papers.CaseStep, ...]:
    latest: dict[str, Document] = {}
    kinds = [kind for kind, _ in STEPS]
    for document in Document.objects.filter(case=case, kind__in=kinds).order_by("issued_at", "pk"):
        latest[document.kind] = document
    return tuple(
        papers.CaseStep(
            label=label,
            on=case.accepted_on if kind == "W12" else legal_day(latest[kind].issued_at),
            reference=latest[kind].number,
        )
        for kind, label in STEPS
        if kind in latest
    )


def _earlier(case: Case, opinion: Opinion | None) -> tuple[papers.Opinion, ...]:
    """Return the opinions before the decider's: who visited, who assessed."""
    visited = tuple(
        papers.Opinion(
            role="经办人意见",
            text=findings_of(visit).summary,
            officer=named_officer(visit.first_surveyor, "SURVEYOR"),
            given_on=legal_day(visit.recorded_at),
        )
        for visit in visits_of(case)[-1:]
    )
    if opinion is None:
        return visited
    assessed = papers.Opinion(
        role="审核意见",
        text=opinion.text,
        officer=named_officer(opinion.given_by, "ASSESSOR"),
        given_on=legal_day(opinion.given_at),
    )
    return (*visited, assessed)


def _related(case: Case) -> str:
    filings = RelatedPartyFiling.objects.filter(case=case).select_related("officer").order_by("pk")
    named = "；".join(f"{each.officer.name}（{each.relation}）" for each in filings)
    if not named:
        return "待县级入户" if waits_for_county_visit(case) else ""
    return f"已备案：{named}。" + ("待县级入户" if waits_for_county_visit(case) else "县级已入户")
