"""A job carries its scope: one transaction per unit of work, as the system, for named organs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import close_old_connections, connection, transaction

from jiuzhu.infra import clock
from jiuzhu.infra.actor import Actor, system_actor
from jiuzhu.infra.scope import apply_scope


@contextmanager
def working(*organs: int) -> Iterator[tuple[Actor, datetime]]:
    """Open a transaction with the scope of these organs (none named: the whole system)."""
    if not connection.in_atomic_block:
        close_old_connections()
    actor = system_actor(organs=organs)
    with transaction.atomic():
        apply_scope(actor)
        yield actor, clock.now()


def session_scope(*organs: int) -> Actor:
    """Set the scope for the rest of this connection's session.

    For jobs that must commit between steps (a question leaves after its attempt is on record);
    only the worker's own connections are ever used so.
    """
    actor = system_actor(organs=organs)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('jiuzhu.organs', %s, false), set_config('jiuzhu.system', %s, false)",
            [",".join(map(str, organs)), "" if organs else "on"],
        )
    return actor
