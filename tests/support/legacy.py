"""Rows of the take-over workbook as a clerk would fill them in."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from jiuzhu.casework.decisions.legacy_columns import COLUMNS
from jiuzhu.kernel.identity import make_identity_number

HEADS: list[object] = [column.label for column in COLUMNS]
VILLAGES = {"370911101201": "祝阳村委会", "370911101202": "测试村委会"}
FIRST_BORN = date(1961, 3, 4)
_serial = count(1)


def a_number() -> str:
    """Return a fresh valid number."""
    days, serial = divmod(next(_serial), 900)
    return make_identity_number("370911", FIRST_BORN + timedelta(days=days), serial + 1)


def a_row(source: str, **changes: object) -> list[object]:
    """Return the row of an applicant, with changes by column code."""
    given: dict[str, object] = {
        "source": source,
        "name": "测试户主",
        "identity": a_number(),
        "relation": "本人",
        "receives": "是",
        "village": next(iter(VILLAGES)),
        "category": "农村",
        "amount": "475.50",
        "dated": "2019-03-01",
    }
    given.update(changes)
    return [given.get(column.code, "") for column in COLUMNS]


def a_member(source: str, **changes: object) -> list[object]:
    """Return the row of another member: what the household has once stays empty."""
    once = {"village": "", "category": "", "amount": "", "dated": ""}
    return a_row(source, **{**once, "relation": "配偶", "name": "测试配偶", **changes})
