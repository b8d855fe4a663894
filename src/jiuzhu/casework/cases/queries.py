"""Named reads of cases."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from jiuzhu.casework.cases.enums import MemberPart
from jiuzhu.casework.cases.models import (
    Case,
    CaseClock,
    CaseEvent,
    CaseHold,
    CaseMember,
    ClockPause,
)
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.reading import page_read
from jiuzhu.infra.together import Read
from jiuzhu.kernel.workdays import DueDate, WorkCalendar
from jiuzhu.policy.deadlines import (
    Limit,
    Pause,
    PauseGround,
    due_within,
    limit_for,
    limit_of_procedure,
    paused_within,
)
from jiuzhu.policy.procedures import Procedure, load_procedure
from jiuzhu.registers.households.models import IdentityDocument
from jiuzhu.registers.households.queries import HELD_TWICE
from jiuzhu.registers.kinship.queries import related_officers
from jiuzhu.registers.law.queries import calendar_in_force, pack_in_force, place_in_force
from jiuzhu.registers.organs.enums import OrganKind, Power
from jiuzhu.registers.organs.models import Organ
from jiuzhu.registers.organs.queries import DecidingOrgan, deciding_organ


def members_of(case: Case) -> tuple[CaseMember, ...]:
    """Return the counted members, applicant first."""
    rows = [row for row in members_read(case) if row.part == MemberPart.MEMBER]
    return tuple(sorted(rows, key=lambda member: (member.relation != "SELF", member.pk)))


def obligors_of(case: Case) -> tuple[CaseMember, ...]:
    """Return the legally obliged people outside the household."""
    return tuple(row for row in members_read(case) if row.part == MemberPart.OBLIGOR)


def has_applied(case: Case) -> bool:
    """Tell whether the family applied formally, as the events have it."""
    return bool(applied_read(case))


def applied_read(case: Case) -> Read[tuple[int]]:
    """Return the read of the event by which the family applied."""
    return page_read(
        "applied",
        lambda case: CaseEvent.objects.filter(case_id=case, to_state="APPLIED").values_list("pk")[
            :1
        ],
        case.pk,
    )


def holds_read(case: Case) -> Read[CaseHold]:
    """Return the read of the open bars on a case."""
    return page_read(
        "holds",
        lambda case: CaseHold.objects.filter(case_id=case, ended_at__isnull=True).order_by("pk"),
        case.pk,
    )


def members_read(case: Case) -> Read[CaseMember]:
    """Return the read of everybody of a case, oldest entry first."""
    return page_read(
        "members",
        lambda case: (
            CaseMember.objects.filter(case_id=case).select_related("person").order_by("pk")
        ),
        case.pk,
    )


def power_over(scheme: str) -> Power:
    """Return the power to decide cases of a scheme."""
    return Power(f"{scheme}.decide")


def in_flight_since(case: Case) -> date | None:
    """Return since when a case waits for its first decision; None where nothing is in flight.

    What an order says about open cases (stay, move) is about these; a review of what was decided
    long ago goes to whoever holds the power on its own day.
    """
    return None if case.decided_on is not None else case.accepted_on


def delegated_to(case: Case, *, on: date) -> DecidingOrgan:
    """Return who decides a case on a day, by the power over its scheme (S1).

    Raises: Refused `power.no_county`.
    """
    return deciding_organ(
        power=power_over(case.scheme),
        organ=case.organ,
        on=on,
        accepted_on=in_flight_since(case),
    )


def procedure_of(case: Case) -> Procedure:
    """Return the table of the procedure version under which a case runs."""
    return load_procedure(case.procedure, place_in_force())


def limit_of(case: Case, kind: str, on: date, *, extended: bool = False) -> Limit:
    """Return the limit of a clock of a case on a day: its procedure's own, else the pack's.

    民发〔2022〕83号: shorter where the township decides itself, longer on an approved ground.
    """
    own = procedure_of(case).limit(kind)
    if own is None:
        return limit_for(kind, pack_in_force(), on)
    devolved = False
    if own.devolved is not None:
        devolved = delegated_to(case, on=on).organ.kind == OrganKind.TOWNSHIP
    return limit_of_procedure(own, devolved=devolved, extended=extended)


def due_of(case: Case, kind: str, start_on: date) -> DueDate:
    """Return the last day of a clock of a case that starts on a day."""
    return due_within(limit_of(case, kind, start_on), start_on, calendar_in_force())


def due_of_clock(clock: CaseClock, calendar: WorkCalendar) -> DueDate:
    """Return the last day of a clock by a calendar, with its extension and its ended pauses."""
    limit = limit_of(clock.case, clock.kind, clock.started_on, extended=clock.extension != "")
    paused = paused_within(limit, clock.started_on, pauses_of(clock), calendar)
    return due_within(limit, clock.started_on, calendar, paused)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockMove:
    """One open clock that another calendar would move; neither case nor person is named."""

    organ_id: int
    organ: str
    kind: str
    started_on: date
    before: DueDate
    after: DueDate


def clocks_moved_by(calendar: WorkCalendar) -> tuple[ClockMove, ...]:
    """Return the open clocks of the whole house that a calendar would move; nothing is written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM jiuzhu_open_clocks()")
        rows = cursor.fetchall()
    organs = Organ.objects.in_bulk({row[0] for row in rows})
    moves = (_moved(organs[row[0]], row[1:], calendar) for row in rows)
    found = [move for move in moves if move.before != move.after]
    return tuple(sorted(found, key=lambda one: (one.organ_id, one.kind, one.started_on)))


def _moved(organ: Organ, row: tuple[Any, ...], calendar: WorkCalendar) -> ClockMove:
    procedure, kind, started_on, due_on, provisional, extension, told = row
    pauses = [
        Pause(
            ground=PauseGround(ground),
            document=document,
            effective_from=date.fromisoformat(first),
            effective_to=None if last is None else date.fromisoformat(last),
        )
        for ground, document, first, last in (json.loads(told) if isinstance(told, str) else told)
    ]
    limit = limit_of(
        Case(procedure=procedure, organ=organ), kind, started_on, extended=extension != ""
    )
    paused = paused_within(limit, started_on, pauses, calendar)
    return ClockMove(
        organ_id=organ.pk,
        organ=organ.name,
        kind=kind,
        started_on=started_on,
        before=DueDate(due_on, provisional),
        after=due_within(limit, started_on, calendar, paused),
    )


def pauses_of(clock: CaseClock) -> tuple[Pause, ...]:
    """Return the pauses of a clock, each with its document."""
    return pauses_among(clock.pauses.all())


def pauses_among(rows: Iterable[ClockPause]) -> tuple[Pause, ...]:
    """Return pauses that were read, each with its document."""
    return tuple(
        Pause(
            ground=PauseGround(pause.ground),
            document=pause.document_number,
            effective_from=pause.effective_from,
            effective_to=pause.effective_to,
        )
        for pause in rows
    )


def people_of(case: Case) -> tuple[int, ...]:
    """Return the ids of all people of a case."""
    return tuple(CaseMember.objects.filter(case=case).values_list("person_id", flat=True))


def is_related(*, case: Case, officer_id: int | None, on: date) -> bool:
    """Tell whether an officer is a declared relative of anybody in the case, or is in it."""
    return officer_id is not None and officer_id in relatives_among(case=case, on=on)


def relatives_among(*, case: Case, on: date) -> frozenset[int]:
    """Return the officers who declared somebody of the case as a relative, or are in it."""
    found = related_officers(person_ids=people_of(case), on=on)
    return frozenset(related.officer_id for related in found)


def is_unrelated(*, case: Case, actor: Actor, on: date) -> bool:
    """Tell whether the actor may act here as far as kinship goes."""
    return not is_related(case=case, officer_id=actor.officer_id, on=on)


def reasons_held(case: Case, kind: str) -> tuple[str, ...]:
    """Return why a case is held for one kind of ground, oldest first."""
    holds = CaseHold.objects.filter(case=case, kind=kind, ended_at__isnull=True)
    return tuple(holds.order_by("pk").values_list("reason", flat=True))


def doubtful_numbers(case: Case) -> QuerySet[IdentityDocument]:
    """Return the numbers of people of this case that also stand under another name."""
    people = CaseMember.objects.filter(case=case).values("person_id")
    rows = IdentityDocument.objects.filter(
        person__in=people, warnings__contains=[HELD_TWICE], effective_to__isnull=True
    )
    return rows.order_by("pk")
