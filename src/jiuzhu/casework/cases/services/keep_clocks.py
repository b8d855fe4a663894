"""Start, pause and stop the legal clocks of a case."""

from __future__ import annotations

from datetime import date

from jiuzhu.casework.cases.models import Case, CaseClock, ClockPause
from jiuzhu.policy.deadlines import due_for
from jiuzhu.policy.packs import load_pack
from jiuzhu.registers.law.queries import PLACE, calendar_in_force


def start_clock(*, case: Case, kind: str, on: date) -> CaseClock:
    """Start a clock; the starting day is not counted (民法典 art. 201)."""
    calendar = calendar_in_force()
    due = due_for(kind, on, calendar, load_pack(PLACE))
    return CaseClock.objects.create(
        case=case,
        kind=kind,
        started_on=on,
        due_on=due.on,
        provisional=due.provisional,
        calendar=calendar.version,
    )


def stop_clock(*, case: Case, kind: str, on: date) -> None:
    """Stop a running clock and keep gross and net working days; no clock, nothing to do."""
    clock = CaseClock.objects.filter(case=case, kind=kind, stopped_on__isnull=True).first()
    if clock is None:
        return
    calendar = calendar_in_force()
    gross = calendar.workdays_between(clock.started_on, on)
    paused = sum(
        calendar.workdays_between(pause.effective_from, min(pause.effective_to or on, on))
        for pause in clock.pauses.all()
    )
    clock.stopped_on = on
    clock.gross_days = gross
    clock.net_days = max(gross - paused, 0)
    clock.save(update_fields=["stopped_on", "gross_days", "net_days"])


def pause_clock(
    *, case: Case, kind: str, on: date, ground: str, document_number: str
) -> ClockPause | None:
    """Pause an open clock on a listed ground with its document; None where none runs."""
    clock = CaseClock.objects.filter(case=case, kind=kind, stopped_on__isnull=True).first()
    if clock is None:
        return None
    return ClockPause.objects.create(
        clock=clock, ground=ground, document_number=document_number, effective_from=on
    )
