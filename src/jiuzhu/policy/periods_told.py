"""Explain a period day by day: the last day, and which days on the way did not count and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from jiuzhu.kernel.workdays import DueDate, WorkCalendar

WEEKEND = "周末"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTold:
    """Hold one day that the week alone would not explain, with its reason."""

    on: date
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodTold:
    """Hold a period with its last day, the days skipped and the make-up days counted."""

    started_on: date
    due: DueDate
    skipped: tuple[DayTold, ...]
    make_up: tuple[DayTold, ...]


def tell_workdays(
    started_on: date, n: int, calendar: WorkCalendar, labels: Mapping[date, str]
) -> PeriodTold:
    """Tell a period of n working days; the starting day is not counted (民法典 art. 201).

    Raises: ValueError when n is negative.
    """
    due = calendar.add_workdays(started_on, n)
    days = [started_on + timedelta(days=k) for k in range(1, (due.on - started_on).days + 1)]
    return PeriodTold(
        started_on=started_on,
        due=due,
        skipped=tuple(
            DayTold(on=day, label=labels.get(day, WEEKEND))
            for day in days
            if not calendar.is_workday(day)
        ),
        make_up=tuple(
            DayTold(on=day, label=labels.get(day, ""))
            for day in days
            if calendar.overrides.get(day)
        ),
    )
