"""Take a delegated power back; open cases stay or move as the order has said from its start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.kernel.text import clean_text
from jiuzhu.registers.organs.access import order_to_write
from jiuzhu.registers.organs.models import DelegationOrder

MANAGES = "delegation.manage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """From which day on, why, by which document."""

    effective_to: date
    ground: str
    document: str


@transaction.atomic
def withdraw_delegation(
    *, code: str, given: Withdrawal, actor: Actor, at: datetime
) -> DelegationOrder:
    """End an order from a day on (today: at once); a decision that has begun is finished first.

    Raises: Forbidden, NotVisible, Conflict `delegation.ended`, Refused `delegation.end_day`,
    `delegation.end_reason`.
    """
    order = order_to_write(code=code, actor=actor, capability=MANAGES)
    if order.effective_to is not None:
        raise Conflict("delegation.ended", "这项权力已经收回。请刷新页面看最新情况。")
    if given.effective_to < legal_day(at) or given.effective_to <= order.effective_from:
        raise Refused(
            "delegation.end_day",
            "收回日期不能早于今天，也不能早于生效日期的次日。已作出的决定不受影响。",
            field="effective_to",
        )
    ground = clean_text(given.ground, max_length=200)
    document = clean_text(given.document, max_length=120)
    if not ground or not document:
        raise Refused(
            "delegation.end_reason", "请写明收回的原因和所依据的文件、文号。", field="ground"
        )
    order.effective_to, order.end_ground, order.end_document = given.effective_to, ground, document
    order.ended_by_id, order.ended_at = actor.officer(), at
    order.save(update_fields=["effective_to", "end_ground", "end_document", "ended_by", "ended_at"])
    return order
