"""Settle a doubtful line of a return file: a person asked the bank and says what is true."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.payments.access import county_to_pay
from jiuzhu.casework.payments.models import BankReturnLine
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Conflict, NotVisible, Refused

SHORTEST = 4


@transaction.atomic
def rule_on_return(*, line: int, ruling: str, actor: Actor, at: datetime) -> BankReturnLine:
    """Close the doubt; the payroll stays as it is, what is owed goes by its own act.

    Raises: Forbidden, NotVisible `return.not_visible`, Conflict `return.ruled`, Refused
    `return.ruling`.
    """
    found = (
        BankReturnLine.objects.select_for_update(of=("self",))
        .select_related("bank_return__batch__county")
        .filter(pk=line, quarantined=True)
        .first()
    )
    if found is None:
        raise NotVisible("return.not_visible", "没有找到这一行。请从发放名册进入。")
    county_to_pay(
        county_code=found.bank_return.batch.county.code, actor=actor, capability="payment.return"
    )
    if found.ruled_at is not None:
        raise Conflict("return.ruled", "这一行已经处理过了。请刷新后查看。")
    said = ruling.strip()
    if len(said) < SHORTEST:
        raise Refused("return.ruling", "请写明向银行核实的结果和处理办法。", field="ruling")
    found.ruling, found.ruled_at, found.ruled_by_id = said[:200], at, actor.officer()
    found.save(update_fields=["ruling", "ruled_at", "ruled_by"])
    return found
