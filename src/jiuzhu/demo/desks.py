"""Act as the officers of the demo county: each step in a transaction with that officer's scope."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import ParamSpec, TypeVar

from django.db import transaction

from jiuzhu.infra.actor import Actor
from jiuzhu.infra.scope import apply_scope
from jiuzhu.registers.accounts.queries import actor_of_officer
from jiuzhu.registers.organs.models import Officer, Organ

P = ParamSpec("P")
T = TypeVar("T")


class Desks:
    """Know the officers by organ and seat; an actor is built once per day of law."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._actors: dict[tuple[str, str], Actor] = {}

    def actor(self, organ: Organ, seat: str) -> Actor:
        """Return the officer in a seat of an organ."""
        key = (organ.code, seat)
        if key not in self._actors:
            officer = Officer.objects.get(staff_number=f"T{organ.code}{seat}"[:20])
            found = actor_of_officer(officer=officer, on=self._on, organ=organ)
            if found is None:
                raise LookupError(f"nobody holds a post as {seat} at {organ.name}")
            self._actors[key] = found
        return self._actors[key]

    def act(
        self,
        organ: Organ,
        seat: str,
        at: datetime,
        use_case: Callable[..., T],
        **facts: object,
    ) -> T:
        """Call one use case as this officer, in a transaction with the officer's scope."""
        actor = self.actor(organ, seat)
        with transaction.atomic():
            apply_scope(actor)
            return use_case(actor=actor, at=at, **facts)
