"""The State Council's working days as versioned data; `cn.csv` holds only the exceptions."""

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.workdays import WorkCalendar

# The first and last day that the notices read into each table decide.
_KNOWN = {"cn": (date(2004, 1, 1), date(2026, 12, 31))}


@cache
def load_calendar(version: str = "cn") -> WorkCalendar:
    """Return the calendar of a country; its version names the last year that is decided.

    Raises Refused: calendar.unknown.
    """
    if version not in _KNOWN:
        raise Refused("calendar.unknown", f"没有名为“{version}”的工作日历，请联系系统管理员载入。")
    known_from, known_to = _KNOWN[version]
    overrides = {date.fromisoformat(row["date"]): row["workday"] == "1" for row in _rows(version)}
    return WorkCalendar(f"{version}-{known_to.year}", overrides, known_from, known_to)


@cache
def day_labels(version: str = "cn") -> Mapping[date, str]:
    """Return the name of every day that differs from the week: which holiday, which make-up."""
    return MappingProxyType(
        {date.fromisoformat(row["date"]): row["label"] for row in _rows(version)}
    )


def _rows(version: str) -> list[dict[str, str]]:
    table = files(__name__).joinpath(f"{version}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(table.splitlines()))
