"""Describe people, officers and organs as documents print them."""

from __future__ import annotations

from collections.abc import Mapping

from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.infra.actor import Actor
from jiuzhu.registers.households.enums import Sex
from jiuzhu.registers.households.models import Person
from jiuzhu.registers.households.queries import (
    NOTHING_HELD,
    Particulars,
    numbers_of,
    particulars_of,
)
from jiuzhu.registers.organs.enums import Role
from jiuzhu.registers.organs.models import Officer, Organ


def identity_number_of(person: Person) -> str:
    """Return the number of the live identity document; empty where there is none yet."""
    return numbers_of([person.pk]).get(person.pk, "")


def party_of(person: Person, held: Mapping[int, Particulars] | None = None) -> papers.Party:
    """Return a person as a signed paper names them; `held` is what was read of all its people."""
    known = particulars_of([person.pk]) if held is None else held
    own = known.get(person.pk, NOTHING_HELD)
    return papers.Party(
        name=person.name,
        identity_number=own.number,
        sex=Sex(person.sex).label if person.sex in {Sex.MALE, Sex.FEMALE} else "",
        born_on=person.born_on,
        phone=person.phone or "",
        address=own.residence,
    )


def officer_of(actor: Actor) -> papers.Officer:
    """Return the acting officer with the posts of that day."""
    return papers.Officer(name=actor.name, post="、".join(_labels(actor.roles)))


def named_officer(officer: Officer, role: str = "") -> papers.Officer:
    """Return an officer with one post."""
    return papers.Officer(name=officer.name, post=Role(role).label if role else "")


def contact_of(organ: Organ) -> papers.Contact:
    """Return where a person can ask."""
    return papers.Contact(
        organ=organ.name, phone=organ.phone, address=organ.address, hours="工作日 8:30–17:00"
    )


def _labels(roles: frozenset[str]) -> list[str]:
    return [Role(role).label for role in sorted(roles) if role in Role.values]
