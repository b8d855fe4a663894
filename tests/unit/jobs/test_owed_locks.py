"""Somebody is working on the case at this moment, on another connection: the job leaves it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from jiuzhu.casework.cases.models import Case
from jiuzhu.infra import clock
from jiuzhu.interfaces.jobs.owed import act_owed
from support.own_database import own_database
from support.stream import to_applied
from support.world import World

pytestmark = pytest.mark.django_db
PATIENCE = 30.0


@pytest.fixture
def _django_db_helper(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Give this test a database of its own in place of a transaction that is rolled back."""
    with django_db_blocker.unblock(), own_database():
        yield


def act_apart(case: Case) -> None:
    """Take the owed step in a thread of its own, so on a connection of its own."""
    try:
        act_owed(action="accept_application", case=case.pk, organ=case.organ_id)
    finally:
        connection.close()


def state_of(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def test_a_locked_case_is_skipped_and_found_again() -> None:
    world = World()
    with transaction.atomic():
        case = to_applied(world)
        world.later(days=3)
        clock.move_to(world.at)
    with ThreadPoolExecutor(max_workers=1) as pool:
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=case.pk)
            pool.submit(act_apart, case).result(timeout=PATIENCE)
        assert state_of(case) == "APPLIED"
        pool.submit(act_apart, case).result(timeout=PATIENCE)
        assert state_of(case) == "ACCEPTED"
