"""Publish the opinion before the decision (D14): seven full days on the board (57号 art. 19)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.assessments.models import Opinion
from jiuzhu.casework.assessments.queries import result_of
from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.services.advance import advance, step_of
from jiuzhu.casework.decisions.queries import opinion_to_decide
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.casework.publicity.services.publish_result import (
    SheetGiven,
    exempting_officer,
    planned_day,
)
from jiuzhu.casework.publicity.services.write_sheets import Announced, write_sheets
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.outbox import write_message
from jiuzhu.kernel.errors import Forbidden
from jiuzhu.registers.organs.enums import Power
from jiuzhu.registers.organs.queries import deciding_organ


@transaction.atomic
def publish_opinion(
    *, number: str, actor: Actor, at: datetime, given: SheetGiven | None = None
) -> PublicNotice:
    """Make the sheets of an opinion that proposes a grant; the case waits for seven full days.

    Only procedures with publicity before the decision know the step. The sheet holds the same
    fields as a result sheet and says that it proposes.

    Raises: NotVisible, Forbidden `notice.other_organ`, Refused `guard.sheet_clean`,
    `notice.planned_day`, `notice.exemption`, Conflict `case.state`.
    """
    given = given or SheetGiven()
    case = case_to_change(number=number, actor=actor)
    step_of(case, "publish_opinion")
    actor.require("publicity.publish", action="publish_opinion")
    if actor.organ_id != case.organ_id:
        raise Forbidden("notice.other_organ", "初审意见由受理的乡镇（街道）公示。请转其办理。")
    opinion = opinion_to_decide(case)
    planned_on = planned_day(given.planned_on, at)
    decider = deciding_organ(power=Power.DIBAO_DECIDE, organ=case.organ, on=legal_day(at)).organ
    exempting = exempting_officer(given.exempted_by, decider, actor, at)
    sheets = write_sheets(
        case=case,
        told=_proposed(opinion),
        planned_on=planned_on,
        exempt=exempting is not None,
        actor=actor,
        at=at,
    )
    notice = PublicNotice.objects.create(
        code=sheets.board_document.check_code,
        case=case,
        opinion=opinion,
        village=case.village,
        board=sheets.board,
        web=sheets.web,
        document=sheets.board_document,
        web_document=sheets.web_document,
        planned_on=planned_on,
        exemption_by=exempting,
        published_at=at,
        published_by_id=actor.officer(),
    )
    advance(
        case=case,
        action="publish_opinion",
        actor=actor,
        at=at,
        facts={"sheet_clean": sheets.is_clean},
        detail={"notice": notice.code, "planned_on": planned_on.isoformat()},
    )
    write_message(
        topic="notice.published", reference=case.number, content={"notice": notice.code}, at=at
    )
    return notice


def _proposed(opinion: Opinion) -> Announced:
    result = result_of(opinion.computation)
    return Announced(amount_fen=result.amount_fen, persons=result.n_benefit, is_decided=False)
