"""Legal days: one meaning, changes told, placeholders refused."""

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuzhu.kernel.dates import EARLIEST, LATEST, PLACEHOLDERS, parse_legal_date
from jiuzhu.kernel.errors import Refused

days = st.dates(date(1930, 1, 1), date(2099, 12, 31))


@given(days)
def test_iso_is_read_without_a_change(day):
    found = parse_legal_date(day.isoformat())
    assert (found.value, found.changes) == (day, ())


@given(days, st.sampled_from(["{0.year}/{0.month}/{0.day}", "{0.year}.{0.month}.{0.day}",
    "{0.year}年{0.month}月{0.day}日", "{0:%Y%m%d}", "{0:%Y/%m/%d}", " {0:%Y-%m-%d} "]))  # fmt: skip
def test_other_writings_are_normalised_and_told(day, shape):
    found = parse_legal_date(shape.format(day))
    assert found.value == day
    assert len(found.changes) == 1
    assert day.isoformat() in found.changes[0]


@given(days)
def test_excel_serials_are_days_since_1899(day):
    serial = (day - date(1899, 12, 30)).days
    found = parse_legal_date(str(serial))
    assert found.value == day
    assert str(serial) in found.changes[0]


@given(days, days)
def test_no_day_after_the_limit_is_read(day, limit):
    if day <= limit:
        assert parse_legal_date(day.isoformat(), not_after=limit).value == day
        return
    with pytest.raises(Refused) as refusal:
        parse_legal_date(day.isoformat(), not_after=limit)
    assert refusal.value.code == "date.future"
    assert limit.isoformat() in refusal.value.message


@given(st.text(alphabet="0123456789-/.年月日 ", max_size=12))
def test_any_text_is_a_day_or_refused(text):
    with contextlib.suppress(Refused):
        found = parse_legal_date(text)
        assert found.value not in PLACEHOLDERS
        assert EARLIEST <= found.value <= LATEST


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "date.empty"),
        ("2026-02-29", "date.impossible"),
        ("2026-13-01", "date.impossible"),
        ("1900-01-01", "date.placeholder"),
        ("1900/1/1", "date.placeholder"),
        ("99991231", "date.placeholder"),
        ("0000-00-00", "date.placeholder"),
        ("1849-12-31", "date.range"),
        ("2200-01-01", "date.range"),
        ("99999", "date.range"),
        ("9999", "date.format"),
        ("2026", "date.format"),
        ("1/2/2026", "date.format"),
        ("2026-2月3", "date.format"),
        ("45000.5", "date.format"),
        ("农历正月初一", "date.lunar"),
        ("民国38年10月1日", "date.lunar"),
    ],
)
def test_refused_days_name_their_reason(text, code):
    with pytest.raises(Refused) as refusal:
        parse_legal_date(text)
    assert refusal.value.code == code


def test_the_first_and_last_days_are_read():
    assert parse_legal_date("1850-01-01").value == date(1850, 1, 1)
    assert parse_legal_date("2099-12-31").value == date(2099, 12, 31)
    assert parse_legal_date("1900-01-02").value == date(1900, 1, 1) + timedelta(days=1)
