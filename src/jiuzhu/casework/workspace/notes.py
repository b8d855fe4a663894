"""The notes of a case as colleagues read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.cases.models import CaseNote
from jiuzhu.casework.cases.services.write_note import colleagues
from jiuzhu.infra.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLine:
    """One note: who wrote it, when, and whether it was withdrawn."""

    id: int
    by: str
    at: datetime
    text: str
    withdrawn_at: datetime | None
    is_own: bool


def notes_of(*, number: str, actor: Actor) -> tuple[NoteLine, ...]:
    """Return the notes of a case, newest first.

    Raises: NotVisible.
    """
    case = case_to_see(number=number, actor=actor)
    rows = (
        CaseNote.objects.filter(case=case).select_related("author").order_by("-written_at", "-pk")
    )
    return tuple(
        NoteLine(
            id=row.pk,
            by=row.author.name,
            at=row.written_at,
            text=row.text,
            withdrawn_at=row.withdrawn_at,
            is_own=row.author_id == actor.officer_id,
        )
        for row in rows
    )


def names_to_mention(*, actor: Actor, on: date) -> tuple[str, ...]:
    """Return the names of the colleagues whom a note can reach."""
    return tuple(one.name for one in colleagues(actor=actor, on=on))
