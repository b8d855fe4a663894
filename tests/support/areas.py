"""A database with cases of two townships of one county and of another county, really committed.

Built once a session beside the test database; read through connections of its own, so that
scope, policies and refused attempts are tested as they are in service.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, connections, transaction

from jiuzhu.casework.cases.models import Case
from jiuzhu.infra import clock
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.scope.setting import scope_of
from support import stream
from support.late_rows import fill
from support.own_database import own_database
from support.visitors import appoint_visitors
from support.world import COUNTY, FANZHEN, OTHER_TOWNSHIP, ZHUYANG, World

ROLES = ("jiuzhu_owner", "jiuzhu_web", "jiuzhu_worker")
AFTERWARDS = World.at + timedelta(days=2)  # what the cases did lies in the past
ALIASES = ("default", "aside")
ALL_TABLES = """
SELECT c.relname, array_agg(a.attname ORDER BY a.attnum)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
WHERE n.nspname = 'public' AND c.relkind = 'r' GROUP BY 1
"""
Rows = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Areas:
    """The database, which rows each township's work wrote, and the cases by place and state."""

    database: str
    files: Path
    at: Any
    rows: dict[str, Rows] = field(default_factory=dict)
    cases: dict[tuple[str, str], str] = field(default_factory=dict)

    def connect(self, role: str = "jiuzhu_web") -> psycopg.Connection[Any]:
        """Open a connection of its own that acts as a role; everything is undone at its end."""
        return psycopg.connect(**_parameters(self.database, role))

    @contextmanager
    def entered(self, role: str = "jiuzhu_web") -> Iterator[None]:
        """Put connections to this database, as a role, in the place of Django's own two."""
        files, kept = settings.JIUZHU_FILES_DIR, {alias: connections[alias] for alias in ALIASES}
        settings.JIUZHU_FILES_DIR = self.files
        for alias, before in kept.items():
            options = {**before.settings_dict["OPTIONS"], "options": _options(role)}
            here = {**before.settings_dict, "NAME": self.database, "OPTIONS": options}
            connections[alias] = type(before)(here, alias)
        try:
            yield
        finally:
            settings.JIUZHU_FILES_DIR = files
            for alias, before in kept.items():
                connections[alias].close()
                connections[alias] = before


def key_columns(asking: psycopg.Connection[Any]) -> dict[str, str]:
    """Return every table with an expression of its primary key."""
    rows = asking.execute(ALL_TABLES).fetchall()
    return {table: f"({', '.join(columns)})::text" for table, columns in rows}


def seen_rows(asking: psycopg.Connection[Any], table: str, key: str) -> frozenset[str]:
    """Return the keys of the rows of a table that this connection sees now."""
    return frozenset(row[0] for row in asking.execute(f'SELECT {key} FROM "{table}"'))  # noqa: S608


def set_scope(asking: psycopg.Connection[Any], actor: Actor) -> None:
    """Set the scope of the running transaction on a connection of psycopg."""
    values = scope_of(actor)
    calls = ", ".join("set_config(%s, %s, true)" for _ in values)
    asking.execute(f"SELECT {calls}", [part for pair in values.items() for part in pair])


@contextmanager
def build_areas(files: Path) -> Iterator[Areas]:
    """Build the database in a copy of the test database; drop it at the end."""
    for alias in ALIASES:
        connections[alias].close()
    with own_database() as name:
        areas = Areas(database=name, files=files, at=AFTERWARDS)
        before, settings.JIUZHU_FILES_DIR = settings.JIUZHU_FILES_DIR, files
        try:
            _fill(areas)
        finally:
            settings.JIUZHU_FILES_DIR = before
        # Django goes back to the test database while the copy lives on.
        connection.close()
        connection.settings_dict["NAME"] = name.rpartition("_")[0]
        yield areas


def _fill(areas: Areas) -> None:
    with transaction.atomic():
        clock.move_to(World.at)
    appoint_visitors()
    counted = _everything(areas)
    for place, build in ((ZHUYANG, _zhuyang), (FANZHEN, _fanzhen), (OTHER_TOWNSHIP, _other)):
        build(areas, World())
        now = _everything(areas)
        areas.rows[place] = {table: keys - counted[table] for table, keys in now.items()}
        counted = now
    with transaction.atomic():
        clock.move_to(areas.at)


def _everything(areas: Areas) -> dict[str, frozenset[str]]:
    with areas.connect("jiuzhu_owner") as asking:
        return {table: seen_rows(asking, table, key) for table, key in key_columns(asking).items()}


@contextmanager
def _as_web() -> Iterator[None]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE jiuzhu_web")
        yield


def _zhuyang(areas: Areas, world: World) -> None:
    with _as_web():
        _keep(areas, ZHUYANG, stream.to_authorising(world))
    with _as_web():
        _keep(areas, ZHUYANG, stream.to_accepted(world))
    with _as_web():
        case = stream.to_decided(world)
        _keep(areas, ZHUYANG, case)
        stream.deliver(world, case, "W24")
    with transaction.atomic():
        fill(
            world,
            Case.objects.select_related("county", "applicant").get(pk=case.pk),
            world.officer("fafang", COUNTY),
            world.officer("fafang2", COUNTY),
        )


def _fanzhen(areas: Areas, world: World) -> None:
    with _as_web():
        _keep(areas, FANZHEN, stream.to_opinion(world, township=FANZHEN))


def _other(areas: Areas, world: World) -> None:
    with _as_web():
        _keep(areas, OTHER_TOWNSHIP, stream.to_intent(world, township=OTHER_TOWNSHIP))


def _keep(areas: Areas, place: str, case: Case) -> None:
    areas.cases[place, case.state] = case.number


def _parameters(database: str, role: str) -> dict[str, Any]:
    here = connections["default"].settings_dict
    return {
        "dbname": database,
        "host": here["HOST"],
        "port": here["PORT"],
        "user": here["USER"],
        "password": here["PASSWORD"],
        "options": _options(role),
    }


def _options(role: str) -> str:
    return f"-c timezone=UTC -c role={role}"
