"""A decree about holidays: read line by line, laid over what is known, refused when it is odd."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.calendars import load_calendar
from jiuzhu.policy.calendars.decrees import read_decree, with_decree

YEAR_2027 = """\
# 2027年（样例）
2027-01-01..2027-01-03 休 元旦
2027-02-05~2027-02-11 休 春节
2027-02-14 班 春节调休上班
2027-04-05,休,清明节
2027-05-01至2027-05-05 放假 劳动节
2027-05-08 上班 劳动节调休上班
2027-06-09 0 端午节
2027-09-15\t休\t中秋节
2027-10-01..2027-10-07 休 国庆节
2027-10-09 1 MAKE_UP 国庆节调休上班
"""
SHIPPED = load_calendar()


def test_the_year_2027_follows_2026():
    after = with_decree(SHIPPED, 2027, read_decree(YEAR_2027, 2027), "cn-2027")
    assert after.known_to == date(2027, 12, 31)
    assert not after.is_workday(date(2027, 2, 8))
    assert after.is_workday(date(2027, 2, 14))
    assert date(2027, 1, 2) not in after.overrides
    before = SHIPPED.add_workdays(date(2026, 12, 21), 20)
    now = after.add_workdays(date(2026, 12, 21), 20)
    assert before.provisional
    assert not now.provisional
    assert after.add_workdays(date(2026, 9, 18), 20).on == date(2026, 10, 22)


def test_labels_and_words_of_every_spelling():
    days = {day.on: day for day in read_decree(YEAR_2027, 2027)}
    assert days[date(2027, 2, 5)].label == "春节"
    assert days[date(2027, 10, 9)].works is True
    assert days[date(2027, 10, 9)].label == "国庆节调休上班"
    assert days[date(2027, 6, 9)].works is False


def test_a_change_inside_a_known_year_as_in_2019_and_2020():
    """Labour Day 2019 was changed in March, Spring Festival 2020 extended in January."""
    then = SHIPPED.until(date(2019, 12, 31))
    text = "2020-01-24..2020-01-30 休 春节\n2020-01-19 班\n2020-02-01 班\n2020-10-01..2020-10-08 休"
    first = with_decree(then, 2020, read_decree(text, 2020), "cn-2020")
    assert first.add_workdays(date(2020, 1, 15), 20).on == date(2020, 2, 17)
    longer = with_decree(
        first, 2020, read_decree("2020-01-31..2020-02-02 休 春节延长", 2020), "cn-2020.2"
    )
    assert longer.add_workdays(date(2020, 1, 15), 20).on == date(2020, 2, 19)
    assert longer.known_to == first.known_to


def test_a_day_may_become_ordinary_again():
    after = with_decree(SHIPPED, 2026, read_decree("2026-09-20 平\n2026-10-07 平", 2026), "x")
    assert not after.is_workday(date(2026, 9, 20))
    assert after.is_workday(date(2026, 10, 7))
    assert SHIPPED.is_workday(date(2026, 9, 20))


def test_the_shipped_table_reads_back_as_the_same_calendar():
    from importlib.resources import files

    text = files("jiuzhu.policy.calendars").joinpath("cn.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("2026-")]
    before = SHIPPED.until(date(2025, 12, 31))
    after = with_decree(before, 2026, read_decree("\n".join(lines), 2026), "cn-2026")
    assert dict(after.overrides) == dict(SHIPPED.overrides)


WRONG = [
    ("2027-01-32 休", "第1行没有这一天"),
    ("2027-01-01 休\n2027/01/02 休", "第2行应为"),
    ("2027-01-01", "第1行应为"),
    ("2026-12-31 休", "不在2027年内"),
    ("2027-12-30..2028-01-02 休", "不在2027年内"),
    ("2027-01-03..2027-01-01 休", "先后或长度"),
    ("2027-01-01..2027-12-31 休", "先后或长度"),
    ("2027-01-01 歇", "“歇”不认识"),
    ("2027-01-01 休\n2027-01-01 班", "第2行2027-01-01前后写法不一致"),
    ("", "没有读到任何一天"),
    ("# 空\n\n", "没有读到任何一天"),
    ("2027-01-01 休\n" * 401, "超过400行"),
]


@pytest.mark.parametrize(("text", "named"), WRONG, ids=[one[1] for one in WRONG])
def test_what_cannot_be_read_is_refused_with_its_line(text, named):
    with pytest.raises(Refused) as caught:
        read_decree(text, 2027)
    assert caught.value.code == "calendar.line"
    assert named in caught.value.message


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        days = read_decree(text, 2027)
    except Refused as refusal:
        code = refusal.code
    else:
        code = "" if all(day.on.year == 2027 for day in days) else "a day of another year"
    assert code in {"", "calendar.line"}


@pytest.mark.parametrize("year", [2028, 2003])
def test_a_year_out_of_turn_is_refused(year):
    with pytest.raises(Refused) as caught:
        with_decree(SHIPPED, year, read_decree(f"{year}-01-01 休", year), "x")
    assert caught.value.code == "calendar.gap"
    assert "2027年" in caught.value.message


def test_a_year_with_too_many_holidays_is_refused():
    days = read_decree("2027-01-01..2027-02-20 休\n2027-07-01..2027-07-31 休", 2027)
    with pytest.raises(Refused) as caught:
        with_decree(SHIPPED, 2027, days, "x")
    assert caught.value.code == "calendar.implausible"


def test_a_year_without_any_holiday_is_refused():
    days = read_decree("2027-01-02 休", 2027)
    with pytest.raises(Refused) as caught:
        with_decree(SHIPPED, 2027, days, "x")
    assert caught.value.code == "calendar.implausible"
