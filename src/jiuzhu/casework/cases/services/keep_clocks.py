"""Start, pause, extend and stop the clocks of a case; the case keeps the nearest date of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from jiuzhu.casework.cases.enums import ClockKind
from jiuzhu.casework.cases.models import Case, CaseClock, ClockPause
from jiuzhu.casework.cases.queries import due_of, due_of_clock, pauses_of
from jiuzhu.kernel.workdays import WorkCalendar
from jiuzhu.policy.deadlines import PauseGround, elapsed
from jiuzhu.registers.law.queries import calendar_in_force

NEAREST = ("next_due_on", "next_due_provisional", "is_paused")
DECISION = ("due_on", "due_provisional")


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


def resume_clock(*, case: Case, kind: str, on: date) -> CaseClock | None:
    """End the pause of an open clock; its last day moves by what stood still."""
    clock = CaseClock.objects.filter(case=case, kind=kind, stopped_on__isnull=True).first()
    if clock is None:
        return None
    ended = ClockPause.objects.filter(clock=clock, effective_to__isnull=True)
    for pause in ended:
        pause.effective_to = on
        pause.save(update_fields=["effective_to"])
    refresh_clock(case=case, clock=clock, calendar=calendar_in_force())
    return clock


def extend_open_clock(*, case: Case, clock: CaseClock, ground: str, document: str) -> CaseClock:
    """Give an open clock the longer period of its procedure, with ground and document."""
    clock.extension, clock.extension_document = ground, document
    clock.save(update_fields=["extension", "extension_document"])
    refresh_clock(case=case, clock=clock, calendar=calendar_in_force())
    return clock


def refresh_clock(*, case: Case, clock: CaseClock, calendar: WorkCalendar) -> bool:
    """Compute the last day of an open clock anew; the case follows. Tell whether it moved."""
    clock.case = case
    due = due_of_clock(clock, calendar)
    moved = (clock.due_on, clock.provisional) != (due.on, due.provisional)
    clock.due_on, clock.provisional, clock.calendar = due.on, due.provisional, calendar.version
    clock.save(update_fields=["due_on", "provisional", "calendar"])
    running = CaseClock.objects.filter(case=case, stopped_on__isnull=True)
    _point_to_nearest(case, list(running.order_by("due_on", "pk")), keep_paused=False)
    fields: tuple[str, ...] = NEAREST
    if clock.kind == ClockKind.ACCEPTANCE_DECISION and case.accepted_on is not None:
        case.due_on, case.due_provisional = due.on, due.provisional
        fields = (*NEAREST, *DECISION)
    case.save(update_fields=fields)
    return moved


def _start(case: Case, kind: str, on: date) -> CaseClock:
    calendar = calendar_in_force()
    due = due_of(case, kind, on)
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
        pauses_of(clock),
        calendar_in_force(),
    )
    clock.stopped_on = on
    clock.gross_days = used.gross
    clock.net_days = used.net
    clock.save(update_fields=["stopped_on", "gross_days", "net_days"])
    _point_to_nearest(case, [one for one in running if one is not clock])
    return True


def _point_to_nearest(case: Case, running: list[CaseClock], *, keep_paused: bool = True) -> None:
    case.next_due_on = running[0].due_on if running else None
    case.next_due_provisional = bool(running) and running[0].provisional
    case.is_paused = (case.is_paused or not keep_paused) and ClockPause.objects.filter(
        clock__in=running, effective_to__isnull=True
    ).exists()
