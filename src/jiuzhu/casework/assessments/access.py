"""Who may go along to a home: the second of two, a surveyor of this case's organs that day."""

from __future__ import annotations

from datetime import date

from jiuzhu.casework.cases.models import Case
from jiuzhu.registers.accounts.queries import actor_of_officer
from jiuzhu.registers.organs.models import Officer


def second_surveyor(*, case: Case, officer_id: int | None, on: date) -> Officer | None:
    """Return the other officer if that person may visit for this case's organ that day."""
    officer = None if officer_id is None else Officer.objects.filter(pk=officer_id).first()
    if officer is None:
        return None
    for organ in (case.organ, case.county):
        held = actor_of_officer(officer=officer, on=on, organ=organ)
        if held is not None and held.may("assessment.visit"):
            return officer
    return None
