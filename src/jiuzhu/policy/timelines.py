"""Lay out one parameter through time: values, said holes, gaps, falls, what nobody has checked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jiuzhu.policy.packs import Pack
from jiuzhu.policy.values import Hole, Series, Unit, Value

MONEY = (Unit.FEN, Unit.FEN_PER_PERSON_MONTH)


class Mark(StrEnum):
    """Say what a reader should look at twice."""

    GAP = "GAP"
    HOLE = "HOLE"
    FALL = "FALL"
    ENDED = "ENDED"
    UNVERIFIED = "UNVERIFIED"


MARK_LABELS: dict[Mark, str] = {
    Mark.GAP: "没有规定",
    Mark.HOLE: "空缺",
    Mark.FALL: "低于此前",
    Mark.ENDED: "已失效",
    Mark.UNVERIFIED: "未经核实",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Hold one stretch of time (upper bound exclusive) with its value, or without one."""

    effective_from: date
    effective_to: date | None
    value: Value | None
    reason: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Hold the history of one parameter in one set of circumstances."""

    series: Series
    spans: tuple[Span, ...]


def timelines(pack: Pack, key: str) -> tuple[Timeline, ...]:
    """Give the history of a parameter, one for each set of circumstances; none when unknown."""
    return tuple(Timeline(series=one, spans=tuple(_spans(one))) for one in pack.series.get(key, ()))


def _spans(series: Series) -> Iterator[Span]:
    """Give the stretches in order; what nobody wrote down between two entries is a gap."""
    last: Value | None = None
    end: date | None = None
    for entry in series.entries:
        if end is not None and end < entry.effective_from:
            yield Span(
                effective_from=end,
                effective_to=entry.effective_from,
                value=None,
                reason="文件中没有写这一段",
                marks=(Mark.GAP,),
            )
        if isinstance(entry, Hole):
            yield Span(
                effective_from=entry.effective_from,
                effective_to=entry.effective_to,
                value=None,
                reason=entry.reason,
                marks=(Mark.HOLE,),
            )
        else:
            yield _of_value(series, entry, last)
            last = entry
        end = entry.effective_to
    if end is not None:
        yield Span(
            effective_from=end,
            effective_to=None,
            value=None,
            reason="没有后续规定",
            marks=(Mark.ENDED,),
        )


def _of_value(series: Series, entry: Value, last: Value | None) -> Span:
    falls = series.unit in MONEY and last is not None and entry.amount < last.amount
    marks = [Mark.FALL] if falls else []
    if not entry.verified:
        marks.append(Mark.UNVERIFIED)
    return Span(
        effective_from=entry.effective_from,
        effective_to=entry.effective_to,
        value=entry,
        marks=tuple(marks),
    )
