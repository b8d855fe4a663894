from datetime import date, timedelta

import pytest
from support_packs import changed_pack

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.calendars import load_calendar
from jiuzhu.policy.packs import load_pack
from jiuzhu.policy.publicity import (
    BOARD_FIELDS,
    WEB_FIELDS,
    board_fields,
    board_name,
    is_over,
    leaks_in,
    notice_period,
    refuse_leaks,
    web_fields,
    web_name,
)

ON = date(2020, 9, 1)
PACK = load_pack("taian")
GROWN, CHILD = date(1960, 1, 1), date(2010, 1, 1)
SHEET = {
    "applicant_name": "王测试",
    "persons": "3",
    "monthly_amount": "750.00",
    "village": "测试村",
    "hotline": "13800000000",
    "posted_on": "2020-09-01",
    "ends_on": "2020-09-08",
    "sheet_number": "泰岱祝低公〔2020〕1号",
    "organ": "祝阳镇人民政府",
}


def test_seven_full_days_without_the_posting_day():
    assert notice_period(ON) == (date(2020, 9, 2), date(2020, 9, 8))
    starts_on, ends_on = notice_period(date(2020, 2, 25))
    assert (ends_on - starts_on).days + 1 == 7


def test_over_only_after_the_seventh_day():
    assert not is_over(ON, date(2020, 9, 8))
    assert is_over(ON, date(2020, 9, 9))


def test_with_a_calendar_the_last_day_rolls_off_a_holiday():
    posted = date(2020, 9, 25)
    assert notice_period(posted)[1] == date(2020, 10, 2)
    assert notice_period(posted, load_calendar())[1] == date(2020, 10, 9)
    assert not is_over(posted, date(2020, 10, 9), load_calendar())


def test_the_board_names_an_adult_and_masks_a_child():
    assert board_name("王小明", GROWN, ON) == "王小明"
    assert board_name("王小明", CHILD, ON) == "王某某（未成年）"
    assert "王" not in board_name("王小明", GROWN, ON, exempt=True)
    birthday = date(2002, 9, 1)
    assert board_name("王小明", birthday, ON) == "王小明"
    assert board_name("王小明", birthday, ON - timedelta(days=1)) == "王某某（未成年）"


def test_the_web_masks_everyone():
    assert web_name("王小明", GROWN, ON) == "王*明"
    for hidden in (web_name("王小明", CHILD, ON), web_name("王小明", GROWN, ON, exempt=True)):
        assert "王" not in hidden


def test_a_clean_sheet_passes():
    assert leaks_in(SHEET, BOARD_FIELDS) == ()
    refuse_leaks(SHEET, BOARD_FIELDS)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("village", "测试村 370902195202290017"),
        ("organ", "联系 13812345678"),
        ("applicant_name", "王测试（残疾）"),
        ("applicant_name", "王测试 人均收入380"),
        ("identity_number", "无"),
        ("address", "测试路1号"),
    ],
)
def test_a_sheet_with_a_leak_is_refused(field, text):
    with pytest.raises(Refused) as caught:
        refuse_leaks(SHEET | {field: text}, BOARD_FIELDS)
    assert caught.value.code == "publicity.leak"
    assert field in caught.value.message


def test_a_full_name_is_no_field_of_the_web():
    assert "applicant_name" not in WEB_FIELDS
    assert {leak.field for leak in leaks_in(SHEET, WEB_FIELDS)} >= {"applicant_name", "village"}


def test_the_pack_may_narrow_but_not_widen(tmp_path):
    assert set(board_fields(PACK, ON)) <= set(BOARD_FIELDS)
    assert set(web_fields(PACK, ON)) <= set(WEB_FIELDS)
    narrow = changed_pack(tmp_path, "publicity.yaml", ("[applicant_name, persons,", "[persons,"))
    assert "applicant_name" not in board_fields(narrow, ON)
    wide = changed_pack(tmp_path, "publicity.yaml", ("[masked_name,", "[illness, masked_name,"))
    with pytest.raises(Refused) as caught:
        web_fields(wide, ON)
    assert caught.value.code == "publicity.field"
