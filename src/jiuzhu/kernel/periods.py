"""Calendar months and full years of age."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date

from jiuzhu.kernel.errors import Refused

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})", re.ASCII)
_MONTHS = 12
_FEBRUARY, _LEAP_DAY = 2, 29


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """Stand for one calendar month; benefits are due and paid by the month."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (MINYEAR <= self.year <= MAXYEAR and 1 <= self.month <= _MONTHS):
            raise ValueError(f"not a month: {self.year}-{self.month}")

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read "2020-09". Raises Refused: month.format."""
        match = _MONTH.fullmatch(text.strip())
        if match is None:
            raise Refused("month.format", "月份应写成 2020-09 的样式，请更正。")
        try:
            return cls(int(match[1]), int(match[2]))
        except ValueError:
            raise Refused("month.format", "没有这个月份，请核对年份和月份后更正。") from None

    @classmethod
    def of(cls, on: date) -> "Month":
        """Return the month that a day lies in."""
        return cls(on.year, on.month)

    def plus(self, n: int) -> "Month":
        """Return the month n months later (earlier when negative)."""
        year, index = divmod(self.year * _MONTHS + self.month - 1 + n, _MONTHS)
        return Month(year, index + 1)

    def next(self) -> "Month":
        """Return the month after this one."""
        return self.plus(1)

    def previous(self) -> "Month":
        """Return the month before this one."""
        return self.plus(-1)

    def months_since(self, earlier: "Month") -> int:
        """Return how many months lie between the other month and this one."""
        return (self.year - earlier.year) * _MONTHS + self.month - earlier.month

    def contains(self, on: date) -> bool:
        """Tell whether the day lies in this month."""
        return (on.year, on.month) == (self.year, self.month)

    @property
    def first_day(self) -> date:
        """Return the first day of the month."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """Return the last day of the month."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])


def years_between(born_on: date, on: date) -> int:
    """Return the full years of age (周岁) on a day.

    In assistance practice a year is full on the birthday itself (criminal law counts from the
    day after). Who is born on 29 February completes the year on 1 March of a common year,
    because that year's February has no such day (P68).

    Raises ValueError when the person is not born yet.
    """
    if on < born_on:
        raise ValueError(f"{on} lies before the birth on {born_on}")
    years = on.year - born_on.year
    return years if on >= _birthday_in(born_on, on.year) else years - 1


def _birthday_in(born_on: date, year: int) -> date:
    leap_day = (born_on.month, born_on.day) == (_FEBRUARY, _LEAP_DAY)
    if leap_day and monthrange(year, _FEBRUARY)[1] < _LEAP_DAY:
        return date(year, 3, 1)
    return born_on.replace(year=year)
