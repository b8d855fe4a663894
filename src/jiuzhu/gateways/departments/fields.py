"""Read one field of a department's row: one strict shape each, nothing guessed or rounded."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.periods import Month
from jiuzhu.kernel.text import clean_text

T = TypeVar("T")

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MONTH = re.compile(r"[0-9]{6}", re.ASCII)
_TWO_DECIMALS = re.compile(r"(0|[1-9][0-9]{0,9})\.([0-9]{2})", re.ASCII)
_SHARE = re.compile(r"([1-9][0-9]{0,2})/([1-9][0-9]{0,2})", re.ASCII)
_FIRST_DAY = date(1949, 10, 1)
_WHOLE = 10_000


class FieldUnreadable(ValueError):  # noqa: N818 - says what the field is
    """Name the field and the reason; never the value."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field = field
        self.code = code


@dataclass(frozen=True, slots=True)
class Cell:
    """Hold one delivered value, the field it stood in and the day the answer speaks of."""

    field: str
    value: object
    as_of: date

    def unreadable(self, code: str) -> FieldUnreadable:
        """Make the exception that names this field."""
        return FieldUnreadable(self.field, code)


Reader = Callable[[Cell], object]


def text(max_length: int, *, may_be_empty: bool = False) -> Callable[[Cell], str]:
    """Read text through the one text type of the house."""

    def read(cell: Cell) -> str:
        try:
            clean = clean_text(_string(cell), max_length=max_length)
        except Refused as error:
            raise cell.unreadable(error.code) from error
        if not clean and not may_be_empty:
            raise cell.unreadable("field.empty")
        return clean

    return read


def choice(codes: Mapping[str, T]) -> Callable[[Cell], T]:
    """Read a code of a closed list."""

    def read(cell: Cell) -> T:
        code = _string(cell)
        if code not in codes:
            raise cell.unreadable("field.code")
        return codes[code]

    return read


def optional(inner: Callable[[Cell], T]) -> Callable[[Cell], T | None]:
    """Read null as nothing."""

    def read(cell: Cell) -> T | None:
        return None if cell.value is None else inner(cell)

    return read


def whole(least: int, most: int) -> Callable[[Cell], int]:
    """Read a whole number between two bounds; true and false are no numbers."""

    def read(cell: Cell) -> int:
        if not isinstance(cell.value, int) or isinstance(cell.value, bool):
            raise cell.unreadable("field.type")
        if not least <= cell.value <= most:
            raise cell.unreadable("field.range")
        return cell.value

    return read


def day(cell: Cell) -> date:
    """Read a day as 2020-09-01, not after the day the answer speaks of, no placeholder."""
    return _day(cell, _match(cell, _DAY)[0])


def month(cell: Cell) -> Month:
    """Read a month as 202008, under the rules of a day."""
    found = _match(cell, _MONTH)[0]
    first = _day(cell, f"{found[:4]}-{found[4:]}-01")
    return Month(first.year, first.month)


def yuan(cell: Cell) -> int:
    """Read yuan with exactly two decimals, in text, as fen."""
    found = _match(cell, _TWO_DECIMALS)
    return int(found[1]) * 100 + int(found[2])


def area(cell: Cell) -> int:
    """Read square metres with exactly two decimals, in text, as hundredths."""
    found = _match(cell, _TWO_DECIMALS)
    hundredths = int(found[1]) * 100 + int(found[2])
    if hundredths == 0:
        raise cell.unreadable("field.range")
    return hundredths


def share(cell: Cell) -> int:
    """Read a share as 1/2, as per ten thousand, the remainder left to the others."""
    found = _match(cell, _SHARE)
    part, parts = int(found[1]), int(found[2])
    if part > parts:
        raise cell.unreadable("field.range")
    return part * _WHOLE // parts


def flag(cell: Cell) -> bool:
    """Read 是 or 否, which the estate register writes as 1 and 0."""
    return choice({"1": True, "0": False})(cell)


def _day(cell: Cell, iso: str) -> date:
    try:
        on = date.fromisoformat(iso)
    except ValueError as error:
        raise cell.unreadable("date.impossible") from error
    if on > cell.as_of:
        raise cell.unreadable("date.future")
    if on < _FIRST_DAY:
        raise cell.unreadable("date.placeholder")
    return on


def _string(cell: Cell) -> str:
    if not isinstance(cell.value, str):
        raise cell.unreadable("field.type")
    return cell.value


def _match(cell: Cell, pattern: re.Pattern[str]) -> re.Match[str]:
    found = pattern.fullmatch(_string(cell))
    if found is None:
        raise cell.unreadable("field.shape")
    return found
