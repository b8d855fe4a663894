"""Ask the server, beside every statement, how it would carry it out; keep what scans."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connections
from psycopg import ClientCursor

EXPLAINED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
# What was read from end to end inside functions, whose plans EXPLAIN does not show.
READ_WHOLE = "SELECT relname, seq_tup_read FROM pg_stat_xact_user_tables WHERE seq_tup_read > 0"


class Explainer:
    """A wrapper of every statement that notes which large tables it would read as a whole."""

    def __init__(self, sizes: Mapping[str, int], large: int) -> None:
        self.sizes = sizes
        self.large = large
        self.statements = 0
        self.scans: dict[str, set[str]] = {}

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        """Explain the statement, carry it out, and see what was read meanwhile."""
        if many or not sql.lstrip().upper().startswith(EXPLAINED):
            return execute(sql, params, many, context)
        with ClientCursor(context["connection"].connection) as beside:
            plan = _rows(beside, f"EXPLAIN (FORMAT JSON) {sql}", params)[0][0][0]["Plan"]
            before = dict(_rows(beside, READ_WHOLE))
            answer = execute(sql, params, many, context)
            after = dict(_rows(beside, READ_WHOLE))
        self.statements += 1
        read = {table for table in after if after[table] - before.get(table, 0) >= self.large}
        for table in scans_of(plan) | read:
            if self.sizes.get(table, 0) > self.large:
                self.scans.setdefault(table, set()).add(sql)
        return answer


def _rows(cursor: ClientCursor[Any], sql: str, params: Any = None) -> list[Any]:
    cursor.execute(sql, params)
    return cursor.fetchall()


def scans_of(plan: Mapping[str, Any]) -> set[str]:
    """Return the tables that a plan reads in the order of their pages."""
    found = {plan["Relation Name"]} if plan["Node Type"] == "Seq Scan" else set()
    return found.union(*map(scans_of, plan.get("Plans", ())))


@contextmanager
def explaining(sizes: Mapping[str, int], *, large: int) -> Iterator[Explainer]:
    """Explain every statement on both connections for a while."""
    explainer = Explainer(sizes, large)
    with ExitStack() as stack:
        for alias in ("default", "aside"):
            stack.enter_context(connections[alias].execute_wrapper(explainer))
        yield explainer
