"""Say when something is due: the clock rules of the pack over the working-day calendar.

The starting day is not counted (民法典 art. 201); working-day periods end on a working day;
calendar-day periods that end on a holiday roll on (art. 203); months end on the same day of a
later month, or on its last; hours are real hours, nights and holidays included.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.periods import Month
from jiuzhu.kernel.workdays import DueDate, WorkCalendar
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.procedure_rows import ProcedureLimit
from jiuzhu.policy.values import UNIT_LABELS, Unit

PREFIX = "deadline."


class PauseGround(StrEnum):
    """List the grounds that stop a clock after acceptance; each needs a document."""

    SUPPLEMENT = "SUPPLEMENT"
    OUTSIDE_APPRAISAL = "OUTSIDE_APPRAISAL"
    OBJECTION = "OBJECTION"
    FORCE_MAJEURE = "FORCE_MAJEURE"


PAUSE_LABELS: dict[PauseGround, str] = {
    PauseGround.SUPPLEMENT: "等待申请人补正",
    PauseGround.OUTSIDE_APPRAISAL: "依法由其他单位鉴定、评估",
    PauseGround.OBJECTION: "异议处理",
    PauseGround.FORCE_MAJEURE: "不可抗力",
}
# 民发〔2022〕83号: who has one of these may be given 45 working days, approved and told.
EXTENSION_LABELS: dict[str, str] = {
    "OBJECTION": "公示期间有异议",
    "SPLIT_RESIDENCE": "人户分离",
    "OFF_SITE": "异地申请",
    "HARD_SURVEY": "家庭经济状况调查难度较大",
}
# The seed names no pause: only these two count, the others are shown and counted gross only.
DEFAULT_PAUSES = frozenset({PauseGround.SUPPLEMENT, PauseGround.OBJECTION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Hold one time limit with its unit and the article it rests on."""

    kind: str
    label: str
    amount: int
    unit: Unit
    article: str
    verified: bool

    @property
    def text(self) -> str:
        """Write the limit as a person reads it."""
        return f"{self.amount}{UNIT_LABELS[self.unit]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Hold a time in which a clock stood still: from a day, up to another (exclusive), or open."""

    ground: PauseGround
    document: str
    effective_from: date
    effective_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Elapsed:
    """Hold the working days that have passed, with and without the pauses."""

    gross: int
    net: int


def limit_for(kind: str, pack: Pack, on: date) -> Limit:
    """Give the limit of a kind of clock on a day.

    Raises: Refused('policy.hole') for a kind the pack does not know.
    """
    value = pack.value(PREFIX + kind, on)
    return Limit(
        kind=kind,
        label=value.label,
        amount=value.amount,
        unit=value.unit,
        article=str(value.source),
        verified=value.verified,
    )


def limit_of_procedure(own: ProcedureLimit, *, devolved: bool, extended: bool) -> Limit:
    """Give the limit that a procedure version sets itself, for one case."""
    return Limit(
        kind=own.clock,
        label=own.label,
        amount=own.for_case(devolved=devolved, extended=extended),
        unit=own.kind_of_unit,
        article=f"{own.document}{own.article}",
        verified=own.verified,
    )


def limit_kinds(pack: Pack) -> tuple[str, ...]:
    """Name the kinds of clocks a pack knows."""
    return tuple(key.removeprefix(PREFIX) for key in pack.series if key.startswith(PREFIX))


def due_for(
    kind: str, start_on: date, calendar: WorkCalendar, pack: Pack, paused_days: int = 0
) -> DueDate:
    """Give the last day of a period that started on a day, pauses added; the limit is that day's.

    Raises: Refused('policy.hole'), Refused('deadline.unit') for a clock that runs by hours.
    """
    return due_within(limit_for(kind, pack, start_on), start_on, calendar, paused_days)


def due_within(
    limit: Limit, start_on: date, calendar: WorkCalendar, paused_days: int = 0
) -> DueDate:
    """Give the last day of a limit that started on a day, pauses added (in the limit's own days).

    Raises: Refused('deadline.unit') for a clock that runs by hours; ValueError below zero.
    """
    if paused_days < 0:
        message = f"a pause has no {paused_days} days"
        raise ValueError(message)
    if limit.unit is Unit.WORKING_DAYS:
        return calendar.add_workdays(start_on, limit.amount + paused_days)
    if limit.unit is Unit.CALENDAR_DAYS:
        return calendar.add_days(start_on, limit.amount + paused_days)
    if limit.unit is Unit.MONTHS:
        ends_on = months_later(start_on, limit.amount) + timedelta(days=paused_days)
        return DueDate(ends_on, provisional=False)
    raise _wrong_unit(limit)


def paused_within(
    limit: Limit, started_on: date, pauses: Iterable[Pause], calendar: WorkCalendar
) -> int:
    """Count the ended pauses that hold a clock up, in working days or calendar days as it runs.

    Raises: ValueError when a pause has no document: a pause without paper is no pause.
    """
    still: set[date] = set()
    for pause in pauses:
        if not pause.document:
            message = f"pause {pause.ground} has no document"
            raise ValueError(message)
        if pause.ground in DEFAULT_PAUSES and pause.effective_to is not None:
            still |= _days(pause, started_on, pause.effective_to)
    if limit.unit is Unit.WORKING_DAYS:
        return sum(calendar.is_workday(day) for day in still)
    return len(still)


def due_at(kind: str, start_at: datetime, pack: Pack) -> datetime:
    """Give the moment a clock of real hours runs out; nights and holidays count (S18).

    Raises: Refused('deadline.unit') for a clock that runs by days; ValueError without a time zone.
    """
    if start_at.tzinfo is None:
        message = "a moment needs its zone"
        raise ValueError(message)
    value = pack.value(PREFIX + kind, start_at.date())
    if value.unit is not Unit.HOURS:
        raise _wrong_unit(limit_for(kind, pack, start_at.date()))
    return start_at + timedelta(hours=value.amount)


def _wrong_unit(limit: Limit) -> Refused:
    """Say that a clock runs by another unit."""
    unit = UNIT_LABELS[limit.unit]
    return Refused(
        "deadline.unit", f"“{limit.label}”以{unit}计，不能这样推算，请联系政策管理员核对政策包。"
    )


def months_later(on: date, months: int) -> date:
    """Give the same day some months later, or the last day of that month where it has none."""
    month = Month.of(on).plus(months)
    return date(month.year, month.month, min(on.day, month.last_day.day))


def report_carries_decision_until(issued_on: date, pack: Pack) -> date:
    """Return the last day on which a decision may rest on a report (design parameter)."""
    amount = pack.value(PREFIX + "report_age_at_decision", issued_on).amount
    return months_later(issued_on, amount)


def report_valid_until(issued_on: date, pack: Pack) -> date:
    """Give the last day on which a verification report carries an application."""
    return months_later(issued_on, pack.value(PREFIX + "report_validity", issued_on).amount)


def authorization_valid_until(signed_on: date, pack: Pack) -> date:
    """Give the last day on which an authorization carries a query (never longer than asked for)."""
    amount = pack.value(PREFIX + "authorization_validity", signed_on).amount
    return months_later(signed_on, amount)


def identity_number_due(registered_on: date, pack: Pack) -> date:
    """Give the day by which somebody without an identity number should have brought one."""
    months = pack.value(PREFIX + "identity_number", registered_on).amount
    return months_later(registered_on, months)


def elapsed(started_on: date, on: date, pauses: Iterable[Pause], calendar: WorkCalendar) -> Elapsed:
    """Give the working days used so far, gross and net of the pauses that count.

    Raises: ValueError when a pause has no document: a pause without paper is no pause.
    """
    gross = calendar.workdays_between(started_on, on)
    still: set[date] = set()
    for pause in pauses:
        if not pause.document:
            message = f"pause {pause.ground} has no document"
            raise ValueError(message)
        if pause.ground in DEFAULT_PAUSES:
            still |= _days(pause, started_on, on)
    return Elapsed(gross=gross, net=gross - sum(calendar.is_workday(day) for day in still))


def _days(pause: Pause, started_on: date, on: date) -> set[date]:
    """List the days of a pause that lie inside a clock; overlapping pauses count once."""
    first = max(pause.effective_from, started_on + timedelta(days=1))
    last = on if pause.effective_to is None else min(on, pause.effective_to - timedelta(days=1))
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


def light(used: int, limit: int) -> str:
    """Give the traffic light of a clock at 50, 80 and 100 per cent (S17)."""
    if used > limit:
        return "OVERDUE"
    if used * 10 >= limit * 8:
        return "RED"
    return "AMBER" if used * 2 >= limit else "GREEN"
