"""Take the bank's return file: checked as a whole first, the same bytes once, every line kept."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db import connection, transaction

from jiuzhu.casework.payments.access import batch_number, batch_to_change
from jiuzhu.casework.payments.enums import BatchState, OrderState
from jiuzhu.casework.payments.layouts import load_layout
from jiuzhu.casework.payments.layouts.read import ReturnLine, read_answer
from jiuzhu.casework.payments.models import BankFile, BankReturn, PaymentBatch, PaymentOrder
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven
from jiuzhu.casework.payments.services.hold_failed import hold_failed
from jiuzhu.infra import keys
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.digests import sha256
from jiuzhu.kernel.errors import Conflict, Refused

# The first doubt that fits keeps a line apart; what settled an order before is never overwritten.
KEEP_LINES = """
INSERT INTO payments_bankreturnline (bank_return_id, order_id, line, status, reason, bank_serial,
  value_on, quarantined, doubt, ruling)
SELECT %(taken)s, d.order_id, d.position, d.status, d.reason, d.serial, d.value_on,
       d.doubt <> '', d.doubt, ''
FROM (
  SELECT r.*, o.id AS order_id, CASE
    WHEN o.id IS NULL THEN 'UNKNOWN'
    WHEN o.amount_fen <> r.amount THEN 'AMOUNT'
    WHEN r.account IS NOT NULL AND o.account_index <> r.account THEN 'ACCOUNT'
    WHEN min(r.status) OVER (PARTITION BY r.line) <> max(r.status) OVER (PARTITION BY r.line)
      THEN 'TWO_WORDS'
    WHEN o.state = 'PAID' AND r.status <> 'S' THEN 'AFTER_PAID'
    WHEN o.state = 'FAILED' AND r.status <> 'F' THEN 'AFTER_FAILED'
    ELSE '' END AS doubt
  FROM unnest(%(positions)s::int[], %(lines)s::bigint[], %(amounts)s::bigint[],
              %(statuses)s::text[], %(reasons)s::text[], %(serials)s::text[], %(days)s::date[],
              %(accounts)s::bytea[])
       AS r(position, line, amount, status, reason, serial, value_on, account)
  LEFT JOIN payments_paymentorder o ON o.batch_id = %(batch)s AND o.line = r.line
) d
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
        if known.batch_id != batch.pk:
            raise Refused(
                "return.other_batch",
                "这份回盘已导入到 %(other)s。请选对月份再导入。",
                values={"other": batch_number(known.batch), "number": batch_number(batch)},
            )
        return known
    if batch.state == BatchState.FROZEN:
        raise Conflict(
            "return.before_sending", "这个月的文件还没有送银行，不会有回盘。请核对月份。"
        )
    file = BankFile.objects.get(batch=batch)
    lines = read_answer(load_layout(file.layout), content, number=batch_number(batch))
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
                "accounts": [
                    keys.blind_index(line.account, kind="account") if line.account else None
                    for line in lines
                ],
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
