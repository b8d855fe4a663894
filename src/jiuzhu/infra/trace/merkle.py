"""Merkle tree after RFC 6962: leaf and node digests are kept apart by their first byte."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def leaf_digest(event_digest: bytes) -> bytes:
    """Return the digest of one leaf."""
    return hashlib.sha256(b"\x00" + event_digest).digest()


def node_digest(left: bytes, right: bytes) -> bytes:
    """Return the digest of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class MerkleTree:
    """A growing tree that keeps only the roots of its full subtrees (log n digests)."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []

    def append(self, event_digest: bytes) -> None:
        """Add one event."""
        height, digest = 0, leaf_digest(event_digest)
        while self._peaks and self._peaks[-1][0] == height:
            digest = node_digest(self._peaks.pop()[1], digest)
            height += 1
        self._peaks.append((height, digest))
        self.size += 1

    def root(self) -> bytes:
        """Return the root over all leaves so far (of nothing: the digest of nothing)."""
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        digest = self._peaks[-1][1]
        for _, left in reversed(self._peaks[:-1]):
            digest = node_digest(left, digest)
        return digest


def root_of(event_digests: Iterable[bytes]) -> bytes:
    """Return the root over a finished row of events."""
    tree = MerkleTree()
    for digest in event_digests:
        tree.append(digest)
    return tree.root()
