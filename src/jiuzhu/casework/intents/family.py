"""The family as the first sitting writes it down, and what the rules read of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from jiuzhu.policy.facts import AssetFacts, HouseholdFacts, IncomeItem, MemberFacts, SupporterFacts
from jiuzhu.policy.facts import Category as FactsCategory
from jiuzhu.policy.households import FamilyPerson, FamilyUnit, family_unit
from jiuzhu.policy.scheme_facts import DisabilityFacts, ObligorFacts
from jiuzhu.registers.households.enums import Relation
from jiuzhu.registers.households.services.register_person import PersonGiven
from jiuzhu.registers.law.queries import pack_in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberGiven:
    """One member of the household; the first of the list is the applicant."""

    person: PersonGiven
    relation: Relation
    family_relation: str
    income: tuple[IncomeItem, ...] = ()
    traits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligorGiven:
    """One legally obliged person outside the household."""

    person: PersonGiven
    relation: Relation
    facts: SupporterFacts
    tekun: ObligorFacts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TekunGiven:
    """What tekun asks about the person, in the first sitting; the obligors stand in their list."""

    disabilities: tuple[DisabilityFacts, ...] = ()
    in_school: bool = False
    chose_orphan_benefit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedAsset:
    """One possession of the member at a place of the list."""

    owner: int
    facts: AssetFacts
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyGiven:
    """Everything that the first sitting writes down."""

    members: tuple[MemberGiven, ...]
    cause: str
    kin_statement: str
    obligors: tuple[ObligorGiven, ...] = ()
    assets: tuple[OwnedAsset, ...] = ()
    account_holder: str = ""
    account_bank: str = ""
    account_number: str = ""
    circumstances: frozenset[str] = frozenset()
    age_gap_reason: str = ""
    tekun: TekunGiven | None = None
    sources_up: frozenset[str] = frozenset({"vehicles", "real_estate", "social_insurance"})


def unit_of(given: FamilyGiven, on: date) -> FamilyUnit:
    """Return who belongs to the family unit by the law of a day (57号 art. 7)."""
    return family_unit(
        (
            FamilyPerson(key=str(index), relation=each.family_relation)
            for index, each in enumerate(given.members)
        ),
        pack_in_force(),
        on,
    )


def facts_of(
    given: FamilyGiven,
    unit: FamilyUnit,
    *,
    category: FactsCategory,
    births: tuple[date | None, ...],
    keys: tuple[str, ...],
    obligor_keys: tuple[str, ...],
) -> HouseholdFacts:
    """Return what the rules read about a declared household; births and keys by place."""
    return HouseholdFacts(
        category=category,
        unit="",
        members=tuple(
            MemberFacts(
                key=keys[index],
                born_on=births[index],
                counts_for_income=standing.counts_for_income,
                counts_for_benefit=standing.counts_for_benefit,
                income=each.income,
                traits=each.traits,
            )
            for index, (each, standing) in enumerate(
                zip(given.members, unit.standings, strict=True)
            )
        ),
        assets=tuple(replace(asset.facts, owner=keys[asset.owner]) for asset in given.assets),
        supporters=tuple(
            replace(each.facts, key=own)
            for own, each in zip(obligor_keys, given.obligors, strict=True)
        ),
    )
