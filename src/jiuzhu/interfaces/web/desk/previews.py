"""Show the paper that an act would issue: do the act, read the paper, undo everything."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse

from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering.compiler import render
from jiuzhu.casework.documents.rendering.data import content_from_json
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.models import StoredFile
from jiuzhu.infra.storage import path_of

MARK = "预览　未签发"
NO_CODE = "签发时-生成"


def preview(*, number: str, kind: str, at: datetime, act: Callable[[], object]) -> HttpResponse:
    """Return the newest paper of a kind that `act` issues, marked as unsigned; nothing stays.

    Data and template are those of the paper itself; number and check code, drawn and given back,
    are not shown, and every page carries the mark.

    Raises: whatever the act refuses with.
    """
    with transaction.atomic():
        act()
        issued = Document.objects.filter(case__number=number, issued_at=at).select_related("pdf")
        digests = {document.pk: bytes(document.pdf.digest) for document in issued}
        wanted = max(document.pk for document in issued if document.kind == kind)
        content = _marked(next(document for document in issued if document.pk == wanted), at)
        transaction.set_rollback(True)
    for digest in digests.values():
        if not StoredFile.objects.filter(digest=digest).exists():
            path_of(digest).unlink(missing_ok=True)
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="preview-{kind}.pdf"'
    return answer


def _marked(document: Document, at: datetime) -> bytes:
    """Print the stored data of a paper again without number and code, with the mark across it."""
    content: Any = content_from_json(json.loads(document.content))
    head = replace(
        content.head,
        number="",
        check_code=NO_CODE,
        check_url=f"{settings.JIUZHU_PUBLIC_URL}/yz/",
    )
    shown = replace(content, head=head)
    return render(document.kind, shown, issued_on=legal_day(at), viewer_mark=MARK).pdf
