"""Close an objection: with an answer in writing to who gave a name, and proof that it came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.decisions.models import Decision
from jiuzhu.casework.documents.models import Document, SignedScan
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import contact_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.casework.objections.access import objection_to_change, refuse_own_decision
from jiuzhu.casework.objections.enums import AnswerWay, Finding, ObjectionAbout
from jiuzhu.casework.objections.models import Objection
from jiuzhu.casework.objections.services.settle_hold import settle_hold
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day, whole_minute
from jiuzhu.infra.storage import store_upload
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.kernel.text import clean_text, find_personal_data
from jiuzhu.policy.guards import GUARDS
from jiuzhu.policy.publicity import FORBIDDEN_WORDS

RESULTS = {
    Finding.UPHELD: "经民主评议，您反映的情况属实，已经依规重新作出决定，并告知有关家庭。",
    Finding.NOT_UPHELD: "经民主评议，您反映的情况不属实，公示的结果不变。",
}
COMPLAINT = "您反映的事项与公示结果无关，已按投诉核查。"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredGiven:
    """How and when the answer reached who had objected, with the receipt."""

    way: AnswerWay
    delivered_at: datetime
    proof: bytes
    proof_name: str = "答复签收.jpg"


@transaction.atomic
def answer_objection(*, number: str, text: str, actor: Actor, at: datetime) -> Objection:
    """Close an objection after its appraisal, or a complaint; only a signed record closes one.

    An objection that was found true is answered after the decision that followed from it.

    Raises: NotVisible, Forbidden, Conflict `objection.closed`, Refused `objection.no_appraisal`,
    `guard.minutes_signed`, `objection.not_decided`, `objection.own_decision`, `objection.answer`,
    `objection.tells_too_much`.
    """
    objection, case = objection_to_change(number=number, actor=actor)
    if objection.closed_at is not None:
        raise Conflict("objection.closed", "这件异议已经办结。请刷新页面查看。")
    refuse_own_decision(case=case, actor=actor)
    _check_finding(objection, case)
    words = _words(text)
    if objection.name is not None:
        objection.answer = _answer(objection, case, words, actor, at)
    objection.closed_at, objection.closed_by_id = at, actor.officer()
    objection.save(update_fields=["answer", "closed_at", "closed_by"])
    record_act(
        case=case,
        action="answer_objection",
        actor=actor,
        at=at,
        summary="答复异议" if objection.name is not None else "办结匿名异议",
        detail={"objection": number},
    )
    settle_hold(case=case, actor=actor, at=at)
    return objection


@transaction.atomic
def deliver_answer(*, number: str, given: DeliveredGiven, actor: Actor, at: datetime) -> Objection:
    """Keep the proof that the answer reached who had objected; it stays with the objection.

    Raises: NotVisible, Forbidden, Conflict `objection.delivered`, Refused `objection.no_answer`,
    `objection.moment`, `objection.proof`, `file.*`.
    """
    objection, case = objection_to_change(number=number, actor=actor)
    if objection.answer is None:
        raise Refused("objection.no_answer", "这件异议没有书面答复，不用送达。")
    if objection.answered_at is not None:
        raise Conflict("objection.delivered", "答复已经登记送达。请刷新页面查看。")
    if not whole_minute(objection.answer.issued_at) <= given.delivered_at <= at:
        raise Refused(
            "objection.moment",
            "送达时间不能早于答复出具，也不能晚于现在。请更正。",
            field="delivered_at",
        )
    if not given.proof:
        raise Refused(
            "objection.proof",
            "请上传签收凭证：本人签收、邮寄回执，或联系不上的通话、退信记录。",
            field="proof",
        )
    objection.answer_way, objection.answered_at = given.way, given.delivered_at
    objection.answer_proof = store_upload(given.proof, shown_name=given.proof_name, at=at)
    objection.save(update_fields=["answer_way", "answered_at", "answer_proof"])
    record_act(
        case=case,
        action="answer_objection",
        actor=actor,
        at=at,
        summary="异议答复已送达",
        detail={"objection": number, "way": given.way.value},
    )
    return objection


def minutes_signed(objection: Objection) -> bool:
    """Tell whether the record of the appraisal was signed by hand and scanned."""
    appraisal = objection.appraisal
    return (
        appraisal is not None
        and appraisal.record_id is not None
        and SignedScan.objects.filter(document_id=appraisal.record_id).exists()
    )


def _check_finding(objection: Objection, case: Case) -> None:
    if objection.about == ObjectionAbout.COMPLAINT:
        return
    if not objection.finding:
        raise Refused(
            "objection.no_appraisal",
            "对公示结果的异议，须先组织民主评议，才能答复办结（泰民〔2019〕14号二(二)）。",
        )
    if not minutes_signed(objection):
        raise Refused("guard.minutes_signed", GUARDS["minutes_signed"].refusal)
    if objection.finding == Finding.UPHELD and not _decided_anew(objection, case):
        raise Refused(
            "objection.not_decided",
            "异议属实，还没有重新作出决定。请先启动复核并作出决定，再答复。",
        )


def _decided_anew(objection: Objection, case: Case) -> bool:
    return (
        objection.reviewed_at is not None
        and Decision.objects.filter(case=case, decided_at__gte=objection.reviewed_at).exists()
    )


def _words(text: str) -> str:
    """Return the answer, without what the household's privacy forbids.

    Raises: Refused `objection.answer`, `objection.tells_too_much`.
    """
    words = clean_text(text, max_length=800, multiline=True)
    if not words:
        raise Refused("objection.answer", "请写明办理情况。", field="text")
    found = [one.text for one in find_personal_data(words)]
    found += [word for word in FORBIDDEN_WORDS if word in words]
    if found:
        raise Refused(
            "objection.tells_too_much",
            "答复里有不能告诉反映人的内容：%(words)s。请删去。",
            field="text",
            values={"words": "、".join(found)},
        )
    return words


def _answer(objection: Objection, case: Case, words: str, actor: Actor, at: datetime) -> Document:
    is_complaint = objection.about == ObjectionAbout.COMPLAINT
    return issue_document(
        kind="W22",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        title="投诉办理答复" if is_complaint else "",
        must_be_delivered=False,
        build=lambda head: papers.ObjectionAnswer(
            head=head,
            objection=objection.number,
            sheet_number=objection.public_notice.document.number,
            received_on=legal_day(objection.received_at),
            result=COMPLAINT if is_complaint else RESULTS[Finding(objection.finding)],
            text=words,
            contact=contact_of(case.organ),
        ),
    )
