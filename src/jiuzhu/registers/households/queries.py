"""What is on record about several people at once: numbers and residences, in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from jiuzhu.infra import keys
from jiuzhu.kernel.phrases import Phrase
from jiuzhu.registers.households.models import IdentityDocument, Person

HELD_TWICE = "identity.held_twice"
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
HELD_TWICE_SEEN = "同一证件号码还登记在另一人名下，待公安机关核对（%(by)s：%(reason)s）"
NUMBER_DUE = "暂无证件号码，应于%(day)s前补齐"
NUMBER_LATE = "暂无证件号码，应于%(day)s前补齐，已逾期"
WRONG_CHECK_SEEN = "证件号码末位校验不符，按看过的证件原件登记（%(by)s：%(reason)s）"


def identity_doubts(person_ids: Iterable[int], *, on: date) -> dict[int, tuple[str, ...]]:
    """Return what is doubtful or still missing about the number of each person, in sentences."""
    rows = IdentityDocument.objects.filter(
        person_id__in=list(person_ids), effective_to__isnull=True
    ).select_related("paper_seen_by")
    return doubts_about(rows.order_by("pk"), on=on)


def doubts_about(rows: Iterable[IdentityDocument], *, on: date) -> dict[int, tuple[str, ...]]:
    """Return what is doubtful about papers in force that were read, by person, in sentences."""
    found = {row.person_id: _doubts(row, on) for row in rows}
    return {person_id: doubts for person_id, doubts in found.items() if doubts}


def doubts_told(people: Iterable[Person], *, on: date) -> dict[str, list[str]]:
    """Return the doubts about people by their random code, as a trace keeps them."""
    listed = list(people)
    found = identity_doubts([person.pk for person in listed], on=on)
    return {str(one.code): list(found[one.pk]) for one in listed if one.pk in found}


def _doubts(row: IdentityDocument, on: date) -> tuple[str, ...]:
    if HELD_TWICE in row.warnings:
        if row.paper_seen_by is None:
            return (Phrase("同一证件号码还登记在另一人名下，待公安机关核对"),)
        return (Phrase(HELD_TWICE_SEEN, by=row.paper_seen_by.name, reason=row.reason),)
    if row.due_on is not None:
        return (Phrase(NUMBER_LATE if on > row.due_on else NUMBER_DUE, day=row.due_on),)
    if row.paper_seen_by is not None:
        return (Phrase(WRONG_CHECK_SEEN, by=row.paper_seen_by.name, reason=row.reason),)
    return ()


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
