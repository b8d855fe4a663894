"""Read a decree about holidays and make-up days, and lay it over the calendar that is known."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.workdays import WorkCalendar

MOST_LINES = 400
MOST_DAYS = 60
LEAST_WORKDAYS, MOST_WORKDAYS = 240, 256
_SATURDAY = 5
WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("休", "放假", "holiday", "0"), False),
    **dict.fromkeys(("班", "上班", "make_up", "1"), True),
    **dict.fromkeys(("平", "正常", "normal"), None),
}
_PARTS = re.compile(r"[\s,，\t]+")
_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:(?:\.\.|~|～|至)(\d{4}-\d{2}-\d{2}))?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecreeDay:
    """Hold one day of a decree: worked, not worked, or (None) as the week has it again."""

    on: date
    works: bool | None
    label: str


def read_decree(text: str, year: int) -> tuple[DecreeDay, ...]:
    """Read lines like `2027-02-05..2027-02-11 休 春节`, or the CSV of the shipped calendar.

    Raises: Refused('calendar.line') naming the line and what is wrong in it.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    if len(lines) > MOST_LINES:
        raise Refused("calendar.line", f"内容超过{MOST_LINES}行，不像一年的放假安排。请核对文件。")
    found: dict[date, DecreeDay] = {}
    for number, line in enumerate(lines, 1):
        bare = line.strip()
        if not bare or bare.startswith(("#", "date,")):
            continue
        for day in _days(number, bare, year):
            known = found.setdefault(day.on, day)
            if known.works != day.works:
                raise _wrong(number, f"{day.on}前后写法不一致")
    if not found:
        raise Refused(
            "calendar.line", "没有读到任何一天。请按“2027-01-01 休 元旦”的格式，每天一行。"
        )
    return tuple(found[on] for on in sorted(found))


def _days(number: int, line: str, year: int) -> Iterable[DecreeDay]:
    parts = _PARTS.split(line)
    span = _RANGE.match(parts[0])
    if span is None or len(parts) < 2:  # noqa: PLR2004 - a day and a word
        raise _wrong(number, "应为“日期 休（或班）名称”")
    try:
        first = date.fromisoformat(span[1])
        last = date.fromisoformat(span[2] or span[1])
    except ValueError:
        raise _wrong(number, "没有这一天") from None
    if not first <= last <= first + timedelta(days=MOST_DAYS):
        raise _wrong(number, "起止日期的先后或长度不对")
    if first.year != year or last.year != year:
        raise _wrong(number, f"不在{year}年内")
    word = parts[1].lower()
    if word not in WORDS:
        raise _wrong(number, f"“{parts[1]}”不认识，请写 休、班 或 平")
    named = [part for part in parts[2:] if part.upper() not in {"HOLIDAY", "MAKE_UP"}]
    label = named[0][:40] if named else ""
    for offset in range((last - first).days + 1):
        yield DecreeDay(on=first + timedelta(days=offset), works=WORDS[word], label=label)


def _wrong(number: int, what: str) -> Refused:
    return Refused("calendar.line", f"第{number}行{what}，请改正后重试。", field="text")


def with_decree(
    calendar: WorkCalendar, year: int, days: Iterable[DecreeDay], code: str
) -> WorkCalendar:
    """Lay a decree over a calendar: the next year as a whole, or changes inside a known one.

    Raises: Refused('calendar.gap') for a year that does not follow, Refused('calendar.implausible')
    for a year with too few or too many working days: a slip of the pen would move every clock.
    """
    next_year = calendar.known_to.year + 1
    if not calendar.known_from.year <= year <= next_year:
        raise Refused(
            "calendar.gap",
            f"工作日历已知到{calendar.known_to.year}年，只能载入{next_year}年，"
            f"或更改已知年份。请先载入中间缺少的年份。",
            field="year",
        )
    overrides = dict(calendar.overrides)
    for day in days:
        by_week = day.on.weekday() < _SATURDAY
        if day.works is None or day.works == by_week:
            overrides.pop(day.on, None)
        else:
            overrides[day.on] = day.works
    known_to = max(calendar.known_to, date(year, 12, 31))
    changed = WorkCalendar(code, overrides, calendar.known_from, known_to)
    worked = changed.workdays_between(date(year - 1, 12, 31), date(year, 12, 31))
    if not LEAST_WORKDAYS <= worked <= MOST_WORKDAYS:
        raise Refused(
            "calendar.implausible",
            f"照此{year}年有{worked}个工作日，往年在{LEAST_WORKDAYS}至{MOST_WORKDAYS}个之间。"
            "请核对是否漏写调休上班日或多写放假日。",
            field="text",
        )
    return changed
