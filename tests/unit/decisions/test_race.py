"""Two deciders at the same moment, on two real connections: one decides, one hears 409."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.decisions.models import Award, Decision
from jiuzhu.casework.decisions.services.decide_grant import decide_grant
from jiuzhu.casework.documents.models import Document
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.scope import apply_scope
from jiuzhu.kernel.errors import Conflict
from support.own_database import own_database
from support.stream import to_opinion
from support.world import COUNTY, FANZHEN, World

PATIENCE = 20.0
pytestmark = pytest.mark.django_db


@pytest.fixture
def _django_db_helper(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Give these tests a database of their own in place of a transaction that is rolled back."""
    with django_db_blocker.unblock(), own_database():
        yield


def become(actor: Actor) -> None:
    """Be the web role with an officer's scope for the running transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE jiuzhu_web")
    apply_scope(actor)


def decide_apart(world: World, number: str, actor: Actor) -> str:
    """Decide in a thread of its own, so on a connection of its own; tell how it ended."""
    try:
        with transaction.atomic():
            become(actor)
            decide_grant(number=number, actor=actor, at=world.at)
    except Conflict as refusal:
        return refusal.code
    finally:
        connection.close()
    return "decided"


def wait_for_lock() -> None:
    """Wait until another connection stands still behind our lock."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("the second decider never waited")


def test_the_second_decider_waits_and_hears_that_it_is_decided() -> None:
    world = World()
    with transaction.atomic():
        case = to_opinion(world, township=FANZHEN)
    first, second = world.actor("xianshenpi", COUNTY), world.actor("xianshenpi2", COUNTY)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            become(first)
            decide_grant(number=case.number, actor=first, at=world.at)
            late = pool.submit(decide_apart, world, case.number, second)
            wait_for_lock()
        assert late.result(PATIENCE) == "case.state"
    assert Case.objects.get(pk=case.pk).state == "DECIDED_YES"
    assert Decision.objects.get(case=case).decided_by_id == first.officer_id
    assert Award.objects.filter(case=case).count() == 1
    assert Document.objects.filter(case=case, kind="W24").count() == 1


def test_two_at_once_give_one_decision() -> None:
    world = World()
    with transaction.atomic():
        case = to_opinion(world, township=FANZHEN)
    deciders = (world.actor("xianshenpi", COUNTY), world.actor("xianshenpi2", COUNTY))
    with ThreadPoolExecutor(2) as pool:
        ends = [pool.submit(decide_apart, world, case.number, actor) for actor in deciders]
        assert sorted(end.result(PATIENCE) for end in ends) == ["case.state", "decided"]
    assert Decision.objects.filter(case=case).count() == 1
    serials = Document.objects.filter(case=case, kind="W24").values_list("serial", flat=True)
    assert list(serials) == [1]
