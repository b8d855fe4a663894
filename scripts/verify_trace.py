#!/usr/bin/env python3
"""Check an exported trace against the witness file: a second implementation, standard library only.

Usage: verify_trace.py EXPORT.jsonl [WITNESS]
Signatures are checked where the package `cryptography` is at hand; roots always.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path


def digest(row: dict) -> bytes:
    """Return the digest of one event: linked for case events, plain for access events."""
    inner = hashlib.sha256(row["body"].encode()).digest()
    if not row["linked"]:
        return inner
    previous = bytes.fromhex(row["previous"]) if row["previous"] else bytes(32)
    return hashlib.sha256(previous + inner).digest()


def root(leaves: list[bytes]) -> bytes:
    """Return the Merkle root after RFC 6962, written as in the RFC: split at the power of two."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + root(leaves[:split]) + root(leaves[split:])).digest()


def main() -> int:
    """Print what was checked; exit 1 when anything differs."""
    rows = [json.loads(line) for line in Path(sys.argv[1]).read_text("utf-8").splitlines()]
    leaves = [digest(row) for row in rows if "body" in row]
    heads: dict[str, bytes] = {}
    wrong = []
    for row, leaf in zip((row for row in rows if "body" in row), leaves, strict=True):
        if row["linked"]:
            case = json.loads(row["body"])["case"]
            stated = bytes.fromhex(row["previous"]) if row["previous"] else None
            if heads.get(case) != stated:
                wrong.append(f"event {row['position']} does not follow its case")
            heads[case] = leaf
    signed = {row["checkpoint"]: row["root"] for row in rows if "checkpoint" in row}
    for witness in sys.argv[2:3]:
        for line in Path(witness).read_text("ascii").splitlines():
            size, witnessed = int(line.split()[0]), line.split()[1]
            if signed.setdefault(size, witnessed) != witnessed:
                wrong.append(f"checkpoint {size} differs from the witness")
    for size, stated in sorted(signed.items()):
        if size > len(leaves) or root(leaves[:size]).hex() != stated:
            wrong.append(f"checkpoint {size} does not fit the events")
    for line in wrong:
        print(line)
    print(f"{len(leaves)} events, {len(signed)} checkpoints, {len(wrong)} findings")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
