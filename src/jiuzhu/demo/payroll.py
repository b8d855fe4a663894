"""One month of money: payroll, bank file, return with failures, finance ledger with differences."""

from __future__ import annotations

from datetime import UTC, datetime

from jiuzhu.casework.payments.access import batch_number
from jiuzhu.casework.payments.models import PaymentBatch, PaymentOrder
from jiuzhu.casework.payments.services.confirm_payroll import confirm_payroll
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven, freeze_payroll
from jiuzhu.casework.payments.services.import_ledger import import_ledger
from jiuzhu.casework.payments.services.make_bank_file import make_bank_file
from jiuzhu.casework.payments.services.take_bank_return import take_bank_return
from jiuzhu.demo.desks import Desks
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.money import format_yuan
from jiuzhu.kernel.periods import Month
from jiuzhu.registers.households.models import IdentityDocument
from jiuzhu.registers.organs.models import Organ

MONTH = Month(2020, 9)
FROZEN_AT = datetime(2020, 8, 28, 2, 0, tzinfo=UTC)
RETURNED_AT = datetime(2020, 8, 31, 2, 0, tzinfo=UTC)
REASONS = ("户名不符", "未激活金融账户")
EVERY = 17


def pay_one_month(county: Organ, desks: Desks) -> PaymentBatch:
    """Freeze, confirm, send, take the return and compare with the ledger."""
    payroll = PayrollGiven(county_code=county.code, month=MONTH)
    desks.act(county, "fafang", FROZEN_AT, freeze_payroll, given=payroll)
    batch = desks.act(county, "fafang2", FROZEN_AT, confirm_payroll, given=payroll)
    desks.act(county, "fafang", FROZEN_AT, make_bank_file, payroll=payroll)
    content = desks.act(county, "fafang", RETURNED_AT, _bank_return, batch=batch)
    desks.act(county, "caiwu", RETURNED_AT, take_bank_return, payroll=payroll, content=content)
    ledger = desks.act(county, "caiwu", RETURNED_AT, _ledger, batch=batch)
    desks.act(county, "caiwu", RETURNED_AT, import_ledger, payroll=payroll, content=ledger)
    return batch


def _bank_return(*, batch: PaymentBatch, actor: Actor, at: datetime) -> bytes:
    """Write what the bank would: every seventeenth line comes back."""
    del actor, at
    orders = PaymentOrder.objects.filter(batch=batch).order_by("line")
    lines, total = [], 0
    for place, order in enumerate(orders, start=1):
        failed = place % EVERY == 0
        state = f"F,{REASONS[place % len(REASONS)]}" if failed else "S,"
        lines.append(f"R,{order.line},{order.amount_fen},{state},YH{place:08d},2020-08-31")
        total += order.amount_fen
    head = f"H,{batch_number(batch)},{len(lines)},{total}"
    return "\r\n".join([head, *lines, ""]).encode("gb18030")


def _ledger(*, batch: PaymentBatch, actor: Actor, at: datetime) -> bytes:
    """Write the finance ledger: what was paid, one amount off and one line missing."""
    del actor, at
    orders = list(PaymentOrder.objects.filter(batch=batch, state="PAID").order_by("line"))
    numbers = {
        row.person_id: str(row.number)
        for row in IdentityDocument.objects.filter(
            person_id__in=[order.payee_id for order in orders], effective_to__isnull=True
        )
    }
    rows = ["身份证号,金额,人数"]
    for place, order in enumerate(orders):
        if place == 1 or not numbers.get(order.payee_id, "").isalnum():
            continue
        fen = order.amount_fen + (1000 if place == 3 else 0)  # noqa: PLR2004 -- one amount is off
        rows.append(f"{numbers[order.payee_id]},{format_yuan(fen)},{order.persons}")
    return "\n".join([*rows, ""]).encode()
