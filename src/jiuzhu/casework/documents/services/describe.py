"""Describe people, officers and organs as documents print them."""

from __future__ import annotations

from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.infra.actor import Actor
from jiuzhu.registers.households.enums import IdentityKind, Sex
from jiuzhu.registers.households.models import Address, IdentityDocument, Person
from jiuzhu.registers.organs.enums import Role
from jiuzhu.registers.organs.models import Officer, Organ


def identity_number_of(person: Person) -> str:
    """Return the number of the live identity document; empty where there is none yet."""
    document = (
        IdentityDocument.objects.filter(person=person, effective_to__isnull=True)
        .exclude(kind=IdentityKind.NONE_YET)
        .first()
    )
    return "" if document is None else str(document.number)


def party_of(person: Person) -> papers.Party:
    """Return a person as a signed paper names them."""
    address = (
        Address.objects.filter(person=person, effective_to__isnull=True, kind="RESIDENCE")
        .select_related("region")
        .first()
    )
    return papers.Party(
        name=person.name,
        identity_number=identity_number_of(person),
        sex=Sex(person.sex).label if person.sex in {Sex.MALE, Sex.FEMALE} else "",
        born_on=person.born_on,
        phone=person.phone or "",
        address="" if address is None else address.region.name,
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
