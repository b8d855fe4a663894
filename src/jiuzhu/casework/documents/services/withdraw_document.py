"""Withdraw a document: it stays in the file, and its QR page says so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.documents.access import document_to_change
from jiuzhu.casework.documents.enums import DocumentState
from jiuzhu.casework.documents.models import Delivery, Document
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Conflict, Forbidden, Refused
from jiuzhu.kernel.text import clean_text

SHORTEST_REASON = 4


@transaction.atomic
def withdraw_document(*, code: str, reason: str, actor: Actor, at: datetime) -> Document:
    """Withdraw a document that was issued by mistake and has not been served.

    What was served binds: it is changed by a new decision, never taken back.

    Raises: NotVisible, Forbidden `document.other_organ`, Conflict `document.withdrawn`,
    Refused `document.delivered`, `document.reason`.
    """
    document, case = document_to_change(code=code, actor=actor)
    if document.organ_id not in actor.organs:
        raise Forbidden("document.other_organ", "文书只能由出具机关撤回。请联系出具机关。")
    if Delivery.objects.filter(document=document).exists():
        raise Refused(
            "document.delivered", "文书已经送达，不能撤回。需要改变的，请依程序作出新的决定并送达。"
        )
    return take_back(document=document, case=case, reason=reason, actor=actor, at=at)


def take_back(
    *, document: Document, case: Case, reason: str, actor: Actor, at: datetime
) -> Document:
    """Mark a locked document as withdrawn and write the event; shared with re-made sheets.

    Raises: Conflict `document.withdrawn`, Refused `document.reason`.
    """
    if document.state == DocumentState.WITHDRAWN:
        raise Conflict("document.withdrawn", "这份文书已经撤回。请刷新页面查看。")
    why = clean_text(reason, max_length=200)
    if len(why) < SHORTEST_REASON:
        raise Refused("document.reason", "请写明撤回的原因（至少4个字）。", field="reason")
    document.state = DocumentState.WITHDRAWN
    document.withdrawn_at = at
    document.withdrawn_by_id = actor.officer()
    document.withdrawn_reason = why
    document.save(update_fields=["state", "withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    record_act(
        case=case,
        action="withdraw_document",
        actor=actor,
        at=at,
        summary=f"撤回文书：{document.title}",
        detail={"document": document.number, "reason": why},
    )
    return document
