"""Record the county's own visit to a family related to an official (57号 art. 11, 20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.applications.models import RelatedPartyFiling
from jiuzhu.casework.cases.access import case_to_change, note_part
from jiuzhu.casework.cases.enums import HoldKind, Involvement
from jiuzhu.casework.cases.models import Case, CaseHold
from jiuzhu.casework.cases.queries import is_unrelated
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.outbox import write_message
from jiuzhu.kernel.errors import Conflict, Forbidden, Refused
from jiuzhu.kernel.text import clean_text


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyVisitGiven:
    """When the county went, and what it says."""

    visited_at: datetime
    result: str


@transaction.atomic
def record_county_visit(
    *, number: str, given: CountyVisitGiven, actor: Actor, at: datetime
) -> Case:
    """Close the filing with the county's visit and end the hold RELATED_PARTY.

    Only an unrelated officer of the case's county unit may do it; who visited does not decide.

    Raises: Forbidden `visit.county_only`, `visit.related`, Conflict `visit.no_filing`, Refused
    `visit.moment`, `visit.result`.
    """
    case = case_to_change(number=number, actor=actor)
    _check_actor(case, actor, at)
    hold = CaseHold.objects.filter(
        case=case, kind=HoldKind.RELATED_PARTY, ended_at__isnull=True
    ).first()
    if hold is None:
        raise Conflict("visit.no_filing", "本案没有待县级入户的近亲属备案。请刷新页面核对。")
    if not hold.opened_at < given.visited_at <= at:
        raise Refused(
            "visit.moment",
            "入户时间须在近亲属备案之后、现在之前。请核对实际入户时间。",
            field="visited_at",
        )
    result = clean_text(given.result, max_length=200)
    if not result:
        raise Refused("visit.result", "请写明县级入户看到的情况和意见。", field="result")
    record_act(
        case=case,
        action="record_county_visit",
        actor=actor,
        at=at,
        summary="县级入户，近亲属备案完成",
        detail={"visited_at": given.visited_at, "hold": hold.pk},
    )
    RelatedPartyFiling.objects.filter(case=case, visited_at__isnull=True).update(
        visited_at=given.visited_at, visited_by=actor.officer_id, result=result
    )
    hold.ended_at = at
    hold.ended_by = actor.officer_id
    hold.save(update_fields=["ended_at", "ended_by"])
    note_part(case=case, actor=actor, part=Involvement.VISITED, at=at)
    write_message(
        topic="filing.visited", reference=case.number, content={"case": case.number}, at=at
    )
    return case


def _check_actor(case: Case, actor: Actor, at: datetime) -> None:
    actor.require("assessment.visit")
    if actor.organ_id != case.county_id:
        raise Forbidden(
            "visit.county_only",
            "近亲属案件须由县级民政部门派人入户，乡镇（街道）不能代替。请联系县级民政部门。",
        )
    if not is_unrelated(case=case, actor=actor, on=legal_day(at)):
        raise Forbidden("visit.related", "您与这一家有近亲属关系，应当回避。请由县级其他人员入户。")
