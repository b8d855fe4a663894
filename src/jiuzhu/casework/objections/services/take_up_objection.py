"""Take up an objection that came by the web: paper for the file, trace, who is named in it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.objections.access import objection_to_change
from jiuzhu.casework.objections.services.issue_sheet import issue_sheet
from jiuzhu.casework.objections.services.register_objection import write_into_trace
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Conflict


@transaction.atomic
def take_up_objection(*, number: str, actor: Actor, at: datetime) -> None:
    """Issue the register sheet and write the trace; who takes it up can handle it.

    Raises: NotVisible, Forbidden, Conflict `objection.taken`.
    """
    objection, case = objection_to_change(number=number, actor=actor)
    if objection.sheet_id is not None:
        raise Conflict("objection.taken", "这件异议已经登记接收。请刷新页面。")
    objection.recorded_by_id = actor.officer()
    objection.sheet = issue_sheet(case=case, objection=objection, actor=actor, at=at)
    objection.save(update_fields=["recorded_by", "sheet"])
    write_into_trace(
        case=case,
        actor=actor,
        at=at,
        summary="公示期内收到网上异议",
        detail={"objection": number, "notice": objection.public_notice.code},
    )
