"""Take questions in: check them, store them once, fix the faults that will strike."""

import json
import os
import re
import secrets
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import Any

from jiuzhu.casework.verification.ports import ITEMS, SOURCES
from jiuzhu.gateways.departments.egress import read_url
from jiuzhu.gateways.departments.keys import DepartmentKeys
from jiuzhu.gateways.departments.signing import Envelope, is_fresh, is_genuine, read_envelope
from jiuzhu.gateways.departments.simulator.faults import ANSWER_FAULTS, DEATHS
from jiuzhu.gateways.departments.simulator.store import OtherContent, Question, Store

TOLERANCE = timedelta(minutes=5)
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})

_QUERY_ID = re.compile(r"[A-Za-z0-9-]{1,64}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)
_TEXTS = ("XM", "CXMD", "SQSBH")


class NotTaken(Exception):  # noqa: N818 - says what became of the question
    """Say that a question was not taken, with the status to answer."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Taken:
    """Hold the receipt of a question, and whether the process is ordered to die now."""

    query_id: str
    receipt: str
    deaths: frozenset[str]

    def body(self) -> bytes:
        """Write the body of the 202."""
        return json.dumps({"QQBH": self.query_id, "SLBH": self.receipt}).encode("ascii")


class Desk:
    """Take questions for all three departments."""

    def __init__(
        self,
        store: Store,
        keys: DepartmentKeys,
        *,
        callback_origins: frozenset[str],
        wake: Callable[[str], None],
    ) -> None:
        self._store = store
        self._keys = keys
        self._origins = callback_origins
        self._wake = wake

    def take_http(self, source: str, headers: Mapping[str, str], body: bytes) -> Taken:
        """Take a signed question.

        Raises NotTaken with 401, 409, 422.
        """
        envelope = read_envelope(headers)
        if envelope is None or envelope.source != source:
            raise NotTaken(HTTPStatus.UNAUTHORIZED, "unsigned")
        self.require_genuine(envelope, body, tolerance=TOLERANCE)
        return self.take(source, body, reply_by="http")

    def require_genuine(self, envelope: Envelope, body: bytes, *, tolerance: timedelta) -> None:
        """Check signature and time of a question.

        Raises NotTaken with 401.
        """
        keys = {source: self._keys.find(source, envelope.key_id) for source in SOURCES}
        key = keys.get(envelope.source)  # type: ignore[call-overload]
        if key is None or not is_genuine("ask", envelope, body, key):
            raise NotTaken(HTTPStatus.UNAUTHORIZED, "signature")
        if not is_fresh(envelope, received_at=now(), tolerance=tolerance):
            raise NotTaken(HTTPStatus.UNAUTHORIZED, "stale")

    def take(self, source: str, body: bytes, *, reply_by: str) -> Taken:
        """Take a question whose sender was checked.

        Raises NotTaken with 409, 422.
        """
        asked = self._checked(source, body, reply_by)
        query_id = asked["QQBH"]
        known = self._store.knows(query_id)
        faults = [] if known else self._store.take(source, ANSWER_FAULTS)
        names = tuple(dict.fromkeys(fault.kind for fault in faults))
        accepted_at = time.time()
        question = Question(
            query_id=query_id,
            source=source,
            body=body,
            receipt=f"{source}-{secrets.token_hex(8)}",
            reply_by=reply_by,
            nonce=secrets.token_hex(16),
            faults=names,
            attempts=0,
            accepted_at=accepted_at,
        )
        delay = sum(fault.seconds for fault in faults if fault.kind == "late")
        try:
            receipt = self._store.accept(
                question,
                due_at=accepted_at + delay,
                state="DROPPED" if "drop" in names else "PENDING",
            )
        except OtherContent as error:
            raise NotTaken(HTTPStatus.CONFLICT, "other content") from error
        deaths = (
            frozenset() if known else frozenset(f.kind for f in self._store.take(source, DEATHS))
        )
        if "die_unacknowledged" in deaths:
            die()
        if not deaths:
            self._wake(source)
        return Taken(query_id, receipt, deaths)

    def clear_faults(self) -> None:
        """Clear what was ordered and look for answers that became due."""
        self._store.clear()
        for source in SOURCES:
            self._wake(source)

    def _checked(self, source: str, body: bytes, reply_by: str) -> dict[str, Any]:
        try:
            asked = json.loads(body.decode("utf-8"))
            problem = self._problem(source, asked, reply_by)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise NotTaken(HTTPStatus.UNPROCESSABLE_ENTITY, "shape") from error
        if problem:
            raise NotTaken(HTTPStatus.UNPROCESSABLE_ENTITY, problem)
        return dict(asked)

    def _problem(self, source: str, asked: dict[str, Any], reply_by: str) -> str:
        if not _QUERY_ID.fullmatch(asked["QQBH"]) or not _NUMBER.fullmatch(asked["ZJHM"]):
            return "identifiers"
        if any(not isinstance(asked[name], str) or not asked[name].strip() for name in _TEXTS):
            return "name, purpose or authorization missing"
        known = {str(code): items for code, items in ITEMS.items()}[source]
        if not asked["CXSX"] or not set(asked["CXSX"]) <= set(known):
            return "items"
        date.fromisoformat(asked["JZRQ"])
        if reply_by == "http" and not self._may_call(asked["HDDZ"]):
            return "callback"
        return ""

    def _may_call(self, url: str) -> bool:
        place = read_url(url)
        if place is None:
            return False
        return place.origin in self._origins if self._origins else place.host in LOOPBACK


def now() -> datetime:
    """Read this machine's clock: the departments live in their own time."""
    return datetime.fromtimestamp(time.time(), tz=UTC)


def die() -> None:
    """End this process at once, as a crash would."""
    os.kill(os.getpid(), signal.SIGKILL)
