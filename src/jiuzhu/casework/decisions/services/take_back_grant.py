"""Take a confirmation back before it is carried out; afterwards only a correction can."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.decisions.enums import PlanState
from jiuzhu.casework.decisions.models import PlannedGrant
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Conflict, Forbidden


@transaction.atomic
def take_back_grant(*, number: str, actor: Actor, at: datetime) -> PlannedGrant:
    """Take back the waiting confirmation of a case; only who confirmed may do it.

    Raises: NotVisible, Conflict `plan.over`, Forbidden `plan.other_officer`.
    """
    actor.require("decision.decide")
    case = case_to_change(number=number, actor=actor)
    row = (
        PlannedGrant.objects.select_for_update(of=("self",))
        .filter(case=case, state=PlanState.WAITING)
        .first()
    )
    if row is None:
        raise Conflict(
            "plan.over",
            "这一件没有等待生效的确认：已经生效或已经撤回。已出具的通知书只能用更正文书更正。",
        )
    if row.officer_id != actor.officer_id:
        raise Forbidden("plan.other_officer", "只有确认人本人可以撤回自己的确认。")
    row.state = PlanState.TAKEN_BACK
    row.ended_at = at
    row.save(update_fields=["state", "ended_at"])
    return row
