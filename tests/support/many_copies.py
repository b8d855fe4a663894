"""A city's worth of rows: what a few cases wrote, copied many times over by the server itself.

Each copy is a set of its own: its keys lie a stride further, what is unique carries the number of
the copy, and its offices are the next ones of their kind, so that no area holds more than its part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import psycopg

STRIDE = 100_000
MOST = 12_500  # of one table: a scan of it is no longer the better way
# What only grows beside a case and is read by nobody in a list.
LEFT_OUT = (
    *("%history", "%savedlist", "infra_outboxmessage", "verification_sourcereply"),
    "relief_reserve%",  # one book a township
    *(
        "infra_job%",
        "accounts_notice%",
        "accounts_exporttemplate",
        "accounts_listcolumns",
    ),  # one account's, a few dozen at most
)
COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
  (SELECT f.confrelid::regclass::text FROM pg_constraint f
    WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.conkey = ARRAY[a.attnum]),
  EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique
    AND a.attnum = ANY (i.indkey))
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relrowsecurity
  AND a.attnum > 0 AND NOT a.attisdropped AND NOT c.relname LIKE ANY (%s)
ORDER BY c.relname, a.attnum
"""
RANKS = """
CREATE TEMPORARY TABLE ranked AS
SELECT id, kind, (row_number() OVER (PARTITION BY kind ORDER BY id))::int - 1 AS rank,
  (count(*) OVER (PARTITION BY kind))::int AS size FROM organs_organ;
CREATE INDEX ON ranked (id);
CREATE INDEX ON ranked (kind, rank);
ANALYZE ranked
"""
NEXT_OFFICE = (
    "(SELECT there.id FROM ranked here JOIN ranked there ON there.kind = here.kind"
    " AND there.rank = (here.rank + copy) % here.size WHERE here.id = row.{name})"
)
SIGN = "'Z' || lpad(to_hex(copy), 3, '0')"
# By name: what people are found by, and what is long and never read by a list.
BY_NAME = {
    "name_match": "chr(20000 + copy) || substr(row.name_match, 2)",
    "name_initials": "ARRAY[to_hex(copy)]",
    "progress_code": f"overlay(row.progress_code placing {SIGN} from 1)",
    "last_four": "lpad((copy * 7)::text, 4, '0')",
    # Orders are copied more often than the people they pay: a line without one names its payee.
    "payments_ledgerline.order_id": "NULL",
    "body": "left(row.body, 40)",
    "event": "row.event || to_hex(copy)",
    "invoice": f"CASE row.invoice WHEN '' THEN '' ELSE {SIGN} || substr(row.invoice, 5) END",
}
# What is unique, and the digests by which people are found.
BY_TYPE = {
    "bytea": "{here} || int4send(copy)",
    "uuid": "gen_random_uuid()",
    "integer": f"{{here}} + copy * {STRIDE}",
    "date": "({here} + make_interval(months => copy))::date",
}
CODES = frozenset({"number", "check_code", "code"})


@dataclass(frozen=True)
class Column:
    """A column of a table with personal data."""

    table: str
    name: str
    type: str
    refers_to: str | None
    is_unique: bool

    def copied(self, tables: frozenset[str]) -> str:
        """Return the expression for this column in a copy."""
        if self.refers_to == "organs_organ":
            return NEXT_OFFICE.format(name=self.name)
        here = f'row."{self.name}"'
        if named := BY_NAME.get(f"{self.table}.{self.name}") or BY_NAME.get(self.name):
            return named
        own_file = self.is_unique and self.refers_to == "infra_storedfile"
        if self.name == "id" or self.refers_to in tables or own_file:
            return f"{here} + copy * {STRIDE}"
        own = self.is_unique and self.refers_to is None
        if self.name == "case_number" or (own and self.name in CODES and self.type != "uuid"):
            short = self.type.endswith("(12)")
            return f"left({SIGN} || {here}, 12)" if short else f"{SIGN} || {here}"
        if own or self.name.endswith("_index"):
            return BY_TYPE.get(self.type, "{here}").format(here=here)
        return here


def multiply(
    asking: psycopg.Connection[Any], copies: int, *, most: int | None = MOST
) -> dict[str, int]:
    """Copy every row of a person's data; return the size of every table with such data.

    A table ends at `most` rows, if a number is given. Runs as the superuser, so that neither
    triggers nor references are asked row by row.
    """
    asking.execute("SET session_replication_role = replica")
    asking.execute(RANKS)
    columns = [Column(*row) for row in asking.execute(COLUMNS, [list(LEFT_OUT)])]
    tables = frozenset(column.table for column in columns)
    for table, own in _by_table(columns):
        fits = f"least({copies}, {most} / greatest(count(*), 1))::int"
        times = f"(SELECT {fits} FROM {table})" if most else str(copies)  # noqa: S608
        names = ", ".join(f'"{column.name}"' for column in own)
        values = ", ".join(column.copied(tables) for column in own)
        asking.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} row, generate_series("  # noqa: S608
            f"1, {times}) copy"
        )
    asking.commit()
    asking.execute("ANALYZE")
    asking.commit()
    counted = asking.execute(
        "SELECT relname, reltuples::int FROM pg_class WHERE relname = ANY (%s)", [list(tables)]
    )
    return dict(counted.fetchall())


def _by_table(columns: list[Column]) -> Iterator[tuple[str, list[Column]]]:
    for table, own in groupby(columns, key=lambda column: column.table):
        yield table, list(own)
