"""Carry out a confirmation whose minutes are over: the grant itself, by the use case of grants."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.decisions.enums import PlanState
from jiuzhu.casework.decisions.models import PlannedGrant
from jiuzhu.casework.decisions.queries import opinion_to_decide
from jiuzhu.casework.decisions.services.decide_grant import GrantGiven, decide_grant
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Refused

LONGEST = 300


@transaction.atomic
def carry_out_grant(*, plan_id: int, decider: Actor | None, at: datetime) -> PlannedGrant | None:
    """Decide as the officer who confirmed; a refusal is kept with its reason and named on the desk.

    Nothing happens twice: None where the row does not wait, is not due, or is being worked on.
    """
    row = (
        PlannedGrant.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("case")
        .filter(pk=plan_id, state=PlanState.WAITING, due_at__lte=at)
        .first()
    )
    if row is None:
        return None
    try:
        _decide(row, decider, at)
        row.state = PlanState.DONE
    except Refused as refusal:
        row.state = PlanState.REFUSED
        row.reason = refusal.message[:LONGEST]
    row.ended_at = at
    row.save(update_fields=["state", "reason", "ended_at"])
    return row


def _decide(row: PlannedGrant, decider: Actor | None, at: datetime) -> None:
    """Decide in a savepoint of its own.

    Raises: whatever the grant refuses with, Refused `plan.no_post`, `plan.other_opinion`.
    """
    if decider is None:
        raise Refused("plan.no_post", "确认人已不在岗，没有作出决定。请由现任审批人办理。")
    with transaction.atomic():
        if opinion_to_decide(row.case).pk != row.opinion_id:
            raise Refused("plan.other_opinion", "确认之后审核意见有变动，请重新审阅后再批准。")
        decide_grant(
            number=row.case.number,
            actor=decider,
            at=at,
            given=GrantGiven(text=row.text, confirmed_at=row.confirmed_at),
        )
