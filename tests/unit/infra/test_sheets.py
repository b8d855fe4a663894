"""Workbooks that people send: read as they are written, and never trusted."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from jiuzhu.infra import sheets
from jiuzhu.infra.sheets import Cell, read_sheet
from jiuzhu.kernel.errors import Refused
from support.workbooks import a_book


def repacked(content: bytes, part: str, replace: tuple[bytes, bytes]) -> bytes:
    """Return a workbook with one part changed."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as book, zipfile.ZipFile(out, "w") as new:
        for name in book.namelist():
            body = book.read(name)
            new.writestr(name, body.replace(*replace) if name == part else body)
    return out.getvalue()


def test_cells_come_as_they_were_written() -> None:
    content = a_book(
        [["标题"], [], ["文字", 3.70911196505201e17, "=1+1", "", "　空格 "]], formulas=True
    )
    sheet = read_sheet(content)
    assert [line.number for line in sheet.lines] == [1, 3]
    first, number, formula, empty, last = sheet.lines[1].cells
    assert first == Cell("文字", "text")
    assert number.kind == "number"
    assert number.text.startswith("3.7")
    assert formula == Cell("", "formula")
    assert (empty, sheet.lines[1].cell(9)) == (Cell(), Cell())
    assert last.text == "空格"


def test_merged_cells_are_told_with_their_last_row() -> None:
    sheet = read_sheet(a_book([["甲"], ["乙"], ["丙"]], merged="B2:C3"))
    assert sheet.merged == (("B2:C3", 3),)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "sheet.empty"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "sheet.old_format"),
        ("姓名,证件号码".encode(), "sheet.not_xlsx"),
        (b"PK\x03\x04broken", "sheet.not_xlsx"),
        (b"x" * (10 * 1024 * 1024 + 1), "sheet.too_large"),
        (a_book([["甲"]])[:-200], "sheet.not_xlsx"),
    ],
)
def test_what_is_no_workbook_is_refused_in_words(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        read_sheet(content)
    assert caught.value.code == code


def test_another_zip_is_no_workbook() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as other:
        other.writestr("word/document.xml", "<a/>")
    with pytest.raises(Refused, match="不是"):
        read_sheet(out.getvalue())


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b"0" * (sheets.LARGEST_UNPACKED + 1))
    assert len(out.getvalue()) < 200_000
    with pytest.raises(Refused) as caught:
        read_sheet(out.getvalue())
    assert caught.value.code == "sheet.bomb"


def test_what_a_head_says_of_its_size_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    content = a_book([["甲" * 500]])
    monkeypatch.setattr(sheets, "_refuse_bomb", lambda _: None)
    monkeypatch.setattr(sheets, "LARGEST_UNPACKED", 300)
    with pytest.raises(Refused) as caught:
        read_sheet(content)
    assert caught.value.code == "sheet.bomb"


def test_entities_are_refused() -> None:
    mark = b'<!DOCTYPE x [<!ENTITY a "b">]><workbook'
    with pytest.raises(Refused) as caught:
        read_sheet(repacked(a_book([["甲"]]), "xl/workbook.xml", (b"<workbook", mark)))
    assert caught.value.code == "sheet.unsafe"


def test_entities_in_another_alphabet_are_refused() -> None:
    part, hidden = "xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "b">]><workbook/>'.encode("utf-16")
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr(part, hidden)
    with pytest.raises(Refused) as caught:
        read_sheet(out.getvalue())
    assert caught.value.code == "sheet.unsafe"


def test_a_damaged_part_is_no_crash() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", "<workbook/>" * 200)
    whole = bytearray(out.getvalue())
    start = 30 + len("xl/workbook.xml")  # behind the local head: the packed bytes themselves
    whole[start : start + 8] = b"\xff" * 8
    with pytest.raises(Refused) as caught:
        read_sheet(bytes(whole))
    assert caught.value.code == "sheet.not_xlsx"


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    assert len(read_sheet(a_book([["甲"]] * 2)).lines) == 2
    with pytest.raises(Refused) as caught:
        read_sheet(a_book([["甲"]] * 3))
    assert caught.value.code == "sheet.too_many_rows"
    with pytest.raises(Refused) as caught:
        read_sheet(a_book([["甲"] * 101]))
    assert caught.value.code == "sheet.too_many_columns"


def test_a_broken_reference_to_a_text_is_no_crash() -> None:
    part = "xl/worksheets/sheet1.xml"
    with pytest.raises(Refused, match="已损坏"):
        read_sheet(repacked(a_book([["甲"]]), part, (b"<v>0</v>", b"<v>99</v>")))
