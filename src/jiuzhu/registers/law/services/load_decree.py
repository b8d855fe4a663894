"""Load a decree about working days: a new version of the calendar, the old ones stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.kernel.text import clean_text
from jiuzhu.kernel.workdays import WorkCalendar
from jiuzhu.policy.calendars.decrees import DecreeDay, read_decree, with_decree
from jiuzhu.registers.law.models import CalendarDay, CalendarVersion
from jiuzhu.registers.law.queries import calendar_in_force

MOST_TEXT = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DecreeGiven:
    """The year a decree is about, its document number, and its days as lines."""

    year: int
    document: str
    text: str


def calendar_after(given: DecreeGiven) -> tuple[WorkCalendar, tuple[DecreeDay, ...]]:
    """Return the calendar as it would be, and the days that were read; nothing is stored.

    Raises: Refused `calendar.line`, `calendar.gap`, `calendar.implausible`, `calendar.same`.
    """
    if len(given.text) > MOST_TEXT:
        raise Refused("calendar.line", "文件太大，不像一年的放假安排。请核对文件。", field="text")
    current = calendar_in_force()
    days = read_decree(given.text, given.year)
    after = with_decree(current, given.year, days, _next_code(current, given.year))
    if after.known_to == current.known_to and dict(after.overrides) == dict(current.overrides):
        raise Refused("calendar.same", "内容与现用工作日历完全相同，不用再载入。", field="text")
    return after, days


def _next_code(current: WorkCalendar, year: int) -> str:
    """Name the next version: the last decided year, and how often it was changed."""
    base = f"cn-{max(year, current.known_to.year)}"
    taken = CalendarVersion.objects.filter(code__startswith=base).count()
    return f"{base}.{taken + 1}" if taken else base


@transaction.atomic
def load_decree(*, given: DecreeGiven, actor: Actor, at: datetime) -> WorkCalendar:
    """Store the calendar with a decree as the version in force; open clocks are recomputed next.

    The versions before it stay: every clock names the version it was computed with.

    Raises: Refused `calendar.document`, `calendar.line`, `calendar.gap`, `calendar.implausible`,
    `calendar.same`, Conflict `calendar.changed`, Forbidden.
    """
    actor.require("law.calendar")
    document = clean_text(given.document, max_length=120)
    if not document:
        raise Refused("calendar.document", "请填写放假通知的文号。", field="document")
    after, days = calendar_after(given)
    labels = {day.on: day.label for day in days}
    try:
        with transaction.atomic():
            version = CalendarVersion.objects.create(
                code=after.version,
                known_from=after.known_from,
                known_to=after.known_to,
                source=f"{document}（{given.year}年，{actor.name}于{at:%Y-%m-%d}载入）"[:200],
            )
    except IntegrityError as error:
        raise Conflict(
            "calendar.changed", "有人刚载入了另一个版本。请刷新页面，重新预览后再载入。"
        ) from error
    before = dict(
        CalendarDay.objects.filter(day__in=list(after.overrides))
        .order_by("version_id")
        .values_list("day", "label")
    )
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(
                version=version,
                day=day,
                is_workday=works,
                label=labels.get(day) or before.get(day, ""),
            )
            for day, works in sorted(after.overrides.items())
        ],
        batch_size=1000,
    )
    return after
