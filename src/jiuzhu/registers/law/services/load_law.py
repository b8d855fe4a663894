"""Load what is in force: procedure tables, the calendar, the procedure each unit runs."""

from __future__ import annotations

from django.db import transaction

from jiuzhu.infra import clock
from jiuzhu.policy.calendars import load_calendar
from jiuzhu.policy.packs import load_pack
from jiuzhu.policy.procedures import DEFAULT_PROCEDURES, load_procedure, procedure_codes
from jiuzhu.registers.law.models import (
    CalendarDay,
    CalendarVersion,
    PackText,
    ProcedureInForce,
    ProcedureTransition,
)
from jiuzhu.registers.law.queries import place_in_force
from jiuzhu.registers.organs.enums import OrganKind
from jiuzhu.registers.organs.models import Organ


@transaction.atomic
def load_law() -> None:
    """Bring tables, calendar and default procedure into the database; repeatable."""
    place = place_in_force()
    for code in procedure_codes(place):
        if load_procedure(code, place).runs:
            load_procedure_table(code)
    load_calendar_version()
    keep_pack_text(place)
    defaults = [load_procedure(code, place) for code in DEFAULT_PROCEDURES]
    for county in Organ.objects.filter(kind=OrganKind.COUNTY):
        for default in defaults:
            ProcedureInForce.objects.get_or_create(
                organ=county,
                scheme=default.scheme,
                procedure=default.code,
                defaults={"effective_from": default.effective_from},
            )


def load_procedure_table(code: str) -> None:
    """Write the moves of one procedure; the trigger on cases reads them."""
    procedure = load_procedure(code, place_in_force())
    wanted = {
        (move.action, state or "", move.to_state)
        for move in procedure.transitions
        for state in move.from_states
    }
    rows = ProcedureTransition.objects.filter(procedure=code, scheme=procedure.scheme)
    for row in rows:
        if (row.action, row.from_state, row.to_state) not in wanted:
            row.delete()
    ProcedureTransition.objects.bulk_create(
        [
            ProcedureTransition(
                procedure=code,
                scheme=procedure.scheme,
                action=action,
                from_state=from_state,
                to_state=to_state,
            )
            for action, from_state, to_state in sorted(wanted)
        ],
        ignore_conflicts=True,
    )


def keep_pack_text(place: str) -> None:
    """Keep the files of the shipped pack under their digest; a later release may change them."""
    pack = load_pack(place)
    PackText.objects.get_or_create(
        digest=pack.digest,
        defaults={
            "place": place,
            "files": {
                path.relative_to(pack.folder).as_posix(): path.read_text("utf-8")
                for path in sorted(pack.folder.rglob("*.yaml"))
            },
            "kept_at": clock.now(),
        },
    )


def load_calendar_version() -> None:
    """Store the shipped calendar as a version; a known version stays as it is."""
    calendar = load_calendar()
    version, created = CalendarVersion.objects.get_or_create(
        code=calendar.version,
        defaults={
            "known_from": calendar.known_from,
            "known_to": calendar.known_to,
            "source": "国务院办公厅历年放假通知",
        },
    )
    if created:
        CalendarDay.objects.bulk_create(
            [
                CalendarDay(version=version, day=day, is_workday=is_workday)
                for day, is_workday in sorted(calendar.overrides.items())
            ],
            batch_size=1000,
        )
