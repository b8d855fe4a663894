"""Before a case: where a person may be registered, and whether the person is known already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.cases.models import CaseMember
from jiuzhu.casework.workspace.places import states
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.reading import remembered
from jiuzhu.infra.together import Read, planned
from jiuzhu.kernel.identity import IdentityNumber
from jiuzhu.registers.households.services.register_person import person_by_number
from jiuzhu.registers.organs.enums import OrganKind
from jiuzhu.registers.organs.models import Organ


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCase:
    """One case of the area in which a person stands already."""

    number: str
    state_label: str
    organ: str
    part: str
    opened_at: datetime
    is_live: bool


def known_cases(*, number: IdentityNumber, actor: Actor) -> tuple[KnownCase, ...]:
    """Return the cases of the actor's area with this person, newest first.

    Nothing outside the area is told; the use case itself refuses a second live case anywhere.
    """
    actor.require("intent.register")
    person_id = person_by_number(number.number)
    if person_id is None:
        return ()
    rows = (
        CaseMember.objects.filter(person_id=person_id)
        .select_related("case__organ")
        .order_by("-case_id")
    )
    labels = {state.code: state for state in states()}
    return tuple(
        KnownCase(
            number=row.case.number,
            state_label=labels[row.case.state].label,
            organ=row.case.organ.short_name,
            part=row.get_part_display(),
            opened_at=row.case.opened_at,
            is_live=not labels[row.case.state].terminal,
        )
        for row in rows
    )


def villages_for(actor: Actor) -> tuple[tuple[str, str], ...]:
    """Return the villages (code, name) that the actor's organ looks after, by code."""
    return tuple(_villages_for(actor))


def _villages_for(actor: Actor) -> QuerySet[Organ, tuple[str, str]]:
    villages = Organ.objects.filter(kind=OrganKind.VILLAGE, effective_to__isnull=True)
    if actor.villages:
        villages = villages.filter(pk__in=actor.villages)
    else:
        villages = villages.filter(parent_id__in=actor.organs)
    return villages.order_by("code").values_list("code", "name")


def places_to_choose(actor: Actor) -> tuple[tuple[str, str], ...]:
    """Return what a list can be narrowed to: villages of a township, townships of a county."""
    return tuple(places_read(actor))


def places_read(actor: Actor) -> Read[tuple[str, str]]:
    """Return the read of what a list can be narrowed to."""
    key = ("places", actor.organ_kind, actor.organs, actor.villages)
    return remembered(key, lambda: planned(key, lambda: _places(actor)))


def _places(actor: Actor) -> QuerySet[Organ, tuple[str, str]]:
    if actor.organ_kind == OrganKind.TOWNSHIP:
        return _villages_for(actor)
    townships = Organ.objects.filter(kind=OrganKind.TOWNSHIP, pk__in=actor.organs)
    return townships.order_by("code").values_list("code", "short_name")


def phone_of(*, number: str, person_id: int, actor: Actor) -> str:
    """Return the telephone of a person of a case, to fill in a form.

    Raises: NotVisible.
    """
    case = case_to_see(number=number, actor=actor)
    row = CaseMember.objects.filter(case=case, person_id=person_id).select_related("person").first()
    return "" if row is None else row.person.phone or ""
