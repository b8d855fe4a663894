"""Write the trace as JSON Lines for the stand-alone verifier."""

from __future__ import annotations

import json
from pathlib import Path

from django.db import connection, transaction

from jiuzhu.infra.trace.seal import SOURCES


def export_trace(path: Path) -> int:
    """Write leaves with the bodies of their events, then checkpoints; return the lines written."""
    lines = 0
    with path.open("w", encoding="utf-8") as handle, transaction.atomic():
        for row in _leaves():
            handle.write(json.dumps(row, ensure_ascii=False) + "\n")
            lines += 1
        with connection.cursor() as cursor:
            cursor.execute("SELECT size, root, signature FROM infra_tracecheckpoint ORDER BY size")
            for size, root, signature in cursor.fetchall():
                row = {
                    "checkpoint": size,
                    "root": bytes(root).hex(),
                    "signature": bytes(signature).hex(),
                }
                handle.write(json.dumps(row) + "\n")
                lines += 1
    return lines


def _leaves() -> list[dict[str, object]]:
    case_source, access_source = SOURCES
    sql = (
        "SELECT l.position, l.source, coalesce(e.body, a.body), e.previous"  # noqa: S608
        f" FROM infra_traceleaf l LEFT JOIN {case_source} e"
        f" ON l.source = '{case_source}' AND e.id = l.event LEFT JOIN {access_source} a"
        f" ON l.source = '{access_source}' AND a.id = l.event ORDER BY l.position"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [
            {
                "position": position,
                "linked": source == case_source,
                "body": body,
                "previous": None if previous is None else bytes(previous).hex(),
            }
            for position, source, body, previous in cursor.fetchall()
        ]
