"""Issue a document: number, render once, store with its data, all in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import connection

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.enums import DocumentState, SealState
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering.compiler import render
from jiuzhu.casework.documents.rendering.data import DocumentContent, Head
from jiuzhu.casework.documents.services.standing import mark_unchecked, standing_texts
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.storage import store_bytes
from jiuzhu.kernel.digests import canonical_json
from jiuzhu.policy.document_kinds import CATALOGUE, document_number
from jiuzhu.registers.organs.models import Organ

CHECK_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def issue_document(
    *,
    kind: str,
    case: Case,
    organ: Organ,
    actor: Actor,
    at: datetime,
    build: Callable[[Head], DocumentContent],
    person_id: int | None = None,
    title: str = "",
    must_be_delivered: bool | None = None,
) -> Document:
    """Issue one document of a case in the name of an organ.

    `build` gets the finished head (number, check code) and returns the typed content. The number
    is taken from a locked counter row of organ, series and year, so that a roll-back leaves no gap.
    `must_be_delivered` is said where it does not follow from the kind.

    Raises: Refused `document.glyph` where a character has no font.
    """
    entry = CATALOGUE[kind]
    series = entry.series_code or kind
    year = legal_day(at).year
    serial = _next_serial(organ, series, year)
    number = (
        document_number(organ.number_prefix, case.scheme, kind, year, serial)
        if entry.series_code
        else f"{organ.number_prefix}{kind}〔{year}〕{serial}号"
    )
    code = "".join(secrets.choice(CHECK_ALPHABET) for _ in range(16))
    head = Head(
        organ=organ.name,
        number=number if entry.series_code else "",
        check_url=f"{settings.JIUZHU_PUBLIC_URL}/yz/{code}",
        check_code=code,
        demo=settings.JIUZHU_DEMO,
        case_number=case.number,
        standing=standing_texts(kind, legal_day(at)),
    )
    content = mark_unchecked(build(head), case=case, on=legal_day(at))
    rendered = render(kind, content, issued_on=legal_day(at))
    shown_title = title or content.title
    stored = store_bytes(
        rendered.pdf, media_type="application/pdf", shown_name=f"{shown_title}.pdf", at=at
    )
    return Document.objects.create(
        kind=kind,
        title=shown_title,
        number=number,
        series=series,
        year=year,
        serial=serial,
        case=case,
        organ=organ,
        person=person_id,
        content=canonical_json(content.to_json()).decode(),
        pdf=stored,
        template_digest=rendered.template_digest,
        check_code=code,
        state=DocumentState.ISSUED,
        seal_state=SealState.AWAITED if "S" in entry.signers else SealState.NOT_NEEDED,
        must_be_delivered=entry.must_be_delivered
        if must_be_delivered is None
        else must_be_delivered,
        issued_at=at,
        issued_by_id=actor.officer_id,
    )


def _next_serial(organ: Organ, series: str, year: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO documents_numbercounter AS c (organ_id, series, year, last)"
            " VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (organ_id, series, year) DO UPDATE SET last = c.last + 1"
            " RETURNING last",
            [organ.pk, series, year],
        )
        (serial,) = cursor.fetchone()
    return int(serial)
