"""Publish the result of a granted application (D19): the township makes board and web sheet."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.services.advance import step_of
from jiuzhu.casework.decisions.enums import DecisionKind
from jiuzhu.casework.decisions.models import Award
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.casework.publicity.services.make_notice import Ground, SheetGiven, make_notice
from jiuzhu.casework.publicity.services.write_sheets import Announced
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Forbidden, Refused


@transaction.atomic
def publish_result(
    *, number: str, actor: Actor, at: datetime, given: SheetGiven | None = None
) -> PublicNotice:
    """Make the result sheets of a granted case; the case waits for its seven full days.

    泰民〔2019〕14号 二(二): the township publishes in the village. Board and web version hold the
    allowed fields only; the code on the sheet opens the page that says it is genuine.

    Raises: NotVisible, Forbidden `notice.other_organ`, Refused `guard.sheet_clean`, `notice.made`,
    `notice.planned_day`, `notice.exemption`, Conflict `case.state`.
    """
    case = case_to_change(number=number, actor=actor)
    if actor.organ_id != case.organ_id:
        raise Forbidden("notice.other_organ", "结果由受理的乡镇（街道）公示。请转其办理。")
    step_of(case, "publish_result")
    actor.require("publicity.publish", action="publish_result")
    award = granted_award(case.pk)
    decision = award.decision
    return make_notice(
        case=case,
        action="publish_result",
        ground=Ground(told=announced(award), decider=decision.organ, decision=decision),
        actor=actor,
        at=at,
        given=given or SheetGiven(),
    )


def announced(award: Award) -> Announced:
    """Return what the result sheet of an award says."""
    return Announced(amount_fen=award.amount_fen, persons=award.members_counted, is_decided=True)


def granted_award(case_id: int) -> Award:
    """Return the award that the result sheet announces.

    Raises: Refused `notice.no_award`.
    """
    award = (
        Award.objects.filter(case_id=case_id, decision__kind=DecisionKind.GRANT)
        .select_related("decision", "decision__organ", "payee")
        .order_by("-effective_from")
        .first()
    )
    if award is None:
        raise Refused("notice.no_award", "没有可公示的批准决定。请先完成审批。")
    return award
