"""A household taken over from an older system: a decision, an award, named holes."""

from __future__ import annotations

from datetime import date

import pytest

from jiuzhu.casework.cases.enums import Category
from jiuzhu.casework.cases.models import Case, CaseEvent, CaseHold
from jiuzhu.casework.decisions.models import Decision
from jiuzhu.casework.decisions.queries import current_award, shares_of
from jiuzhu.casework.decisions.services.take_over_case import (
    LegacyMember,
    TakeOverGiven,
    take_over_case,
)
from jiuzhu.kernel.errors import Conflict, Forbidden, Refused
from jiuzhu.kernel.periods import Month
from jiuzhu.registers.households.enums import Relation
from jiuzhu.registers.households.models import BankAccount
from support.stream import ACCOUNT, to_intent
from support.world import COUNTY, FANZHEN, World, a_person, first_village


def given(world: World, **changes: object) -> TakeOverGiven:
    facts: dict[str, object] = {
        "members": (
            LegacyMember(person=a_person("测试老户"), relation=Relation.SELF),
            LegacyMember(
                person=a_person("测试老伴", born_on=date(1950, 2, 3)), relation=Relation.SPOUSE
            ),
            LegacyMember(
                person=a_person("测试孙", born_on=date(2012, 2, 3)),
                relation=Relation.GRANDCHILD,
                receives=False,
            ),
        ),
        "village_code": world.village.code,
        "category": Category.RURAL,
        "amount_fen": 60_001,
        "source_system": "旧低保系统",
        "source_number": "ZY-0007",
        "source_dated_on": date(2020, 8, 31),
        "first_month": Month(2020, 10),
        "holes": ("授权书", "入户调查表"),
        "account_number": ACCOUNT,
    }
    return TakeOverGiven(**{**facts, **changes})  # type: ignore[arg-type]


def take_over(world: World, **changes: object) -> Case:
    return take_over_case(given=given(world, **changes), actor=world.as_("shenpi"), at=world.at)


def test_take_over_pays_from_the_named_month_and_lists_the_holes(world: World) -> None:
    case = take_over(world)
    stored = Case.objects.get(pk=case.pk)
    assert (stored.state, stored.is_legacy, stored.accepted_on) == ("IN_PAYMENT", True, None)
    decision = Decision.objects.get(case=case)
    assert (decision.kind, decision.amount_fen, decision.computation) == (
        "TAKE_OVER",
        60_001,
        None,
    )
    award = current_award(case)
    assert award is not None
    assert (award.effective_from, award.in_payment_from) == (date(2020, 10, 1), world.at)
    assert shares_of(award).shares == (("测试老户", 30_001), ("测试老伴", 30_000))
    hold = CaseHold.objects.get(case=case)
    assert hold.kind == "LEGACY_GAPS"
    assert "授权书、入户调查表" in hold.reason
    assert "ZY-0007" in CaseEvent.objects.get(case=case).body
    assert BankAccount.objects.get(person=case.applicant).last_four == ACCOUNT[-4:]


def test_a_whole_record_needs_no_hold(world: World) -> None:
    case = take_over(world, holes=())
    assert not CaseHold.objects.filter(case=case).exists()


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("guard.legacy_source_named", {"source_system": ""}),
        ("guard.legacy_source_named", {"source_number": ""}),
        ("guard.legacy_source_named", {"source_dated_on": None}),
        ("legacy.members", {"members": ()}),
        ("legacy.amount", {"amount_fen": 0}),
        ("legacy.month", {"first_month": Month(2020, 8)}),
        ("legacy.month", {"first_month": Month(2020, 11)}),
    ],
)
def test_what_is_not_named_is_refused(world: World, code: str, changes: dict[str, object]) -> None:
    with pytest.raises(Refused) as refusal:
        take_over(world, **changes)
    assert refusal.value.code == code
    assert not Case.objects.exists()


def test_power_area_and_role(world: World) -> None:
    elsewhere = first_village(FANZHEN).code
    with pytest.raises(Refused) as refusal:
        take_over_case(
            given=given(world, village_code=elsewhere),
            actor=world.as_("shenpi", FANZHEN),
            at=world.at,
        )
    assert refusal.value.code == "guard.decider_holds_power"
    with pytest.raises(Forbidden) as other:
        take_over_case(given=given(world), actor=world.as_("shenpi", FANZHEN), at=world.at)
    assert other.value.code == "case.other_area"
    with pytest.raises(Forbidden):
        take_over_case(given=given(world), actor=world.as_("shouli"), at=world.at)
    actor = world.as_("xianshenpi", COUNTY)
    case = take_over_case(given=given(world, village_code=elsewhere), actor=actor, at=world.at)
    assert Decision.objects.get(case=case).organ == world.organ(COUNTY)


def test_a_person_in_another_live_case_is_a_conflict(world: World) -> None:
    person = a_person("测试老户")
    self_only = (LegacyMember(person=person, relation=Relation.SELF),)
    take_over(world, members=self_only)
    with pytest.raises(Conflict) as refusal:
        take_over(world, members=self_only)
    assert refusal.value.code == "member.live_case"
    assert to_intent(world).state == "INTENT"
