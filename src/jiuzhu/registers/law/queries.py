"""What is in force: the calendar, the procedure of a unit, confirmed values."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from jiuzhu.infra.reading import remembered
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.workdays import WorkCalendar
from jiuzhu.registers.law.models import (
    CalendarDay,
    CalendarVersion,
    ConfirmedValue,
    ProcedureInForce,
)

PLACE = "taian"


@lru_cache(maxsize=8)
def _calendar(code: str, known_from: date, known_to: date, version_id: int) -> WorkCalendar:
    overrides = dict(
        CalendarDay.objects.filter(version_id=version_id).values_list("day", "is_workday")
    )
    return WorkCalendar(version=code, overrides=overrides, known_from=known_from, known_to=known_to)


def calendar_in_force() -> WorkCalendar:
    """Return the newest calendar version.

    Raises: Refused `calendar.none` when none was loaded.
    """
    version = remembered("calendar", CalendarVersion.objects.order_by("-id").first)
    if version is None:
        raise Refused("calendar.none", "还没有载入工作日历。请管理员运行 ./jiuzhu up 或载入日历。")
    return _calendar(version.code, version.known_from, version.known_to, version.pk)


def procedure_in_force(*, organ_id: int, scheme: str, on: date) -> str:
    """Return the procedure version that a county unit runs on a day.

    Raises: Refused `procedure.none`.
    """
    row = (
        ProcedureInForce.objects.filter(organ_id=organ_id, scheme=scheme, effective_from__lte=on)
        .exclude(effective_to__lte=on)
        .first()
    )
    if row is None:
        raise Refused("procedure.none", f"{on:%Y-%m-%d} 这个单位没有启用办理流程。请联系管理员。")
    return row.procedure


def confirmed_keys(*, organ_id: int, on: date) -> frozenset[str]:
    """Return the unverified values that this unit has confirmed with two officers."""
    return frozenset(
        ConfirmedValue.objects.filter(organ_id=organ_id, effective_from__lte=on).values_list(
            "key", flat=True
        )
    )
