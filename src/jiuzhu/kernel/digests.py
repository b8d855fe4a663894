"""One way to turn a value into bytes, a digest and a link of the trace."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum

GENESIS = bytes(32)
_DIGEST_SIZE = 32


def canonical_json(value: object) -> bytes:
    """Return the only JSON text of a value: sorted keys, no blanks, UTF-8, no floats.

    Days become ISO dates, moments ISO times in UTC with microseconds. Raises TypeError for
    floats, naive moments, keys that are no strings and anything else without one clear form.
    """
    plain = _plain(value)
    return json.dumps(
        plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def _plain(value: object) -> object:
    match value:
        case Enum():
            return _plain(value.value)
        case None | bool() | int() | str():
            return value
        case datetime():
            return _moment(value)
        case date():
            return value.isoformat()
        case Mapping():
            return {_key(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case _:
            raise TypeError(f"no canonical form for {type(value).__name__}")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"keys are strings, not {type(key).__name__}")
    return str(key.value) if isinstance(key, Enum) else key


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise TypeError("a moment needs its zone")
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def sha256(data: bytes) -> bytes:
    """Return the 32 bytes of SHA-256."""
    return hashlib.sha256(data).digest()


def link(previous: bytes, body: bytes) -> bytes:
    """Return SHA-256(previous ‖ SHA-256(body)); the first link starts from GENESIS.

    The inner digest has a fixed length, so no two pairs give the same bytes.
    In SQL: `sha256(previous || sha256(body))`. Raises ValueError when previous is no digest.
    """
    if len(previous) != _DIGEST_SIZE:
        raise ValueError("the previous link is 32 bytes; the first one starts from GENESIS")
    return sha256(previous + sha256(body))
