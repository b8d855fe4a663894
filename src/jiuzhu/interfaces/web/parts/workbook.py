"""Hand a list over as a workbook: the columns of the screen, a sheet that says what they mean.

Codes and numbers of people are text cells, so that no program rounds them; money is yuan with two
decimals, days are real dates; a text that begins like a formula stays a text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone

from jiuzhu.interfaces.web.parts.presenters import Cell, Chip, Column, Link, Table
from jiuzhu.kernel.periods import Month

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FEN = 100
NARROWEST, WIDEST = 8, 40
MEASURED = 500  # rows whose texts decide how wide a column is
FIRST_WIDE = "\u2e80"
FORMATS: Mapping[str, Mapping[str, Any]] = {
    "head": {"bold": True, "bg_color": "#F4F4F4", "border": 1, "text_wrap": True},
    "money": {"num_format": "#,##0.00"},
    "number": {"num_format": "0"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm", "align": "left"},
    "text": {"num_format": "@"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Say where a workbook comes from: who took it, when, of which list, narrowed how."""

    title: str
    organ: str
    user: str
    at: datetime
    conditions: Sequence[str] = ()
    reason: str = ""


def file_name(source: Source) -> str:
    """Return the name of a file as offices name them: organ, table, moment."""
    return f"{source.organ}_{source.title}_{timezone.localtime(source.at):%Y%m%d-%H%M}.xlsx"


def workbook_answer(table: Table, source: Source) -> HttpResponse:
    """Return a table as a download."""
    return file_answer(workbook(table, source), file_name(source))


def file_answer(content: bytes, name: str) -> HttpResponse:
    """Return a workbook as a download that no cache keeps."""
    answer = HttpResponse(content, content_type=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def workbook(table: Table, source: Source) -> bytes:
    """Return the bytes of a workbook with the list and the sheet that explains it."""
    out = BytesIO()
    book = ListBook(out, table.columns, source)
    for row in table.rows:
        book.add(row.cells)
    book.close()
    return out.getvalue()


class ListBook:
    """Write a list row by row; with `streams` only the row in hand is in memory."""

    def __init__(
        self, target: Any, columns: Sequence[Column], source: Source, *, streams: str = ""
    ) -> None:
        kept = {"constant_memory": True, "tmpdir": streams} if streams else {}
        options = {"strings_to_formulas": False, "strings_to_urls": False, **kept}
        self._book = xlsxwriter.Workbook(target, options)
        self._formats = {name: self._book.add_format(dict(look)) for name, look in FORMATS.items()}
        self._sheet = self._book.add_worksheet("清单")
        self._columns, self._source = columns, source
        self._widths = [_width(_headed(column)) for column in columns]
        self.lines = 0
        for place, column in enumerate(columns):
            self._sheet.write_string(0, place, _headed(column), self._formats["head"])

    def add(self, cells: Sequence[Cell]) -> None:
        """Write one row."""
        self.lines += 1
        for place, (column, cell) in enumerate(zip(self._columns, cells, strict=True)):
            _write(self._sheet, self.lines, place, column, cell, self._formats)
            if self.lines <= MEASURED:
                self._widths[place] = max(self._widths[place], _width(_words(cell)))

    def close(self) -> None:
        """Dress the sheet, add the one that explains it, and write the file."""
        _dress(self._sheet, self._widths, self.lines, self._source)
        words = self._book.add_worksheet("说明")
        _write_words(words, self._columns, self.lines, self._source, self._formats)
        self._book.close()


def _dress(sheet: Any, widths: Sequence[float], lines: int, source: Source) -> None:
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(lines, 1), len(widths) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    taken = f"{source.organ} {source.user} {timezone.localtime(source.at):%Y-%m-%d %H:%M} 导出"
    sheet.set_header(f"&L{_plain(source.title)}&R{_plain(taken)}")
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _write_words(
    sheet: Any,
    columns: Sequence[Column],
    lines: int,
    source: Source,
    formats: Mapping[str, Any],
) -> None:
    said = (
        ("清单", source.title),
        ("条件", "；".join(source.conditions) or "没有另加条件"),
        ("机关", source.organ),
        ("导出人", source.user),
        ("导出时间", f"{timezone.localtime(source.at):%Y-%m-%d %H:%M}"),
        ("行数", f"{lines}"),
        ("用途", source.reason or "未填写"),
        ("保密", "内含个人信息，只限办理救助使用，用完即删；导出已记入痕迹。"),
    )
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 70)
    for line, (label, words) in enumerate(said):
        sheet.write_string(line, 0, label, formats["head"])
        sheet.write_string(line, 1, words, formats["text"])
    start = len(said) + 1
    sheet.write_string(start, 0, "列", formats["head"])
    sheet.write_string(start, 1, "写法", formats["head"])
    for line, column in enumerate(columns, start=start + 1):
        sheet.write_string(line, 0, column.label, formats["text"])
        sheet.write_string(line, 1, MEANINGS.get(column.kind, "文字"), formats["text"])


MEANINGS: Mapping[str, str] = {
    "code": "文字，不参与计算，前面的 0 保留",
    "money": "元，两位小数",
    "number": "整数",
    "date": "日期",
    "moment": "日期和时间（北京时间）",
    "chip": "文字，与页面上的标签相同",
}


def _write(
    sheet: Any, line: int, place: int, column: Column, cell: Cell, formats: Mapping[str, Any]
) -> None:
    match cell:
        case None | "":
            sheet.write_blank(line, place, None)
        case bool() | int() if column.kind == "money":
            sheet.write_number(line, place, int(cell) / FEN, formats["money"])
        case int():
            sheet.write_number(line, place, cell, formats["number"])
        case datetime():
            local = timezone.localtime(cell).replace(tzinfo=None)
            sheet.write_datetime(line, place, local, formats["moment"])
        case date():
            sheet.write_datetime(line, place, datetime(*cell.timetuple()[:3]), formats["date"])  # noqa: DTZ001
        case _:
            sheet.write_string(line, place, _words(cell), formats["text"])


def _words(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Chip():
            return f"{cell.words} {cell.detail}".strip()
        case Link():
            return cell.label
        case tuple():
            return "、".join(link.label for link in cell)
        case Month():
            return f"{cell.year}年{cell.month}月"
        case _:
            return str(cell)


def _headed(column: Column) -> str:
    unit = column.unit or ("元" if column.kind == "money" else "")
    return f"{column.label}（{unit}）" if unit else column.label


def _width(text: str) -> float:
    units = sum(1 + (letter >= FIRST_WIDE) for letter in text) + 2
    return float(min(max(units, NARROWEST), WIDEST))


def _plain(text: str) -> str:
    """Return words for a head of a sheet, where & would begin a command."""
    return text.replace("&", "&&")
