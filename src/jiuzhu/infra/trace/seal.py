"""Give every new event its place in the tree and sign the root."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from jiuzhu.infra import keys
from jiuzhu.infra.models import TraceCheckpoint, TraceLeaf
from jiuzhu.infra.trace.merkle import root_of

SOURCES = ("cases_caseevent", "infra_accessevent")
SEAL_LOCK = 20190830


@transaction.atomic
def seal_trace(*, at: datetime) -> TraceCheckpoint | None:
    """Append all unsealed events to the tree and write a signed checkpoint; None if nothing new."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEAL_LOCK])
        for source in SOURCES:
            cursor.execute(
                # the table names are constants of this module
                f"""INSERT INTO infra_traceleaf (position, source, event, digest)
                SELECT (SELECT coalesce(max(position), -1) FROM infra_traceleaf)
                       + row_number() OVER (ORDER BY e.id), %s, e.id, e.digest
                FROM {source} e
                WHERE NOT EXISTS (SELECT 1 FROM infra_traceleaf l
                                  WHERE l.source = %s AND l.event = e.id)""",  # noqa: S608
                [source, source],
            )
    size = TraceLeaf.objects.count()
    if size == 0 or TraceCheckpoint.objects.filter(size=size).exists():
        return None
    root = root_of(
        bytes(digest)
        for digest in TraceLeaf.objects.order_by("position")
        .values_list("digest", flat=True)
        .iterator(chunk_size=10_000)
    )
    return TraceCheckpoint.objects.create(
        size=size, root=root, signature=keys.sign(checkpoint_text(size, root)), made_at=at
    )


def checkpoint_text(size: int, root: bytes) -> bytes:
    """Return the line that is signed, printed and sent to the witnesses."""
    return f"jiuzhu-checkpoint\n{size}\n{root.hex()}\n".encode()
