"""The papers of a case: which there are, how they stand, and who may open which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.cases.queries import members_read
from jiuzhu.casework.documents.access import ABSENT, document_to_see, seals
from jiuzhu.casework.documents.enums import DocumentState, SealState
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.queries import DocumentRow, documents_of
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Forbidden, NotVisible

REPORT = "W06"
# Papers that carry figures of the verification or of people outside the household (S12, S13).
SENSITIVE = frozenset({"W05", "W14", "W19", "W23"})
READS_SENSITIVE = ("person.view", "trace.view")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """One paper, and what this actor can do with it."""

    code: str
    kind: str
    title: str
    person: str
    number: str
    issued_at: datetime
    is_withdrawn: bool
    seal: str
    seal_label: str
    must_be_delivered: bool
    delivered_at: datetime | None
    may_open: bool
    needs_purpose: bool
    may_deliver: bool
    may_scan: bool
    may_check: bool


def papers_of(*, number: str, actor: Actor) -> tuple[PaperLine, ...]:
    """Return the papers of a case in the order of their issue.

    Raises: NotVisible.
    """
    case = case_to_see(number=number, actor=actor)
    names = {row.person_id: row.person.name for row in members_read(case)}
    return tuple(_line(row, names, actor) for row in documents_of(case))


def paper_to_open(*, number: str, code: str, actor: Actor) -> Document:
    """Return a paper of this very case for an actor who may read it.

    The report itself is opened with a purpose elsewhere; here only its reader passes.

    Raises: NotVisible, the same for another case's paper and an absent one, Forbidden
    `paper.sensitive`.
    """
    document = document_to_see(code=code, actor=actor)
    if document.case is None or document.case.number != number:
        raise NotVisible("document.not_visible", ABSENT)
    if not may_open_kind(document.kind, actor):
        raise Forbidden(
            "paper.sensitive",
            "这份文书含有核对数据，您的岗位不能查看。需要了解办理情况，请询问经办的乡镇（街道）。",
        )
    return document


def may_open_kind(kind: str, actor: Actor) -> bool:
    """Tell whether an actor's post reads papers of a kind; those with figures are for few."""
    if kind == REPORT:
        return actor.may("report.open")
    if kind in SENSITIVE:
        return any(actor.may(capability) for capability in READS_SENSITIVE)
    return True


def _line(row: DocumentRow, names: dict[int, str], actor: Actor) -> PaperLine:
    name = names.get(row.person_id or 0, "")
    in_force = row.state != DocumentState.WITHDRAWN
    may_open = may_open_kind(row.kind, actor)
    brings_back = seals(row.organ_id, actor)

    def may(action: str) -> bool:
        return in_force and may_open and actor.may("document.deliver", action=action)

    return PaperLine(
        code=row.code,
        kind=row.kind,
        title=row.title,
        person=name,
        number=row.number,
        issued_at=row.issued_at,
        is_withdrawn=not in_force,
        seal=row.seal_state,
        seal_label=SealState(row.seal_state).label,
        must_be_delivered=row.must_be_delivered,
        delivered_at=row.delivered_at,
        may_open=may_open,
        needs_purpose=row.kind == REPORT,
        may_deliver=may("record_delivery") and row.must_be_delivered and row.delivered_at is None,
        may_scan=brings_back and may("attach_scan") and row.seal_state == SealState.AWAITED,
        may_check=brings_back and may("check_scan") and row.seal_state == SealState.SCANNED,
    )
