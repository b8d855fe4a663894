"""A job carries its scope: one transaction per unit of work, as the system, for named organs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import close_old_connections, connection, transaction

from jiuzhu.infra import clock
from jiuzhu.infra.actor import Actor, system_actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.models import JobRun
from jiuzhu.infra.scope import apply_scope, clear_scope
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.accounts.models import User
from jiuzhu.registers.accounts.queries import actor_of_officer
from jiuzhu.registers.organs.models import Organ


@contextmanager
def working(*organs: int) -> Iterator[tuple[Actor, datetime]]:
    """Open a transaction with the scope of these organs (none named: the whole system)."""
    if not connection.in_atomic_block:
        close_old_connections()
    actor = system_actor(organs=organs)
    with transaction.atomic():
        apply_scope(actor)
        yield actor, clock.now()


@contextmanager
def working_for(run: JobRun, *, still: bool = True) -> Iterator[tuple[Actor, datetime]]:
    """Open a transaction with the scope of the run's owner, as the register knows it today.

    With `still=False` an owner who has no post any more gets a scope that shows the own run only,
    so that its end can be written down.

    Raises: Refused `run.no_post` for an owner who left the post from which the run was started.
    """
    if not connection.in_atomic_block:
        close_old_connections()
    with transaction.atomic():
        clear_scope()
        at = clock.now()
        actor = _owner_of(run, legal_day(at))
        if actor is None and still:
            raise Refused(
                "run.no_post",
                "您已不在发起任务时的岗位上，不能继续办理。请由现在的经办人重新发起。",
            )
        actor = actor or Actor(
            name=run.owner_name, roles=frozenset(), capabilities=frozenset(), user_id=run.owner
        )
        apply_scope(actor)
        yield actor, at


def _owner_of(run: JobRun, on: date) -> Actor | None:
    user = User.objects.select_related("officer").filter(pk=run.owner or 0, is_active=True).first()
    if user is None or user.officer is None:
        return None
    organ = Organ.objects.filter(pk=run.organ or 0).first()
    return actor_of_officer(officer=user.officer, on=on, user_id=user.pk, organ=organ)


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
