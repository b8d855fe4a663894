"""Record the self-care test of a tekun person: six abilities, two assessors, a care grade (K4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiuzhu.casework.assessments.access import second_surveyor
from jiuzhu.casework.assessments.models import SelfCareAssessment, SelfCareChange
from jiuzhu.casework.assessments.queries import open_self_care_change
from jiuzhu.casework.cases.access import case_to_change, note_parts, with_part
from jiuzhu.casework.cases.enums import Involvement, Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import relatives_among
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import named_officer, party_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.text import clean_text
from jiuzhu.policy.scheme_rows import SelfCareAbility
from jiuzhu.policy.tekun import grade_of
from jiuzhu.registers.law.queries import pack_in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfCareGiven:
    """What the two assessors saw; `failed` are the codes of the abilities that are missing.

    `second_assessor_id` is None where nobody went along, which is refused.
    """

    assessed_on: date
    second_assessor_id: int | None
    failed: tuple[str, ...]
    seen: str
    consented: bool = False


@transaction.atomic
def assess_self_care(
    *, number: str, given: SelfCareGiven, actor: Actor, at: datetime
) -> SelfCareAssessment:
    """Keep one test with its grade and issue W35; it answers an open report of a change.

    43号 art. 21–23. Assessors decide nothing in this case: who decided is no assessor, and who
    assessed is barred from deciding.

    Raises: NotVisible, Forbidden, Conflict `case.state`, Refused `self_care.scheme`,
    `self_care.two_assessors`, `self_care.assessor_decides`, `self_care.related`,
    `self_care.moment`, `self_care.seen`, `tekun.self_care`.
    """
    case = case_to_change(number=number, actor=actor)
    actor.require("assessment.visit", action="assess_self_care")
    _check_case(case, given, at)
    assessors = _assessors(case, given, actor)
    grade = grade_of(given.failed, pack_in_force(), given.assessed_on)
    change = open_self_care_change(case)
    record_act(
        case=case,
        action="assess_self_care",
        actor=actor,
        at=at,
        summary=f"生活自理能力评估：{grade.label}",
        detail={"failed": list(given.failed), "grade": grade.code, "assessors": list(assessors)},
    )
    row = SelfCareAssessment.objects.create(
        case=case,
        change=change,
        assessed_on=given.assessed_on,
        first_assessor_id=assessors[0],
        second_assessor_id=assessors[1],
        failed=list(given.failed),
        grade=grade.code,
        grade_label=grade.label,
        article=grade.citation,
        seen=clean_text(given.seen, max_length=500, multiline=True),
        consented=given.consented,
        recorded_at=at,
    )
    note_parts(case=case, officer_ids=assessors, part=Involvement.VISITED, at=at)
    row.document = _issue(case, row, change, actor, at)
    row.save(update_fields=["document"])
    return row


def _check_case(case: Case, given: SelfCareGiven, at: datetime) -> None:
    if case.scheme != Scheme.TEKUN:
        raise Refused("self_care.scheme", "只有特困案件需要评估生活自理能力。请核对案件。")
    if not given.seen.strip():
        raise Refused("self_care.seen", "请写明评估时看到的情况，再保存。", field="seen")
    opened_on = legal_day(case.opened_at)
    if not opened_on <= given.assessed_on <= legal_day(at):
        raise Refused(
            "self_care.moment",
            "评估日期应在提出意愿之后、今天或以前。请填写实际评估的日期。",
            field="assessed_on",
        )


def _assessors(case: Case, given: SelfCareGiven, actor: Actor) -> tuple[int, int]:
    """Return the two assessors.

    Raises: Refused `self_care.two_assessors`, `self_care.assessor_decides`, `self_care.related`.
    """
    second = second_surveyor(case=case, officer_id=given.second_assessor_id, on=given.assessed_on)
    if second is None or second.pk == actor.officer():
        raise Refused(
            "self_care.two_assessors",
            "自理能力须由两名不同的评估人当面评估。请选择同去的另一名调查员。",
            field="second_assessor",
        )
    both = (actor.officer(), second.pk)
    if with_part(case=case, officer_ids=both, parts=(Involvement.DECIDED,)):
        raise Refused(
            "self_care.assessor_decides",
            "评估人不能是本案的审批人。请换一名没有审批过本案的人员评估。",
            field="second_assessor",
        )
    if not relatives_among(case=case, on=given.assessed_on).isdisjoint(both):
        raise Refused(
            "self_care.related",
            "评估人与本人有近亲属关系，应当回避。请换人评估。",
            field="second_assessor",
        )
    return both


def _issue(
    case: Case,
    row: SelfCareAssessment,
    change: SelfCareChange | None,
    actor: Actor,
    at: datetime,
) -> Document:
    abilities = pack_in_force().rows(SelfCareAbility, row.assessed_on)
    return issue_document(
        kind="W35",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        build=lambda head: papers.SelfCareSheet(
            head=head,
            scheme=Scheme(case.scheme).label,
            person=party_of(case.applicant),
            assessed_on=row.assessed_on,
            assessors=(
                named_officer(row.first_assessor, "SURVEYOR"),
                named_officer(row.second_assessor, "SURVEYOR"),
            ),
            abilities=tuple(
                papers.AbilityTested(label=one.label, able=one.code not in row.failed)
                for one in abilities
            ),
            failed=len(row.failed),
            grade=row.grade_label,
            article=row.article,
            seen=row.seen,
            consented=row.consented,
            because="" if change is None else change.what,
        ),
    )
