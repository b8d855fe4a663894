"""Check the scan of a sealed paper: always by a second person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.documents.access import document_to_seal
from jiuzhu.casework.documents.enums import SealState
from jiuzhu.casework.documents.models import Document, SignedScan
from jiuzhu.casework.documents.queries import latest_scan
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Refused


@transaction.atomic
def check_scan(*, code: str, actor: Actor, at: datetime) -> SignedScan:
    """Confirm that the newest scan shows this document, signed, sealed and legible.

    A scan that does not is left unchecked and the first person scans again.

    Raises: NotVisible, Forbidden, Refused `scan.none`, `scan.checked`, `scan.same_person`.
    """
    document, case = document_to_seal(code=code, actor=actor)
    scan = latest_scan(document)
    if scan is None:
        raise Refused("scan.none", "还没有回传签章件。请先扫描签字盖章后的纸质件并上传。")
    if scan.checked_at is not None:
        raise Refused("scan.checked", "这份签章件已经核对过，不用再核对。")
    if scan.scanned_by_id == actor.officer_id:
        raise Refused("scan.same_person", "回传人不能核对自己回传的签章件。请由另一名同事核对。")
    scan.checked_at = at
    scan.checked_by_id = actor.officer()
    scan.save(update_fields=["checked_at", "checked_by"])
    Document.objects.filter(pk=document.pk, seal_state=SealState.SCANNED).update(
        seal_state=SealState.CHECKED
    )
    record_act(
        case=case,
        action="check_scan",
        actor=actor,
        at=at,
        summary=f"核对签章件：{document.title}",
        detail={"document": document.number, "file": bytes(scan.file.digest).hex()},
    )
    return scan
