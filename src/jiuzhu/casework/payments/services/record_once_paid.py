"""Tell the case of a one-off amount that the bank has paid it; its matter is then at an end."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.enums import ONE_OFF
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.services.advance import advance
from jiuzhu.casework.payments.enums import OrderState
from jiuzhu.casework.payments.models import PaymentOrder
from jiuzhu.infra.actor import Actor


@transaction.atomic
def record_once_paid(*, number: str, actor: Actor, at: datetime) -> Case:
    """Move a case whose one amount has arrived.

    Raises: NotVisible, Refused `guard.money_arrived`, Conflict `case.state`.
    """
    case = case_to_change(number=number, actor=actor)
    advance(
        case=case,
        action="record_payment",
        actor=actor,
        at=at,
        facts={"money_arrived": _arrived().filter(case=case).exists()},
    )
    return case


def once_paid(among: QuerySet[Case]) -> tuple[Case, ...]:
    """Return the cases of one-off help whose money has arrived."""
    waiting = among.filter(state="IN_PAYMENT", scheme__in=ONE_OFF)
    return tuple(waiting.filter(Exists(_arrived().filter(case=OuterRef("pk")))).order_by("pk"))


def _arrived() -> QuerySet[PaymentOrder]:
    return PaymentOrder.objects.filter(state=OrderState.PAID)
