"""Sign what passes between us and a department, and check what claims to come from one.

HMAC-SHA256 over canonical bytes: protocol name, direction, source, key name, milliseconds, nonce
and the digest of the body, one a line. The direction keeps a question from being played back as an
answer.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from jiuzhu.gateways.departments.keys import DepartmentKey

PROTOCOL = "jiuzhu-departments-1"
Direction = Literal["ask", "answer"]

SOURCE_HEADER = "X-Department-Source"
KEY_HEADER = "X-Department-Key"
TIME_HEADER = "X-Department-Time"
NONCE_HEADER = "X-Department-Nonce"
SIGNATURE_HEADER = "X-Department-Signature"

_TIME = re.compile(r"[0-9]{13}", re.ASCII)
_NONCE = re.compile(r"[0-9a-f]{32}(-[0-9]{1,6})?", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Envelope:
    """Hold what stands around a body: who sent it, when, under which nonce, and the signature."""

    source: str
    key_id: str
    time_ms: int
    nonce: str
    signature: str

    @property
    def sent_at(self) -> datetime:
        """Return the sender's time as a moment."""
        return _EPOCH + timedelta(milliseconds=self.time_ms)

    def headers(self) -> dict[str, str]:
        """Write the envelope as HTTP headers."""
        return {
            SOURCE_HEADER: self.source,
            KEY_HEADER: self.key_id,
            TIME_HEADER: str(self.time_ms),
            NONCE_HEADER: self.nonce,
            SIGNATURE_HEADER: self.signature,
        }


def canonical_bytes(direction: Direction, envelope: Envelope, body: bytes) -> bytes:
    """Return exactly the bytes that are signed."""
    lines = (
        PROTOCOL,
        direction,
        envelope.source,
        envelope.key_id,
        str(envelope.time_ms),
        envelope.nonce,
        hashlib.sha256(body).hexdigest(),
    )
    return "\n".join(lines).encode("ascii")


def seal(
    direction: Direction,
    body: bytes,
    *,
    source: str,
    key: DepartmentKey,
    sent_at: datetime,
    nonce: str,
) -> Envelope:
    """Sign a body."""
    time_ms = (sent_at - _EPOCH) // timedelta(milliseconds=1)
    unsigned = Envelope(source, key.key_id, time_ms, nonce, "")
    signature = _signature(direction, unsigned, body, key)
    return Envelope(source, key.key_id, time_ms, nonce, signature)


def is_genuine(direction: Direction, envelope: Envelope, body: bytes, key: DepartmentKey) -> bool:
    """Tell whether the signature fits the body, in constant time."""
    expected = _signature(direction, envelope, body, key)
    return hmac.compare_digest(expected.encode("ascii"), envelope.signature.encode("utf-8"))


def read_envelope(headers: Mapping[str, str]) -> Envelope | None:
    """Read an envelope from HTTP headers, or None where one is missing or misshapen."""
    lower = {name.lower(): value for name, value in headers.items()}
    values = [
        lower.get(name.lower(), "")
        for name in (SOURCE_HEADER, KEY_HEADER, TIME_HEADER, NONCE_HEADER, SIGNATURE_HEADER)
    ]
    return make_envelope(*values)


def make_envelope(
    source: str, key_id: str, time_ms: str, nonce: str, signature: str
) -> Envelope | None:
    """Put an envelope together from outside text, or None where a part is misshapen."""
    shapes = ((_NAME, source), (_NAME, key_id), (_TIME, time_ms), (_NONCE, nonce))
    if not signature or any(pattern.fullmatch(text) is None for pattern, text in shapes):
        return None
    return Envelope(source, key_id, int(time_ms), nonce, signature)


def is_fresh(envelope: Envelope, *, received_at: datetime, tolerance: timedelta) -> bool:
    """Tell whether the sender's time lies within the tolerance of ours, both ways."""
    return abs(received_at - envelope.sent_at) <= tolerance


def _signature(direction: Direction, envelope: Envelope, body: bytes, key: DepartmentKey) -> str:
    digest = hmac.new(key.secret, canonical_bytes(direction, envelope, body), hashlib.sha256)
    return base64.b64encode(digest.digest()).decode("ascii")
