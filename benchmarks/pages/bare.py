"""The limit: a WSGI application of psycopg alone, with the same statements and as many bytes."""

from __future__ import annotations

import os
import pickle
import queue
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import psycopg

KEPT = pickle.loads(Path(os.environ["BENCH_RECORDING"]).read_bytes())  # noqa: S301 -- our own file
RECORDS = "array_agg(r)"  # our pages ask for these in binary form
POOL: queue.SimpleQueue[psycopg.Connection[Any]] = queue.SimpleQueue()
for _ in range(int(os.environ["BENCH_CONNECTIONS"])):
    connection = psycopg.connect(os.environ["BENCH_DATABASE"], autocommit=True)
    connection.prepare_threshold = 2
    POOL.put(connection)


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one recorded request."""
    asked = environ["PATH_INFO"].encode("latin-1").decode()
    if environ.get("QUERY_STRING"):
        asked += "?" + unquote(environ["QUERY_STRING"])
    statements, content = KEPT[asked, environ["HTTP_COOKIE"]]
    connection = POOL.get()
    try:
        with connection.transaction(), connection.cursor() as cursor:
            for statement, values in statements:
                cursor.execute(statement, values, binary=RECORDS in statement)
                if cursor.description:
                    cursor.fetchall()
    finally:
        POOL.put(connection)
    start("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(content)))])
    return [content]
