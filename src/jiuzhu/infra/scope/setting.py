"""Set and read the scope of one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import connections

from jiuzhu.infra.actor import Actor
from jiuzhu.infra.revisions import READ_LAW, tell

SETTINGS = (
    "jiuzhu.organs",
    "jiuzhu.villages",
    "jiuzhu.person",
    "jiuzhu.user",
    "jiuzhu.officer",
    "jiuzhu.system",
    "jiuzhu.phone",
    "jiuzhu.city",
)


def scope_of(actor: Actor) -> dict[str, str]:
    """Return the settings that the policies read, for one actor."""
    return {
        "jiuzhu.organs": ",".join(str(organ) for organ in actor.organs),
        "jiuzhu.villages": ",".join(str(village) for village in actor.villages),
        "jiuzhu.person": "" if actor.person_id is None else str(actor.person_id),
        "jiuzhu.user": "" if actor.user_id is None else str(actor.user_id),
        "jiuzhu.officer": "" if actor.officer_id is None else str(actor.officer_id),
        "jiuzhu.system": "on" if actor.is_system and not actor.organs else "",
        "jiuzhu.phone": "",
        "jiuzhu.city": str(actor.organ_id) if _watches_city(actor) else "",
    }


def _watches_city(actor: Actor) -> bool:
    return actor.organ_kind == "CITY" and actor.may("trace.view")


def apply_scope(actor: Actor, *, using: str = "default") -> None:
    """Set the scope for the running transaction (SET LOCAL) and learn the state of the law.

    One statement, so that no page pays for asking which law is in force.
    """
    _set(scope_of(actor), using)


def _set(values: Mapping[str, str], using: str) -> None:
    calls = ", ".join("set_config(%s, %s, true)" for _ in SETTINGS)
    arguments = [part for name in SETTINGS for part in (name, values[name])]
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT {READ_LAW}, {calls}", arguments)
        tell(cursor.fetchone()[0])


@contextmanager
def phone_in_scope(index: bytes, *, using: str = "default") -> Iterator[None]:
    """Let the codes of one telephone be seen, named by its keyed digest; of no other.

    After a refusal the roll-back to the savepoint takes the name along.
    """
    _name_phone(index.hex(), using)
    yield
    _name_phone("", using)


def _name_phone(index: str, using: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT set_config('jiuzhu.phone', %s, true)", [index])


NOTHING_SEEN = scope_of(Actor(name="", roles=frozenset(), capabilities=frozenset()))


def clear_scope(*, using: str = "default") -> None:
    """Take every right of sight away for the rest of the transaction."""
    _set(NOTHING_SEEN, using)
