"""Months count on across years; a year of age is full on the birthday."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.periods import Month, years_between

months = st.builds(Month, st.integers(1900, 2199), st.integers(1, 12))
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(months)
def test_month_text_is_read_back(month):
    assert Month.parse(str(month)) == month


@given(months, st.integers(-500, 500))
def test_plus_and_months_since_are_inverse(month, n):
    assert month.plus(n).months_since(month) == n


@given(months, months)
def test_order_of_months_is_order_of_days(one, other):
    assert (one < other) == (one.first_day < other.first_day)


@given(months)
def test_last_day_is_the_eve_of_the_next_month(month):
    assert month.last_day + timedelta(days=1) == month.next().first_day
    assert month.next().previous() == month


@given(days)
def test_a_day_lies_in_its_own_month_only(day):
    month = Month.of(day)
    assert month.contains(day)
    assert month.first_day <= day <= month.last_day
    assert not month.next().contains(day)


@pytest.mark.parametrize(
    "text", ["2020-13", "2020-00", "2020-9", "202009", "2020年9月", "", "0000-01"]
)
def test_what_is_no_month_is_refused(text):
    with pytest.raises(Refused) as refusal:
        Month.parse(text)
    assert refusal.value.code == "month.format"


def test_impossible_month_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="not a month"):
        Month(2020, 13)


@pytest.mark.parametrize(
    ("born_on", "on", "years"),
    [
        (date(1960, 9, 1), date(2020, 8, 31), 59),
        (date(1960, 9, 1), date(2020, 9, 1), 60),
        (date(1952, 2, 29), date(2021, 2, 28), 68),
        (date(1952, 2, 29), date(2021, 3, 1), 69),
        (date(1952, 2, 29), date(2020, 2, 29), 68),
        (date(1952, 2, 29), date(2000, 2, 28), 47),
        (date(1952, 2, 29), date(2000, 2, 29), 48),
        (date(2020, 9, 1), date(2020, 9, 1), 0),
    ],
)
def test_full_years_of_age(born_on, on, years):
    assert years_between(born_on, on) == years


@given(days, days)
def test_age_agrees_with_counting_month_and_day(born_on, on):
    if on < born_on:
        with pytest.raises(ValueError, match="before the birth"):
            years_between(born_on, on)
        return
    missing = (on.month, on.day) < (born_on.month, born_on.day)
    assert years_between(born_on, on) == on.year - born_on.year - missing
