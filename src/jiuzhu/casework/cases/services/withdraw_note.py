"""Mark a note as withdrawn; it stays readable, struck out, and is never deleted."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.access import ABSENT, case_to_see
from jiuzhu.casework.cases.models import CaseNote
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Conflict, Forbidden, NotVisible


@transaction.atomic
def withdraw_note(*, number: str, note_id: int, actor: Actor, at: datetime) -> CaseNote:
    """Mark the actor's own note.

    Raises: NotVisible, Forbidden `note.other_author`, Conflict `note.withdrawn`.
    """
    case = case_to_see(number=number, actor=actor)
    note = CaseNote.objects.select_for_update(of=("self",)).filter(case=case, pk=note_id).first()
    if note is None:
        raise NotVisible("note.not_visible", ABSENT)
    if note.author_id != actor.officer_id:
        raise Forbidden("note.other_author", "只能撤回自己写的备注。")
    if note.withdrawn_at is not None:
        raise Conflict("note.withdrawn", "这条备注已经撤回。")
    note.withdrawn_at = max(at, note.written_at)
    note.save(update_fields=["withdrawn_at"])
    return note
