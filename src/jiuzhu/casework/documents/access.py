"""Who may see or change a document; it is reached by its check code, never by a running number."""

from __future__ import annotations

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.models import Document
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Forbidden, NotVisible
from jiuzhu.registers.organs.enums import OrganKind

ABSENT = "没有找到这份文书。请核对查验码；如不在您的管辖范围，请联系出具机关。"


def document_to_see(*, code: str, actor: Actor) -> Document:
    """Return a document of the actor's area.

    Raises: NotVisible, same answer for absent and hidden.
    """
    actor.require("case.view")
    document = (
        Document.objects.select_related("case", "organ", "pdf", "issued_by")
        .filter(check_code=code)
        .first()
    )
    if document is None:
        raise NotVisible("document.not_visible", ABSENT)
    return document


def seals(organ_id: int, actor: Actor) -> bool:
    """Tell whether the actor brings back signed papers of this organ: the centre only its own."""
    return actor.organ_kind != OrganKind.CENTRE or organ_id == actor.organ_id


def document_to_seal(*, code: str, actor: Actor) -> tuple[Document, Case]:
    """Return a document whose signed paper the actor brings back or checks, and its locked case.

    Raises: NotVisible, Forbidden `scan.other_organ`.
    """
    document, case = document_to_change(code=code, actor=actor)
    if not seals(document.organ_id, actor):
        raise Forbidden(
            "scan.other_organ", "核对中心只回传、核对本中心出具的文书。这份请由出具机关办理。"
        )
    return document, case


def document_to_change(*, code: str, actor: Actor) -> tuple[Document, Case]:
    """Return a document and its case, the case locked first and the document after it.

    Raises: NotVisible also for a document that belongs to no case.
    """
    seen = document_to_see(code=code, actor=actor)
    if seen.case is None:
        raise NotVisible("document.not_visible", ABSENT)
    case = case_to_change(number=seen.case.number, actor=actor)
    document = (
        Document.objects.select_for_update(of=("self",))
        .select_related("organ", "pdf")
        .get(pk=seen.pk)
    )
    return document, case
