"""The acts of one month of money as steps: freeze, check, send, take back, compare."""

from __future__ import annotations

from datetime import datetime

from jiuzhu.casework.payments.models import PaymentOrder
from jiuzhu.casework.payments.services.confirm_payroll import confirm_payroll
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven, freeze_payroll
from jiuzhu.casework.payments.services.import_ledger import import_ledger
from jiuzhu.casework.payments.services.make_bank_file import make_bank_file
from jiuzhu.casework.payments.services.take_bank_return import take_bank_return
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.scope import apply_scope
from jiuzhu.kernel.money import format_yuan
from jiuzhu.kernel.periods import Month
from jiuzhu.registers.households.models import IdentityDocument
from scenarios.walk import Walk
from support.world import COUNTY

OCTOBER = PayrollGiven(county_code=COUNTY, month=Month(2020, 10))


def freeze(walk: Walk, actor: Actor, at: datetime) -> object:
    """Freeze the payroll of October."""
    del walk
    return freeze_payroll(given=OCTOBER, actor=actor, at=at)


def confirm(walk: Walk, actor: Actor, at: datetime) -> object:
    """Let a second officer confirm count, sum and digests."""
    del walk
    return confirm_payroll(given=OCTOBER, actor=actor, at=at)


def send(walk: Walk, actor: Actor, at: datetime) -> object:
    """Make the file for the bank."""
    del walk
    return make_bank_file(payroll=OCTOBER, actor=actor, at=at)


def take_return(walk: Walk, actor: Actor, at: datetime) -> object:
    """Take what the bank says: paid."""
    order = order_of(walk)
    apply_scope(actor)
    head = f"H,{COUNTY}-dibao-202010,1,{order.amount_fen}"
    line = f"R,{order.line},{order.amount_fen},S,,S0001,2020-10-09"
    content = f"{head}\r\n{line}\r\n".encode()
    return take_bank_return(payroll=OCTOBER, content=content, actor=actor, at=at)


def take_ledger(walk: Walk, actor: Actor, at: datetime) -> object:
    """Compare with a finance ledger that agrees."""
    order = order_of(walk)
    identity = IdentityDocument.objects.get(person=order.payee_id, effective_to__isnull=True)
    apply_scope(actor)
    row = f"{identity.number},{format_yuan(order.amount_fen)},{order.persons}"
    content = f"身份证号,金额,人数\n{row}\n".encode()
    return import_ledger(payroll=OCTOBER, content=content, actor=actor, at=at)


def order_of(walk: Walk) -> PaymentOrder:
    """Return the one line of the household, as its township sees it."""
    walk.world.as_("xianshenpi", COUNTY)
    return PaymentOrder.objects.get(case__number=walk.number)
