"""Attach the scan of the paper that was signed and sealed by hand."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.documents.access import document_to_seal
from jiuzhu.casework.documents.enums import DocumentState, SealState
from jiuzhu.casework.documents.models import Document, SignedScan
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.storage import store_upload
from jiuzhu.kernel.errors import Refused


@transaction.atomic
def attach_scan(
    *, code: str, scan: bytes, scan_name: str, actor: Actor, at: datetime
) -> SignedScan:
    """Keep the scan of a printed, signed and sealed document; judged by its content.

    Outside demo this is how a seal comes to a document (domain.md §0.2 (15)). A better scan may
    follow until a second person has checked one.

    Raises: NotVisible, Forbidden, Refused `document.withdrawn`, `scan.checked`, `scan.same`,
    `file.*`.
    """
    document, case = document_to_seal(code=code, actor=actor)
    if document.state == DocumentState.WITHDRAWN:
        raise Refused("document.withdrawn", "这份文书已经撤回，不用再回传。请回传新出具的文书。")
    if document.seal_state == SealState.CHECKED:
        raise Refused(
            "scan.checked", "这份文书的签章件已经核对，不能再换。确有错误的，请撤回文书。"
        )
    stored = store_upload(scan, shown_name=scan_name, at=at)
    if SignedScan.objects.filter(file=stored).exists() or stored.pk == document.pdf_id:
        raise Refused(
            "scan.same",
            "这个文件已经回传过，或者就是未签章的原件。请扫描签字盖章后的纸质件再上传。",
            field="file",
        )
    row = SignedScan.objects.create(
        document=document, file=stored, scanned_at=at, scanned_by_id=actor.officer()
    )
    if document.seal_state == SealState.AWAITED:
        Document.objects.filter(pk=document.pk).update(seal_state=SealState.SCANNED)
    record_act(
        case=case,
        action="attach_scan",
        actor=actor,
        at=at,
        summary=f"回传签章件：{document.title}",
        detail={"document": document.number, "file": bytes(stored.digest).hex()},
    )
    return row
