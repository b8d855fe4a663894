"""What an assignment will do to each case, to whom it can go, and what each colleague has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, QuerySet, Subquery

from jiuzhu.casework.cases.models import Case, CaseAssignment
from jiuzhu.casework.cases.queries import procedure_of
from jiuzhu.casework.cases.services.assign_case import ACTION, ASSIGNS, handlers_of
from jiuzhu.casework.workspace.bulk_steps import OUT_OF_REACH
from jiuzhu.casework.workspace.narrowing import open_assignments
from jiuzhu.casework.workspace.places import procedures, states
from jiuzhu.infra.actor import Actor
from jiuzhu.policy.roles import role
from jiuzhu.registers.organs.models import Absence, Officer
from jiuzhu.registers.organs.queries import in_force

OTHER_ORGAN = "由别的机关经办，由他们自己分派"
ENDED = "已经办结，不用再分派"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignRow:
    """One case: who looks after it now; `reason` says why it cannot be assigned."""

    number: str
    applicant: str
    applicant_id: int | None
    state_label: str
    assignee: str
    assignee_id: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody of the organ: the posts, how many open cases, until when away; not here any more."""

    officer: int
    name: str
    posts: tuple[str, ...]
    cases: int
    away_until: date | None
    is_here: bool


def plan_assignment(*, numbers: Sequence[str], actor: Actor) -> tuple[AssignRow, ...]:
    """Return for each case who looks after it and whether it can be assigned, as chosen.

    The use case itself judges again when it runs.

    Raises: Forbidden.
    """
    actor.require(ASSIGNS)
    labels = {state.code: state.label for state in states()}
    cases = {
        case.number: case
        for case in Case.objects.filter(number__in=numbers)
        .select_related("applicant")
        .annotate(
            assignee=Subquery(open_assignments().values("officer__name")[:1]),
            assignee_id=Subquery(open_assignments().values("officer_id")[:1]),
        )
    }
    return tuple(_planned(number, cases.get(number), labels, actor) for number in numbers)


def colleagues_of(*, actor: Actor, on: date) -> tuple[Colleague, ...]:
    """Return who handles cases of the actor's organ, and who left with cases still open.

    Raises: Forbidden.
    """
    actor.require(ASSIGNS)
    if actor.organ_id is None:
        return ()
    counted = dict(_open(actor.organ_id).order_by().values_list("officer_id").annotate(Count("pk")))
    posts = handlers_of(organ=actor.organ_id, on=on)
    names = {post.officer_id: post.officer.name for post in posts}
    here = tuple(names)
    gone = Officer.objects.filter(pk__in=set(counted) - set(names)).order_by("staff_number")
    names |= {one.pk: one.name for one in gone}
    away = dict(
        Absence.objects.filter(in_force(on), officer_id__in=names)
        .order_by("effective_to")
        .values_list("officer_id", "effective_to")
    )
    return tuple(
        Colleague(
            officer=officer,
            name=name,
            posts=tuple(role(post.role).label for post in posts if post.officer_id == officer),
            cases=counted.get(officer, 0),
            away_until=away.get(officer),
            is_here=officer in here,
        )
        for officer, name in names.items()
    )


def numbers_of(*, officer: int, actor: Actor, most: int) -> tuple[str, ...]:
    """Return the open cases that a colleague of the own organ looks after, the oldest first.

    Raises: Forbidden.
    """
    actor.require(ASSIGNS)
    found = _open(actor.organ_id or 0).filter(officer_id=officer).order_by("case_id")
    return tuple(found.annotate(number=F("case__number")).values_list("number", flat=True)[:most])


def _open(organ: int) -> QuerySet[CaseAssignment]:
    """Return the assignments of an organ whose cases can still change hands."""
    return CaseAssignment.objects.filter(
        organ_id=organ, ended_at__isnull=True, case__state__in=_assignable()
    )


def _can_change_hands(case: Case) -> bool:
    act = procedure_of(case).act(ACTION)
    return act is not None and act.possible_in(case.state)


def _assignable() -> frozenset[str]:
    acts = (table.act(ACTION) for table in procedures())
    return frozenset(state for act in acts if act is not None for state in act.in_states)


def _planned(number: str, case: Case | None, labels: dict[str, str], actor: Actor) -> AssignRow:
    if case is None:
        return AssignRow(
            number=number,
            applicant="",
            applicant_id=None,
            state_label="",
            assignee="",
            assignee_id=None,
            reason=OUT_OF_REACH,
        )
    reason = ""
    if case.organ_id != actor.organ_id:
        reason = OTHER_ORGAN
    elif not _can_change_hands(case):
        reason = ENDED
    return AssignRow(
        number=number,
        applicant=case.applicant.name,
        applicant_id=case.applicant_id,
        state_label=labels.get(case.state, case.state),
        assignee=case.assignee or "",  # type: ignore[attr-defined]  # annotated
        assignee_id=case.assignee_id,  # type: ignore[attr-defined]  # annotated
        reason=reason,
    )
