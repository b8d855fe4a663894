"""Working days by a dated list of exceptions; past its end a date is provisional."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class DueDate:
    """Hold a last day and whether the calendar that gave it may still change."""

    on: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Count working days: Monday to Friday except where the State Council's lists differ.

    `overrides` maps a day to "is a working day"; only days between `known_from` and
    `known_to` (both inclusive) have been decided, all others follow the week alone.
    """

    version: str
    overrides: Mapping[date, bool] = field(hash=False)
    known_from: date
    known_to: date

    def __post_init__(self) -> None:
        if self.known_to < self.known_from:
            raise ValueError(f"calendar {self.version} ends before it begins")
        outside = [day for day in self.overrides if not self.knows(day)]
        if outside:
            raise ValueError(f"calendar {self.version} decides unknown days: {sorted(outside)}")
        object.__setattr__(self, "overrides", MappingProxyType(dict(self.overrides)))

    def knows(self, day: date) -> bool:
        """Tell whether the official lists cover this day."""
        return self.known_from <= day <= self.known_to

    def until(self, last: date) -> "WorkCalendar":
        """Return the calendar as it was while only days up to the given one were decided."""
        kept = {day: works for day, works in self.overrides.items() if day <= last}
        return WorkCalendar(f"{self.version}@{last}", kept, self.known_from, last)

    def is_workday(self, day: date) -> bool:
        """Tell whether the day is a working day, make-up Saturdays and Sundays included."""
        decided = self.overrides.get(day)
        return day.weekday() < _SATURDAY if decided is None else decided

    def add_workdays(self, start: date, n: int) -> DueDate:
        """Return the last day of a period of n working days; the starting day is not counted.

        民法典第二百零一条, 民事诉讼法第八十五条. With n = 0 the day itself is due, or the next
        working day if it is none. Raises ValueError when n is negative.
        """
        if n < 0:
            raise ValueError(f"a period has no {n} working days")
        if n == 0:
            return self.roll_to_workday(start)
        day, left = start, n
        while left:
            day += _DAY
            left -= self.is_workday(day)
        return DueDate(day, provisional=not (self.knows(start) and self.knows(day)))

    def add_days(self, start: date, n: int) -> DueDate:
        """Return the last day of n calendar days, moved off a holiday (民法典第二百零三条).

        The starting day is not counted. Raises ValueError when n is negative.
        """
        if n < 0:
            raise ValueError(f"a period has no {n} days")
        return self.roll_to_workday(start + n * _DAY)

    def roll_to_workday(self, day: date) -> DueDate:
        """Return the day itself if it is a working day, else the next one."""
        while not self.is_workday(day):
            day += _DAY
        return DueDate(day, provisional=not self.knows(day))

    def workdays_between(self, a: date, b: date) -> int:
        """Return the working days after a up to and including b; negative when b is earlier."""
        if b < a:
            return -self.workdays_between(b, a)
        return sum(self.is_workday(a + n * _DAY) for n in range(1, (b - a).days + 1))
