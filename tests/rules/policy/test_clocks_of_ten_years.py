"""Every day of ten years: the calendar against a second, naive reading of the same notices."""

import csv
from datetime import date, timedelta
from importlib.resources import files

import pytest

from jiuzhu.policy.calendars import load_calendar
from jiuzhu.policy.deadlines import Pause, PauseGround, elapsed

FIRST, LAST = date(2017, 1, 1), date(2026, 12, 31)
LENGTHS = (0, 1, 2, 3, 5, 10, 15, 20, 30, 45)
CALENDAR = load_calendar()


def days(first, last):
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@pytest.fixture(scope="module")
def worked():
    """Return every working day around the ten years, read from the file without our code."""
    text = files("jiuzhu.policy.calendars").joinpath("cn.csv").read_text(encoding="utf-8")
    told = {row["date"]: row["kind"] for row in csv.DictReader(text.splitlines())}
    return [
        day
        for day in days(FIRST - timedelta(days=400), LAST + timedelta(days=120))
        if told.get(day.isoformat(), "MAKE_UP" if day.isoweekday() <= 5 else "HOLIDAY") == "MAKE_UP"
    ]


def test_every_due_day_of_ten_years(worked):
    position = {day: number for number, day in enumerate(worked)}
    last = worked[0]
    after = {}
    for day in days(worked[0], LAST):
        last = day if day in position else last
        after[day] = position[last] + 1
    checked = 0
    for start in days(FIRST, LAST):
        for n in LENGTHS:
            expected = (
                worked[after[start] - 1 + n] if n else worked[after[start] - (start in position)]
            )
            due = CALENDAR.add_workdays(start, n)
            assert due.on == expected, (start, n)
            assert due.provisional == (expected > LAST), (start, n)
            checked += 1
    assert checked == 3652 * len(LENGTHS)


def test_every_rolled_day_of_ten_years(worked):
    known = set(worked)
    for start in days(FIRST, LAST):
        for n in (7, 15, 30):
            day = start + timedelta(days=n)
            while day not in known:
                day += timedelta(days=1)
            assert CALENDAR.add_days(start, n).on == day, (start, n)


def test_gross_and_net_of_ten_years(worked):
    """Pause from the third to the tenth day after every start; count by listing."""
    known = set(worked)
    for start in days(FIRST, LAST - timedelta(days=40)):
        first, back, on = (start + timedelta(days=n) for n in (3, 10, 35))
        pause = Pause(
            ground=PauseGround.SUPPLEMENT, document="告1号", effective_from=first, effective_to=back
        )
        used = elapsed(start, on, [pause], CALENDAR)
        gross = [day for day in days(start + timedelta(days=1), on) if day in known]
        assert used.gross == len(gross), start
        assert used.net == len([day for day in gross if not first <= day < back]), start


def test_ten_days_seven_days_three_days_always_end_within_twenty(worked):
    """Domain 11.3, 2: today's publicity fits the twenty days, if it is posted at once."""
    starts = [day for day in worked if date(2019, 1, 1) <= day <= date(2026, 10, 31)]
    used = [_used(start, 0) for start in starts]
    assert max(used) == 20
    late = [_used(start, 1) for start in starts]
    assert max(late) == 21
    assert sum(one > 20 for one in late) == 5


def _used(start, posted_late):
    opinion = CALENDAR.add_workdays(start, 10 + posted_late).on
    shown = CALENDAR.add_days(opinion, 7).on
    decided = CALENDAR.add_workdays(shown, 3).on
    return CALENDAR.workdays_between(start, decided)
