"""What the window writes down of synthetic people: who they are, how they are related."""

from __future__ import annotations

from datetime import date

from jiuzhu.demo.people import SyntheticPerson, SyntheticSupporter
from jiuzhu.kernel.periods import years_between
from jiuzhu.registers.households.enums import Relation
from jiuzhu.registers.households.services.register_person import PersonGiven

ADULT = 18


def person_given(person: SyntheticPerson) -> PersonGiven:
    """Return a synthetic person as the window writes one down."""
    return PersonGiven(
        name=person.name,
        identity_number=person.identity_number,
        sex="" if person.identity_number else person.sex,
        born_on=person.born_on,
        phone=person.phone,
        residence=person.village_code,
        is_test=person.is_test,
    )


def relation_of(person: SyntheticPerson, index: int) -> Relation:
    """Return the relation to the applicant, who is the first."""
    if index == 0:
        return Relation.SELF
    return Relation(person.relation) if person.relation in Relation.values else Relation.OTHER


def relation_of_supporter(supporter: SyntheticSupporter, head: SyntheticPerson) -> Relation:
    """Return the relation to the applicant; a child of the parent in the family is a sibling."""
    if head.key not in supporter.supports:
        return Relation.SIBLING
    return relation_of(supporter.person, 1)


def family_relation(person: SyntheticPerson, index: int, on: date) -> str:
    """Return who somebody is for the rules of the family unit."""
    if index == 0:
        return "APPLICANT"
    if person.relation == "SPOUSE":
        return "SPOUSE"
    if person.relation in {"SON", "DAUGHTER"}:
        minor = years_between(person.born_on, on) < ADULT
        return "MINOR_CHILD" if minor else "DEPENDENT_ADULT_CHILD"
    return "OTHER_WITH_DUTY"
