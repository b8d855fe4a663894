"""Compute open clocks anew after the calendar changed; every moved day is an event of its case."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.models import Case, CaseClock
from jiuzhu.casework.cases.services.advance import record_change
from jiuzhu.casework.cases.services.keep_clocks import refresh_clock
from jiuzhu.infra.actor import Actor
from jiuzhu.registers.law.queries import calendar_in_force

MOST = 500


def cases_with_stale_clocks(*, most: int = MOST) -> tuple[tuple[int, int], ...]:
    """Return cases (id, organ) with an open clock that another calendar version had given."""
    stale = CaseClock.objects.filter(stopped_on__isnull=True).exclude(
        calendar=calendar_in_force().version
    )
    rows = stale.order_by("case_id").values_list("case_id", "case__organ_id").distinct()
    return tuple(rows[:most])


@transaction.atomic
def recompute_clocks(*, case_id: int, actor: Actor, at: datetime) -> int:
    """Recompute the open clocks of one case; return how many days moved.

    A case that somebody is working on is left alone: the next round finds it again.
    """
    case = (
        Case.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("organ", "county")
        .filter(pk=case_id)
        .first()
    )
    if case is None:
        return 0
    calendar = calendar_in_force()
    moved = []
    stale = CaseClock.objects.filter(case=case, stopped_on__isnull=True)
    for clock in stale.exclude(calendar=calendar.version).order_by("pk"):
        before = (clock.due_on, clock.provisional, clock.calendar)
        if refresh_clock(case=case, clock=clock, calendar=calendar):
            moved.append((clock, before))
    for clock, (due_on, provisional, version) in moved:
        record_change(
            case=case,
            action="recompute_clock",
            actor=actor,
            at=at,
            summary=f"工作日历变更：{clock.get_kind_display()}由{due_on}改为{clock.due_on}",
            detail={
                "clock": clock.kind,
                "before": {"due_on": due_on, "provisional": provisional, "calendar": version},
                "after": {
                    "due_on": clock.due_on,
                    "provisional": clock.provisional,
                    "calendar": clock.calendar,
                },
            },
        )
    return len(moved)
