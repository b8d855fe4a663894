"""Stop asking a source that fails again and again, so that its slowness delays nobody."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

Monotonic = Callable[[], float]


@dataclass(slots=True)
class _Line:
    failures: int = 0
    opened: float | None = None


class Circuit:
    """Count failures per source; after `limit` in a row hold back, then let one caller try."""

    def __init__(
        self, *, limit: int = 5, pause_seconds: float = 60.0, monotonic: Monotonic = time.monotonic
    ) -> None:
        self._limit = limit
        self._pause = pause_seconds
        self._monotonic = monotonic
        self._lines: dict[str, _Line] = {}
        self._lock = threading.Lock()

    def seconds_to_wait(self, source: str) -> float:
        """Return how long to hold back: 0 lets the caller try (and only this one while open)."""
        with self._lock:
            line = self._lines.setdefault(source, _Line())
            if line.opened is None:
                return 0.0
            left = line.opened + self._pause - self._monotonic()
            if left > 0:
                return left
            line.opened = self._monotonic()
            return 0.0

    def succeeded(self, source: str) -> None:
        """Close the circuit of a source."""
        with self._lock:
            self._lines[source] = _Line()

    def failed(self, source: str) -> None:
        """Count a failure and open the circuit at the limit."""
        with self._lock:
            line = self._lines.setdefault(source, _Line())
            line.failures += 1
            if line.failures >= self._limit:
                line.opened = self._monotonic()
