"""Make one notice: both sheets, its record and the step of the case; of a result or an opinion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from jiuzhu.casework.assessments.models import Opinion
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.services.advance import advance
from jiuzhu.casework.decisions.models import Decision
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.casework.publicity.services.write_sheets import Announced, write_sheets
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.outbox import write_message
from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.deadlines import due_for
from jiuzhu.registers.law.queries import calendar_in_force, pack_in_force
from jiuzhu.registers.organs.models import Officer, Organ
from jiuzhu.registers.organs.queries import deciders_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetGiven:
    """When the sheet will be put up (the same day where nothing is said), and who hides a name.

    `exempted_by` is the staff number of the decider who allowed that this household is not named
    (violence at home, adoption, a child alone); the ground stays with that officer.
    """

    planned_on: date | None = None
    exempted_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a notice makes public, either of both, and the organ that decides or has decided."""

    told: Announced
    decider: Organ
    decision: Decision | None = None
    opinion: Opinion | None = None


def make_notice(
    *,
    case: Case,
    action: str,
    ground: Ground,
    actor: Actor,
    at: datetime,
    given: SheetGiven,
) -> PublicNotice:
    """Issue both sheets, keep the notice and take the step of the table with a locked case.

    Raises: Refused `guard.sheet_clean`, `notice.made`, `notice.planned_day`, `notice.exemption`,
    Conflict `case.state`.
    """
    _refuse_second(ground)
    planned_on = planned_day(given.planned_on, at)
    exempting = _exempting_officer(given.exempted_by, ground.decider, actor, at)
    sheets = write_sheets(
        case=case,
        told=ground.told,
        planned_on=planned_on,
        exempt=exempting is not None,
        actor=actor,
        at=at,
    )
    notice = PublicNotice.objects.create(
        code=sheets.board_document.check_code,
        case=case,
        decision=ground.decision,
        opinion=ground.opinion,
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
        action=action,
        actor=actor,
        at=at,
        facts={"sheet_clean": sheets.is_clean},
        detail={"notice": notice.code, "planned_on": planned_on.isoformat()},
    )
    write_message(
        topic="notice.published", reference=case.number, content={"notice": notice.code}, at=at
    )
    return notice


def planned_day(asked: date | None, at: datetime) -> date:
    """Return the day on which the sheet is to be put up: soon, and never in the past.

    Raises: Refused `notice.planned_day`.
    """
    today = legal_day(at)
    latest = due_for("publish_result", today, calendar_in_force(), pack_in_force()).on
    planned = asked or today
    if not today <= planned <= latest:
        raise Refused(
            "notice.planned_day",
            "张贴日应在今天至%(day)s之间，请重新选择。",
            field="planned_on",
            values={"day": latest.isoformat()},
        )
    return planned


def _refuse_second(ground: Ground) -> None:
    """Refuse a second notice of the same decision or opinion: the first one has its days."""
    made = PublicNotice.objects.filter(decision=ground.decision, opinion=ground.opinion).first()
    if made is not None:
        raise Refused(
            "notice.made",
            "这件事的公示单已经制作（编号%(code)s），不能再做一份。"
            "没有按日张贴的，请办理“重制公示单”。",
            values={"code": made.code},
        )


def _exempting_officer(
    staff_number: str, organ: Organ, actor: Actor, at: datetime
) -> Officer | None:
    """Return the other decider of the deciding organ who allowed that a name is hidden.

    Raises: Refused `notice.exemption`.
    """
    if not staff_number:
        return None
    found = [
        officer
        for officer in deciders_of(organ=organ, on=legal_day(at))
        if officer.staff_number == staff_number
    ]
    if not found or found[0].pk == actor.officer_id:
        raise Refused(
            "notice.exemption",
            "隐去姓名须由作出决定的机关的另一名审批人批准。请填写批准人工号。",
            field="exempted_by",
        )
    return found[0]
