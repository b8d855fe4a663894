"""Show the paper that an act would issue: do the act, read the paper, undo everything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.http import HttpResponse

from jiuzhu.casework.documents.models import Document
from jiuzhu.infra.models import StoredFile
from jiuzhu.infra.storage import path_of, read_bytes


def preview(*, number: str, kind: str, at: datetime, act: Callable[[], object]) -> HttpResponse:
    """Return the newest paper of a kind that `act` issues; nothing of it stays.

    The number and the check code of the preview were never given: its QR page knows neither.

    Raises: whatever the act refuses with.
    """
    with transaction.atomic():
        act()
        issued = Document.objects.filter(case__number=number, issued_at=at).select_related("pdf")
        digests = {document.pk: bytes(document.pdf.digest) for document in issued}
        wanted = max(document.pk for document in issued if document.kind == kind)
        content = read_bytes(digests[wanted])
        transaction.set_rollback(True)
    for digest in digests.values():
        if not StoredFile.objects.filter(digest=digest).exists():
            path_of(digest).unlink(missing_ok=True)
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="preview-{kind}.pdf"'
    return answer
