"""Legal clocks as a page shows them: both numbers, with and without the pauses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jiuzhu.casework.cases.models import CaseClock, ClockPause
from jiuzhu.casework.cases.queries import limit_of, pauses_among
from jiuzhu.policy.deadlines import PAUSE_LABELS, Pause, elapsed
from jiuzhu.policy.values import UNIT_LABELS
from jiuzhu.registers.law.queries import calendar_in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseLine:
    """One pause of a clock: on which ground, how long, by which document."""

    label: str
    effective_from: date
    effective_to: date | None
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLine:
    """One clock: what it measures, how far it is, on which article it rests."""

    kind: str
    label: str
    limit: int
    unit: str
    article: str
    is_verified: bool
    started_on: date
    due_on: date
    is_provisional: bool
    is_paused: bool
    stopped_on: date | None
    gross: int
    net: int
    pauses: tuple[PauseLine, ...]
    extension: str = ""

    @property
    def was_late(self) -> bool:
        """Tell whether a stopped clock had run out before it stopped."""
        return self.stopped_on is not None and self.stopped_on > self.due_on


def clock_line(row: CaseClock, paused: Iterable[ClockPause], on: date) -> ClockLine:
    """Return one clock on a day, with its pauses."""
    limit = limit_of(row.case, row.kind, row.started_on, extended=row.extension != "")
    pauses = pauses_among(paused)
    used = elapsed(row.started_on, row.stopped_on or on, pauses, calendar_in_force())
    return ClockLine(
        kind=row.kind,
        label=row.get_kind_display(),
        limit=limit.amount,
        unit=UNIT_LABELS[limit.unit],
        article=limit.article,
        is_verified=limit.verified,
        started_on=row.started_on,
        due_on=row.due_on,
        is_provisional=row.provisional,
        is_paused=any(pause.effective_to is None for pause in pauses) and row.stopped_on is None,
        stopped_on=row.stopped_on,
        gross=used.gross if row.gross_days is None else row.gross_days,
        net=used.net if row.net_days is None else row.net_days,
        pauses=tuple(_pause(pause) for pause in pauses),
        extension=f"{row.get_extension_display()}（{row.extension_document}）"
        if row.extension
        else "",
    )


def _pause(pause: Pause) -> PauseLine:
    return PauseLine(
        label=PAUSE_LABELS[pause.ground],
        effective_from=pause.effective_from,
        effective_to=pause.effective_to,
        document=pause.document,
    )
