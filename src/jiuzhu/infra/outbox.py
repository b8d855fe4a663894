"""Messages that leave the system: written with the fact, sent by a job afterwards."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from jiuzhu.infra import keys
from jiuzhu.infra.enums import OutboxState
from jiuzhu.infra.insert import insert_unseen
from jiuzhu.infra.jobs import enqueue
from jiuzhu.infra.models import OutboxMessage

MOST_TRIES = 8
# Somebody stands there and waits for it; everything else goes with the round of the next minute.
AT_ONCE = frozenset({"sms"})


def write_message(
    *,
    topic: str,
    reference: str,
    content: dict[str, Any],
    at: datetime,
    sealed: dict[str, Any] | None = None,
) -> None:
    """Write a message in the running transaction.

    `content` holds ids and codes; what is personal or secret (a phone, a code) goes into `sealed`
    and is kept encrypted.
    """
    if sealed is not None:
        blob = keys.encrypt(json.dumps(sealed, ensure_ascii=False))
        content = {**content, "sealed": base64.b64encode(blob).decode()}
    insert_unseen([OutboxMessage(topic=topic, reference=reference, content=content, written_at=at)])
    if topic in AT_ONCE:
        enqueue("upkeep.outbox", timestamp=int(at.timestamp()))


def open_sealed(content: dict[str, Any]) -> dict[str, Any]:
    """Return what `write_message` sealed."""
    return dict(json.loads(keys.decrypt(base64.b64decode(content["sealed"]))))


def send_waiting(
    *, at: datetime, deliver: Callable[[str, str, dict[str, Any]], None], limit: int = 100
) -> int:
    """Send waiting messages one by one, each in its own transaction; return how many were sent."""
    sent = 0
    for pk in list(
        OutboxMessage.objects.filter(state=OutboxState.WAITING)
        .order_by("written_at")
        .values_list("pk", flat=True)[:limit]
    ):
        sent += _send_one(pk=pk, at=at, deliver=deliver)
    return sent


@transaction.atomic
def _send_one(*, pk: int, at: datetime, deliver: Callable[[str, str, dict[str, Any]], None]) -> int:
    waiting = OutboxMessage.objects.select_for_update(skip_locked=True, of=("self",))
    message = waiting.filter(pk=pk, state=OutboxState.WAITING).first()
    if message is None:
        return 0
    message.tries += 1
    try:
        with transaction.atomic():
            deliver(message.topic, message.reference, message.content)
    except Exception as error:  # noqa: BLE001 -- whatever failed is kept with the message
        message.last_error = type(error).__name__
        if message.tries >= MOST_TRIES:
            message.state = OutboxState.FAILED
    else:
        message.state = OutboxState.SENT
        message.sent_at = at
    message.save(update_fields=["tries", "state", "sent_at", "last_error"])
    return int(message.state == OutboxState.SENT)
