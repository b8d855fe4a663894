"""Record how, when and to whom a notice was served; periods for remedies start here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.enums import HoldKind, Scheme, VisitKind
from jiuzhu.casework.cases.models import Case, CaseVisit
from jiuzhu.casework.cases.queries import members_of
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.cases.services.keep_holds import end_hold
from jiuzhu.casework.documents.access import document_to_change
from jiuzhu.casework.documents.enums import DeliveryMethod, DocumentState
from jiuzhu.casework.documents.models import Delivery, Document
from jiuzhu.casework.documents.queries import undelivered
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import officer_of, party_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day, whole_minute
from jiuzhu.infra.models import StoredFile
from jiuzhu.infra.outbox import write_message
from jiuzhu.infra.storage import store_upload
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.kernel.names import clean_name, match_key
from jiuzhu.kernel.periods import years_between
from jiuzhu.kernel.text import clean_text
from jiuzhu.registers.households.enums import Relation

ADULT = 18
TWO = 2
NOTICES_THAT_HOLD = ("W31",)
REPRESENTATIVES = frozenset({"监护人", "代办人"})
NEEDS_EVIDENCE = {
    DeliveryMethod.POST: "邮寄送达的，请上传邮寄回执，送达日以回执上的签收日为准。",
    DeliveryMethod.ELECTRONIC: "电子送达的，须事先取得同意，请上传同意书和到达凭证。",
    DeliveryMethod.VILLAGE: "村（居）代表见证送达的，请上传现场照片。",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryGiven:
    """What the server of a notice reports.

    `relation` is the recipient's relation to the applicant, or 监护人 / 代办人. `collected` says
    that the family came for the paper.
    """

    method: DeliveryMethod
    recipient: str
    place: str
    delivered_at: datetime
    relation: str = ""
    witnesses: tuple[str, ...] = ()
    refusal_reason: str = ""
    evidence: bytes = b""
    evidence_name: str = "送达照片.jpg"
    collected: bool = False


@transaction.atomic
def record_delivery(*, code: str, given: DeliveryGiven, actor: Actor, at: datetime) -> Delivery:
    """Record the delivery of a notice with its receipt W46; it ends the hold 不利通知未送达.

    民事诉讼法 on service, by analogy: direct, left with witnesses or photo, by post, electronic
    with consent, with a village representative. A text message is no service.

    Raises: NotVisible, Refused `delivery.*`, Conflict `delivery.done`.
    """
    document, case = document_to_change(code=code, actor=actor)
    _check_document(document, given, at)
    relation = _relation(case, given)
    _check_method(given)
    row = Delivery.objects.create(
        document=document,
        method=given.method,
        recipient=clean_name(given.recipient),
        relation=relation,
        place=clean_text(given.place, max_length=120),
        delivered_at=given.delivered_at,
        server_id=actor.officer(),
        witnesses="、".join(clean_name(name) for name in given.witnesses),
        refusal_reason=clean_text(given.refusal_reason, max_length=200),
        evidence=_evidence(given, at),
        recorded_at=at,
    )
    _issue_receipt(case, document, row, given, actor, at)
    record_act(
        case=case,
        action="record_delivery",
        actor=actor,
        at=at,
        summary=f"{row.get_method_display()}：{document.title}",
        detail={"document": document.number, "delivered_at": given.delivered_at.isoformat()},
    )
    if given.collected:
        CaseVisit.objects.create(case=case, kind=VisitKind.COLLECT, at=at, reason=document.title)
    if document.kind in NOTICES_THAT_HOLD and not undelivered(case, *NOTICES_THAT_HOLD).exists():
        end_hold(case=case, kind=HoldKind.UNSERVED_NOTICE, actor=actor, at=at)
    write_message(
        topic="document.delivered",
        reference=case.number,
        content={"document": document.pk, "kind": document.kind},
        at=at,
    )
    return row


def _check_document(document: Document, given: DeliveryGiven, at: datetime) -> None:
    if document.state == DocumentState.WITHDRAWN:
        raise Refused("delivery.withdrawn", "这份文书已经撤回，不能送达。请送达新出具的文书。")
    if not document.must_be_delivered:
        raise Refused("delivery.not_needed", "这种文书不需要送达，存入案卷即可。")
    if Delivery.objects.filter(document=document).exists():
        raise Conflict("delivery.done", "这份文书已经登记送达，期限自首次送达起算，不用再登记。")
    if not whole_minute(document.issued_at) <= given.delivered_at <= at:
        raise Refused(
            "delivery.moment",
            "送达时间不能早于文书出具，也不能晚于现在。请按送达回证更正。",
            field="delivered_at",
        )


def _relation(case: Case, given: DeliveryGiven) -> str:
    """Return the relation of the recipient: an adult member, or a named representative.

    Raises: Refused `delivery.minor`, `delivery.stranger`.
    """
    on = legal_day(given.delivered_at)
    for member in members_of(case):
        if match_key(member.person.name) == match_key(given.recipient):
            born_on = member.person.born_on
            if born_on is not None and years_between(born_on, on) < ADULT:
                raise Refused(
                    "delivery.minor",
                    "未成年人不能代收文书。请交同住的成年家属或监护人签收。",
                    field="recipient",
                )
            return Relation(member.relation).label
    if given.method is DeliveryMethod.DIRECT and not (
        given.relation in REPRESENTATIVES and given.evidence
    ):
        raise Refused(
            "delivery.stranger",
            "签收人不是本户成年家属。由监护人、代办人签收的，请选明关系并上传委托或监护凭证；"
            "无人签收的，按留置或村（居）代表见证送达登记。",
            field="recipient",
        )
    return clean_text(given.relation, max_length=30) or "见证代表"


def _check_method(given: DeliveryGiven) -> None:
    """Check that the way of serving has its proof.

    Raises: Refused `delivery.left`, `delivery.refusal`, `delivery.evidence`, `delivery.witness`.
    """
    witnesses = {match_key(name) for name in given.witnesses}
    if given.method is DeliveryMethod.LEFT:
        if not given.refusal_reason.strip():
            raise Refused(
                "delivery.refusal", "留置送达须写明拒收的理由和情形。", field="refusal_reason"
            )
        if len(witnesses) < TWO and not given.evidence:
            raise Refused(
                "delivery.left", "留置送达须有两名见证人，或上传现场照片。", field="witnesses"
            )
    if given.method in NEEDS_EVIDENCE and not given.evidence:
        raise Refused("delivery.evidence", NEEDS_EVIDENCE[given.method], field="evidence")
    if given.method is DeliveryMethod.VILLAGE and not witnesses:
        raise Refused("delivery.witness", "请填写在场的村（居）代表姓名。", field="witnesses")


def _evidence(given: DeliveryGiven, at: datetime) -> StoredFile | None:
    if not given.evidence:
        return None
    return store_upload(given.evidence, shown_name=given.evidence_name, at=at)


def _issue_receipt(
    case: Case,
    document: Document,
    row: Delivery,
    given: DeliveryGiven,
    actor: Actor,
    at: datetime,
) -> None:
    proof = "" if row.evidence is None else f"凭证摘要 {bytes(row.evidence.digest).hex()[:16]}"
    issue_document(
        kind="W46",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        title=f"送达回证（{document.title}）"[:120],
        build=lambda head: papers.DeliveryReceipt(
            head=head,
            scheme=Scheme(case.scheme).label,
            document_title=document.title,
            document_number=document.number,
            document_issued_on=legal_day(document.issued_at),
            recipient=party_of(case.applicant),
            place=row.place,
            method=DeliveryMethod(row.method).label,
            servers=(officer_of(actor),),
            served_at=given.delivered_at,
            received_by=row.recipient,
            received_relation=row.relation,
            refusal_reason=row.refusal_reason,
            witnesses=given.witnesses,
            proof=proof,
        ),
    )
