"""Rule how a bank that cannot write a name has it in its books, or that its line stays out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.payments.access import batch_to_change
from jiuzhu.casework.payments.layouts import load_layout
from jiuzhu.casework.payments.models import BankAlias, PaymentOrder
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven
from jiuzhu.casework.payments.services.make_bank_file import names_to_rule
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import NotVisible, Refused
from jiuzhu.kernel.names import clean_name

SHORTEST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRuling:
    """The line, the bank's way of the name (empty: the line stays out), and on what it rests."""

    line: int
    layout: str
    alias: str
    ground: str


@transaction.atomic
def rule_on_name(
    *, payroll: PayrollGiven, given: NameRuling, actor: Actor, at: datetime
) -> BankAlias:
    """Keep the ruling; it counts for every later file of the same character set.

    Raises: Forbidden, NotVisible, Refused `alias.ground`, `alias.unwritable`, `name.*`.
    """
    batch = batch_to_change(
        county_code=payroll.county_code,
        scheme=payroll.scheme,
        month=payroll.month,
        actor=actor,
        capability="payment.send",
    )
    layout = load_layout(given.layout)
    found = {one.line: one for one in names_to_rule(batch, layout)}.get(given.line)
    if found is None:
        raise NotVisible("alias.nothing", "这一行的户名不需要裁定，或者已经裁定。请返回查看。")
    if len(given.ground.strip()) < SHORTEST:
        raise Refused("alias.ground", "请写明依据，例如：银行柜台回复的户名写法。", field="ground")
    alias = clean_name(given.alias) if given.alias.strip() else ""
    if stopped := layout.stops_at(alias):
        raise Refused(
            "alias.unwritable",
            "“%(character)s”银行也写不了，请换成银行账户上的写法。",
            field="alias",
            values={"character": stopped},
        )
    order = PaymentOrder.objects.get(batch=batch, line=given.line)
    return BankAlias.objects.create(
        county_id=batch.county_id,
        encoding=layout.encoding,
        person_id=order.payee_id,
        name=found.name,
        alias=alias,
        ground=given.ground.strip()[:100],
        ruled_at=at,
        ruled_by_id=actor.officer(),
    )
