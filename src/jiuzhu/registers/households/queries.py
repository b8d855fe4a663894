"""What is on record about several people at once: numbers and residences, in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from jiuzhu.infra import keys

NUMBERS = """
SELECT DISTINCT ON (person_id) person_id, number FROM households_identitydocument
WHERE person_id = ANY(%s) AND effective_to IS NULL AND kind <> 'NONE_YET'
ORDER BY person_id, id
"""
PARTICULARS = """
WITH numbers AS (
    SELECT DISTINCT ON (person_id) person_id, number FROM households_identitydocument
    WHERE person_id = ANY(%s) AND effective_to IS NULL AND kind <> 'NONE_YET'
    ORDER BY person_id, id
), places AS (
    SELECT DISTINCT ON (a.person_id) a.person_id, r.name
    FROM households_address a JOIN regions_region r ON r.id = a.region_id
    WHERE a.person_id = ANY(%s) AND a.effective_to IS NULL AND a.kind = 'RESIDENCE'
    ORDER BY a.person_id, a.id
)
SELECT person_id, numbers.number, places.name FROM numbers FULL JOIN places USING (person_id)
"""


@dataclass(frozen=True, slots=True)
class Particulars:
    """The live identity number and the place of residence; empty where there is none."""

    number: str = ""
    residence: str = ""


NOTHING_HELD = Particulars()


def numbers_of(person_ids: Iterable[int]) -> dict[int, str]:
    """Return the live identity number of each person who has one."""
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, [list(person_ids)])
        return {person_id: keys.decrypt(bytes(number)) for person_id, number in cursor.fetchall()}


def particulars_of(person_ids: Iterable[int]) -> dict[int, Particulars]:
    """Return number and residence of each person of whom either is on record."""
    wanted = list(person_ids)
    with connection.cursor() as cursor:
        cursor.execute(PARTICULARS, [wanted, wanted])
        return {
            person_id: Particulars(
                number="" if number is None else keys.decrypt(bytes(number)),
                residence=place or "",
            )
            for person_id, number, place in cursor.fetchall()
        }
