"""Working days against the published vectors, and against a slow second implementation."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.workdays import WorkCalendar
from jiuzhu.policy.calendars import load_calendar

VECTORS = [
    ("2019-09-02", 20, "2019-09-30"),
    ("2019-09-27", 20, "2019-10-30"),
    ("2019-04-26", 5, "2019-05-06"),
    ("2020-01-15", 20, "2020-02-19"),
    ("2024-02-01", 20, "2024-03-05"),
    ("2025-01-20", 20, "2025-02-21"),
    ("2025-09-25", 5, "2025-10-09"),
    ("2026-02-09", 5, "2026-02-14"),
    ("2026-02-13", 5, "2026-02-27"),
    ("2026-09-18", 20, "2026-10-22"),
]
PER_YEAR = [
    (2019, 250), (2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248),
    (2026, 248),
]  # fmt: skip

known_days = st.dates(date(2004, 1, 1), date(2026, 6, 30))


@pytest.fixture(scope="module")
def calendar():
    return load_calendar()


def naive_due(calendar: WorkCalendar, start: date, n: int) -> date:
    """List every working day of the next years and take the n-th."""
    later = (start + timedelta(days=offset) for offset in range(1, 3 * n + 40))
    return [day for day in later if calendar.is_workday(day)][n - 1]


@pytest.mark.parametrize(("start", "n", "due"), VECTORS)
def test_published_vectors(calendar, start, n, due):
    found = calendar.add_workdays(date.fromisoformat(start), n)
    assert (found.on.isoformat(), found.provisional) == (due, False)


@pytest.mark.parametrize(("year", "count"), PER_YEAR)
def test_working_days_of_a_year(calendar, year, count):
    assert calendar.workdays_between(date(year - 1, 12, 31), date(year, 12, 31)) == count


@given(known_days, st.integers(1, 60))
def test_due_date_agrees_with_the_naive_list(start, n):
    calendar = load_calendar()
    due = calendar.add_workdays(start, n)
    assert due.on == naive_due(calendar, start, n)
    assert calendar.is_workday(due.on)
    assert calendar.workdays_between(start, due.on) == n


@given(known_days, known_days, known_days)
def test_counting_adds_up_over_any_stop(a, b, c):
    count = load_calendar().workdays_between
    assert count(a, b) + count(b, c) == count(a, c)


def test_every_make_up_day_of_2026_is_worked(calendar):
    make_up = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
    worked = [
        day.isoformat() for day, works in sorted(calendar.overrides.items()) if works
        and day.year == 2026
    ]  # fmt: skip
    assert worked == make_up


def test_overrides_hold_only_what_differs_from_the_week(calendar):
    assert all(works == (day.weekday() >= 5) for day, works in calendar.overrides.items())


def test_past_the_last_list_a_date_is_provisional(calendar):
    assert calendar.add_workdays(date(2026, 12, 21), 20).provisional
    assert not calendar.add_workdays(date(2026, 12, 21), 5).provisional
    assert calendar.add_workdays(date(2003, 12, 30), 5).provisional


def test_a_later_notice_moves_an_open_clock(calendar):
    """Before the notices of 2020 a clock of January counted the plain week, and said so."""
    before = calendar.until(date(2019, 12, 31)).add_workdays(date(2020, 1, 15), 20)
    after = calendar.add_workdays(date(2020, 1, 15), 20)
    assert (before.on, before.provisional) == (date(2020, 2, 12), True)
    assert (after.on, after.provisional) == (date(2020, 2, 19), False)
    assert calendar.until(date(2019, 12, 31)).version != calendar.version


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2020-09-24", 7, "2020-10-09"),
        ("2020-09-01", 7, "2020-09-08"),
        ("2026-02-07", 7, "2026-02-14"),
    ],
)
def test_calendar_days_roll_off_holidays(calendar, start, n, due):
    assert calendar.add_days(date.fromisoformat(start), n).on.isoformat() == due


def test_rolling_keeps_a_working_day_and_leaves_a_holiday(calendar):
    assert calendar.roll_to_workday(date(2020, 10, 9)).on == date(2020, 10, 9)
    assert calendar.roll_to_workday(date(2020, 10, 1)).on == date(2020, 10, 9)
    assert calendar.add_workdays(date(2020, 10, 1), 0).on == date(2020, 10, 9)
    assert calendar.roll_to_workday(date(2027, 1, 2)).provisional


def test_periods_do_not_run_backward(calendar):
    with pytest.raises(ValueError, match="-1 working days"):
        calendar.add_workdays(date(2020, 9, 1), -1)
    with pytest.raises(ValueError, match="-1 days"):
        calendar.add_days(date(2020, 9, 1), -1)


def test_calendar_refuses_to_decide_days_it_does_not_know():
    with pytest.raises(ValueError, match="unknown days"):
        WorkCalendar("x", {date(2021, 1, 1): False}, date(2020, 1, 1), date(2020, 12, 31))
    with pytest.raises(ValueError, match="ends before"):
        WorkCalendar("x", {}, date(2020, 1, 2), date(2020, 1, 1))


def test_calendar_cannot_be_changed_after_it_was_made():
    given_days = {date(2020, 1, 1): False}
    calendar = WorkCalendar("x", given_days, date(2020, 1, 1), date(2020, 12, 31))
    given_days[date(2020, 1, 2)] = False
    assert calendar.is_workday(date(2020, 1, 2))
    with pytest.raises(TypeError):
        calendar.overrides[date(2020, 1, 2)] = False


def test_unknown_calendar_is_refused():
    with pytest.raises(Refused) as refusal:
        load_calendar("xx")
    assert refusal.value.code == "calendar.unknown"
