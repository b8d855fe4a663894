"""Write a bank's file by its profile; count, sum and digest of the lines come back beside it."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter

from jiuzhu.casework.payments.layouts import Layout, LayoutError, Place
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import format_yuan

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
NEWLINE = "\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The bytes of a file and what stands on its signed sheet."""

    content: bytes
    lines: int
    total_fen: int


def write_file(
    layout: Layout, head: Mapping[str, str], lines: Sequence[Mapping[str, str | int]]
) -> Written:
    """Write head and lines; amounts of `lines` are in fen, in the file as the bank counts.

    Raises: Refused `layout.too_long` where a value is longer than its field: nothing is cut.
    """
    total = sum(int(line["amount"]) for line in lines)
    rows = [
        [_value(place, _in_units(layout, line), layout) for place in layout.line] for line in lines
    ]
    facts = {
        **head,
        "count": str(len(lines)),
        "total": _money(layout, total),
    }
    if layout.form == "xlsx":
        content = _workbook(layout, facts, rows)
    else:
        body = _text(layout, _titles(layout) + rows).encode(layout.encoding)
        facts["digest"] = hashlib.sha256(body).hexdigest()
        first = [[_value(place, facts, layout) for place in layout.head]] if layout.head else []
        content = _text(layout, first).encode(layout.encoding) + body
    return Written(content=content, lines=len(lines), total_fen=total)


def safe_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _in_units(layout: Layout, line: Mapping[str, str | int]) -> dict[str, str]:
    return {
        **{name: str(value) for name, value in line.items()},
        "amount": _money(layout, int(line["amount"])),
    }


def _money(layout: Layout, fen: int) -> str:
    return str(fen) if layout.unit == "fen" else format_yuan(fen).replace(",", "")


def _value(place: Place, facts: Mapping[str, str], layout: Layout) -> str:
    text = facts.get(place.field, "") if place.field else place.text
    if layout.form != "fixed":
        return safe_cell(text) if layout.is_guarded else text
    room = place.width - len(text.encode(layout.encoding))
    if room < 0:
        raise Refused(
            "layout.too_long",
            "“%(text)s”比银行文件给的位置长，没有生成文件。请核对后重试。",
            values={"text": text},
        )
    return text + place.fill * room if place.side == "left" else place.fill * room + text


def _titles(layout: Layout) -> list[list[str]]:
    return [[place.title or place.field for place in layout.line]] if layout.is_titled else []


def _text(layout: Layout, rows: Sequence[Sequence[str]]) -> str:
    if layout.form == "fixed":
        return "".join("".join(row) + NEWLINE for row in rows)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=NEWLINE, delimiter=layout.delimiter)
    writer.writerows(rows)
    return out.getvalue()


def _workbook(layout: Layout, facts: Mapping[str, str], rows: Sequence[Sequence[str]]) -> bytes:
    """Write one sheet of text cells, so that no program rounds a card number."""
    if any(place.field == "digest" for place in layout.head):
        raise LayoutError("the digest of a workbook stands on the signed sheet, not in it")
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": False})
    sheet = book.add_worksheet(layout.bank[:31])
    text = book.add_format({"num_format": "@"})
    head = [[_value(place, facts, layout) for place in layout.head]] if layout.head else []
    for at, row in enumerate([*head, *_titles(layout), *rows]):
        for place, value in enumerate(row):
            sheet.write_string(at, place, value, text)
    book.close()
    return out.getvalue()
