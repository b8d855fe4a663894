"""Small valid pictures, for whatever wants a photo."""

from __future__ import annotations

import struct
import zlib


def a_photo(seed: int = 0) -> bytes:
    """Return a small valid PNG; another seed gives another picture."""
    colour = seed.to_bytes(4, "big")[1:]
    rows = b"".join(b"\x00" + colour * 4 for _ in range(4))

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
