"""Read the first sheet of a workbook that somebody sends, and trust nothing in it.

Cells come as they were written: a number keeps its own digits, a formula stays a formula, so that
whoever reads them can say what is wrong. Nothing is ever calculated or looked up elsewhere.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Literal
from xml.etree import ElementTree as ET

from jiuzhu.kernel.errors import Refused

LARGEST = 10 * 1024 * 1024
LARGEST_UNPACKED = 80 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 100
LONGEST_CELL = 2_000
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINKS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
OLD_FORMAT = b"\xd0\xcf\x11\xe0"
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# A NUL is the other alphabet (UTF-16), in which the two words would not be recognised.
UNSAFE = (b"<!DOCTYPE", b"<!ENTITY", b"\x00")
# What the two readers say of a damaged, encrypted or strange file.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ET.ParseError,
    EOFError,
    LookupError,
    RuntimeError,
    ValueError,
)
Kind = Literal["text", "number", "formula", "error", "empty"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it is written in the file."""

    text: str = ""
    kind: Kind = "empty"


@dataclass(frozen=True, slots=True)
class Line:
    """One row with its number as the program shows it."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, place: int) -> Cell:
        """Return the cell of a column; an empty one beyond the end."""
        return self.cells[place] if place < len(self.cells) else Cell()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows that hold something, and the ranges of merged cells with their first row."""

    lines: tuple[Line, ...]
    merged: tuple[tuple[str, int], ...]


def read_sheet(content: bytes) -> Sheet:
    """Return the first sheet of an .xlsx file.

    Raises: Refused `sheet.empty`, `sheet.too_large`, `sheet.old_format`, `sheet.not_xlsx`,
    `sheet.bomb`, `sheet.unsafe`, `sheet.too_many_rows`, `sheet.too_many_columns`.
    """
    _judge(content)
    try:
        with zipfile.ZipFile(BytesIO(content)) as book:
            _refuse_bomb(book)
            shared = _shared_strings(book)
            return _sheet(_part(book, _first_sheet(book)), shared)
    except BROKEN as error:
        raise _not_xlsx() from error


def _judge(content: bytes) -> None:
    if not content:
        raise Refused("sheet.empty", "文件是空的。请填好模板后再上传。", field="file")
    if len(content) > LARGEST:
        raise Refused("sheet.too_large", "文件超过 10 MB。请分成几个文件导入。", field="file")
    if content.startswith(OLD_FORMAT):
        raise Refused(
            "sheet.old_format",
            "这是旧格式（.xls）或加了密码的文件。请另存为 .xlsx，去掉密码后上传。",
            field="file",
        )
    if not content.startswith(b"PK\x03\x04"):
        raise _not_xlsx()


def _not_xlsx() -> Refused:
    return Refused(
        "sheet.not_xlsx",
        "这不是 .xlsx 工作簿，或文件已损坏。请下载模板填写，保存为 .xlsx 后上传。",
        field="file",
    )


def _refuse_bomb(book: zipfile.ZipFile) -> None:
    if sum(entry.file_size for entry in book.infolist()) > LARGEST_UNPACKED:
        raise _bomb()


def _bomb() -> Refused:
    return Refused(
        "sheet.bomb",
        "文件展开后太大，不能读取。请把内容复制到新下载的模板里，再上传。",
        field="file",
    )


def _part(book: zipfile.ZipFile, name: str) -> bytes:
    """Return a part of the file; what its head says about its size is not believed."""
    with book.open(name) as stream:
        content = stream.read(LARGEST_UNPACKED + 1)
    if len(content) > LARGEST_UNPACKED:
        raise _bomb()
    if any(mark in content for mark in UNSAFE):
        raise Refused(
            "sheet.unsafe", "文件里有不允许的内容，不能读取。请用新下载的模板填写。", field="file"
        )
    return content


def _first_sheet(book: zipfile.ZipFile) -> str:
    first = ET.fromstring(_part(book, "xl/workbook.xml")).find(f"{MAIN}sheets/{MAIN}sheet")  # noqa: S314
    wanted = None if first is None else first.get(f"{LINKS}id")
    for link in ET.fromstring(_part(book, "xl/_rels/workbook.xml.rels")):  # noqa: S314
        if link.get("Id") == wanted:
            target = (link.get("Target") or "").lstrip("/")
            return target if target.startswith("xl/") else f"xl/{target}"
    raise KeyError(wanted)


def _shared_strings(book: zipfile.ZipFile) -> tuple[str, ...]:
    name = "xl/sharedStrings.xml"
    if name not in book.namelist():
        return ()
    root = ET.fromstring(_part(book, name))  # noqa: S314
    return tuple(_text_of(item) for item in root.iter(f"{MAIN}si"))


def _text_of(item: ET.Element) -> str:
    """Return what is shown; readings above Chinese characters (rPh) are left out."""
    pieces = [*item.findall(f"{MAIN}t"), *item.findall(f"{MAIN}r/{MAIN}t")]
    return "".join(piece.text or "" for piece in pieces)


def _sheet(content: bytes, shared: tuple[str, ...]) -> Sheet:
    lines: list[Line] = []
    merged: list[tuple[str, int]] = []
    for _, element in ET.iterparse(BytesIO(content)):  # noqa: S314
        if element.tag == f"{MAIN}row":
            line = _line(element, shared, len(lines))
            if any(cell.kind != "empty" for cell in line.cells):
                lines.append(line)
            element.clear()
        elif element.tag == f"{MAIN}mergeCell":
            area = element.get("ref") or ""
            rows = [int(number) for _, number in REFERENCE.findall(area)]
            merged.append((area, max(rows, default=0)))
        if len(lines) > MOST_ROWS:
            raise Refused("sheet.too_many_rows", "超过 2 万行。请分成几个文件导入。", field="file")
    return Sheet(tuple(lines), tuple(merged))


def _line(row: ET.Element, shared: tuple[str, ...], before: int) -> Line:
    cells: list[Cell] = []
    for place, cell in _placed(row):
        if place >= MOST_COLUMNS:
            if _cell(cell, shared).kind == "empty":
                continue
            raise Refused(
                "sheet.too_many_columns", "列太多。请用模板的列，不要在右边加内容。", field="file"
            )
        cells.extend(Cell() for _ in range(place - len(cells)))
        cells.append(_cell(cell, shared))
    return Line(int(row.get("r") or before + 1), tuple(cells))


def _placed(row: ET.Element) -> Iterator[tuple[int, ET.Element]]:
    for order, cell in enumerate(row.iter(f"{MAIN}c")):
        found = REFERENCE.fullmatch(cell.get("r") or "")
        yield (_column(found[1]) if found else order), cell


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _cell(cell: ET.Element, shared: tuple[str, ...]) -> Cell:
    if cell.find(f"{MAIN}f") is not None:
        return Cell("", "formula")
    kind, value = cell.get("t", "n"), cell.findtext(f"{MAIN}v") or ""
    if kind == "s":
        value = shared[int(value)]
    elif kind == "inlineStr":
        item = cell.find(f"{MAIN}is")
        value = "" if item is None else _text_of(item)
    text = value.replace("\u3000", " ").strip()[:LONGEST_CELL]
    if not text:
        return Cell()
    return Cell(text, {"n": "number", "e": "error"}.get(kind, "text"))  # type: ignore[arg-type]
