"""Insert rows that the writer may not read back (no RETURNING)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connections, models
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery


def insert_unseen(
    rows: Sequence[models.Model], *, using: str = "default", once: bool = False
) -> None:
    """Insert rows of one model in one statement without reading them back.

    Row-level security would otherwise refuse the insert because RETURNING reads the new row.
    With `once`, a row that is already there is left as it is.
    """
    if not rows:
        return
    model = type(rows[0])
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    query = InsertQuery(model, on_conflict=OnConflict.IGNORE if once else None)
    query.insert_values(fields, list(rows))
    query.get_compiler(using=using).execute_sql()


def insert_new(row: models.Model, *, using: str = "default") -> int | None:
    """Insert a row and return its key; None where a unique value of it is taken already."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    query = InsertQuery(type(row), on_conflict=OnConflict.IGNORE)
    query.insert_values(fields, [row])
    ((sql, arguments),) = query.get_compiler(using=using).as_sql()
    with connections[using].cursor() as cursor:
        cursor.execute(f"{sql} RETURNING id", arguments)
        found = cursor.fetchone()
    return None if found is None else int(found[0])


def reserve_id(model: type[models.Model], *, using: str = "default") -> int:
    """Return a fresh primary key, so that rows that give sight can be written first."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
        (value,) = cursor.fetchone()
    return int(value)


def columns_of(
    row: models.Model, names: Sequence[str], *, using: str = "default"
) -> tuple[list[str], list[Any]]:
    """Return the columns of these fields and what the database stores in them.

    Raises: LookupError for a name that is no field of the row: nothing is left out silently.
    """
    fields = [field for field in row._meta.concrete_fields if field.name in names]
    if unknown := set(names) - {field.name for field in fields}:
        raise LookupError(f"{row._meta.label} has no field {', '.join(sorted(unknown))}")
    values = [
        field.get_db_prep_save(getattr(row, field.attname), connections[using]) for field in fields
    ]
    return [str(field.column) for field in fields], values
