"""Deadlines are told once, to whom they concern; a digest comes once a day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection

from jiuzhu.casework.cases.models import Case, CaseClock
from jiuzhu.infra import clock
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.scope import apply_scope
from jiuzhu.interfaces.jobs.reminders import MOST, remind
from jiuzhu.registers.accounts.queries import notices_of
from support.accounts import with_account
from support.browser import as_owner
from support.stream import to_intent
from support.world import OTHER_TOWNSHIP, World

pytestmark = pytest.mark.django_db


@contextmanager
def at_work(world: World) -> Iterator[None]:
    with as_owner():
        clock.move_to(world.at)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE jiuzhu_worker")
        yield


def told(world: World, actor: Actor) -> list[tuple[str, str]]:
    """Let the job run, and return (kind, text) of what the actor reads, the oldest first."""
    with at_work(world):
        remind(0)
    apply_scope(actor)
    return [(one.kind, one.text) for one in reversed(notices_of(actor, size=100))]


def due(world: World, case: Case, days: int) -> None:
    """Let the running clocks of a case end so many days from now, as the case keeps it too."""
    due_on = legal_day(world.at) + timedelta(days=days)
    with as_owner():
        CaseClock.objects.filter(case=case, stopped_on__isnull=True).update(due_on=due_on)
        Case.objects.filter(pk=case.pk).update(next_due_on=due_on)


def test_a_deadline_is_told_when_near_and_when_over_and_not_twice(world: World) -> None:
    case = to_intent(world)
    clerk = with_account(world, "shouli")
    elsewhere = with_account(world, "shouli", OTHER_TOWNSHIP)
    due(world, case, 30)
    assert told(world, clerk) == []
    due(world, case, 1)
    near = told(world, clerk)
    assert [kind for kind, _ in near] == ["DEADLINE_NEAR", "DIGEST"]
    assert "测试甲" in near[0][1]
    assert near[1][1].endswith("7天内到期1件")
    assert told(world, clerk) == near
    world.later(days=3)
    over = told(world, clerk)[2:]
    assert [kind for kind, _ in over] == ["DEADLINE_OVER", "DIGEST"]
    assert over[1][1].endswith("超期1件")
    assert told(world, elsewhere) == []


def test_nobody_is_reminded_in_the_night(world: World) -> None:
    case = to_intent(world)
    clerk = with_account(world, "shouli")
    due(world, case, -1)
    world.at = (world.at + timedelta(days=1)).replace(hour=22, minute=59)  # 06:59 in China
    assert told(world, clerk) == []
    world.later(minutes=2)  # the demo clock is moved by whole seconds: seven may still be near
    assert len(told(world, clerk)) == 2


def test_many_deadlines_are_counted_in_the_digest(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jiuzhu.interfaces.jobs import reminders

    assert MOST >= 10
    monkeypatch.setattr(reminders, "MOST", 1)
    for _ in range(2):
        due(world, to_intent(world), -1)
    clerk = with_account(world, "shouli")
    assert [kind for kind, _ in told(world, clerk)] == ["DEADLINE_OVER", "DIGEST"]
    due(world, to_intent(world), 2)
    due(world, to_intent(world), 0)
    world.later(days=0)
    (near,) = (one for one in told(world, clerk) if one[0] == "DEADLINE_NEAR")
    assert near[1].endswith("：今天到期1件，7天内到期1件")
    assert notices_of(clerk, size=1)[0].url == "/w/?due=today"
    assert len([kind for kind, _ in told(world, clerk) if kind == "DEADLINE_NEAR"]) == 1
