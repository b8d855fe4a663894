"""Issue W14, the record of a home visit."""

from __future__ import annotations

from datetime import datetime

from jiuzhu.casework.assessments.findings import AssetOutcome, Findings, VisitFindings
from jiuzhu.casework.assessments.models import HomeVisit
from jiuzhu.casework.assessments.queries import findings_of
from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.cases.models import Case, CaseMember
from jiuzhu.casework.cases.queries import members_of
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import named_officer, party_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.casework.verification.queries import judgement_of, latest_report
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.policy.pack_rows import AssetKind
from jiuzhu.policy.report_rules import Discrepancy
from jiuzhu.registers.households.enums import Relation
from jiuzhu.registers.law.queries import pack_in_force

OUTCOMES = {
    AssetOutcome.FOUND: "查见",
    AssetOutcome.ABSENT: "未见",
    AssetOutcome.CLEARED: "登记存在，有证据排除",
    AssetOutcome.WAIVED: "属豁免情形",
}


def issue_survey(*, case: Case, visit: HomeVisit, actor: Actor, at: datetime) -> Document:
    """Issue W14 with everything the two surveyors wrote down."""
    return issue_document(
        kind="W14",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        build=lambda head: _survey(case, visit, head),
    )


def _survey(case: Case, visit: HomeVisit, head: papers.Head) -> papers.HomeSurvey:
    found = findings_of(visit)
    members = members_of(case)
    return papers.HomeSurvey(
        head=head,
        scheme=Scheme(case.scheme).label,
        household=party_of(case.applicant),
        visited_at=visit.visited_at,
        surveyors=(
            named_officer(visit.first_surveyor, "SURVEYOR"),
            named_officer(visit.second_surveyor, "SURVEYOR"),
        ),
        present=tuple(visit.met.split("、")),
        members=_members(members, found),
        dwelling=papers.Dwelling(
            kind=found.dwelling.kind,
            ownership=found.dwelling.ownership,
            area=found.dwelling.area,
            rooms=found.dwelling.rooms,
            condition=found.dwelling.condition,
        ),
        things=tuple(
            papers.ThingSeen(name=each.name, quantity=each.quantity, note=each.note)
            for each in found.things
        ),
        work=found.work,
        illness=found.illness,
        crops=found.crops,
        spending=tuple(
            papers.Spending(label=each.label, monthly_fen=each.monthly_fen, evidence=each.evidence)
            for each in found.spending
        ),
        discrepancies=_differences(case, members, found.findings),
        photos=_photos(visit),
        summary=found.summary,
        accompanied_by=found.accompanied_by,
    )


def _members(
    members: tuple[CaseMember, ...], found: VisitFindings
) -> tuple[papers.MemberSeen, ...]:
    seen = {each.person_key: each for each in found.members}
    return tuple(
        papers.MemberSeen(
            name=row.person.name,
            relation=Relation(row.relation).label,
            present=str(row.person_id) in seen and seen[str(row.person_id)].present,
            work=seen[str(row.person_id)].work if str(row.person_id) in seen else "",
            health=seen[str(row.person_id)].health if str(row.person_id) in seen else "",
            note=seen[str(row.person_id)].note if str(row.person_id) in seen else "",
        )
        for row in members
    )


def _differences(
    case: Case, members: tuple[CaseMember, ...], findings: Findings
) -> tuple[papers.Discrepancy, ...]:
    names = {str(row.person_id): row.person.name for row in members}
    labels = {row.code: row.label for row in pack_in_force().rows(AssetKind)}
    assets = tuple(
        papers.Discrepancy(
            item=f"{names.get(each.person_key, '')} {labels.get(each.kind, each.kind)}".strip(),
            declared="",
            seen=f"{OUTCOMES[each.outcome]}{'：' + each.ground if each.ground else ''}",
            explanation=each.evidence,
        )
        for each in findings.assets
    )
    reported = {(each.person_key, each.source): each for each in _reported(case)}
    explained = tuple(
        papers.Discrepancy(
            item=f"{names.get(each.person_key, '')} "
            f"{pack_in_force().label('sources', each.source)}".strip(),
            declared=reported[each.person_key, each.source].declared,
            seen=reported[each.person_key, each.source].found,
            explanation=each.text,
        )
        for each in findings.explanations
        if (each.person_key, each.source) in reported
    )
    return (*assets, *explained)


def _reported(case: Case) -> tuple[Discrepancy, ...]:
    report = latest_report(case)
    return () if report is None else judgement_of(report).discrepancies


def _photos(visit: HomeVisit) -> tuple[papers.Photo, ...]:
    if visit.photo is None:
        return ()
    return (
        papers.Photo(
            subject=f"入户照片（{legal_day(visit.visited_at):%Y-%m-%d}）",
            taken_at=visit.visited_at,
            taken_by=visit.first_surveyor.name,
            digest=bytes(visit.photo.digest).hex(),
        ),
    )
