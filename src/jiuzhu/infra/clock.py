"""The one clock: the database's, plus an offset that only demo and test databases may hold.

The edge (a page, a job, a command) reads it once and passes `at` on; nothing below reads a clock.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connections

from jiuzhu.infra.models import ClockOffset
from jiuzhu.kernel.errors import Refused

CHINA = ZoneInfo("Asia/Shanghai")


def now(using: str = "default") -> datetime:
    """Return the moment that pages, jobs and papers use."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT jiuzhu_now()")
        row = cursor.fetchone()
    moment: datetime = row[0]
    return moment


def legal_day(at: datetime) -> date:
    """Return the civil day in China on which a moment falls."""
    return at.astimezone(CHINA).date()


def whole_minute(moment: datetime) -> datetime:
    """Return the minute in which a moment falls: people write moments by the minute.

    What is written down must not be earlier than what it follows; both are compared by the minute,
    or what a form itself proposes ("now") would be refused.
    """
    return moment.replace(second=0, microsecond=0)


def offset(using: str = "default") -> timedelta:
    """Return how far the demo clock is moved; zero in production."""
    row = ClockOffset.objects.using(using).filter(pk=1).first()
    return timedelta(0) if row is None else timedelta(seconds=row.seconds)


def move_to(moment: datetime) -> None:
    """Set the demo clock so that it shows `moment` now, or the second after it, never before.

    Raises: Refused `clock.production` where no offset is allowed.
    """
    _require_demo()
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        real = cursor.fetchone()[0]
    seconds = ceil((moment - real).total_seconds())
    ClockOffset.objects.update_or_create(pk=1, defaults={"seconds": seconds, "moved_at": real})


def advance_by(delta: timedelta) -> datetime:
    """Move the demo clock forward (never back) and return the new moment."""
    if delta < timedelta(0):
        raise Refused("clock.backward", "演示时钟只能向前拨，不能倒拨。")
    move_to(now() + delta)
    return now()


def _require_demo() -> None:
    if not settings.JIUZHU_DEMO:
        raise Refused("clock.production", "正式库不允许拨动时钟。只有演示库和测试库可以。")
