"""Let a file close although a paper is missing: a second officer, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.archives.models import GapApproval
from jiuzhu.casework.archives.queries import completeness
from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.text import clean_text

SHORTEST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class GapAllowed:
    """One kind of paper that is missing, and why it cannot be had any more."""

    kind: str
    reason: str


@transaction.atomic
def approve_gaps(
    *, number: str, gaps: tuple[GapAllowed, ...], actor: Actor, at: datetime
) -> tuple[GapApproval, ...]:
    """Approve named gaps of an ended case; only what is really missing can be let pass.

    Raises: NotVisible, Forbidden, Conflict `case.state`, Refused `gap.none`, `gap.reason`.
    """
    case = case_to_change(number=number, actor=actor)
    record_act(
        case=case,
        action="approve_gaps",
        actor=actor,
        at=at,
        summary="批准案卷缺项",
        detail={gap.kind: gap.reason for gap in gaps},
    )
    missing = {gap.kind: gap.count for gap in completeness(case, on=legal_day(at)).open_gaps}
    for gap in gaps:
        if gap.kind not in missing:
            raise Refused(
                "gap.none", "案卷并不缺 %(kind)s，不用批准。请刷新清单。", values={"kind": gap.kind}
            )
        if len(gap.reason.strip()) < SHORTEST:
            raise Refused("gap.reason", "请写明缺少的原因，以及为什么不能补齐。", field="reason")
    GapApproval.objects.bulk_create(
        [
            GapApproval(
                case=case,
                kind=gap.kind,
                count=missing[gap.kind],
                reason=clean_text(gap.reason, max_length=200),
                approved_at=at,
                approved_by_id=actor.officer(),
            )
            for gap in gaps
        ],
        update_conflicts=True,
        unique_fields=["case", "kind"],
        update_fields=["count", "reason", "approved_at", "approved_by"],
    )
    return tuple(GapApproval.objects.filter(case=case).order_by("kind"))
