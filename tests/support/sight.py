"""Look at a table as somebody of another area, and tell what should not have been seen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import psycopg
from django.apps import apps

from jiuzhu.infra.actor import Actor
from jiuzhu.infra.scope import TABLES_WITHOUT_SCOPE
from support.areas import Areas, key_columns, seen_rows, set_scope
from support.world import (
    COUNTY,
    FANZHEN,
    OTHER_COUNTY,
    OTHER_TOWNSHIP,
    ZHUYANG,
    World,
    first_village,
)

SCOPED = tuple(
    sorted(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label != "pghistory" and model._meta.db_table not in TABLES_WITHOUT_SCOPE
    )
)


@cache
def strangers() -> dict[str, Actor]:
    """Return people who have nothing to do with the cases of 祝阳镇, by where they sit."""
    world = World()
    return {
        "sibling township": world.actor("shenpi", FANZHEN),
        "village of the sibling": world.actor("xieli", first_village(FANZHEN).code),
        "township of another county": world.actor("shenpi", OTHER_TOWNSHIP),
        "village of another county": world.actor("xieli", first_village(OTHER_TOWNSHIP).code),
        "another county": world.actor("xianshenpi", OTHER_COUNTY),
        "centre of another county": world.actor("zhongxin", f"{OTHER_COUNTY}HD"),
        "the city": world.actor("shiji", "3709"),
        "nobody": Actor(name="", roles=frozenset(), capabilities=frozenset()),
        "a citizen who never asked": Actor(
            name="", roles=frozenset({"CITIZEN"}), capabilities=frozenset(), person_id=0
        ),
    }


@cache
def insiders() -> dict[str, Actor]:
    """Return people whose work the cases of 祝阳镇 are."""
    world = World()
    return {
        "own township": world.actor("shouli", ZHUYANG),
        "parent county": world.actor("xianshenpi", COUNTY),
        "centre of the county": world.actor("zhongxin", f"{COUNTY}HD"),
    }


def leaks(asking: psycopg.Connection[Any], areas: Areas, table: str) -> list[str]:
    """Return who of the strangers sees rows of a table that the work of 祝阳镇 wrote."""
    key, mine = key_columns(asking)[table], areas.rows[ZHUYANG][table]
    found = []
    for name, actor in strangers().items():
        with become_web(asking, actor):
            if seen_rows(asking, table, key) & mine:
                found.append(name)
    return found


@contextmanager
def become_web(asking: psycopg.Connection[Any], actor: Actor | None) -> Iterator[None]:
    """Be the web role with an actor's scope (or with none at all) inside a savepoint."""
    with asking.transaction(force_rollback=True):
        asking.execute("SET LOCAL ROLE jiuzhu_web")
        if actor is not None:
            set_scope(asking, actor)
        yield
