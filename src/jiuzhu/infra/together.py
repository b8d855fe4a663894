"""Ask several reads in one statement, each compiled once in a process.

A page that shows twenty small things asks the database once for all of them. The server answers
every read as an array of records in binary form, so that values keep their types; the rows then go
through Django's own conversion as if the read had been asked alone. A read that is not asked
together asks by itself the first time somebody looks at it.

To compile a query costs more than to run it. A planned read is compiled the first time with
stand-ins for its values, and each time later only the values are put in; rows are never kept.
"""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date, timedelta
from threading import Lock
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from psycopg import pq
from psycopg.adapt import Buffer, Loader
from typing_extensions import override

Row = TypeVar("Row")
Value = int | str | date
MOST_PLANS = 500
BY_KEPT_PLANS = "set_config('plan_cache_mode', 'force_generic_plan', true)"


class Counted:
    """How many rows a query leaves: counted by the server, not read."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.rows = rows


class Read(Generic[Row]):
    """One read: asked together with others, or by itself when somebody looks at it."""

    def __init__(self, plan: _Plan, values: Sequence[Value] = ()) -> None:
        self.plan = plan
        self.arguments = plan.arguments(values)
        self._rows: tuple[Row, ...] | None = None if plan.sql else plan.nothing

    def __iter__(self) -> Iterator[Row]:
        """Go through the rows."""
        return iter(self.rows)

    def __bool__(self) -> bool:
        """Tell whether there is a row."""
        return bool(self.rows)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Return the rows, asked for now if nobody did before."""
        if self._rows is None:
            read_together(self)
        return self._rows or ()

    @property
    def first(self) -> Row | None:
        """Return the first row, if there is one."""
        return next(iter(self.rows), None)

    @property
    def is_known(self) -> bool:
        """Tell whether the answer is there."""
        return self._rows is not None

    def take(self, answer: Any) -> None:
        """Keep what the server answered."""
        self._rows = self.plan.converted(answer)


def read(rows: QuerySet[Any, Row]) -> Read[Row]:
    """Return a query as a read that is compiled for this once."""
    return Read(_Plan(rows))


def counted(rows: QuerySet[Any, Any]) -> Read[int]:
    """Return how many rows a query leaves as a read of one number."""
    return Read(_Plan(Counted(rows)))


def planned(name: Hashable, build: Callable[..., QuerySet[Any, Row]], *values: Value) -> Read[Row]:
    """Return a read that was compiled when it was first asked under this name in this process.

    `build` may do nothing with the values but put them into the query: what decides how the query
    looks belongs into the name.
    """
    return Read(_plan_of(_key(name, build), build, values), values)


def planned_count(
    name: Hashable, build: Callable[..., QuerySet[Any, Any]], *values: Value
) -> Read[int]:
    """Return how many rows a planned read leaves."""
    key = ("count", *_key(name, build))
    return Read(_plan_of(key, lambda *given: Counted(build(*given)), values), values)


def read_together(*reads: Read[Any] | None, then_by_kept_plans: bool = False) -> None:
    """Fill these reads by one statement; those that are known already are not asked again.

    `then_by_kept_plans` lets the server take its kept plan for whatever this transaction asks
    next. To plan the large statements of a page under row-level security takes it many times as
    long as to run them; only where the values decide which way is the short one (a search) must it
    plan anew.
    """
    waiting = [one for one in reads if one is not None and not one.is_known]
    if not waiting:
        return
    asked = [one.plan.sql for one in waiting]
    asked += [BY_KEPT_PLANS] if then_by_kept_plans else []
    with connection.cursor() as cursor:
        cursor.cursor.format = pq.Format.BINARY
        cursor.cursor.adapters.register_loader("jsonb", _StoredText)
        cursor.execute(
            f"SELECT {', '.join(asked)}",
            [argument for one in waiting for argument in one.arguments],
        )
        answers = cursor.fetchone()[: len(waiting)]
    for one, answer in zip(waiting, answers, strict=True):
        one.take(answer)


class _StoredText(Loader):
    """Leave JSON as text, as Django reads it: the first byte is the version of the format."""

    format = pq.Format.BINARY

    @override
    def load(self, data: Buffer) -> str:
        return bytes(data)[1:].decode()


class _Plan:
    """A compiled query as a part of a statement, with the places where values are put in."""

    def __init__(self, rows: QuerySet[Any, Any] | Counted, stand_ins: Sequence[Value] = ()) -> None:
        self._is_counted = isinstance(rows, Counted)
        self._rows = rows.rows if isinstance(rows, Counted) else rows
        self._compiler: Any = self._rows.query.get_compiler(connection.alias)
        self._arguments: tuple[Any, ...] = ()
        self._places: dict[int, int] = {}
        self.sql: str = ""
        try:
            sql, self._arguments = self._compiler.as_sql()
        except EmptyResultSet:
            return
        one = "count(*)" if self._is_counted else "array_agg(r)"
        self.sql = f"(SELECT {one} FROM ({sql}) r)"  # noqa: S608 -- compiled by Django
        self._places = {
            place: stand_ins.index(argument)
            for place, argument in enumerate(self._arguments)
            if isinstance(argument, Value) and argument in stand_ins
        }
        if set(self._places.values()) != set(range(len(stand_ins))):
            raise LookupError(f"a value of this read is nowhere in it: {sql}")

    @property
    def nothing(self) -> tuple[Any, ...]:
        """Return the answer of a query that leaves nothing whatever the database holds."""
        return (0,) if self._is_counted else ()

    def arguments(self, values: Sequence[Value]) -> list[Any]:
        """Return the arguments with the values in their places."""
        found = list(self._arguments)
        for place, number in self._places.items():
            kind, value = type(found[place]), values[number]
            found[place] = kind(value) if isinstance(value, int) else value
        return found

    def converted(self, answer: Any) -> tuple[Any, ...]:
        """Return an answer as the query's own rows: Django's conversion, nothing asked."""
        if self._is_counted:
            return (answer,)
        compiler = copy.copy(self._compiler)
        width = compiler.col_count
        compiler.execute_sql = lambda *_, **__: [[row[:width] for row in answer or ()]]
        rows: Any = self._rows.all()
        rows.query.get_compiler = lambda *_, **__: compiler
        return tuple(rows)


_plans: OrderedDict[Hashable, _Plan] = OrderedDict()
_lock = Lock()


def _key(name: Hashable, build: Callable[..., Any]) -> tuple[Hashable, ...]:
    """Return a name that no other module and no other function uses."""
    return (build.__module__, build.__qualname__, name)


def _plan_of(key: Hashable, build: Callable[..., Any], values: Sequence[Value]) -> _Plan:
    with _lock:
        if key in _plans:
            _plans.move_to_end(key)
            return _plans[key]
    stand_ins = tuple(_stand_in(number, value) for number, value in enumerate(values))
    plan = _Plan(build(*stand_ins), stand_ins)
    with _lock:
        _plans[key] = plan
        while len(_plans) > MOST_PLANS:
            _plans.popitem(last=False)
    return plan


def _stand_in(number: int, value: Value) -> Value:
    """Return a value of the same kind that no query holds by itself."""
    if isinstance(value, int):
        return -(10**15) - number
    return date.min + timedelta(days=number) if isinstance(value, date) else f"\x02{number}"
