"""Who of the officers is related to these people; the vault answers with officers only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from jiuzhu.registers.households.models import IdentityDocument


@dataclass(frozen=True, slots=True)
class RelatedOfficer:
    """An officer who declared one of the people as a relative."""

    officer_id: int
    relation: str


def related_officers(*, person_ids: Iterable[int], on: date) -> tuple[RelatedOfficer, ...]:
    """Return the officers related to any of these people on a day (57号 art. 11)."""
    numbers = [
        bytes(number)
        for number in IdentityDocument.objects.filter(
            person_id__in=list(person_ids), effective_to__isnull=True
        ).values_list("number_index", flat=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT officer_id, relation FROM jiuzhu_related_officers(%s, %s)",
            [numbers, on],
        )
        rows = cursor.fetchall()
    return tuple(RelatedOfficer(officer_id=row[0], relation=row[1]) for row in sorted(rows))
