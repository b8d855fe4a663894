"""Prove that the trace was not changed: chains, leaves, signed roots, witnesses.

Reads the database only; `scripts/verify_trace.py` is a second implementation that needs no part of
this project and checks an export with the witness file alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection, transaction

from jiuzhu.infra import keys
from jiuzhu.infra.trace.merkle import MerkleTree
from jiuzhu.infra.trace.seal import SOURCES, checkpoint_text
from jiuzhu.kernel.digests import GENESIS, link, sha256

CHUNK = 5_000
MOST_FINDINGS = 100


@dataclass
class Report:
    """What was looked at and what is wrong."""

    cases: int = 0
    case_events: int = 0
    access_events: int = 0
    leaves: int = 0
    checkpoints: int = 0
    witnessed: int = 0
    findings: list[str] = field(default_factory=list)

    @property
    def is_intact(self) -> bool:
        """Tell whether nothing was found."""
        return not self.findings

    def add(self, sentence: str) -> None:
        """Keep a finding; beyond the first hundred only their number matters."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(sentence)


def verify_trace(*, witness: Path | None = None) -> Report:
    """Check everything in one read-only transaction and return the report."""
    report = Report()
    with transaction.atomic():
        _verify_cases(report)
        _verify_access(report)
        roots = _verify_leaves(report)
        _verify_checkpoints(report, roots)
    if witness is not None and witness.exists():
        _verify_witness(report, roots, witness)
    return report


def _rows(name: str, sql: str) -> Iterator[tuple[Any, ...]]:
    """Stream rows through a named cursor."""
    with connection.cursor() as cursor:
        cursor.execute(f"DECLARE {name} NO SCROLL CURSOR FOR {sql}")
        while True:
            cursor.execute(f"FETCH {CHUNK} FROM {name}")
            rows = cursor.fetchall()
            if not rows:
                break
            yield from rows
        cursor.execute(f"CLOSE {name}")


def _verify_cases(report: Report) -> None:
    sql = (
        "SELECT c.id, c.number, c.state, c.event_count, c.trace_head, e.sequence, e.action,"
        " e.from_state, e.to_state, e.actor_user, e.body, e.previous, e.digest"
        " FROM cases_case c LEFT JOIN cases_caseevent e ON e.case_id = c.id"
        " ORDER BY c.id, e.sequence"
    )
    current: tuple[Any, ...] | None = None
    head: bytes | None = None
    for row in _rows("trace_cases", sql):
        if current is None or row[0] != current[0]:
            _close_case(report, current, head)
            head = None
            report.cases += 1
        current = row
        if row[5] is None:
            continue
        head = _verify_event(report, row, head)
    _close_case(report, current, head)


def _verify_event(report: Report, row: tuple[Any, ...], head: bytes | None) -> bytes:
    _, number, _, _, _, sequence, action, from_state, to_state, user, body, previous, digest = row
    report.case_events += 1
    place = f"案件 {number} 第 {sequence} 步"
    if (None if previous is None else bytes(previous)) != head:
        report.add(f"{place}：与前一步不相连")
    if link(head or GENESIS, body.encode()) != bytes(digest):
        report.add(f"{place}：摘要不符，内容被改动")
    stated = json.loads(body)
    columns = (number, sequence, action, from_state, to_state, user)
    told = tuple(stated[key] for key in ("case", "sequence", "action", "from", "to", "user"))
    if columns != told:
        report.add(f"{place}：登记的栏目与存证正文不一致")
    return bytes(digest)


def _close_case(report: Report, row: tuple[Any, ...] | None, head: bytes | None) -> None:
    if row is None:
        return
    _, number, state, count, trace_head, sequence, *rest = row
    if (None if trace_head is None else bytes(trace_head)) != head or count != (sequence or 0):
        report.add(f"案件 {number}：链头与最后一步不符，可能删去了步骤")
    elif rest and rest[2] != state:
        report.add(f"案件 {number}：状态与最后一步不符")


def _verify_access(report: Report) -> None:
    sql = "SELECT id, body, digest FROM infra_accessevent ORDER BY id"
    for event, body, digest in _rows("trace_access", sql):
        report.access_events += 1
        if sha256(body.encode()) != bytes(digest):
            report.add(f"访问痕迹 {event}：摘要不符，内容被改动")


def _verify_leaves(report: Report) -> dict[int, bytes]:
    """Rebuild the tree from the events themselves; return the root at every checkpoint's size."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT size FROM infra_tracecheckpoint")
        sizes = {row[0] for row in cursor.fetchall()}
    joins = " UNION ALL ".join(
        f"SELECT '{source}' AS source, id, digest FROM {source}"  # noqa: S608 -- constants
        for source in SOURCES
    )
    sql = (
        "SELECT l.position, l.source, l.event, l.digest, e.digest FROM infra_traceleaf l"  # noqa: S608
        f" LEFT JOIN ({joins}) e ON e.source = l.source AND e.id = l.event ORDER BY l.position"
    )
    tree, roots = MerkleTree(), {}
    for position, source, event, digest, found in _rows("trace_leaves", sql):
        if position != tree.size:
            report.add(f"存证叶 {position}：序位不连续，应为 {tree.size}")
        if found is None:
            report.add(f"存证叶 {position}：{source} 第 {event} 条已不存在")
        elif bytes(found) != bytes(digest):
            report.add(f"存证叶 {position}：{source} 第 {event} 条与封存时不同")
        tree.append(bytes(found if found is not None else digest))
        report.leaves += 1
        if tree.size in sizes:
            roots[tree.size] = tree.root()
    return roots


def _verify_checkpoints(report: Report, roots: dict[int, bytes]) -> None:
    public = Ed25519PublicKey.from_public_bytes(keys.public_key())
    sql = "SELECT size, root, signature FROM infra_tracecheckpoint ORDER BY size"
    for size, root, signature in _rows("trace_checkpoints", sql):
        report.checkpoints += 1
        if roots.get(size) != bytes(root):
            report.add(f"检查点 {size}：按现有痕迹重算的根与签名的根不同")
        try:
            public.verify(bytes(signature), checkpoint_text(size, bytes(root)))
        except InvalidSignature:
            report.add(f"检查点 {size}：签名无效")


def _verify_witness(report: Report, roots: dict[int, bytes], witness: Path) -> None:
    """Compare with what left the machine; a checkpoint missing here was deleted."""
    for line in witness.read_text(encoding="ascii").splitlines():
        size_text, root, *_ = line.split()
        report.witnessed += 1
        size = int(size_text)
        if size not in roots:
            report.add(f"外存检查点 {size}：库内已没有，痕迹可能被截短或重写")
        elif roots[size].hex() != root:
            report.add(f"外存检查点 {size}：与库内痕迹不同")
