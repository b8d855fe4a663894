"""Blocks copied from a spreadsheet: columns found, words turned into codes, nothing lost unsaid."""

from __future__ import annotations

from datetime import date

import pytest

from jiuzhu.interfaces.web.desk.family_forms import FamilyMemberRow, IncomeRow
from jiuzhu.interfaces.web.parts.paste import LONGEST, read_paste
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.identity import make_identity_number

WIFE = make_identity_number("370911", date(1967, 3, 2), 931)
SON = make_identity_number("370911", date(2010, 7, 9), 932)
HEADS = "序号\t与申请人关系\t姓 名*\t公民身份号码（18位）"
TITLED = f"祝阳村家庭成员表\n\n{HEADS}\r\n1\t配偶\t测试乙\t{WIFE}\r\n"
READ = ({"name": "测试乙", "identity_number": WIFE, "relation": "SPOUSE"},)


@pytest.mark.parametrize(
    "text",
    [
        f"测试乙\t{WIFE}\t妻子",
        f"1\t测试乙\t女\t配偶\t{WIFE}",
        f"姓名\t身份证号\t与户主关系\n测试乙\t{WIFE}\t妻",
        TITLED,
        f" 测试乙 \t'{WIFE}\t爱人\n",
    ],
    ids=["by content", "other order", "heads", "title above", "blanks and quote"],
)
def test_columns_are_found_whatever_their_order(text: str) -> None:
    read = read_paste(text, FamilyMemberRow, most=5)
    rows = [{k: v for k, v in row.items() if k != "sex"} for row in read.rows]
    assert tuple(rows) == READ


def test_what_has_no_place_is_said() -> None:
    text = f"姓名\t证件号码\t关系\t民族\n测试乙\t{WIFE}\t表妹\t汉\t多余\n测试甲\t\t户主"
    read = read_paste(text, FamilyMemberRow, most=5)
    assert read.rows == ({"name": "测试乙", "identity_number": WIFE, "relation": ""},)
    assert read.told == (
        "“民族”这一列没有对应的栏，没有填入。",
        "第1行多出来的内容没有填入。",
        "第1行关系“表妹”不在列表中，请填入后自己选。",
        "第2行是申请人本人，不用再填，已跳过。",
    )


def test_a_number_that_the_spreadsheet_spoilt_is_named_and_not_guessed() -> None:
    read = read_paste("姓名\t证件号码\n测试乙\t3.70911E+17", FamilyMemberRow, most=5)
    assert read.rows[0]["identity_number"] == "3.70911E+17"
    assert "末几位丢了" in read.told[0]


def test_a_table_that_is_not_of_people_goes_by_its_order() -> None:
    form = type("Row", (IncomeRow,), {})
    read = read_paste("测试乙\tRENT\t500\t12\t年租", form, most=5)
    assert read.rows[0]["owner"] == "测试乙"
    assert (read.rows[0]["amount"], read.rows[0]["months"]) == ("500", "12")


def test_names_alone_are_names() -> None:
    assert read_paste("测试乙\n测试丙", FamilyMemberRow, most=5).rows == (
        {"name": "测试乙"},
        {"name": "测试丙"},
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("字" * (LONGEST + 1), "paste.large"),
        (f"测试乙\t{SON}\n" * 6, "paste.rows"),
        (" \n\t\n", "paste.empty"),
    ],
)
def test_too_much_and_nothing_are_refused_with_what_to_do(text: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_paste(text, FamilyMemberRow, most=5)
    assert refusal.value.code == code
    assert "请" in refusal.value.sentence


def test_forty_rows_are_read() -> None:
    read = read_paste(f"测试乙\t{SON}\t儿子\n" * 40, FamilyMemberRow, most=49)
    assert len(read.rows) == 40
    assert {row["relation"] for row in read.rows} == {"SON"}
