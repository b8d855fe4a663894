"""Start, pause and stop the legal clocks of a case."""

from __future__ import annotations

from datetime import date

from jiuzhu.casework.cases.models import Case, CaseClock, ClockPause
from jiuzhu.policy.deadlines import Pause, PauseGround, due_for, elapsed
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


def pause_clock(
    *, case: Case, kind: str, on: date, ground: PauseGround, document_number: str
) -> ClockPause | None:
    """Pause an open clock on a listed ground with its document; None where none runs."""
    clock = CaseClock.objects.filter(case=case, kind=kind, stopped_on__isnull=True).first()
    if clock is None:
        return None
    return ClockPause.objects.create(
        clock=clock, ground=ground, document_number=document_number, effective_from=on
    )
