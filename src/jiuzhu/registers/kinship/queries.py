"""Who of the officers is related to these people; the vault answers with officers only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

RELATED = """
SELECT DISTINCT officer_id, relation FROM jiuzhu_related_officers(
    ARRAY(SELECT number_index FROM households_identitydocument
          WHERE person_id = ANY(%s) AND effective_to IS NULL), %s)
"""


@dataclass(frozen=True, slots=True)
class RelatedOfficer:
    """An officer who declared one of the people as a relative."""

    officer_id: int
    relation: str


def related_officers(*, person_ids: Iterable[int], on: date) -> tuple[RelatedOfficer, ...]:
    """Return the officers related to any of these people on a day (57号 art. 11)."""
    with connection.cursor() as cursor:
        cursor.execute(RELATED, [list(person_ids), on])
        rows = cursor.fetchall()
    return tuple(RelatedOfficer(officer_id=row[0], relation=row[1]) for row in sorted(rows))


RELATED_TO = """
SELECT DISTINCT d.person_id, r.officer_id, r.relation
FROM households_identitydocument d
JOIN jiuzhu_related_officers(
    ARRAY(SELECT number_index FROM households_identitydocument
          WHERE person_id = ANY(%(people)s) AND effective_to IS NULL), %(on)s) r
  ON r.number_index = d.number_index
WHERE d.person_id = ANY(%(people)s) AND d.effective_to IS NULL
"""


def related_by_person(
    *, person_ids: Iterable[int], on: date
) -> dict[int, tuple[tuple[int, str], ...]]:
    """Return for each person the related officers as (officer id, relation); one statement."""
    with connection.cursor() as cursor:
        cursor.execute(RELATED_TO, {"people": list(person_ids), "on": on})
        rows = sorted(cursor.fetchall())
    found: dict[int, tuple[tuple[int, str], ...]] = {}
    for person, officer, relation in rows:
        found[person] = (*found.get(person, ()), (officer, relation))
    return found
