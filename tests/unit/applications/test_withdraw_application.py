"""Withdrawing: the own wish, at any time before the decision, without penalty."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jiuzhu.casework.applications.services.withdraw_application import (
    WithdrawalGiven,
    withdraw_application,
)
from jiuzhu.casework.cases.models import Case, CaseClock, CaseMember
from jiuzhu.casework.documents.models import Document
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.scope import apply_scope
from jiuzhu.kernel.errors import Conflict, Forbidden
from support.refusals import refused
from support.stream import (
    to_accepted,
    to_authorising,
    to_decided,
    to_explained,
    to_intent,
    to_opinion,
)
from support.world import World

WISH = WithdrawalGiven(wished_by_name="测试甲", proof="本人签字", reason="儿子已就业")


@pytest.mark.parametrize("stage", [to_intent, to_authorising, to_accepted, to_opinion])
def test_withdrawal_ends_case_and_clocks_and_frees_the_family(
    world: World, stage: Callable[[World], Case]
) -> None:
    case = stage(world)
    withdraw_application(
        number=case.number, given=WISH, actor=world.as_("shouli"), at=world.later(hours=1)
    )
    assert Case.objects.get(pk=case.pk).state == "WITHDRAWN"
    assert not CaseClock.objects.filter(case=case, stopped_on=None).exists()
    assert not CaseMember.objects.filter(case=case, part="MEMBER", is_live=True).exists()
    titles = set(Document.objects.filter(case=case, kind="W33").values_list("title", flat=True))
    assert titles == {"撤回申请书", "终止办理告知书"}


def test_only_the_applicants_proved_wish_counts(world: World) -> None:
    case = to_accepted(world)
    actor = world.as_("shouli")
    for given in (
        WithdrawalGiven(wished_by_name="测试乙", proof="签字"),
        WithdrawalGiven(wished_by_name="测试甲", proof=" "),
        WithdrawalGiven(wished_by_name="", proof="签字"),
    ):
        refused(
            case,
            "guard.wish_of_applicant",
            lambda given=given: withdraw_application(  # type: ignore[misc]
                number=case.number, given=given, actor=actor, at=world.at
            ),
        )
    with pytest.raises(Forbidden):
        withdraw_application(number=case.number, given=WISH, actor=world.as_("shenhe"), at=world.at)


def test_the_signed_in_applicant_needs_no_further_proof(world: World) -> None:
    case = to_intent(world)
    citizen = Actor(
        name="测试甲",
        roles=frozenset({"CITIZEN"}),
        capabilities=frozenset({"application.withdraw"}),
        person_id=case.applicant_id,
    )
    apply_scope(citizen)
    given = WithdrawalGiven(wished_by_name="测试甲", proof="")
    withdraw_application(number=case.number, given=given, actor=citizen, at=world.at)
    apply_scope(world.actor("shouli"))
    assert Case.objects.get(pk=case.pk).state == "WITHDRAWN"


@pytest.mark.parametrize("stage", [to_decided, to_explained])
def test_no_withdrawal_after_the_end(world: World, stage: Callable[[World], Case]) -> None:
    case = stage(world)
    with pytest.raises(Conflict):
        withdraw_application(number=case.number, given=WISH, actor=world.as_("shouli"), at=world.at)
