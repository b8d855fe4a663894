"""Small pictures for the demo: each one different, marked by nothing but its bytes."""

from __future__ import annotations

import hashlib
import struct
import zlib

SIZE = 24


def picture(key: str) -> bytes:
    """Return a valid PNG whose pixels depend on the key; no two keys give the same picture."""
    seed = hashlib.sha256(key.encode()).digest()
    rows = b"".join(
        b"\x00" + bytes(seed[(row * SIZE + column) % len(seed)] for column in range(SIZE))
        for row in range(SIZE)
    )
    header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
