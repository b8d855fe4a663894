"""Publish the result of a granted application (D19): the township makes board and web sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.services.advance import advance
from jiuzhu.casework.decisions.enums import DecisionKind
from jiuzhu.casework.decisions.models import Award
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.casework.publicity.services.write_sheets import Announced, write_sheets
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.outbox import write_message
from jiuzhu.kernel.errors import Forbidden, Refused
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


@transaction.atomic
def publish_result(
    *, number: str, actor: Actor, at: datetime, given: SheetGiven | None = None
) -> PublicNotice:
    """Make the result sheets of a granted case; the case waits for its seven full days.

    泰民〔2019〕14号 二(二): the township publishes in the village. Board and web version hold the
    allowed fields only; the code on the sheet opens the page that says it is genuine.

    Raises: NotVisible, Forbidden `notice.other_organ`, Refused `guard.sheet_clean`,
    `notice.planned_day`, `notice.exemption`, Conflict `case.state`.
    """
    given = given or SheetGiven()
    case = case_to_change(number=number, actor=actor)
    if actor.organ_id != case.organ_id:
        raise Forbidden("notice.other_organ", "结果由受理的乡镇（街道）公示。请转其办理。")
    award = granted_award(case.pk)
    planned_on = planned_day(given.planned_on, at)
    exempting = exempting_officer(given.exempted_by, award.decision.organ, actor, at)
    sheets = write_sheets(
        case=case,
        told=announced(award),
        planned_on=planned_on,
        exempt=exempting is not None,
        actor=actor,
        at=at,
    )
    notice = PublicNotice.objects.create(
        code=sheets.board_document.check_code,
        case=case,
        decision=award.decision,
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
        action="publish_result",
        actor=actor,
        at=at,
        facts={"sheet_clean": sheets.is_clean},
        detail={"notice": notice.code, "planned_on": planned_on.isoformat()},
    )
    write_message(
        topic="notice.published", reference=case.number, content={"notice": notice.code}, at=at
    )
    return notice


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


def exempting_officer(
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
