"""Hold one value of the law with its source, its dates and whether anybody has checked it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Unit(StrEnum):
    """Name the unit a value is held in; files write money in yuan, code holds fen."""

    FEN_PER_PERSON_MONTH = "FEN_PER_PERSON_MONTH"
    FEN = "FEN"
    PER_TEN_THOUSAND = "PER_TEN_THOUSAND"
    WORKING_DAYS = "WORKING_DAYS"
    CALENDAR_DAYS = "CALENDAR_DAYS"
    HOURS = "HOURS"
    MONTHS = "MONTHS"
    YEARS = "YEARS"
    COUNT = "COUNT"
    SWITCH = "SWITCH"
    TEXT = "TEXT"
    LIST = "LIST"


UNIT_LABELS: dict[Unit, str] = {
    Unit.FEN_PER_PERSON_MONTH: "元/人·月",
    Unit.FEN: "元",
    Unit.PER_TEN_THOUSAND: "万分之",
    Unit.WORKING_DAYS: "个工作日",
    Unit.CALENDAR_DAYS: "日",
    Unit.HOURS: "小时",
    Unit.MONTHS: "个月",
    Unit.YEARS: "年",
    Unit.COUNT: "个",
    Unit.SWITCH: "是否",
    Unit.TEXT: "文字",
    Unit.LIST: "清单",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Name the document and article a value rests on."""

    document: str
    article: str

    def __str__(self) -> str:
        return f"{self.document}{self.article}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """Hold one value in force on a day.

    `amount` carries numbers (fen, days, 0/1 of a switch), `text` a code, `items` a list; what the
    unit does not use is 0 or empty. `verified` says whether it was checked against the gazette.
    `stated` gives what the document says where it states a yearly amount; `amount` is a month's.
    """

    key: str
    label: str
    unit: Unit
    effective_from: date
    effective_to: date | None
    source: Source
    verified: bool
    still_valid_on: date
    amount: int = 0
    text: str = ""
    items: tuple[str, ...] = ()
    dims: tuple[tuple[str, tuple[str, ...]], ...] = ()
    note: str = ""
    stated: str = ""

    @property
    def ref(self) -> str:
        """Name this very value: what two officers confirm before it may carry a real payment."""
        where = "".join(f"[{name}={'+'.join(allowed)}]" for name, allowed in self.dims)
        return f"{self.key}{where}@{self.effective_from.isoformat()}"

    @property
    def is_on(self) -> bool:
        """Give a switch as a truth value."""
        return self.amount != 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """Say that for a time no value is known, and why; a hole is refused, never filled."""

    effective_from: date
    effective_to: date | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Hold the history of one value for one set of circumstances."""

    key: str
    label: str
    unit: Unit
    dims: tuple[tuple[str, tuple[str, ...]], ...]
    entries: tuple[Value | Hole, ...]
    file: str

    def fits(self, asked: Mapping[str, str]) -> bool:
        """Say whether nothing asked for contradicts this series."""
        return all(name not in asked or asked[name] in allowed for name, allowed in self.dims)

    def at(self, on: date) -> Value | Hole | None:
        """Give the entry in force on a day; None before the first or after a closed last one."""
        for entry in self.entries:
            if in_force(entry.effective_from, entry.effective_to, on):
                return entry
        return None


def in_force(effective_from: date, effective_to: date | None, on: date) -> bool:
    """Say whether a day lies in a period whose upper bound is exclusive and may be open."""
    return effective_from <= on and (effective_to is None or on < effective_to)
