"""Refuse a household that cannot be computed: never 0, never a guess, but what is missing."""

from datetime import date

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.periods import Month
from jiuzhu.policy.facts import HouseholdFacts, MemberFacts

MOST_MEMBERS = 50


def check_household(facts: HouseholdFacts, on: date) -> None:
    """Refuse a household that cannot be computed, naming what is missing.

    Raises: Refused('facts.…').
    """
    if not facts.members:
        raise Refused("facts.members", "家庭成员为空，请先登记家庭成员。", field="members")
    if len(facts.members) > MOST_MEMBERS:
        raise Refused(
            "facts.members",
            "家庭成员超过%(most_members)s人，请核对是否误并户。",
            values={"most_members": MOST_MEMBERS},
            field="members",
        )
    keys = [one.key for one in facts.members] + [one.key for one in facts.supporters]
    if len(set(keys)) != len(keys):
        raise Refused("facts.twice", "同一人在成员或义务人中出现两次，请核对。", field="members")
    for number, member in enumerate(facts.members, 1):
        _check_member(member, number, on)
    if not counted_members(facts, on):
        raise Refused("facts.counts", "没有计入收入的家庭成员，请核对家庭组成。", field="members")
    if facts.single_person and facts.single_person not in keys[: len(facts.members)]:
        raise Refused("facts.single", "单独申请的人不在家庭成员之中，请核对。", field="members")


def lives(member: MemberFacts, on: date) -> bool:
    """Say whether a member still counts on a day: to the end of the month of death."""
    return member.died_on is None or Month.of(member.died_on) >= Month.of(on)


def counted_members(facts: HouseholdFacts, on: date) -> list[MemberFacts]:
    """Give the members whose income is counted on a day."""
    return [one for one in facts.members if one.counts_for_income and lives(one, on)]


def _check_member(member: MemberFacts, number: int, on: date) -> None:
    """Refuse a member without age, born later than the day, or who receives without counting."""
    if member.born_on is None:
        raise Refused(
            "facts.born_on",
            "成员%(number)s缺少出生日期，无法核算，请补登。",
            values={"number": number},
            field="members",
        )
    if member.born_on > on:
        raise Refused(
            "facts.born_on",
            "成员%(number)s的出生日期晚于核算日期，请核对。",
            values={"number": number},
            field="members",
        )
    if member.died_on is not None and not member.born_on <= member.died_on <= on:
        raise Refused(
            "facts.died_on",
            "成员%(number)s的死亡日期早于出生或晚于核算日期，请核对。",
            values={"number": number},
            field="members",
        )
    if member.counts_for_benefit and not member.counts_for_income:
        raise Refused(
            "facts.counts",
            "成员%(number)s享受待遇却不计入家庭人口，请核对。",
            values={"number": number},
            field="members",
        )
