"""Take an authorization back: no new query leaves from this moment on (个人信息保护法 art. 15)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.intents.models import Authorization
from jiuzhu.casework.intents.queries import standing
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Conflict


@transaction.atomic
def withdraw_authorization(
    *, number: str, person_id: int, reason: str, actor: Actor, at: datetime
) -> Authorization:
    """Register the withdrawal; what was done before stays valid.

    Raises: Conflict `authorization.none` when there is none to take back.
    """
    case = case_to_change(number=number, actor=actor)
    row = (
        Authorization.objects.select_for_update(of=("self",))
        .filter(standing(), case=case, person_id=person_id)
        .first()
    )
    if row is None:
        raise Conflict("authorization.none", "没有可以撤回的授权。请刷新页面后再看。")
    row.withdrawn_at = at
    row.withdrawn_reason = reason
    row.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    record_act(
        case=case,
        action="withdraw_authorization",
        actor=actor,
        at=at,
        summary="撤回核对授权",
        detail={"authorization": row.pk},
    )
    return row
