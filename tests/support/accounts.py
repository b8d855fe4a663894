"""Officers of the tests with an account of their own."""

from __future__ import annotations

from dataclasses import replace

from jiuzhu.infra.actor import Actor
from jiuzhu.infra.scope import apply_scope
from jiuzhu.registers.accounts.models import User
from support.browser import PASSWORD, as_owner
from support.world import ZHUYANG, World


def with_account(world: World, seat: str, organ: str = ZHUYANG) -> Actor:
    """Return the actor of a seat with an account, and set its scope."""
    held = world.officer(seat, organ)
    user = User.objects.filter(officer=held).first()
    if user is None:
        with as_owner():
            user = User.objects.create_staff(
                username=held.staff_number, password=PASSWORD, officer=held
            )
    actor = replace(world.actor(seat, organ), user_id=user.pk)
    apply_scope(actor)
    return actor
