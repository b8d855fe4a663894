"""Read a bank's answer by its profile: the totals of the file first, then line by line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiuzhu.casework.payments.enums import FailureReason, ReturnStatus
from jiuzhu.casework.payments.layouts import Layout, Place
from jiuzhu.casework.payments.services.read_table import decoded, read_table
from jiuzhu.infra.sheets import read_sheet
from jiuzhu.kernel.dates import parse_legal_date
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import parse_yuan

LONGEST_NUMBER = 15
WHOLE = "return.head"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLine:
    """One line of a return file as the bank wrote it."""

    position: int
    line: int
    amount_fen: int
    status: ReturnStatus
    reason: str
    serial: str
    value_on: date | None
    account: str = ""


def read_answer(layout: Layout, content: bytes, *, number: str) -> tuple[ReturnLine, ...]:
    """Return the lines of an answer after checking the file as a whole.

    Raises: Refused `return.head`, `return.other_batch`, `return.totals`, `return.line`, `table.*`,
    `sheet.*`.
    """
    rows = _rows(layout, content)
    head = _facts(layout.answer.head, rows[0][1]) if rows else {}
    count, total = head.get("count", ""), head.get("total", "")
    texts = [place.text for place in layout.answer.head if place.text]
    if not rows or not _is_number(count) or not _fits(layout.answer.head, rows[0][1], texts):
        raise _no_head()
    try:
        total_fen = _fen(layout, total)
    except Refused as error:
        raise _no_head() from error
    if head["batch"] != number:
        raise Refused(
            "return.other_batch",
            "这是批次 %(other)s 的回盘，不是 %(number)s 的。请选对月份再导入。",
            values={"other": head["batch"], "number": number},
        )
    below = rows[2:] if layout.answer.is_titled else rows[1:]
    lines = tuple(_line(layout, position, row) for position, row in below)
    found = sum(line.amount_fen for line in lines)
    if (int(count), total_fen) != (len(lines), found):
        raise Refused(
            "return.totals",
            "首行写明%(count)s笔、%(total)s分，实际%(lines)s笔、%(found)s分，文件可能不完整，"
            "整份没有导入。请向银行重新索取。",
            values={"count": count, "total": total_fen, "lines": len(lines), "found": found},
        )
    return lines


def _rows(layout: Layout, content: bytes) -> list[tuple[int, tuple[str, ...]]]:
    """Return the rows with their numbers in the file."""
    form = layout.answer.form
    if form == "xlsx":
        sheet = read_sheet(content)
        return [(line.number, tuple(cell.text for cell in line.cells)) for line in sheet.lines]
    if form == "csv":
        return list(enumerate(read_table(content), start=1))
    text = decoded(content)
    lines = [line.rstrip("\r") for line in text.split("\n")]
    return [
        (at, _cut(layout, layout.answer.head if at == 1 else layout.answer.line, line))
        for at, line in enumerate(lines, start=1)
        if line.strip()
    ]


def _cut(layout: Layout, places: tuple[Place, ...], line: str) -> tuple[str, ...]:
    """Cut a line at its byte positions; a line of another length is no line of this bank."""
    raw = line.encode(layout.encoding, errors="replace")
    if len(raw) != sum(place.width for place in places):
        return ()
    cells, start = [], 0
    for place in places:
        cell = raw[start : start + place.width].decode(layout.encoding, errors="replace").strip()
        cells.append(cell.lstrip("0") or "0" if place.fill == "0" and cell else cell)
        start += place.width
    return tuple(cells)


def _facts(places: tuple[Place, ...], row: tuple[str, ...]) -> dict[str, str]:
    return {
        place.field: row[at] if at < len(row) else ""
        for at, place in enumerate(places)
        if place.field
    }


def _fits(places: tuple[Place, ...], row: tuple[str, ...], texts: list[str]) -> bool:
    """Tell whether the fixed texts of a row stand where the profile has them."""
    found = [row[at] if at < len(row) else "" for at, place in enumerate(places) if place.text]
    return found == texts


def _line(layout: Layout, position: int, row: tuple[str, ...]) -> ReturnLine:
    places = layout.answer.line
    facts = _facts(places, row)
    texts = [place.text for place in places if place.text]
    try:
        _check_cells(layout, facts, is_fit=_fits(places, row, texts))
        amount = _fen(layout, facts["amount"])
        day = facts.get("value_on", "")
        value_on = parse_legal_date(day).value if day else None
    except Refused as error:
        raise _bad(position, error) from error
    status = layout.answer.statuses[facts["status"]]
    return ReturnLine(
        position=position,
        line=int(facts["line"]),
        amount_fen=amount,
        status=status,
        reason=_reason(layout, facts.get("reason", "")) if status is ReturnStatus.FAILED else "",
        serial=facts.get("serial", "")[:60],
        value_on=value_on,
        account=facts.get("account", ""),
    )


def _check_cells(layout: Layout, facts: dict[str, str], *, is_fit: bool) -> None:
    if not is_fit or not _is_number(facts["line"]):
        raise Refused("return.cells", "应为 R、行号、金额（分）、状态。")
    if facts["status"] not in layout.answer.statuses:
        raise Refused(
            "return.status",
            "状态“%(status)s”不是约定的写法。",
            values={"status": facts["status"]},
        )


def _reason(layout: Layout, text: str) -> str:
    if text in FailureReason.values:
        return text
    return layout.answer.reasons.get(text, FailureReason.OTHER).value


def _fen(layout: Layout, text: str) -> int:
    if layout.unit == "yuan":
        return parse_yuan(text)
    if not _is_number(text):
        raise Refused("return.cells", "金额不是整数分。")
    return int(text)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER


def _no_head() -> Refused:
    return Refused(WHOLE, "回盘文件首行应写明批次号、笔数、总金额。请向银行索取规范文件。")


def _bad(position: int, why: Refused) -> Refused:
    return Refused(
        "return.line",
        "回盘文件第%(position)s行有误，整份没有导入。请向银行重新索取。原因：%(why)s",
        values={"position": position, "why": why},
    )


def read_orders(layout: Layout, content: bytes) -> tuple[tuple[int, int, str], ...]:
    """Return line, fen and account of a payment file, as a bank reads what was sent to it.

    Raises: Refused `table.*`, `sheet.*`, `money.*`, `return.cells`.
    """
    if layout.form == "xlsx":
        rows = [tuple(cell.text for cell in line.cells) for line in read_sheet(content).lines]
    elif layout.form == "csv":
        rows = list(read_table(content))
    else:
        lines = [line.rstrip("\r") for line in content.decode(layout.encoding).split("\n") if line]
        rows = [
            _cut(layout, layout.head if at == 0 and layout.head else layout.line, line)
            for at, line in enumerate(lines)
        ]
    found = []
    for row in rows[bool(layout.head) + layout.is_titled :]:
        facts = _facts(layout.line, row)
        if not _is_number(facts["line"]):
            raise Refused("return.cells", "应为 R、行号、金额（分）、状态。")
        found.append((int(facts["line"]), _fen(layout, facts["amount"]), facts["account"]))
    return tuple(found)
