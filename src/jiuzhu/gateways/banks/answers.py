"""Write a bank's answer by its profile: what the simulator returns, and what tests disturb."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter

from jiuzhu.casework.payments.enums import FailureReason, ReturnStatus
from jiuzhu.casework.payments.layouts import Layout, Place
from jiuzhu.kernel.money import format_yuan

NEWLINE = "\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLine:
    """What a bank says of one line; `reason` in the platform's code, empty unless failed."""

    line: int
    amount_fen: int
    status: ReturnStatus
    reason: str = ""
    serial: str = ""
    value_on: str = ""
    account: str = ""


def write_answer(
    layout: Layout,
    *,
    number: str,
    lines: Sequence[AnswerLine],
    count: int | None = None,
    total_fen: int | None = None,
) -> bytes:
    """Return the bytes of a return file; `count` and `total_fen` replace what would be true."""
    head = {
        "batch": number,
        "count": str(len(lines) if count is None else count),
        "total": _money(
            layout, sum(line.amount_fen for line in lines) if total_fen is None else total_fen
        ),
    }
    answer = layout.answer
    rows = [[_value(place, head, layout) for place in answer.head]]
    if answer.is_titled:
        rows.append([place.title or place.field for place in answer.line])
    rows += [
        [_value(place, _facts(layout, line), layout) for place in answer.line] for line in lines
    ]
    if answer.form == "xlsx":
        return _workbook(rows)
    if answer.form == "fixed":
        return "".join("".join(row) + NEWLINE for row in rows).encode(layout.encoding)
    out = io.StringIO()
    csv.writer(out, lineterminator=NEWLINE, delimiter=answer.delimiter).writerows(rows)
    return out.getvalue().encode(layout.encoding)


def _facts(layout: Layout, line: AnswerLine) -> dict[str, str]:
    statuses = {status: word for word, status in reversed(list(layout.answer.statuses.items()))}
    reasons = {reason: word for word, reason in reversed(list(layout.answer.reasons.items()))}
    reason = reasons.get(FailureReason(line.reason), "其他") if line.reason else ""
    return {
        "line": str(line.line),
        "amount": _money(layout, line.amount_fen),
        "status": statuses[line.status],
        "reason": reason,
        "serial": line.serial,
        "value_on": line.value_on,
        "account": line.account,
    }


def _money(layout: Layout, fen: int) -> str:
    return str(fen) if layout.unit == "fen" else format_yuan(fen).replace(",", "")


def _value(place: Place, facts: Mapping[str, str], layout: Layout) -> str:
    text = facts[place.field] if place.field else place.text
    if layout.answer.form != "fixed":
        return text
    room = place.width - len(text.encode(layout.encoding))
    return text + place.fill * room if place.side == "left" else place.fill * room + text


def _workbook(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for at, row in enumerate(rows):
        for place, value in enumerate(row):
            sheet.write_string(at, place, value)
    book.close()
    return out.getvalue()
