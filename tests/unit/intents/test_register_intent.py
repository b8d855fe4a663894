"""A wish for help opens a case, its clock and its first two papers."""

from __future__ import annotations

from datetime import date

import pytest

from jiuzhu.casework.cases.enums import Category
from jiuzhu.casework.cases.models import Case, CaseClock, CaseEvent
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.intents.enums import Channel
from jiuzhu.casework.intents.services.register_intent import IntentGiven, register_intent
from jiuzhu.kernel.errors import Conflict, Refused
from support.world import World, a_person


def given(world: World, **changes: object) -> IntentGiven:
    facts: dict[str, object] = {
        "applicant": a_person("测试甲", village=world.village.code),
        "village_code": world.village.code,
        "category": Category.RURAL,
        "category_ground": "有承包地",
        "need": "户主患病，收入减少",
        "channel": Channel.COUNTER,
        "identity_checked": True,
        "purpose_told": True,
    }
    return IntentGiven(**{**facts, **changes})  # type: ignore[arg-type]


def test_intent_opens_case_with_clock_and_papers(world: World) -> None:
    actor = world.as_("shouli")
    case = register_intent(given=given(world), actor=actor, at=world.at)
    stored = Case.objects.get(pk=case.pk)
    assert (stored.state, stored.event_count, stored.procedure) == ("INTENT", 1, "TA-2019")
    assert CaseClock.objects.get(case=case).started_on == date(2020, 9, 1)
    kinds = set(Document.objects.filter(case=case).values_list("kind", flat=True))
    assert kinds == {"W01", "W02"}
    assert CaseEvent.objects.get(case=case).previous is None


def test_intent_needs_purpose_told(world: World) -> None:
    actor = world.as_("shouli")
    with pytest.raises(Refused) as refusal:
        register_intent(given=given(world, purpose_told=False), actor=actor, at=world.at)
    assert refusal.value.code == "guard.purpose_told"
    assert Case.objects.count() == 0


def test_second_live_case_is_a_conflict(world: World) -> None:
    actor = world.as_("shouli")
    first = given(world)
    register_intent(given=first, actor=actor, at=world.at)
    with pytest.raises(Conflict) as refusal:
        register_intent(given=first, actor=actor, at=world.at)
    assert refusal.value.code == "case.live"
