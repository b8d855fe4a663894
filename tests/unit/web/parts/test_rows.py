"""A table of members: typed, grown or pasted, each error at its row."""

from urllib.parse import urlencode

from django.http import QueryDict

from jiuzhu.interfaces.web.parts.rows import MemberRowForm, Rows


def member(place: int, name: str = "", relation: str = "", number: str = "") -> dict[str, str]:
    return {
        f"members-{place}-name": name,
        f"members-{place}-identity_number": number,
        f"members-{place}-relation": relation,
        f"members-{place}-phone": "",
    }


def posted(*parts: dict[str, str], **limits: int) -> Rows:
    data: dict[str, str] = {}
    for part in parts:
        data.update(part)
    return Rows(
        MemberRowForm, prefix="members", label="家庭成员", data=QueryDict(urlencode(data)), **limits
    )


def test_fresh_table_has_rows_to_type_in() -> None:
    rows = Rows(MemberRowForm, prefix="members", label="家庭成员", initial=({"name": "测试甲乙"},))

    assert len(rows.forms) == 4
    assert not rows.is_asking


def test_blank_rows_do_not_count() -> None:
    rows = posted(member(0, "测试甲乙", "CHILD"), member(1), member(2, "测试丙丁", "SPOUSE"))

    assert rows.is_valid()
    assert [row["name"] for row in rows.cleaned] == ["测试甲乙", "测试丙丁"]


def test_error_names_its_row_and_leads_to_it() -> None:
    rows = posted(member(0, "测试甲乙", "CHILD"), member(1, "测试丙丁", "CHILD", "123"))

    assert not rows.is_valid()
    (line,) = rows.errors
    assert (line.label, line.code, line.focus_id) == (
        "家庭成员第2行 证件号码",
        "identity.length",
        "id_members-1-identity_number",
    )


def test_too_few_and_too_many_are_refused() -> None:
    few = posted(member(0), min_rows=1)
    many = posted(*(member(place, "测试甲乙", "CHILD") for place in range(5)), max_rows=4)

    assert not few.is_valid()
    assert not many.is_valid()
    assert [few.errors[0].code, many.errors[0].code] == ["rows.few", "rows.many"]


def test_household_of_forty_is_read() -> None:
    rows = posted(*(member(place, "测试甲乙", "CHILD") for place in range(40)))

    assert rows.is_valid()
    assert len(rows.cleaned) == 40


def test_button_for_more_rows_loses_nothing() -> None:
    rows = posted(member(0, "测试甲乙", "CHILD", "123"), {"rows": "members:add"})

    assert rows.is_asking
    assert len(rows.forms) == 4
    assert rows.forms[0]["identity_number"].value() == "123"


def test_paste_fills_the_table_behind_what_is_there() -> None:
    pasted = "测试丙丁\t11010519491231002X\tCHILD\r\n测试戊己\t\tSPOUSE\r\n"
    rows = posted(
        member(0, "测试甲乙", "CHILD"), {"rows": "members:paste", "members-paste": pasted}
    )

    assert [form["name"].value() for form in rows.filled] == ["测试甲乙", "测试丙丁", "测试戊己"]
    assert rows.forms[1]["identity_number"].value() == "11010519491231002X"


def test_prefix_of_another_table_is_not_ours() -> None:
    rows = posted(member(0, "测试甲乙", "CHILD"), {"obligors-1-name": "测试丙丁"})

    assert len(rows.filled) == 1
