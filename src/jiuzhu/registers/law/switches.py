"""What pages show of procedures: which version each county unit runs, which wait for a second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import NotVisible
from jiuzhu.policy.procedures import Procedure, load_procedure, procedure_codes
from jiuzhu.registers.law.models import ProcedureInForce, ProcedureSwitch
from jiuzhu.registers.law.queries import place_in_force
from jiuzhu.registers.organs.enums import OrganKind
from jiuzhu.registers.organs.models import Organ


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningVersion:
    """One version that a county unit runs, ran or will run."""

    organ: str
    scheme: str
    title: str
    effective_from: date
    effective_to: date | None
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """One change to another version, waiting for the second officer or in force."""

    code: str
    organ_id: int
    organ: str
    procedure: str
    title: str
    effective_from: date
    document: str
    prepared_by_id: int
    prepared_by: str
    activated_by: str


def counties_to_switch(actor: Actor) -> tuple[Organ, ...]:
    """Return the county units whose procedure an actor may switch: the own one, the city all."""
    found = Organ.objects.filter(kind=OrganKind.COUNTY).order_by("code")
    if actor.organ_kind != OrganKind.CITY:
        found = found.filter(pk=actor.organ_id or 0)
    return tuple(found)


def versions_to_run() -> tuple[Procedure, ...]:
    """Return the versions that a unit may run."""
    place = place_in_force()
    found = (load_procedure(code, place) for code in procedure_codes(place))
    return tuple(table for table in found if table.runs)


def running_versions(organs: tuple[Organ, ...]) -> tuple[RunningVersion, ...]:
    """Return what these units run, by unit and scheme, the newest first."""
    rows = ProcedureInForce.objects.filter(organ__in=organs).select_related("organ", "switch")
    return tuple(
        RunningVersion(
            organ=row.organ.short_name,
            scheme=row.scheme,
            title=_title(row.procedure),
            effective_from=row.effective_from,
            effective_to=row.effective_to,
            document="" if row.switch is None else row.switch.document,
        )
        for row in rows.order_by("organ__code", "scheme", "-effective_from")
    )


def switches_of(organs: tuple[Organ, ...]) -> tuple[Switch, ...]:
    """Return the switches of these units, the newest first."""
    rows = ProcedureSwitch.objects.filter(organ__in=organs)
    rows = rows.select_related("organ", "prepared_by", "activated_by")
    return tuple(_told(row) for row in rows.order_by("-prepared_at", "-pk"))


def switch_here(code: str, organs: tuple[Organ, ...]) -> Switch:
    """Return a switch of one of these units.

    Raises: NotVisible `switch.unknown`.
    """
    found = next((one for one in switches_of(organs) if one.code == code), None)
    if found is None:
        raise NotVisible("switch.unknown", "没有这项流程启用登记。请核对编号。")
    return found


def _told(row: ProcedureSwitch) -> Switch:
    return Switch(
        code=row.code,
        organ_id=row.organ_id,
        organ=row.organ.name,
        procedure=row.procedure,
        title=_title(row.procedure),
        effective_from=row.effective_from,
        document=row.document,
        prepared_by_id=row.prepared_by_id,
        prepared_by=row.prepared_by.name,
        activated_by="" if row.activated_by is None else row.activated_by.name,
    )


def _title(code: str) -> str:
    return load_procedure(code, place_in_force()).title
