"""The limit: the same rows, one data-modifying CTE statement a step, on bare tables.

The tables have their columns, defaults and primary keys; no other index, no foreign key, no check,
no trigger, no row-level security. Rows of histories that our triggers write are written here too.
"""

from __future__ import annotations

from itertools import count
from typing import Any

import psycopg
from papers import Papers
from psycopg import sql
from psycopg.types.json import Jsonb
from recording import Recorder, Step, Table

SCHEMA = "bench_limit"
APART = 10_000_000


class Limit:
    """Write a recorded case again and again, each time under keys of its own."""

    def __init__(
        self, connection: psycopg.Connection[Any], recorder: Recorder, steps: list[Step]
    ) -> None:
        self._connection = connection
        self._tables = recorder.tables
        self._number = count(1)
        self._make_tables(steps)
        self._steps = [self._statement(step) for step in steps]

    def run(self, papers: Papers | None) -> None:
        """Write one case: twelve statements, twelve commits."""
        number = next(self._number)
        for query, makers, rendered in self._steps:
            if papers is not None:
                papers.make(rendered)
            self._connection.execute(query, [make(number) for make in makers])

    def _statement(self, step: Step) -> tuple[Any, list[Any], list[dict[str, Any]]]:
        parts: list[sql.Composable] = []
        makers: list[Any] = []
        for place, row in enumerate(step.rows):
            table = self._tables[row.table]
            columns = list(row.values)
            values = [
                _maker(row.values[name], table.types[name], key=name == table.key)
                for name in columns
            ]
            slots = [sql.SQL("%s::") + sql.SQL(table.types[name]) for name in columns]
            where = sql.Identifier(SCHEMA, row.table)
            names = [sql.Identifier(name) for name in columns]
            if row.insert:
                body = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
                    where, sql.SQL(", ").join(names), sql.SQL(", ").join(slots)
                )
                makers.extend(values)
            else:
                pairs = [
                    sql.SQL("{} = {}").format(name, slot)
                    for name, slot in zip(names, slots, strict=True)
                ]
                body = sql.SQL("UPDATE {} SET {} WHERE {} = %s").format(
                    where, sql.SQL(", ").join(pairs), sql.Identifier(table.key)
                )
                makers.extend([*values, _maker(row.key, "bigint", key=not row.shared)])
            parts.append(sql.SQL("w{} AS ({})").format(sql.SQL(str(place)), body))
        return (
            sql.SQL("WITH {} SELECT 1").format(sql.SQL(", ").join(parts)),
            makers,
            step.papers,
        )

    def _make_tables(self, steps: list[Step]) -> None:
        self._connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        self._connection.execute(f"CREATE SCHEMA {SCHEMA}")
        used: dict[str, Table] = {
            row.table: self._tables[row.table] for step in steps for row in step.rows
        }
        for table in used.values():
            self._connection.execute(
                sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING DEFAULTS, PRIMARY KEY ({}))").format(
                    sql.Identifier(SCHEMA, table.name),
                    sql.Identifier("public", table.name),
                    sql.Identifier(table.key),
                )
            )
        for row in (row for step in steps for row in step.rows if row.shared):
            table = self._tables[row.table]
            self._connection.execute(
                sql.SQL(
                    "INSERT INTO {} SELECT * FROM {} WHERE {} = %s ON CONFLICT DO NOTHING"
                ).format(
                    sql.Identifier(SCHEMA, table.name),
                    sql.Identifier("public", table.name),
                    sql.Identifier(table.key),
                ),
                [row.key],
            )


def _maker(value: Any, kind: str, *, key: bool) -> Any:
    """Return what makes the value of a column for a case; only the row's own key differs."""
    if key and isinstance(value, int):
        return lambda number: value + number * APART
    held = Jsonb(value) if kind == "jsonb" else value
    return lambda _: held
