"""Compile a SELECT without an order so that the server hands its rows over in a random one.

A query that is asked for one row or for a number keeps its text, as does a part of another query.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import compiler
from django.db.models import OrderBy
from django.db.models.functions import Random
from django.db.models.query import MAX_GET_RESULTS
from django.db.models.sql.compiler import (
    SQLAggregateCompiler,
    SQLDeleteCompiler,
    SQLUpdateCompiler,
)

__all__ = [
    "SQLAggregateCompiler",
    "SQLCompiler",
    "SQLDeleteCompiler",
    "SQLInsertCompiler",
    "SQLUpdateCompiler",
]
SQLInsertCompiler = compiler.SQLInsertCompiler


class SQLCompiler(compiler.SQLCompiler):
    """Add an order by chance where the query has none and its rows are looked at one by one."""

    def get_order_by(self) -> list[Any]:
        """Return the order of the query, or a random one."""
        order = super().get_order_by()
        if order or not self._rows_are_read():
            return order
        chance = OrderBy(Random()).resolve_expression(self.query, allow_joins=True, reuse=None)
        return [(chance, (*self.compile(chance), False))]

    def _rows_are_read(self) -> bool:
        query = self.query
        get = query.high_mark == MAX_GET_RESULTS
        exists = query.high_mark == 1 and list(query.annotation_select) == ["a"]
        part = query.subquery or query.combinator or query.distinct
        number = query.group_by is not None or any(
            one.contains_aggregate for one in query.annotation_select.values()
        )
        return not (get or exists or part or number)
