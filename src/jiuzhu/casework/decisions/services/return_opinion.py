"""Send an opinion back to the assessor with a reason (D13r)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.assessments.models import Opinion
from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.services.advance import advance, step_of
from jiuzhu.casework.decisions.access import decider_facts, power_held
from jiuzhu.casework.decisions.queries import opinion_to_decide
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.outbox import write_message
from jiuzhu.kernel.text import clean_text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnGiven:
    """Why the opinion goes back."""

    reason: str


@transaction.atomic
def return_opinion(*, number: str, given: ReturnGiven, actor: Actor, at: datetime) -> Opinion:
    """Return the opinion that stands; the case is assessed again, the clock runs on.

    Raises: Conflict `case.state`, Forbidden, Refused `guard.*`, `case.held`.
    """
    case = case_to_change(number=number, actor=actor)
    step_of(case, "return_opinion")
    actor.require("decision.decide")
    on = legal_day(at)
    power = power_held(case=case, actor=actor, on=on)
    reason = clean_text(given.reason, max_length=200, multiline=True)
    facts = decider_facts(case=case, actor=actor, power=power, on=on)
    opinion = opinion_to_decide(case)
    advance(
        case=case,
        action="return_opinion",
        actor=actor,
        at=at,
        facts={**facts, "reason_given": bool(reason)},
        summary="退回重新审核",
        detail={"reason": reason, "opinion": opinion.pk},
        power_order=None if power is None or power.order is None else power.order.pk,
    )
    opinion.returned_at = at
    opinion.returned_reason = reason
    opinion.save(update_fields=["returned_at", "returned_reason"])
    write_message(
        topic="opinion.returned", reference=case.number, content={"case": case.number}, at=at
    )
    return opinion
