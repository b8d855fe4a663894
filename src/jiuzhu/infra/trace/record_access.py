"""Record that somebody saw, listed, queried, exported or was refused."""

from __future__ import annotations

from datetime import datetime

from jiuzhu.infra.actor import Actor, Request
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.insert import insert_unseen
from jiuzhu.infra.models import AccessEvent
from jiuzhu.kernel.digests import canonical_json, sha256

LONGEST_QUERY = 400


def record_access(
    *,
    kind: AccessKind,
    actor: Actor,
    at: datetime,
    request: Request,
    case_number: str = "",
    anchor: bytes | memoryview | None = None,
    subjects: tuple[int, ...] = (),
    query: str = "",
    purpose: str = "",
    reason: str = "",
    using: str = "default",
) -> None:
    """Write one access event with the digest of its canonical body."""
    body = canonical_json(
        {
            "kind": kind.value,
            "route": request.route,
            "user": actor.user_id,
            "name": actor.name,
            "organ": actor.organ_id,
            "case": case_number,
            "subjects": list(subjects),
            "query": query[:LONGEST_QUERY],
            "purpose": purpose,
            "reason": reason,
            "address": request.address,
            "at": at.isoformat(),
            "anchor": None if anchor is None else bytes(anchor).hex(),
        }
    )
    insert_unseen(
        [
            AccessEvent(
                at=at,
                kind=kind,
                route=request.route[:120],
                actor_user=actor.user_id,
                actor_name=actor.name,
                actor_roles=",".join(sorted(actor.roles))[:200],
                organ=actor.organ_id,
                case_number=case_number,
                subjects=list(subjects),
                query=query[:LONGEST_QUERY],
                purpose=purpose,
                reason=reason,
                address=request.address,
                anchor=None if anchor is None else bytes(anchor),
                body=body.decode(),
                digest=sha256(body),
            )
        ],
        using=using,
    )
