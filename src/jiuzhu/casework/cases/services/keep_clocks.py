"""Start, pause and stop the legal clocks of a case; the case keeps the nearest date of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from jiuzhu.casework.cases.models import Case, CaseClock, ClockPause
from jiuzhu.policy.deadlines import Pause, PauseGround, due_for, elapsed
from jiuzhu.registers.law.queries import calendar_in_force, pack_in_force

NEAREST = ("next_due_on", "next_due_provisional", "is_paused")


def turn_clocks(
    *, case: Case, stops: Iterable[str], starts: Iterable[str], on: date, start_on: date
) -> None:
    """Stop and start the clocks of a step; whoever takes the step writes the case (`NEAREST`)."""
    for kind in stops:
        _stop(case, kind, on)
    for kind in starts:
        _start(case, kind, start_on)


def start_clock(*, case: Case, kind: str, on: date) -> CaseClock:
    """Start a clock; the starting day is not counted (民法典 art. 201)."""
    clock = _start(case, kind, on)
    case.save(update_fields=NEAREST)
    return clock


def stop_clock(*, case: Case, kind: str, on: date) -> None:
    """Stop a running clock and keep gross and net working days; no clock, nothing to do."""
    if _stop(case, kind, on):
        case.save(update_fields=NEAREST)


def pause_clock(
    *, case: Case, kind: str, on: date, ground: PauseGround, document_number: str
) -> ClockPause | None:
    """Pause an open clock on a listed ground with its document; None where none runs."""
    clock = CaseClock.objects.filter(case=case, kind=kind, stopped_on__isnull=True).first()
    if clock is None:
        return None
    case.is_paused = True
    case.save(update_fields=NEAREST)
    return ClockPause.objects.create(
        clock=clock, ground=ground, document_number=document_number, effective_from=on
    )


def _start(case: Case, kind: str, on: date) -> CaseClock:
    calendar = calendar_in_force()
    due = due_for(kind, on, calendar, pack_in_force())
    if case.next_due_on is None or due.on < case.next_due_on:
        case.next_due_on, case.next_due_provisional = due.on, due.provisional
    return CaseClock.objects.create(
        case=case,
        kind=kind,
        started_on=on,
        due_on=due.on,
        provisional=due.provisional,
        calendar=calendar.version,
    )


def _stop(case: Case, kind: str, on: date) -> bool:
    running = list(
        CaseClock.objects.filter(case=case, stopped_on__isnull=True).order_by("due_on", "pk")
    )
    clock = next((one for one in running if one.kind == kind), None)
    if clock is None:
        return False
    used = elapsed(
        clock.started_on,
        on,
        [
            Pause(
                ground=PauseGround(pause.ground),
                document=pause.document_number,
                effective_from=pause.effective_from,
                effective_to=pause.effective_to,
            )
            for pause in clock.pauses.all()
        ],
        calendar_in_force(),
    )
    clock.stopped_on = on
    clock.gross_days = used.gross
    clock.net_days = used.net
    clock.save(update_fields=["stopped_on", "gross_days", "net_days"])
    _point_to_nearest(case, [one for one in running if one is not clock])
    return True


def _point_to_nearest(case: Case, running: list[CaseClock]) -> None:
    case.next_due_on = running[0].due_on if running else None
    case.next_due_provisional = bool(running) and running[0].provisional
    case.is_paused = (
        case.is_paused
        and ClockPause.objects.filter(clock__in=running, effective_to__isnull=True).exists()
    )
