"""Write down the statements that our page runs for a request: the bare server repeats them."""

from __future__ import annotations

import pickle
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from desks import Ask
from django.db import connections
from django.test import Client

SKIPPED = ("SAVEPOINT", "RELEASE", "ROLLBACK")


def record(asks: Iterable[Ask], path: Path) -> dict[str, Counter[int]]:
    """Ask each page twice; keep what the second time ran. Returns statements a page, by kind."""
    kept: dict[tuple[str, str], tuple[list[tuple[str, Any]], bytes]] = {}
    counted: dict[str, Counter[int]] = defaultdict(Counter)
    for ask in asks:
        if (ask.path, ask.cookie) in kept:
            continue
        client = Client(HTTP_COOKIE=ask.cookie)
        address = _address(ask.path)
        client.get(address)
        statements: list[tuple[str, Any]] = []

        def noted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
            if not sql.startswith(SKIPPED):
                statements.append((sql, tuple(params or ())))  # noqa: B023 -- called at once
            return execute(sql, params, many, context)

        with connections["default"].execute_wrapper(noted):
            answer = client.get(address, follow=True)
        if answer.status_code != 200:  # noqa: PLR2004 -- OK
            raise RuntimeError(f"{ask.path}: {answer.status_code}")
        kept[ask.path, ask.cookie] = (statements, answer.content)
        counted[ask.kind][len(statements)] += 1
    path.write_bytes(pickle.dumps(kept))
    return counted


def _address(path: str) -> str:
    parts = urlsplit(path)
    return f"{parts.path}?{quote(parts.query, safe='=&')}" if parts.query else path
