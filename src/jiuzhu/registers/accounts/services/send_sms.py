"""Hand text messages over and keep what became of each (delivery state)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from jiuzhu.infra.ports import port
from jiuzhu.registers.accounts.models import SmsDelivery
from jiuzhu.registers.accounts.ports import SmsAcceptance, SmsSender, SmsState

UNSETTLED = (SmsState.QUEUED.value, SmsState.SENT.value)


def send_sms(
    *, phone: str, template: str, values: Mapping[str, str], reference: str, at: datetime
) -> SmsDelivery:
    """Send one message and write its row; the phone is kept encrypted.

    Raises: Refused from the sender (`sms.*`): the outbox keeps the message and tries again.
    """
    receipt = port(SmsSender).send(phone, template, values, reference)
    accepted = receipt.state is SmsAcceptance.ACCEPTED
    return SmsDelivery.objects.create(
        reference=reference,
        template=template,
        phone=phone,
        state=(SmsState.QUEUED if accepted else SmsState.FAILED).value,
        provider_id=receipt.provider_id,
        at=at,
    )


@transaction.atomic
def refresh_deliveries(*, limit: int = 500) -> int:
    """Ask the provider about messages that are under way; return how many have moved on."""
    moved = 0
    waiting = SmsDelivery.objects.select_for_update(skip_locked=True, of=("self",))
    for row in waiting.filter(state__in=UNSETTLED).order_by("pk")[:limit]:
        told = port(SmsSender).delivery(row.provider_id)
        if told is not None and told.state.value != row.state:
            SmsDelivery.objects.filter(pk=row.pk).update(state=told.state.value)
            moved += 1
    return moved
