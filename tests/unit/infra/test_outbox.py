"""A text message leaves at once, in the transaction of its fact; all else with the next round."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from jiuzhu.infra.outbox import write_message
from support.world import World


def rounds() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'upkeep.outbox'")
        (count,) = cursor.fetchone()
    return int(count)


@pytest.mark.parametrize(("topic", "more"), [("sms", 1), ("intent.registered", 0)])
def test_only_what_somebody_waits_for_leaves_at_once(world: World, topic: str, more: int) -> None:
    before = rounds()
    write_message(topic=topic, reference="1", content={}, at=world.at)
    assert rounds() == before + more


def test_nothing_is_sent_for_a_fact_that_was_rolled_back(world: World) -> None:
    before = rounds()
    with transaction.atomic():
        write_message(topic="sms", reference="1", content={}, at=world.at)
        transaction.set_rollback(True)
    assert rounds() == before
