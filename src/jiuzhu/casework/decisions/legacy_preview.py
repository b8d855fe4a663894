"""Say before a take-over which households are new, which are here already, which contradict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from jiuzhu.casework.cases.enums import Category, MemberPart
from jiuzhu.casework.cases.models import Case, CaseMember
from jiuzhu.casework.decisions.enums import DecisionKind
from jiuzhu.casework.decisions.legacy_table import LegacyHousehold, LegacyPerson
from jiuzhu.casework.decisions.models import Decision
from jiuzhu.casework.decisions.services.take_over_case import LegacyMember, TakeOverGiven
from jiuzhu.infra import keys
from jiuzhu.kernel.periods import Month
from jiuzhu.registers.households.enums import Relation
from jiuzhu.registers.households.models import IdentityDocument
from jiuzhu.registers.households.services.register_person import PersonGiven


class Standing(StrEnum):
    """How a household of the workbook stands to what is here."""

    NEW = "NEW"
    SAME = "SAME"
    CONFLICT = "CONFLICT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """One household with its standing and the live cases in which its people are."""

    household: LegacyHousehold
    standing: Standing
    cases: tuple[str, ...] = ()


def preview_households(
    *, households: Sequence[LegacyHousehold], source_system: str
) -> tuple[Preview, ...]:
    """Compare by identity numbers with the live cases in sight; three statements in all."""
    numbers = {person.identity for one in households for person in one.people}
    held = _live_cases({keys.blind_index(number, kind="identity"): number for number in numbers})
    cases = {case.pk: case for found in held.values() for case in found}
    origins = _origins(cases)
    return tuple(_preview(one, held, origins, source_system) for one in households)


def _live_cases(indexes: dict[bytes, str]) -> dict[str, list[Case]]:
    """Return the live cases by identity number."""
    documents = IdentityDocument.objects.filter(
        number_index__in=list(indexes), effective_to__isnull=True
    ).values_list("person_id", "number_index")
    number_of = {person: indexes[bytes(index)] for person, index in documents}
    members = CaseMember.objects.filter(
        person__in=number_of, is_live=True, part=MemberPart.MEMBER
    ).select_related("case")
    found: dict[str, list[Case]] = {}
    for member in members.order_by("pk"):
        found.setdefault(number_of[member.person_id], []).append(member.case)
    return found


def _origins(cases: dict[int, Case]) -> dict[int, tuple[str, str]]:
    """Return older system and number of the cases that were taken over."""
    decisions = Decision.objects.filter(case__in=cases, kind=DecisionKind.TAKE_OVER)
    return {
        one.case_id: (one.reasons[0]["source"], one.reasons[0]["number"])
        for one in decisions.order_by("pk")
    }


def _preview(
    household: LegacyHousehold,
    held: dict[str, list[Case]],
    origins: dict[int, tuple[str, str]],
    source_system: str,
) -> Preview:
    found = {case.pk: case for one in household.people for case in held.get(one.identity, ())}
    if not found:
        return Preview(household=household, standing=Standing.NEW)
    here = (source_system, household.source)
    is_same = len(found) == 1 and origins.get(next(iter(found))) == here
    return Preview(
        household=household,
        standing=Standing.SAME if is_same else Standing.CONFLICT,
        cases=tuple(case.number for case in found.values()),
    )


def take_over_given(
    *, household: LegacyHousehold, source_system: str, first_month: Month, is_test: bool
) -> TakeOverGiven:
    """Return what the use case asks for, from a household of the workbook."""
    return TakeOverGiven(
        members=tuple(_member(person, household, is_test=is_test) for person in household.people),
        village_code=household.village,
        category=Category(household.category),
        amount_fen=household.amount_fen,
        source_system=source_system,
        source_number=household.source,
        source_dated_on=household.dated_on,
        first_month=first_month,
        holes=household.holes,
        account_number=household.account,
        account_holder=household.holder,
    )


def _member(person: LegacyPerson, household: LegacyHousehold, *, is_test: bool) -> LegacyMember:
    return LegacyMember(
        person=PersonGiven(
            name=person.name,
            identity_number=person.identity,
            phone=person.phone,
            residence=household.village,
            is_test=is_test,
        ),
        relation=Relation(person.relation),
        receives=person.receives,
    )


def to_plain(household: LegacyHousehold) -> dict[str, Any]:
    """Return a household in the plain form that the order of a run holds, sealed."""
    return {
        "source": household.source,
        "people": [
            [one.line, one.name, one.identity, one.relation, one.receives, one.phone]
            for one in household.people
        ],
        "village": household.village,
        "category": household.category,
        "amount_fen": household.amount_fen,
        "dated_on": household.dated_on.isoformat(),
        "account": household.account,
        "holder": household.holder,
        "holes": list(household.holes),
    }


def from_plain(plain: dict[str, Any]) -> LegacyHousehold:
    """Return a household from its plain form."""
    people = tuple(
        LegacyPerson(
            line=line,
            name=name,
            identity=identity,
            relation=relation,
            receives=receives,
            phone=phone,
        )
        for line, name, identity, relation, receives, phone in plain["people"]
    )
    return LegacyHousehold(
        **{
            **plain,
            "people": people,
            "dated_on": date.fromisoformat(plain["dated_on"]),
            "holes": tuple(plain["holes"]),
        }
    )
