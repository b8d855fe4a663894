"""Write down that what a tekun person can do has changed; the test is due in ten working days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiuzhu.casework.assessments.models import SelfCareChange
from jiuzhu.casework.assessments.queries import open_self_care_change
from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.kernel.text import clean_text
from jiuzhu.policy.deadlines import due_within, limit_for
from jiuzhu.registers.law.queries import calendar_in_force, pack_in_force

CLOCK = "self_care"


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfCareChangeGiven:
    """Who told what, on which day."""

    reported_on: date
    reporter: str
    what: str


@transaction.atomic
def report_self_care_change(
    *, number: str, given: SelfCareChangeGiven, actor: Actor, at: datetime
) -> SelfCareChange:
    """Keep the report with the last day of the new test (43号 art. 23).

    Raises: NotVisible, Forbidden, Conflict `case.state`, `self_care.waits`, Refused
    `self_care.reported_on`, `self_care.what`.
    """
    case = case_to_change(number=number, actor=actor)
    if not legal_day(case.opened_at) <= given.reported_on <= legal_day(at):
        raise Refused(
            "self_care.reported_on", "报告日期不能晚于今天。请核对。", field="reported_on"
        )
    what = clean_text(given.what, max_length=300, multiline=True)
    if not what:
        raise Refused("self_care.what", "请写明什么能力有了变化。", field="what")
    if open_self_care_change(case) is not None:
        raise Conflict("self_care.waits", "已有一份变化报告等待重新评估，不用再登记。请先评估。")
    limit = limit_for(CLOCK, pack_in_force(), given.reported_on)
    due = due_within(limit, given.reported_on, calendar_in_force())
    record_act(
        case=case,
        action="report_self_care_change",
        actor=actor,
        at=at,
        summary="报告自理能力变化",
        detail={"reported_on": given.reported_on.isoformat(), "due_on": due.on.isoformat()},
    )
    return SelfCareChange.objects.create(
        case=case,
        reported_on=given.reported_on,
        reporter=clean_text(given.reporter, max_length=60),
        what=what,
        due_on=due.on,
        recorded_at=at,
        recorded_by_id=actor.officer(),
    )
