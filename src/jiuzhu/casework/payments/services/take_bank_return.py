"""Take the bank's return file: checked as a whole first, the same bytes once, every line kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from jiuzhu.casework.payments.access import batch_number, batch_to_change
from jiuzhu.casework.payments.enums import (
    BatchState,
    FailureReason,
    OrderState,
    ReturnStatus,
)
from jiuzhu.casework.payments.models import BankReturn, PaymentBatch, PaymentOrder
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven
from jiuzhu.casework.payments.services.hold_failed import hold_failed
from jiuzhu.casework.payments.services.read_table import read_table
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.dates import parse_legal_date
from jiuzhu.kernel.digests import sha256
from jiuzhu.kernel.errors import Conflict, Refused

HEAD_CELLS = 4
LINE_CELLS = 4
BANK_WORDS = {
    "户名不符": FailureReason.NAME_MISMATCH,
    "账号不存在": FailureReason.NO_ACCOUNT,
    "无此账号": FailureReason.NO_ACCOUNT,
    "销户": FailureReason.CLOSED,
    "已销户": FailureReason.CLOSED,
    "冻结": FailureReason.BLOCKED,
    "账户冻结": FailureReason.BLOCKED,
    "未激活金融账户": FailureReason.NOT_ACTIVATED,
    "未激活": FailureReason.NOT_ACTIVATED,
    "二三类户限额": FailureReason.LIMIT,
    "超限额": FailureReason.LIMIT,
}
KEEP_LINES = """
INSERT INTO payments_bankreturnline (bank_return_id, order_id, line, status, reason, bank_serial,
  value_on, quarantined)
SELECT %(taken)s, o.id, r.position, r.status, r.reason, r.serial, r.value_on,
       o.id IS NULL OR o.amount_fen <> r.amount
       OR min(r.status) OVER (PARTITION BY r.line) <> max(r.status) OVER (PARTITION BY r.line)
       OR (o.state = 'PAID' AND r.status <> 'S') OR (o.state = 'FAILED' AND r.status <> 'F')
FROM unnest(%(positions)s::int[], %(lines)s::int[], %(amounts)s::bigint[], %(statuses)s::text[],
            %(reasons)s::text[], %(serials)s::text[], %(days)s::date[])
     AS r(position, line, amount, status, reason, serial, value_on)
LEFT JOIN payments_paymentorder o ON o.batch_id = %(batch)s AND o.line = r.line
"""
SETTLE = """
UPDATE payments_paymentorder o
SET state = CASE r.status WHEN 'S' THEN 'PAID' ELSE 'FAILED' END,
    failure = CASE r.status WHEN 'S' THEN '' ELSE r.reason END
FROM payments_bankreturnline r
WHERE r.bank_return_id = %s AND r.order_id = o.id AND NOT r.quarantined
AND r.status IN ('S', 'F') AND o.state = 'PENDING'
RETURNING o.line, o.state
"""


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


@transaction.atomic
def take_bank_return(
    *, payroll: PayrollGiven, content: bytes, actor: Actor, at: datetime
) -> BankReturn:
    """Settle the lines of a payroll as the bank reports them.

    The file is refused as a whole when its head does not fit its lines. The same bytes are taken
    once; a line that was settled before changes nothing; what is unknown, contradicts itself or
    what the bank said before, or names another amount, is kept apart for a person. A failed line
    puts the hold 账户发放失败 on its case.

    Raises: Forbidden, NotVisible, Conflict `return.before_sending`, Refused `return.head`,
    `return.other_batch`, `return.totals`, `return.line`, `table.*`.
    """
    batch = batch_to_change(
        county_code=payroll.county_code,
        scheme=payroll.scheme,
        month=payroll.month,
        actor=actor,
        capability="payment.return",
    )
    digest = sha256(content)
    known = BankReturn.objects.filter(digest=digest).first()
    if known is not None:
        return known
    if batch.state == BatchState.FROZEN:
        raise Conflict(
            "return.before_sending", "这个月的文件还没有送银行，不会有回盘。请核对月份。"
        )
    lines = read_return(content, number=batch_number(batch))
    taken = BankReturn.objects.create(
        batch=batch,
        digest=digest,
        lines=len(lines),
        paid=0,
        failed=0,
        taken_at=at,
        taken_by_id=actor.officer(),
    )
    _keep(taken, batch, lines)
    failed = _settle(taken)
    if failed:
        hold_failed(batch=batch, lines=failed, actor=actor, at=at)
    if not PaymentOrder.objects.filter(batch=batch, state=OrderState.PENDING).exists():
        batch.state = BatchState.RETURNED
        batch.save(update_fields=["state"])
    return taken


def read_return(content: bytes, *, number: str) -> tuple[ReturnLine, ...]:
    """Return the lines of a return file after checking the file as a whole.

    Layout: `H,批次号,笔数,金额（分）`, then `R,行号,金额（分）,S|F|P,原因,银行流水号,入账日期`.

    Raises: Refused `return.head`, `return.other_batch`, `return.totals`, `return.line`, `table.*`.
    """
    head, *rows = read_table(content)
    if len(head) < HEAD_CELLS or head[0] != "H" or not _are_digits(head[2], head[3]):
        raise Refused(
            "return.head", "回盘文件第1行应为：H、批次号、笔数、金额（分）。请向银行索取规范文件。"
        )
    if head[1] != number:
        raise Refused(
            "return.other_batch",
            "这是批次 %(other)s 的回盘，不是 %(number)s 的。请选对月份再导入。",
            values={"other": head[1], "number": number},
        )
    lines = tuple(_line(position, row) for position, row in enumerate(rows, start=2))
    count, total = int(head[2]), int(head[3])
    found = sum(line.amount_fen for line in lines)
    if (count, total) != (len(lines), found):
        raise Refused(
            "return.totals",
            "首行写明%(count)s笔、%(total)s分，实际%(lines)s笔、%(found)s分，文件可能不完整，"
            "整份没有导入。请向银行重新索取。",
            values={"count": count, "total": total, "lines": len(lines), "found": found},
        )
    return lines


def _line(position: int, row: tuple[str, ...]) -> ReturnLine:
    cells = (*row, *[""] * (7 - len(row)))
    if len(row) < LINE_CELLS or cells[0] != "R" or not _are_digits(cells[1], cells[2]):
        raise _bad(position, Refused("return.cells", "应为 R、行号、金额（分）、状态。"))
    if cells[3] not in ReturnStatus.values:
        raise _bad(
            position,
            Refused(
                "return.status", "状态“%(status)s”不是 S、F、P 之一。", values={"status": cells[3]}
            ),
        )
    try:
        value_on = parse_legal_date(cells[6]).value if cells[6] else None
    except Refused as error:
        raise _bad(position, error) from error
    status = ReturnStatus(cells[3])
    return ReturnLine(
        position=position,
        line=int(cells[1]),
        amount_fen=int(cells[2]),
        status=status,
        reason=_reason(cells[4]) if status is ReturnStatus.FAILED else "",
        serial=cells[5][:60],
        value_on=value_on,
    )


def _reason(text: str) -> str:
    if text in FailureReason.values:
        return text
    return BANK_WORDS.get(text, FailureReason.OTHER).value


def _are_digits(*texts: str) -> bool:
    return all(text.isascii() and text.isdigit() and len(text) < 16 for text in texts)  # noqa: PLR2004


def _bad(position: int, why: Refused) -> Refused:
    return Refused(
        "return.line",
        "回盘文件第%(position)s行有误，整份没有导入。请向银行重新索取。原因：%(why)s",
        values={"position": position, "why": why},
    )


def _keep(taken: BankReturn, batch: PaymentBatch, lines: tuple[ReturnLine, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            KEEP_LINES,
            {
                "taken": taken.pk,
                "batch": batch.pk,
                "positions": [line.position for line in lines],
                "lines": [line.line for line in lines],
                "amounts": [line.amount_fen for line in lines],
                "statuses": [line.status.value for line in lines],
                "reasons": [line.reason for line in lines],
                "serials": [line.serial for line in lines],
                "days": [line.value_on for line in lines],
            },
        )


def _settle(taken: BankReturn) -> list[int]:
    """Move the orders that waited; return the lines that failed."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, [taken.pk])
        settled = cursor.fetchall()
    counted = Counter(state for _, state in settled)
    taken.paid, taken.failed = counted[OrderState.PAID], counted[OrderState.FAILED]
    taken.save(update_fields=["paid", "failed"])
    return sorted(line for line, state in settled if state == OrderState.FAILED)
