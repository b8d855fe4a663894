"""Who holds a telephone number: known only to the sign-in of citizens."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from jiuzhu.infra import keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Citizen:
    """A person who may sign in by telephone."""

    person_id: int
    name: str
    last_four: str


def phone_index(number: str) -> bytes:
    """Return the keyed digest under which a telephone number is found."""
    return keys.blind_index(number, kind="phone")


def citizens_of_phone(number: str) -> tuple[Citizen, ...]:
    """Return the living people who gave this number, across all scopes (narrow function)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, name, last_four FROM jiuzhu_people_by_phone(%s)",
            [phone_index(number)],
        )
        rows = cursor.fetchall()
    return tuple(Citizen(person_id=row[0], name=row[1], last_four=row[2]) for row in rows)
