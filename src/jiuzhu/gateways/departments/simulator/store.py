"""Keep questions and ordered faults durably: what was accepted is answered, whatever dies."""

import json
import sqlite3
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS question (
    query_id TEXT PRIMARY KEY, source TEXT NOT NULL, body BLOB NOT NULL, receipt TEXT NOT NULL,
    reply_by TEXT NOT NULL CHECK (reply_by IN ('http', 'drop')), nonce TEXT NOT NULL,
    faults TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, due_at REAL NOT NULL,
    accepted_at REAL NOT NULL,
    state TEXT NOT NULL DEFAULT 'PENDING'
        CHECK (state IN ('PENDING', 'DELIVERED', 'DROPPED', 'GIVEN_UP'))
) STRICT;
CREATE INDEX IF NOT EXISTS question_due ON question (source, due_at) WHERE state = 'PENDING';
CREATE TABLE IF NOT EXISTS fault (
    fault_id INTEGER PRIMARY KEY, source TEXT NOT NULL, kind TEXT NOT NULL,
    times INTEGER CHECK (times > 0), seconds REAL NOT NULL
) STRICT;
"""


class OtherContent(ValueError):  # noqa: N818 - says what the question has
    """Say that the same query id came with other content."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Hold one fault that was ordered: what, how many times (None: until cleared), how long."""

    source: str
    kind: str
    times: int | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Question:
    """Hold one accepted question."""

    query_id: str
    source: str
    body: bytes
    receipt: str
    reply_by: str
    nonce: str
    faults: tuple[str, ...]
    attempts: int
    accepted_at: float


class Store:
    """Hold everything in one SQLite file, one connection behind one lock."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def accept(self, question: Question, *, due_at: float, state: str) -> str:
        """Store a question once and return its receipt; the same again is the same receipt.

        Raises OtherContent.
        """
        with self._transaction() as connection:
            known = connection.execute(
                "SELECT body, receipt FROM question WHERE query_id = ?", (question.query_id,)
            ).fetchone()
            if known is not None:
                if known["body"] != question.body:
                    raise OtherContent(question.query_id)
                return str(known["receipt"])
            connection.execute(
                "INSERT INTO question (query_id, source, body, receipt, reply_by, nonce, faults,"
                " accepted_at, due_at, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    question.query_id,
                    question.source,
                    question.body,
                    question.receipt,
                    question.reply_by,
                    question.nonce,
                    json.dumps(question.faults),
                    question.accepted_at,
                    due_at,
                    state,
                ),
            )
            return question.receipt

    def knows(self, query_id: str) -> bool:
        """Tell whether a question was accepted before."""
        with self._transaction() as connection:
            row = connection.execute(
                "SELECT 1 FROM question WHERE query_id = ?", (query_id,)
            ).fetchone()
            return row is not None

    def next_due(self, source: str) -> tuple[float, Question] | None:
        """Return the pending question of a source that is due first, and when."""
        with self._transaction() as connection:
            row = connection.execute(
                "SELECT * FROM question WHERE source = ? AND state = 'PENDING'"
                " ORDER BY due_at, query_id LIMIT 1",
                (source,),
            ).fetchone()
            return None if row is None else (float(row["due_at"]), _question(row))

    def settle(self, query_id: str, state: str) -> None:
        """Note that a question is done with."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE question SET state = ?, attempts = attempts + 1 WHERE query_id = ?",
                (state, query_id),
            )

    def postpone(self, query_id: str, due_at: float, *, counts: bool) -> None:
        """Note that a question is to be answered later; a failed delivery counts as an attempt."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE question SET due_at = ?, attempts = attempts + ? WHERE query_id = ?",
                (due_at, int(counts), query_id),
            )

    def questions(self) -> list[dict[str, Any]]:
        """List the questions without anything personal."""
        with self._transaction() as connection:
            rows = connection.execute(
                "SELECT query_id, source, reply_by, state, attempts FROM question"
                " ORDER BY accepted_at, query_id"
            ).fetchall()
            return [dict(row) for row in rows]

    def order(self, fault: Fault) -> None:
        """Order a fault."""
        with self._transaction() as connection:
            connection.execute(
                "INSERT INTO fault (source, kind, times, seconds) VALUES (?, ?, ?, ?)",
                (fault.source, fault.kind, fault.times, fault.seconds),
            )

    def ordered(self) -> list[dict[str, Any]]:
        """List the faults that are still to come."""
        with self._transaction() as connection:
            rows = connection.execute(
                "SELECT source, kind, times, seconds FROM fault ORDER BY fault_id"
            ).fetchall()
            return [dict(row) for row in rows]

    def clear(self) -> None:
        """Forget all ordered faults; answers that were made late become due."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM fault")
            connection.execute("UPDATE question SET due_at = accepted_at WHERE state = 'PENDING'")

    def take(self, source: str, kinds: Collection[str]) -> list[Fault]:
        """Take one use of every ordered fault of these kinds; it counts before it strikes."""
        with self._transaction() as connection:
            rows = connection.execute(
                "SELECT * FROM fault WHERE source IN (?, '*') ORDER BY fault_id", (source,)
            ).fetchall()
            chosen = [row for row in rows if row["kind"] in kinds]
            for row in chosen:
                _count_down(connection, row)
            return [_fault(row) for row in chosen]

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")


def _count_down(connection: sqlite3.Connection, row: sqlite3.Row) -> None:
    if row["times"] == 1:
        connection.execute("DELETE FROM fault WHERE fault_id = ?", (row["fault_id"],))
    elif row["times"] is not None:
        connection.execute(
            "UPDATE fault SET times = times - 1 WHERE fault_id = ?", (row["fault_id"],)
        )


def _fault(row: sqlite3.Row) -> Fault:
    return Fault(row["source"], row["kind"], row["times"], row["seconds"])


def _question(row: sqlite3.Row) -> Question:
    return Question(
        query_id=row["query_id"],
        source=row["source"],
        body=row["body"],
        receipt=row["receipt"],
        reply_by=row["reply_by"],
        nonce=row["nonce"],
        faults=tuple(json.loads(row["faults"])),
        attempts=row["attempts"],
        accepted_at=row["accepted_at"],
    )
