"""Named reads of documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.enums import DocumentState, SealState
from jiuzhu.casework.documents.models import Delivery, Document, SignedScan
from jiuzhu.casework.documents.rendering.compiler import PAGE_OBJECT
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.reading import page_read
from jiuzhu.infra.storage import read_bytes
from jiuzhu.infra.together import Read
from jiuzhu.kernel.errors import NotVisible

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """One document as a list shows it."""

    code: str
    kind: str
    title: str
    number: str
    organ_id: int
    issued_at: datetime
    state: str
    seal_state: str
    must_be_delivered: bool
    delivered_at: datetime | None
    person_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRow:
    """One paper that somebody still has to serve or to check."""

    document_id: int
    code: str
    case_number: str
    title: str
    number: str
    issued_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCheck:
    """What the QR page may tell anybody: no personal data."""

    title: str
    number: str
    organ: str
    issued_on: date
    is_withdrawn: bool


def documents_of(case: Case) -> tuple[DocumentRow, ...]:
    """Return all documents of a case in the order of their issue."""
    return tuple(
        DocumentRow(
            code=code,
            kind=kind,
            title=title,
            number=number,
            organ_id=organ_id,
            issued_at=issued_at,
            state=state,
            seal_state=seal,
            must_be_delivered=must,
            delivered_at=served,
            person_id=person_id,
        )
        for (
            code,
            kind,
            title,
            number,
            organ_id,
            issued_at,
            state,
            seal,
            must,
            served,
            person_id,
        ) in documents_read(case)
    )


def documents_read(case: Case) -> Read[tuple[Any, ...]]:
    """Return the read of all documents of a case."""
    return page_read("documents", _issued, case.pk)


def _issued(case: int) -> QuerySet[Document, tuple[Any, ...]]:
    issued = Document.objects.filter(case_id=case).annotate(served=Subquery(_first_delivery()))
    return issued.order_by("issued_at", "pk").values_list(
        "check_code",
        "kind",
        "title",
        "number",
        "organ_id",
        "issued_at",
        "state",
        "seal_state",
        "must_be_delivered",
        "served",
        "person",
    )


def awaiting_delivery(*, organ_id: int, after: int = 0) -> tuple[WaitingRow, ...]:
    """Return the notices of a township that nobody has served yet, oldest first, one page."""
    return _waiting(
        Document.objects.filter(
            ~Exists(Delivery.objects.filter(document=OuterRef("pk"))),
            case__organ_id=organ_id,
            must_be_delivered=True,
            state=DocumentState.ISSUED,
        ),
        after,
    )


def scans_to_check(*, organ_id: int, after: int = 0) -> tuple[WaitingRow, ...]:
    """Return the scanned papers of a township that wait for a second person, one page."""
    return _waiting(
        Document.objects.filter(
            case__organ_id=organ_id, seal_state=SealState.SCANNED, state=DocumentState.ISSUED
        ),
        after,
    )


def checked_document(code: str) -> PublicCheck:
    """Return what the page behind the QR code says of a document.

    Raises: NotVisible for a code that was never given.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT title, number, organ, issued_at, state FROM jiuzhu_check_document(%s)", [code]
        )
        row = cursor.fetchone()
    if row is None:
        raise NotVisible(
            "document.unknown_code",
            "没有这个查验码。请核对纸面上的16位查验码；仍查不到的，请联系出具机关核实真伪。",
        )
    return PublicCheck(
        title=row[0],
        number=row[1],
        organ=row[2],
        issued_on=legal_day(row[3]),
        is_withdrawn=row[4] == DocumentState.WITHDRAWN,
    )


def delivered_on(document_id: int) -> date | None:
    """Return the legal day on which a notice was served; None while it was not."""
    delivery = Delivery.objects.filter(document_id=document_id).order_by("delivered_at").first()
    return None if delivery is None else legal_day(delivery.delivered_at)


def kinds_held(case: Case) -> dict[str, int]:
    """Return how many documents of each kind are in force in a file."""
    counted = (
        Document.objects.filter(case=case, state=DocumentState.ISSUED)
        .values_list("kind")
        .annotate(copies=Count("pk"))
        .order_by("kind")
    )
    return dict(counted)


def undelivered(case: Case, *kinds: str) -> QuerySet[Document]:
    """Return the notices of a case (of some kinds, if named) that still have to be served."""
    found = Document.objects.filter(
        ~Exists(Delivery.objects.filter(document=OuterRef("pk"))),
        case=case,
        must_be_delivered=True,
        state=DocumentState.ISSUED,
    )
    return found.filter(kind__in=kinds) if kinds else found


def latest_scan(document: Document) -> SignedScan | None:
    """Return the newest scan of the signed paper."""
    scans = SignedScan.objects.filter(document=document).select_related("file")
    return scans.order_by("-scanned_at", "-pk").first()


def page_count(document: Document) -> int:
    """Return the number of pages of the stored paper."""
    return len(PAGE_OBJECT.findall(read_bytes(bytes(document.pdf.digest))))


def _first_delivery() -> QuerySet[Delivery, tuple[datetime]]:
    return (
        Delivery.objects.filter(document=OuterRef("pk"))
        .order_by("delivered_at")
        .values_list("delivered_at")[:1]
    )


def _waiting(found: QuerySet[Document], after: int) -> tuple[WaitingRow, ...]:
    rows = (
        found.filter(pk__gt=after)
        .order_by("pk")
        .values_list("pk", "check_code", "case__number", "title", "number", "issued_at")[:PAGE_SIZE]
    )
    return tuple(
        WaitingRow(
            document_id=pk,
            code=code,
            case_number=case_number or "",
            title=title,
            number=number,
            issued_at=issued_at,
        )
        for pk, code, case_number, title, number, issued_at in rows
    )
