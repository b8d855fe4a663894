"""Open and end the bars that a later stage puts on a case."""

from __future__ import annotations

from datetime import datetime

from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.cases.models import Case, CaseHold
from jiuzhu.infra.actor import Actor


def open_hold(*, case: Case, kind: HoldKind, reason: str, actor: Actor, at: datetime) -> CaseHold:
    """Put a bar on a case; one of a kind is enough, a second one changes nothing."""
    hold, _ = CaseHold.objects.get_or_create(
        case=case,
        kind=kind,
        ended_at=None,
        defaults={"reason": reason, "opened_at": at, "opened_by": actor.officer_id},
    )
    return hold


def end_hold(*, case: Case, kind: HoldKind, actor: Actor, at: datetime) -> bool:
    """Take a bar away; tell whether there was one."""
    return bool(
        CaseHold.objects.filter(case=case, kind=kind, ended_at__isnull=True).update(
            ended_at=at, ended_by=actor.officer_id
        )
    )
