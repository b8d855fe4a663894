"""What the bank took and paid, kept through its own death."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection
from pathlib import Path

FAULTS = frozenset(
    {
        *("take_and_die", "take_and_cut", "refuse", "fail"),
        *("late", "twice", "reordered", "partial"),
    }
)
SCHEMA = """
CREATE TABLE IF NOT EXISTS file (
  reference TEXT PRIMARY KEY, number TEXT, layout TEXT, digest TEXT, content BLOB, receipt TEXT);
CREATE TABLE IF NOT EXISTS paid (
  account TEXT, number TEXT, line INTEGER, fen INTEGER, reference TEXT,
  UNIQUE (reference, line));
CREATE TABLE IF NOT EXISTS fault (id INTEGER PRIMARY KEY, kind TEXT, times INTEGER);
"""


class OtherContent(ValueError):  # noqa: N818 -- says what is the matter
    """Say that a known reference came with another file."""


class Books:
    """The one file of the bank; every write is on the disk before anybody hears of it."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._base = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute("PRAGMA synchronous = FULL")
        self._base.executescript(SCHEMA)

    def take(
        self,
        reference: str,
        facts: tuple[str, str, str],
        content: bytes,
        lines: Collection[tuple[int, int, str]],
    ) -> str:
        """Take and pay a file once; `facts` are number, layout, digest; return its receipt.

        Raises OtherContent.
        """
        number, layout, digest = facts
        with self._lock:
            self._base.execute("BEGIN IMMEDIATE")
            try:
                known = self._base.execute(
                    "SELECT digest, receipt FROM file WHERE reference = ?", (reference,)
                ).fetchone()
                if known is None:
                    receipt = f"BK{reference[:12]}"
                    self._base.execute(
                        "INSERT INTO file VALUES (?, ?, ?, ?, ?, ?)",
                        (reference, number, layout, digest, content, receipt),
                    )
                    self._base.executemany(
                        "INSERT INTO paid VALUES (?, ?, ?, ?, ?)",
                        [(account, number, line, fen, reference) for line, fen, account in lines],
                    )
                else:
                    receipt = _same(reference, known, digest)
            except BaseException:
                self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")
            return receipt

    def found(self, reference: str) -> tuple[str, str, str] | None:
        """Return receipt, number and layout of a file; None where it never came."""
        with self._lock:
            row = self._base.execute(
                "SELECT receipt, number, layout FROM file WHERE reference = ?", (reference,)
            ).fetchone()
        return None if row is None else (str(row[0]), str(row[1]), str(row[2]))

    def paid(self, reference: str) -> list[tuple[int, int, str]]:
        """Return line, fen and account of what was paid of a file."""
        with self._lock:
            return self._base.execute(
                "SELECT line, fen, account FROM paid WHERE reference = ? ORDER BY line",
                (reference,),
            ).fetchall()

    def order(self, kind: str, times: int) -> None:
        """Order a fault."""
        with self._lock:
            self._base.execute("INSERT INTO fault (kind, times) VALUES (?, ?)", (kind, times))

    def strike(self, kinds: Collection[str]) -> str:
        """Take one use of the first ordered fault of these kinds; empty for none."""
        with self._lock:
            for at, kind, times in self._base.execute(
                "SELECT id, kind, times FROM fault ORDER BY id"
            ).fetchall():
                if kind in kinds:
                    self._base.execute("UPDATE fault SET times = times - 1 WHERE id = ?", (at,))
                    self._base.execute("DELETE FROM fault WHERE times < 1")
                    return str(kind) if times > 0 else ""
        return ""


def _same(reference: str, known: tuple[str, str], digest: str) -> str:
    if known[0] != digest:
        raise OtherContent(reference)
    return str(known[1])
