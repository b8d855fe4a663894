"""Read a table that a bank or a finance office hands over, whatever program wrote it."""

from __future__ import annotations

import csv
import io
import re

from jiuzhu.kernel.errors import Refused

LARGEST = 50 * 1024 * 1024
BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
DELIMITERS = (",", "\t", "|")
AS_TEXT = re.compile(r'="(.*)"')


def read_table(content: bytes) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a CSV file; encoding and separator are found out, blanks go.

    UTF-8 with or without its mark, UTF-16 with its mark, GB18030; line ends of any system; blank
    lines and blank columns at the end are left out; the marks by which spreadsheets keep digits as
    text are removed.

    Raises: Refused `table.empty`, `table.too_large`, `table.encoding`, `table.workbook`.
    """
    if not content.strip():
        raise Refused("table.empty", "文件是空的。请重新导出后再上传。", field="file")
    if len(content) > LARGEST:
        raise Refused("table.too_large", "文件超过 50 MB。请按月份、单位分开导出。", field="file")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Refused(
            "table.workbook",
            "这是 Excel 工作簿。请在 Excel 中另存为“CSV UTF-8（逗号分隔）”后上传。",
            field="file",
        )
    text = decoded(content)
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    cleaned = (tuple(_cell(cell) for cell in row) for row in rows)
    return tuple(_trimmed(row) for row in cleaned if any(row))


def decoded(content: bytes) -> str:
    """Return the text of a file: by its mark, else UTF-8 if it is valid, else GB18030.

    Raises: Refused `table.encoding`.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _decode(content, encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode(content, "gb18030")


def _decode(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused(
            "table.encoding",
            "文件第 %(byte)s 个字节处无法识别。请以 UTF-8 或 GB18030 编码重新导出。",
            field="file",
            values={"byte": error.start + 1},
        ) from error


def _cell(text: str) -> str:
    plain = text.replace("\u3000", " ").strip().lstrip("'").strip()
    kept = AS_TEXT.fullmatch(plain)
    return kept[1].strip() if kept else plain


def _trimmed(row: tuple[str, ...]) -> tuple[str, ...]:
    end = len(row)
    while end and not row[end - 1]:
        end -= 1
    return row[:end]
