"""What one case wrote, step by step: taken from the database itself, not from the code.

After each step every row whose xmin is not older than the step is a row that the step wrote. The
peer and the limit write exactly these rows.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any

import psycopg
from psycopg import sql


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its key and the type of each column."""

    name: str
    key: str
    types: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """One row that a step wrote; of an update only the changed columns.

    `shared` rows were there before the case (counters): they keep their key.
    """

    table: str
    key: Any
    insert: bool
    shared: bool
    values: Mapping[str, Any]


@dataclass(slots=True)
class Step:
    """One step: the tables that it read from, its rows, and the papers that it rendered."""

    name: str
    reads: list[str] = field(default_factory=list)
    rows: list[WrittenRow] = field(default_factory=list)
    papers: list[dict[str, Any]] = field(default_factory=list)


class Recorder:
    """Watch the tables of a cluster on which nobody else works."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self.tables = {table.name: table for table in _tables(connection)}
        self._seen: dict[tuple[str, Any], dict[str, Any]] = {}
        self._born: set[tuple[str, Any]] = set()

    def start(self) -> int:
        """Return the transaction number from which on rows are new."""
        row = self._connection.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()
        assert row
        return int(row[0])

    def remember(self) -> None:
        """Take in the rows of the counters and of everything else that is there."""
        for table in self.tables.values():
            for row in self._rows(table, 0):
                self._seen[table.name, row[table.key]] = row

    def written(self, since: int) -> list[WrittenRow]:
        """Return what was written since then."""
        found = []
        for table in self.tables.values():
            for row in self._rows(table, since):
                at = (table.name, row[table.key])
                before = self._seen.get(at)
                changed = (
                    row
                    if before is None
                    else {name: value for name, value in row.items() if value != before[name]}
                )
                if before is None:
                    self._born.add(at)
                if changed:
                    found.append(
                        WrittenRow(
                            table=table.name,
                            key=row[table.key],
                            insert=before is None,
                            shared=at not in self._born,
                            values=changed,
                        )
                    )
                self._seen[at] = row
        return found

    def rows_before(self, table: str) -> list[dict[str, Any]]:
        """Return a row of a table that a case only reads; none where it is empty."""
        born = self._born
        rows = (row for at, row in self._seen.items() if at[0] == table and at not in born)
        return list(islice(rows, 1))

    def row(self, table: str, key: Any) -> dict[str, Any]:
        """Return a row as it was seen last."""
        return self._seen[table, key]

    def _rows(self, table: Table, since: int) -> list[dict[str, Any]]:
        query = sql.SQL("SELECT * FROM {} WHERE xmin::text::bigint >= %s").format(
            sql.Identifier(table.name)
        )
        cursor = self._connection.execute(query, [since])
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _tables(connection: psycopg.Connection[Any]) -> list[Table]:
    rows = connection.execute(
        """
        SELECT c.relname, k.attname, a.attname, format_type(a.atttypid, a.atttypmod)
        FROM pg_class c
        JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary AND i.indnkeyatts = 1
        JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = i.indkey[0]
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
        ORDER BY c.relname, a.attnum
        """
    ).fetchall()
    tables: dict[str, tuple[str, dict[str, str]]] = {}
    for name, key, column, kind in rows:
        tables.setdefault(name, (key, {}))[1][column] = kind
    return [Table(name=name, key=key, types=types) for name, (key, types) in tables.items()]


def plain(value: Any) -> Any:  # noqa: PLR0911
    """Return a value as JSON holds it."""
    match value:
        case bytes() | memoryview():
            return {"bytes": base64.b64encode(bytes(value)).decode()}
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case uuid.UUID():
            return {"uuid": str(value)}
        case dict():
            return {"json": value}
        case list():
            return [plain(each) for each in value]
        case None | bool() | int() | str() | float():
            return value
        case _:
            return str(value)
