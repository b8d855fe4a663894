"""Named reads of objections: what an officer may know of, never who objected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.objections.access import objection_to_see
from jiuzhu.casework.objections.enums import Finding
from jiuzhu.casework.objections.models import Appraisal, Objection
from jiuzhu.infra.actor import Actor, Request
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.trace.record_access import record_access

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionRow:
    """One objection in the queue of the desk."""

    objection_id: int
    number: str
    case_number: str
    applicant: str
    village: str
    about: str
    is_named: bool
    received_at: datetime
    due_on: date
    due_provisional: bool
    finding: str
    is_called: bool
    is_taken_up: bool
    waits_for_second: bool
    closed_at: datetime | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What only who handles an objection reads, and every reading is kept."""

    text: str
    name: str
    contact: str


def objections_open(*, actor: Actor, after: int = 0) -> tuple[ObjectionRow, ...]:
    """Return what has to be dealt with or delivered, the nearest date first, one page."""
    actor.require("objection.handle")
    waits = Q(closed_at__isnull=True) | Q(answer__isnull=False, answered_at__isnull=True)
    return _rows(waits & Q(pk__gt=after))


def objections_of(case: Case) -> tuple[ObjectionRow, ...]:
    """Return the objections against one household that this officer may know of."""
    return _rows(Q(case=case))


def appraisal_of(case: Case) -> Appraisal | None:
    """Return the newest appraisal of a case."""
    return (
        Appraisal.objects.filter(case=case)
        .select_related("notice", "record", "called_by")
        .order_by("-called_at", "-pk")
        .first()
    )


def upheld_waiting(case: Case) -> tuple[Objection, ...]:
    """Return the objections that were found true and from which no review has followed yet."""
    return tuple(
        Objection.objects.filter(case=case, finding=Finding.UPHELD, reviewed_at__isnull=True)
        .select_related("appraisal")
        .order_by("pk")
    )


def unsealed(*, number: str, actor: Actor, at: datetime, request: Request) -> Sealed:
    """Return the words and who they are from; the reading is written into the access trace.

    Raises: NotVisible, Forbidden.
    """
    found = objection_to_see(number=number, actor=actor)
    record_access(
        kind=AccessKind.VIEW,
        actor=actor,
        at=at,
        request=request,
        case_number=found.case.number,
        query=f"objection {number}",
        purpose="办理异议",
    )
    return Sealed(text=str(found.text), name=found.name or "", contact=found.contact or "")


def _rows(condition: Q) -> tuple[ObjectionRow, ...]:
    found = (
        Objection.objects.filter(condition)
        .select_related("case__applicant", "case__village")
        .order_by("due_on", "pk")[:PAGE_SIZE]
    )
    return tuple(
        ObjectionRow(
            objection_id=each.pk,
            number=each.number,
            case_number=each.case.number,
            applicant=each.case.applicant.name,
            village=each.case.village.name,
            about=each.get_about_display(),
            is_named=each.name is not None,
            received_at=each.received_at,
            due_on=each.due_on,
            due_provisional=each.due_provisional,
            finding=each.get_finding_display() if each.finding else "",
            is_called=each.appraisal_id is not None,
            is_taken_up=each.sheet_id is not None,
            waits_for_second=each.relabel_asked_by_id is not None and each.relabelled_by_id is None,
            closed_at=each.closed_at,
            answered_at=each.answered_at,
        )
        for each in found
    )
