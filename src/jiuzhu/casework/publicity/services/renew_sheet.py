"""Make the sheets anew when they could not be put up on the day they name."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.documents.services.withdraw_document import take_back
from jiuzhu.casework.publicity.access import notice_to_change
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.casework.publicity.services.make_notice import planned_day
from jiuzhu.casework.publicity.services.publish_result import announced, granted_award
from jiuzhu.casework.publicity.services.write_sheets import write_sheets
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Conflict, Forbidden, Refused
from jiuzhu.policy.guards import GUARDS

WHY = "未在公示单所载日期张贴，重新制作"


@transaction.atomic
def renew_sheet(
    *, code: str, actor: Actor, at: datetime, planned_on: date | None = None
) -> PublicNotice:
    """Withdraw both sheets and issue new ones with the days of the new plan.

    Raises: NotVisible, Forbidden `notice.other_organ`, Conflict `notice.posted`.
    """
    notice, case = notice_to_change(code=code, actor=actor)
    if actor.organ_id != case.organ_id:
        raise Forbidden("notice.other_organ", "结果由受理的乡镇（街道）公示。请转其办理。")
    if notice.posted_at is not None:
        raise Conflict("notice.posted", "公示单已经张贴，不能重制。请刷新页面查看。")
    for document in (notice.document, notice.web_document):
        take_back(document=document, case=case, reason=WHY, actor=actor, at=at)
    planned = planned_day(planned_on, at)
    sheets = write_sheets(
        case=case,
        told=announced(granted_award(case.pk)),
        planned_on=planned,
        exempt=notice.exemption_by_id is not None,
        actor=actor,
        at=at,
    )
    if not sheets.is_clean:
        raise Refused("guard.sheet_clean", GUARDS["sheet_clean"].refusal)
    notice.code = sheets.board_document.check_code
    notice.board, notice.web = sheets.board, sheets.web
    notice.document, notice.web_document = sheets.board_document, sheets.web_document
    notice.planned_on = planned
    notice.save(update_fields=["code", "board", "web", "document", "web_document", "planned_on"])
    record_act(
        case=case,
        action="renew_sheet",
        actor=actor,
        at=at,
        summary=f"重制公示单，{planned:%m月%d日}张贴",
        detail={"notice": notice.code},
    )
    return notice
