"""Close the file of an ended case (D29): complete or its gaps approved, remedies over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiuzhu.casework.archives.models import ArchiveFile
from jiuzhu.casework.archives.queries import (
    Completeness,
    completeness,
    ended_on,
    remedies_over,
)
from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.services.advance import advance, step_of
from jiuzhu.casework.cases.services.keep_people import release_people
from jiuzhu.casework.documents.enums import DocumentState
from jiuzhu.casework.documents.models import Document, SignedScan
from jiuzhu.casework.documents.queries import page_count
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import named_officer, officer_of, party_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.outbox import write_message
from jiuzhu.kernel.digests import canonical_json, sha256
from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.deadlines import months_later
from jiuzhu.policy.document_kinds import CATALOGUE
from jiuzhu.policy.document_sets import retention_years
from jiuzhu.registers.law.queries import pack_in_force
from jiuzhu.registers.organs.models import Officer

# Approval first, then application, verification, survey, publicity, notices, changes, the end.
FILE_ORDER = (
    *(
        "W23",
        "W09",
        "W10",
        "W02",
        "W04",
        "W03",
        "W01",
        "W05",
        "W06",
        "W16",
        "W14",
        "W19",
        "W20",
        "W26",
        "W27",
    ),
    *("W22", "W07", "W11", "W12", "W24", "W25", "W46", "W31", "W32", "W33"),
)
HOUSEHOLD_PAPER = "W09"
MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveGiven:
    """What the archivist states: no review, suit, recovery or audit finding is pending."""

    no_remedy_pending: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One paper of the file with its digests."""

    document: Document
    pages: int
    first_page: int
    scans: tuple[str, ...]


@transaction.atomic
def archive_case(*, number: str, given: ArchiveGiven, actor: Actor, at: datetime) -> ArchiveFile:
    """Close the file: contents W50, digest over all parts and the trace, ten years of keeping.

    One household one file (S27). Gaps are listed and were approved by somebody else; 60 days have
    passed since every adverse notice was served, and nothing holds the case.

    Raises: NotVisible, Forbidden, Conflict `case.state`, Refused `guard.file_complete` with the
    list of what is missing, `guard.remedies_over`, `archive.same_person`.
    """
    case = case_to_change(number=number, actor=actor)
    step_of(case, "archive")
    on = legal_day(at)
    held = completeness(case, on=on)
    if not held.is_complete:
        raise Refused(
            "guard.file_complete",
            "案卷缺少：%(text)s。请补齐；确实不能补齐的，由另一名工作人员批准缺项后再归档。",
            values={"text": held.text},
        )
    approver = _approver(held, actor)
    end, head = ended_on(case), bytes(case.trace_head or b"")
    advance(
        case=case,
        action="archive",
        actor=actor,
        at=at,
        facts={
            "file_complete": held.is_complete,
            "remedies_over": given.no_remedy_pending and remedies_over(case, on=on),
        },
        detail={"gaps": [gap.kind for gap in held.gaps]},
    )
    parts = _parts(case)
    years = retention_years(HOUSEHOLD_PAPER, pack_in_force(), on)
    contents = _issue_contents(case, parts, held, approver, years, head, end, actor, at)
    items = [_item(part) for part in parts]
    row = ArchiveFile.objects.create(
        case=case,
        items=items,
        approved_gaps=_gaps(held),
        gaps_approved_by=approver,
        digest=file_digest(case.number, items, head),
        retention_until=months_later(end, years * MONTHS),
        closed_at=at,
        closed_by_id=actor.officer(),
        document=contents,
    )
    release_people(case)
    write_message(
        topic="case.archived", reference=case.number, content={"case": case.number}, at=at
    )
    return row


def file_digest(number: str, items: list[dict[str, object]], trace_head: bytes) -> bytes:
    """Return the digest that binds every paper of a file to the trace of its case."""
    return sha256(canonical_json({"case": number, "items": items, "trace_head": trace_head.hex()}))


def _approver(held: Completeness, actor: Actor) -> Officer | None:
    """Return who let the gaps pass.

    Raises: Refused `archive.same_person`.
    """
    needed = {gap.kind for gap in held.gaps}
    officers = [one.approved_by for one in held.approvals if one.kind in needed]
    if any(officer.pk == actor.officer() for officer in officers):
        raise Refused("archive.same_person", "缺项须由归档人以外的工作人员批准。请换人归档。")
    return officers[-1] if officers else None


def _parts(case: Case) -> tuple[_Part, ...]:
    scans: dict[int, list[str]] = {}
    for document_id, digest in (
        SignedScan.objects.filter(document__case=case, checked_at__isnull=False)
        .order_by("pk")
        .values_list("document_id", "file__digest")
    ):
        scans.setdefault(document_id, []).append(bytes(digest).hex())
    documents = sorted(
        Document.objects.filter(case=case).select_related("organ", "pdf"),
        key=lambda one: (_place(one.kind), one.issued_at, one.pk),
    )
    parts, page = [], 1
    for document in documents:
        pages = page_count(document)
        parts.append(
            _Part(
                document=document,
                pages=pages,
                first_page=page,
                scans=tuple(scans.get(document.pk, ())),
            )
        )
        page += pages
    return tuple(parts)


def _place(kind: str) -> int:
    return FILE_ORDER.index(kind) if kind in FILE_ORDER else len(FILE_ORDER)


def _item(part: _Part) -> dict[str, object]:
    document = part.document
    return {
        "kind": document.kind,
        "title": document.title,
        "number": document.number,
        "issued_on": legal_day(document.issued_at).isoformat(),
        "pages": part.pages,
        "state": document.state,
        "digest": bytes(document.pdf.digest).hex(),
        "scans": list(part.scans),
    }


def _gaps(held: Completeness) -> list[dict[str, object]]:
    reasons = {one.kind: one for one in held.approvals}
    return [
        {
            "kind": gap.kind,
            "name": gap.name,
            "count": gap.count,
            "reason": reasons[gap.kind].reason,
            "approved_by": reasons[gap.kind].approved_by.name,
        }
        for gap in held.gaps
    ]


def _issue_contents(
    case: Case,
    parts: tuple[_Part, ...],
    held: Completeness,
    approver: Officer | None,
    years: int,
    trace_head: bytes,
    end: date,
    actor: Actor,
    at: datetime,
) -> Document:
    approvals = {one.kind: one for one in held.approvals}
    archivist = officer_of(actor)
    return issue_document(
        kind="W50",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        build=lambda head: papers.FileContents(
            head=head,
            scheme=Scheme(case.scheme).label,
            household=party_of(case.applicant),
            file_number=case.number,
            fonds=case.organ.name,
            category="审批类",
            year=end.year,
            retention=f"{years}年",
            security="内部",
            opened_on=legal_day(case.opened_at),
            closed_on=end,
            entries=tuple(_entry(part) for part in parts),
            missing=tuple(
                papers.MissingPaper(
                    title=f"{gap.name}（{gap.count}份）",
                    reason=approvals[gap.kind].reason,
                    approved_by=approvals[gap.kind].approved_by.name,
                )
                for gap in held.gaps
            ),
            closing_note=f"本卷共{len(parts)}件{sum(part.pages for part in parts)}页。",
            archivist=archivist,
            checker=archivist if approver is None else named_officer(approver),
            trace_digest=trace_head.hex(),
        ),
    )


def _entry(part: _Part) -> papers.FileEntry:
    document = part.document
    notes = ["已撤回"] if document.state == DocumentState.WITHDRAWN else []
    if part.scans:
        notes.append("有签章扫描件")
    return papers.FileEntry(
        title=document.title,
        responsible=document.organ.name,
        number=document.number if CATALOGUE[document.kind].series_code else "",
        dated_on=legal_day(document.issued_at),
        pages=part.pages,
        first_page=part.first_page,
        note="，".join(notes),
    )
