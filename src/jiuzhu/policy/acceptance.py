"""Compute the day of acceptance (受理日): when the papers are complete, not when somebody clicks.

A supplement before acceptance pauses nothing. Who was not told within the limit what is missing is
deemed accepted on the day of receipt, so that silence never delays the twenty working days.
"""

from dataclasses import dataclass
from datetime import date

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.workdays import WorkCalendar
from jiuzhu.policy.deadlines import due_for
from jiuzhu.policy.packs import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """Hold the day on which an application counts as accepted, and whether silence made it so."""

    on: date
    deemed: bool


def acceptance_day(
    *,
    received_on: date,
    completed_on: date | None,
    noticed_on: date | None,
    on: date,
    calendar: WorkCalendar,
    pack: Pack,
) -> Acceptance | None:
    """Give the day of acceptance as it stands on a day; None while the papers are awaited.

    `noticed_on` is the day of the one-time notice that named the gaps; None where there was none.

    Raises: Refused('acceptance.order') for papers complete or a notice before receipt.
    """
    if min(completed_on or received_on, noticed_on or received_on) < received_on:
        raise Refused(
            "acceptance.order",
            "材料齐全日或告知日不能早于收到申请的日期，请核对。",
            field="received_on",
        )
    last_day = due_for("one_time_notice", received_on, calendar, pack).on
    told_in_time = noticed_on is not None and noticed_on <= last_day
    complete = completed_on is not None and completed_on <= on
    if completed_on is not None and complete and (told_in_time or completed_on <= last_day):
        return Acceptance(on=completed_on, deemed=False)
    if not told_in_time and on > last_day:
        return Acceptance(on=received_on, deemed=True)
    return None
