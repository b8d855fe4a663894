"""Read one thing once while a page is built: several queries of a page ask for the same row.

Only pages that write nothing but their trace read so; use cases ask the database each time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db.models import QuerySet

from jiuzhu.infra.together import Read, Value, planned

T = TypeVar("T")
_READ: ContextVar[dict[Hashable, Any] | None] = ContextVar("read_by_this_page", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """Remember what is read until the page is built; nothing outlives it."""
    token = _READ.set({})
    try:
        yield
    finally:
        _READ.reset(token)


def remembered(key: Hashable, read: Callable[[], T]) -> T:
    """Return what this page has read under a key, reading it the first time."""
    known = _READ.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    found: T = known[key]
    return found


def page_read(name: str, build: Callable[..., QuerySet[Any, T]], *values: Value) -> Read[T]:
    """Return a planned read that a page asks once, however many of its parts look at it."""
    return remembered((build.__module__, name, *values), lambda: planned(name, build, *values))
