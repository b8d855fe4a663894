"""Confirm several grants at once; each may be taken back for some minutes before it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.services.advance import refuse_held, step_of
from jiuzhu.casework.decisions.access import decider_facts, power_held
from jiuzhu.casework.decisions.enums import PlanState
from jiuzhu.casework.decisions.models import PlannedGrant
from jiuzhu.casework.decisions.queries import opinion_to_decide, rests_on_opinion
from jiuzhu.casework.decisions.services.decide_grant import GrantGiven, decide_grant
from jiuzhu.casework.decisions.services.write_decision import is_grantable
from jiuzhu.casework.verification.queries import report_carries_decision
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.kernel.text import clean_text
from jiuzhu.policy.guards import GUARDS

WINDOW = timedelta(minutes=10)
MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanResult:
    """What became of one case of a confirmation: planned, granted at once, or why not."""

    number: str
    state: PlanState
    due_at: datetime | None = None
    reason: str = ""


def plan_grants(
    *, numbers: Sequence[str], actor: Actor, at: datetime, given: GrantGiven | None = None
) -> tuple[PlanResult, ...]:
    """Confirm the grants of these cases, each for itself: one that is refused stops no other.

    A confirmation is carried out ten minutes later by a job (ADR 0014). Where the decision is due
    that very day, or the day would end meanwhile, it is made at once.

    Raises: Forbidden, Refused `plan.none`, Refused `plan.too_many`.
    """
    actor.require("decision.decide")
    wanted = tuple(dict.fromkeys(numbers))
    if not wanted:
        raise Refused("plan.none", "没有选中案件。请先在列表里勾选，再确认。")
    if len(wanted) > MOST:
        raise Refused(
            "plan.too_many", "一次最多确认%(most)s件。请分几次确认。", values={"most": MOST}
        )
    words = given or GrantGiven()
    return tuple(_each(number, actor, at, words) for number in wanted)


def _each(number: str, actor: Actor, at: datetime, given: GrantGiven) -> PlanResult:
    try:
        return plan_grant(number=number, actor=actor, at=at, given=given)
    except Refused as refusal:
        return PlanResult(number=number, state=PlanState.REFUSED, reason=refusal.message)


@transaction.atomic
def plan_grant(*, number: str, actor: Actor, at: datetime, given: GrantGiven) -> PlanResult:
    """Confirm the grant of one case, to be carried out after the window or, where due, at once.

    Raises: NotVisible, Forbidden, Conflict `case.state`, `plan.waiting`, Refused `case.held`,
    `decision.not_eligible`, `guard.*`, `text.*`.
    """
    actor.require("decision.decide")
    case = case_to_change(number=number, actor=actor)
    refuse_held(case, step_of(case, "grant"))
    if PlannedGrant.objects.filter(case=case, state=PlanState.WAITING).exists():
        raise Conflict("plan.waiting", "这一件已经确认，正在等待生效。")
    _refuse_plain_faults(case, actor, at)
    if _is_urgent(case, at):
        decide_grant(number=number, actor=actor, at=at, given=given)
        return PlanResult(number=number, state=PlanState.DONE)
    row = PlannedGrant.objects.create(
        case=case,
        officer_id=actor.officer(),
        account=actor.user_id,
        organ_id=_organ(actor),
        opinion=opinion_to_decide(case),
        text=clean_text(given.text, max_length=200),
        confirmed_at=at,
        due_at=at + WINDOW,
    )
    return PlanResult(number=number, state=PlanState.WAITING, due_at=row.due_at)


def _organ(actor: Actor) -> int:
    if actor.organ_id is None:
        raise LookupError("an officer acts in an organ")
    return actor.organ_id


def _refuse_plain_faults(case: Case, actor: Actor, at: datetime) -> None:
    """Refuse now what would certainly be refused later; the use case asks everything again."""
    on = legal_day(at)
    opinion = opinion_to_decide(case)
    if not is_grantable(opinion.computation):
        raise Refused("decision.not_eligible", "按核算结果不符合条件，不能批准。")
    power = power_held(case=case, actor=actor, on=on)
    facts = {
        **decider_facts(case=case, actor=actor, power=power, on=on),
        "report_valid": report_carries_decision(case, on=on),
        "amount_reproducible": rests_on_opinion(case, opinion),
    }
    for guard, holds in facts.items():
        if not holds:
            raise Refused(f"guard.{guard}", GUARDS[guard].refusal)


def _is_urgent(case: Case, at: datetime) -> bool:
    """Tell whether ten minutes could make the decision late or move it to another day."""
    on = legal_day(at)
    return (case.due_on is not None and case.due_on <= on) or legal_day(at + WINDOW) != on
