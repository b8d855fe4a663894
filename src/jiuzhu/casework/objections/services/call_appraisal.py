"""Call a democratic appraisal: under TA-2019 only an objection opens one (S14, S16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import contact_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.casework.objections.access import case_to_handle
from jiuzhu.casework.objections.enums import ObjectionAbout
from jiuzhu.casework.objections.models import Appraisal, Objection
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.kernel.text import clean_text, find_personal_data
from jiuzhu.policy.appraisal import MAY_BE_TOLD, NEVER_TOLD, composition, earliest_meeting
from jiuzhu.policy.publicity import FORBIDDEN_WORDS
from jiuzhu.registers.law.queries import pack_in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class CallGiven:
    """What is to be appraised, in words that a meeting may hear; when and where."""

    question: str
    meets_at: datetime
    place: str


@transaction.atomic
def call_appraisal(*, number: str, given: CallGiven, actor: Actor, at: datetime) -> Appraisal:
    """Call the meeting and join every open objection against the household to it.

    Raises: NotVisible, Forbidden, Conflict `case.state`, `appraisal.called`, Refused
    `appraisal.no_objection`, `appraisal.question`, `appraisal.tells_too_much`,
    `appraisal.too_soon`.
    """
    case = case_to_handle(number=number, actor=actor)
    if Appraisal.objects.filter(case=case, concluded_at__isnull=True).exists():
        raise Conflict("appraisal.called", "本案已经通知评议，还没有记录结论。请刷新页面查看。")
    joined = list(open_objections(case))
    if not joined:
        raise Refused(
            "appraisal.no_objection",
            "没有公示期内的异议，不能组织民主评议。本流程只在有异议时评议（泰民〔2019〕14号二(二)）。",
        )
    question = _question(given)
    _check_day(given, at)
    appraisal = Appraisal.objects.create(
        case=case,
        question=question,
        meets_at=given.meets_at,
        place=clean_text(given.place, max_length=80),
        called_at=at,
        called_by_id=actor.officer(),
        notice=_notice(case, joined[0], given, question, actor, at),
    )
    Objection.objects.filter(pk__in=[each.pk for each in joined]).update(appraisal=appraisal)
    record_act(
        case=case,
        action="call_appraisal",
        actor=actor,
        at=at,
        summary="通知民主评议",
        detail={"objections": [each.number for each in joined], "appraisal": appraisal.pk},
    )
    return appraisal


def open_objections(case: Case) -> tuple[Objection, ...]:
    """Return the objections to the result that no appraisal has dealt with, oldest first."""
    return tuple(
        Objection.objects.filter(
            case=case, about=ObjectionAbout.RESULT, closed_at__isnull=True, appraisal__isnull=True
        )
        .select_related("public_notice__document")
        .order_by("received_at", "pk")
    )


def _question(given: CallGiven) -> str:
    """Return the question, fit to be heard by a village.

    Raises: Refused `appraisal.question`, `appraisal.tells_too_much`.
    """
    question = clean_text(given.question, max_length=400, multiline=True)
    if not question:
        raise Refused("appraisal.question", "请写明评议事项。", field="question")
    found = [one.text for one in find_personal_data(question)]
    found += [word for word in FORBIDDEN_WORDS if word in question]
    if found:
        raise Refused(
            "appraisal.tells_too_much",
            "评议事项里有会上不能说的内容：%(words)s。请改写，只问看得见、能核实的情况。",
            field="question",
            values={"words": "、".join(found)},
        )
    return question


def _check_day(given: CallGiven, at: datetime) -> None:
    first = earliest_meeting(legal_day(at), pack_in_force())
    if legal_day(given.meets_at) < first:
        raise Refused(
            "appraisal.too_soon",
            "评议要提前通知，最早%(day)s开会。请改会议时间。",
            field="meets_at",
            values={"day": f"{first.month}月{first.day}日"},
        )


def _notice(
    case: Case, first: Objection, given: CallGiven, question: str, actor: Actor, at: datetime
) -> Document:
    rule = composition(pack_in_force(), legal_day(at))
    return issue_document(
        kind="W20",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        build=lambda head: papers.AppraisalNotice(
            head=head,
            village=case.village.name,
            sheet_number=first.public_notice.document.number,
            question=question,
            meets_at=given.meets_at,
            place=given.place,
            composition=rule.text,
            may_be_told=MAY_BE_TOLD,
            never_told=NEVER_TOLD,
            contact=contact_of(case.organ),
        ),
    )
