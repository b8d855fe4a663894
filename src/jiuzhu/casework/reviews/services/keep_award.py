"""Keep an award after a review (D22k): nothing changes, and that is decided too."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.services.advance import step_of
from jiuzhu.casework.decisions.enums import DecisionKind
from jiuzhu.casework.decisions.models import Decision
from jiuzhu.casework.decisions.services.write_decision import Ruling, is_grantable, write_decision
from jiuzhu.casework.reviews.queries import review_computation, running_award, running_review
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.text import clean_text


@transaction.atomic
def keep_award(*, number: str, actor: Actor, at: datetime, text: str = "维持不变") -> Decision:
    """Keep amount and persons as the review's computation confirms them.

    Raises: Conflict `case.state`, Refused `guard.*`, `review.no_computation`, `review.differs`,
    `case.held`.
    """
    case = case_to_change(number=number, actor=actor)
    step_of(case, "keep")
    actor.require("decision.decide")
    computation = review_computation(case, running_review(case))
    award = running_award(case)
    now = (computation.amount_fen, computation.members_counted)
    if not is_grantable(computation) or now != (award.amount_fen, award.members_counted):
        raise Refused(
            "review.differs", "复核核算的金额、人数或结论与现在不同，不能维持。请办理调整或停发。"
        )
    return write_decision(
        case=case,
        actor=actor,
        at=at,
        ruling=Ruling(
            action="keep",
            kind=DecisionKind.KEEP,
            text=clean_text(text, max_length=200),
            computation=computation,
        ),
    )
