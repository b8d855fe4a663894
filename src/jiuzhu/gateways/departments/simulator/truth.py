"""Read the departments' truth: one JSON line a person, found by number, re-read when it grows."""

import json
import threading
import unicodedata
from pathlib import Path
from typing import Any, BinaryIO

_UNREADABLE = (OSError, ValueError, KeyError, TypeError)


class TruthNotReady(RuntimeError):  # noqa: N818 - says what the truth is
    """Say that the department cannot answer yet: no truth file, or a line it cannot read."""


class Truth:
    """Index a truth file by number; only places in the file are kept in memory."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places: dict[str, int] = {}
        self._read_to = 0
        self._last_line = b""
        self._seen: tuple[int, ...] = ()
        self._lock = threading.Lock()

    def person(self, number: str) -> dict[str, Any] | None:
        """Return the line of a person, or None where no department knows the number.

        Raises TruthNotReady.
        """
        with self._lock:
            try:
                self._refresh()
                place = self._places.get(number)
                return None if place is None else self._line(place, number)
            except _UNREADABLE as error:
                raise TruthNotReady(str(self._path)) from error

    def count(self) -> int:
        """Return how many people are known, 0 where there is no file yet."""
        with self._lock:
            try:
                self._refresh()
            except _UNREADABLE:
                return 0
            return len(self._places)

    def _refresh(self) -> None:
        status = self._path.stat()
        seen = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
        if seen == self._seen:
            return
        with self._path.open("rb") as file:
            if not self._has_only_grown(file):
                self._places, self._read_to, self._last_line = {}, 0, b""
            self._read_on(file)
        self._seen = seen

    def _has_only_grown(self, file: BinaryIO) -> bool:
        file.seek(max(0, self._read_to - len(self._last_line)))
        return file.read(len(self._last_line)) == self._last_line

    def _read_on(self, file: BinaryIO) -> None:
        file.seek(self._read_to)
        for line in file:
            if not line.endswith(b"\n"):
                break
            if line.strip():
                self._places[json.loads(line)["number"]] = self._read_to
            self._read_to += len(line)
            self._last_line = line

    def _line(self, place: int, number: str) -> dict[str, Any]:
        with self._path.open("rb") as file:
            file.seek(place)
            person: dict[str, Any] = json.loads(file.readline())
        if person["number"] != number:
            self._seen, self._last_line, self._read_to = (), b"", 0
            raise ValueError("the truth was rewritten under our hands")
        return person


def is_same_name(known: str, asked: str) -> bool:
    """Tell whether two spellings are one name here: width and blanks aside, exact."""
    return _plain(known) == _plain(asked)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())
