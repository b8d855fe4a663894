"""Say why a difference with the finance ledger stands; explained is not equal."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.payments.access import county_to_pay
from jiuzhu.casework.payments.enums import Difference
from jiuzhu.casework.payments.models import LedgerExplanation, LedgerLine
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Conflict, NotVisible, Refused

SHORTEST = 4


@transaction.atomic
def explain_difference(*, line: int, cause: str, actor: Actor, at: datetime) -> LedgerExplanation:
    """Keep the cause of one difference; the rate of the month does not move by it.

    Raises: NotVisible `ledger.not_visible`, Forbidden, Conflict `ledger.explained`, Refused
    `ledger.cause`.
    """
    found = (
        LedgerLine.objects.select_for_update(of=("self",))
        .select_related("ledger__batch__county")
        .filter(pk=line)
        .exclude(difference=Difference.EQUAL)
        .first()
    )
    if found is None:
        raise NotVisible("ledger.not_visible", "没有找到这处差异。请从差异清单进入。")
    capability = "ledger.import" if actor.may("ledger.import") else "payment.send"
    county_to_pay(county_code=found.ledger.batch.county.code, actor=actor, capability=capability)
    if LedgerExplanation.objects.filter(line=found).exists():
        raise Conflict("ledger.explained", "这处差异已经说明过了。请刷新后查看。")
    said = cause.strip()
    if len(said) < SHORTEST:
        raise Refused("ledger.cause", "请写明差异怎么来的、怎么处理。", field="cause")
    return LedgerExplanation.objects.create(
        line=found, cause=said[:200], explained_at=at, explained_by_id=actor.officer()
    )
