"""Publish the opinion before the decision (D14): seven full days on the board (57号 art. 19)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.assessments.models import Opinion
from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.services.advance import step_of
from jiuzhu.casework.decisions.access import holder_of
from jiuzhu.casework.decisions.queries import opinion_to_decide
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.casework.publicity.services.make_notice import Ground, SheetGiven, make_notice
from jiuzhu.casework.publicity.services.write_sheets import Announced
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Forbidden


@transaction.atomic
def publish_opinion(
    *, number: str, actor: Actor, at: datetime, given: SheetGiven | None = None
) -> PublicNotice:
    """Make the sheets of an opinion that proposes a grant; the case waits for seven full days.

    Only procedures with publicity before the decision know the step. The sheet holds the same
    fields as a result sheet and says that it proposes.

    Raises: NotVisible, Forbidden `notice.other_organ`, Refused `guard.sheet_clean`, `notice.made`,
    `notice.planned_day`, `notice.exemption`, Conflict `case.state`.
    """
    case = case_to_change(number=number, actor=actor)
    step_of(case, "publish_opinion")
    actor.require("publicity.publish", action="publish_opinion")
    if actor.organ_id != case.organ_id:
        raise Forbidden("notice.other_organ", "初审意见由受理的乡镇（街道）公示。请转其办理。")
    opinion = opinion_to_decide(case)
    decider = holder_of(case=case, on=legal_day(at)).organ
    return make_notice(
        case=case,
        action="publish_opinion",
        ground=Ground(told=_proposed(opinion), decider=decider, opinion=opinion),
        actor=actor,
        at=at,
        given=given or SheetGiven(),
    )


def _proposed(opinion: Opinion) -> Announced:
    computation = opinion.computation
    return Announced(
        amount_fen=computation.amount_fen, persons=computation.members_counted, is_decided=False
    )
