"""Form the household of an applicant, or add people to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.insert import reserve_id
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.households.models import Household, HouseholdMember, Person
from jiuzhu.registers.organs.queries import in_force
from jiuzhu.registers.regions.models import Region


def form_household(*, head: Person, region: Region, at: datetime) -> Household:
    """Return the household in which the person lives now, or form one around them."""
    on = legal_day(at)
    member = (
        HouseholdMember.objects.filter(in_force(on), person=head)
        .select_related("household")
        .first()
    )
    if member is not None:
        return member.household
    household_id = reserve_id(Household)
    HouseholdMember.objects.create(
        household_id=household_id, person=head, relation="SELF", effective_from=on
    )
    household = Household(pk=household_id, region=region, registered_at=at)
    household.save(force_insert=True)
    return household


def add_members(*, household: Household, members: Iterable[tuple[Person, str]], on: date) -> None:
    """Add people to a household from a day on.

    Raises: Refused `member.other_household` for a person who lives in another one.
    """
    asked = {person.pk: (person, relation) for person, relation in members}
    current = dict(
        HouseholdMember.objects.filter(in_force(on), person_id__in=asked).values_list(
            "person_id", "household_id"
        )
    )
    for person_id, (person, _) in asked.items():
        if current.get(person_id, household.pk) != household.pk:
            raise Refused(
                "member.other_household",
                "%(name)s 已登记在另一户。请先办理分户或迁移，再加入本户。",
                values={"name": person.name},
                field="members",
            )
    HouseholdMember.objects.bulk_create(
        HouseholdMember(household=household, person=person, relation=relation, effective_from=on)
        for person_id, (person, relation) in asked.items()
        if person_id not in current
    )
