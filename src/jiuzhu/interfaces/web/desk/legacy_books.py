"""The workbooks of the take-over: the template, the one that comes back, the one with results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from jiuzhu.casework.decisions.legacy_columns import (
    BY_CODE,
    COLUMNS,
    ERROR_LABEL,
    RESULT_LABEL,
    LegacyColumn,
)
from jiuzhu.casework.decisions.legacy_table import CellError, LegacyHousehold, LegacyTable
from jiuzhu.infra.sheets import MOST_ROWS
from jiuzhu.kernel.money import format_yuan

SHEET, CHOICES, WORDS = "存量转入", "选项", "填写说明"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
HEAD = {"bold": True, "bg_color": "#F4F4F4", "border": 1, "text_wrap": True, "num_format": "@"}
NEEDED = {**HEAD, "bg_color": "#FFF1D6"}
WRONG = {"bg_color": "#FDE8E6", "num_format": "@", "border": 1}
REASON = {**WRONG, "text_wrap": True, "font_color": "#B42318"}
TEXT = {"num_format": "@"}
WIDE, NARROW = 60, 18


def template_book(villages: Sequence[tuple[str, str]]) -> bytes:
    """Return the empty workbook: text cells, a frozen head, drop-downs, a sheet of words."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    text = book.add_format(TEXT)
    heads = {True: book.add_format(NEEDED), False: book.add_format(HEAD)}
    sheet = book.add_worksheet(SHEET)
    choices = book.add_worksheet(CHOICES)
    for at, column in enumerate(COLUMNS):
        sheet.set_column(at, at, NARROW, text)
        sheet.write_string(0, at, _headed(column), heads[column.is_needed])
        rule = _rule(column, villages, choices)
        if rule:
            sheet.data_validation(1, at, MOST_ROWS, at, rule)
    sheet.freeze_panes(1, 2)
    choices.hide()
    _write_words(book.add_worksheet(WORDS), heads[False], text)
    book.close()
    return out.getvalue()


def _headed(column: LegacyColumn) -> str:
    return f"{column.label}*" if column.is_needed else column.label


def _rule(
    column: LegacyColumn, villages: Sequence[tuple[str, str]], choices: Any
) -> dict[str, Any] | None:
    rule: dict[str, Any] = {"validate": "list", "input_message": column.hint}
    if column.code == "village":
        for at, (code, name) in enumerate(villages):
            choices.write_string(at, 0, f"{code} {name}")
        return {**rule, "source": f"={CHOICES}!$A$1:$A${max(len(villages), 1)}"}
    return {**rule, "source": list(column.choices)} if column.choices else None


def _write_words(sheet: Any, head: Any, text: Any) -> None:
    sheet.set_column(0, 0, NARROW, text)
    sheet.set_column(1, 1, WIDE, text)
    lines = [
        ("怎么填", "一人一行；同一户写同一个“原系统户编号”，申请人写“本人”。"),
        ("带*的列", "必填。村（居）、类别、金额、登记日期只在“本人”这一行必填。"),
        ("证件、账号", "先把列设为文本再粘贴；显示成 3.7E+17 的已经丢了末几位，要重新填写。"),
        ("标题行", "表头上面可以有标题；表头和数据里不要合并单元格，不要写公式。"),
        *((column.label, column.hint) for column in COLUMNS),
    ]
    for at, (label, words) in enumerate(lines):
        sheet.write_string(at, 0, label, head)
        sheet.write_string(at, 1, words, text)


def returned_book(table: LegacyTable) -> bytes:
    """Return what was sent, the reasons in the first column, the wrong cells in colour."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    looks = {name: book.add_format(look) for name, look in _looks().items()}
    sheet = book.add_worksheet(SHEET)
    by_line: dict[int, list[CellError]] = {}
    for error in table.errors:
        by_line.setdefault(error.line, []).append(error)
    for line in table.sheet.lines:
        wrong = by_line.get(line.number, [])
        places = {table.places[error.column] for error in wrong}
        is_head = line.number == table.head.number
        if is_head:
            sheet.write_string(line.number - 1, 0, ERROR_LABEL, looks["head"])
        elif wrong:
            sheet.write_string(line.number - 1, 0, _reasons(wrong), looks["reason"])
        for at, cell in enumerate(line.cells):
            look = "head" if is_head else "wrong" if at in places else "text"
            sheet.write_string(line.number - 1, at + 1, cell.text, looks[look])
        for at in places - set(range(len(line.cells))):
            sheet.write_string(line.number - 1, at + 1, "", looks["wrong"])
    sheet.set_column(0, 0, WIDE)
    sheet.set_column(1, len(table.head.cells), NARROW)
    sheet.freeze_panes(table.head.number, 1)
    book.close()
    return out.getvalue()


def _looks() -> Mapping[str, Mapping[str, Any]]:
    return {"head": HEAD, "wrong": WRONG, "reason": REASON, "text": TEXT}


def _reasons(errors: Sequence[CellError]) -> str:
    return "；".join(f"{BY_CODE[one.column].label}：{one.sentence}" for one in errors)


def result_book(
    households: Sequence[LegacyHousehold], results: Mapping[str, tuple[str, str]]
) -> bytes:
    """Return every household with what became of it; the case number where there is one."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    head, text = book.add_format(HEAD), book.add_format(TEXT)
    sheet = book.add_worksheet(SHEET)
    labels = (RESULT_LABEL, "说明", "原系统户编号", "申请人", "人数", "月保障金额（元）")
    for at, label in enumerate(labels):
        sheet.write_string(0, at, label, head)
    for line, one in enumerate(households, start=1):
        result, words = results.get(one.source, ("没有办", ""))
        cells = (result, words, one.source, one.people[0].name, str(len(one.people)))
        for at, cell in enumerate((*cells, format_yuan(one.amount_fen))):
            sheet.write_string(line, at, cell, text)
    sheet.set_column(0, 0, NARROW)
    sheet.set_column(1, 1, WIDE)
    sheet.set_column(2, len(labels) - 1, NARROW)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
