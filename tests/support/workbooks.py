"""Look into workbooks as another program would: rows of text, whatever wrote them."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

from jiuzhu.interfaces.web.parts.list_export import Asking, ListExport, behind

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheet_of(content: bytes, sheet: int) -> list[list[str]]:
    """Return the rows of a sheet as text; empty cells are empty texts."""
    with zipfile.ZipFile(BytesIO(content)) as book:
        shared = []
        if "xl/sharedStrings.xml" in book.namelist():
            strings = ET.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314
            shared = ["".join(item.itertext()) for item in strings.iter(f"{SHEET}si")]
        rows = ET.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))  # noqa: S314
    found: list[list[str]] = []
    for row in rows.iter(f"{SHEET}row"):
        line: list[str] = []
        for cell in row.iter(f"{SHEET}c"):
            place = _column(cell.get("r", "A1"))
            line.extend([""] * (place - len(line)))
            text = "".join(cell.itertext())
            line.append(shared[int(text)] if cell.get("t") == "s" else text)
        found.append(line)
    return found


def _column(reference: str) -> int:
    number = 0
    for letter in re.sub(r"[0-9]", "", reference):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def a_book(rows: list[list[object]], *, merged: str = "", formulas: bool = False) -> bytes:
    """Return a workbook as a clerk's program would write it: texts as texts, numbers as numbers."""
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": formulas, "strings_to_urls": False})
    sheet = book.add_worksheet("任意名称")
    for line, row in enumerate(rows):
        for place, value in enumerate(row):
            sheet.write(line, place, value)
    if merged:
        sheet.merge_range(merged, "合并")
    book.close()
    return out.getvalue()


def read_in_pieces(export: ListExport, asking: Asking) -> tuple[tuple[Any, ...], ...]:
    """Read a long list row by row: it is the list in one piece, as many as are counted."""
    whole = export.read(asking)
    rows: list[tuple[Any, ...]] = []
    key = ""
    for _ in range(200):
        piece = export.read(behind(asking, key, 1))
        rows += piece.rows
        key = piece.after
        if not key:
            break
    assert tuple(rows) == whole.rows, export.code
    assert len(rows) == export.count(asking), export.code
    assert all(len(row) == len(export.columns(asking)) for row in rows), export.code
    return tuple(rows)
