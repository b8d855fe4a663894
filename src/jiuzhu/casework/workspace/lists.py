"""The two lists of a desk: what waits for me by legal due date, and all cases of the area."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial, reduce
from operator import or_
from typing import Any

from django.db.models import (
    Count,
    Q,
    QuerySet,
    Sum,
)

from jiuzhu.casework.cases.models import Case, CaseCounter
from jiuzhu.casework.workspace.case_rows import CaseRow, case_rows, window_on, with_columns
from jiuzhu.casework.workspace.find import Wish, wish_of
from jiuzhu.casework.workspace.narrowing import (
    CASE_ORDERS,
    PAGE_SIZE,
    TASK_ORDERS,
    WEEK,
    Narrowing,
)
from jiuzhu.casework.workspace.places import Place, places_for, states
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.together import planned, planned_count, read_together
from jiuzhu.policy.flowchart import STAGE_LABELS

MOST_URGENT = 1000
MOST_SELECTED = 5000
EVERYTHING = Narrowing()
StateCount = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCount:
    """How many cases of a stage wait."""

    stage: str
    label: str
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgent:
    """How many are pressing; `is_more` where only the first thousand were looked at."""

    overdue: int
    today: int
    this_week: int
    is_more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskList:
    """One page of what waits, with the counts of all of it.

    `total` is what waits in all; `found` is what the conditions leave, up to one more than can be
    selected at once.
    """

    rows: tuple[CaseRow, ...]
    stages: tuple[StageCount, ...]
    total: int
    found: int
    urgent: Urgent
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseList:
    """One page of the cases of the area; `found` is None where somebody was searched for."""

    rows: tuple[CaseRow, ...]
    found: int | None
    before: str
    after: str
    wish: Wish


def my_tasks(
    *,
    actor: Actor,
    on: date,
    narrow: Narrowing = EVERYTHING,
    order: str = "due",
    after: str = "",
    before: str = "",
    size: int = PAGE_SIZE,
) -> TaskList:
    """Return what waits for the actor, the most urgent first; a page is found by its key.

    Raises: Forbidden, Refused `list.key` for an address that was changed by hand.
    """
    actor.require("case.view")
    places = places_for(actor, on)
    waiting = partial(_waiting, places, narrow, on)
    window = window_on(
        ("waiting", places, narrow, on), waiting, after, before, size, TASK_ORDERS[order]
    )
    kept = planned(("kept", places), lambda: _kept_by_state(places))
    few = planned(("few", places), lambda: _few_by_state(places))
    pressing = planned(("pressing", places, on), lambda: _pressing(places, on))
    many = None
    if not narrow.is_counted:
        many = planned_count(("many", places, narrow, on), lambda: _up_to_most(waiting()))
    read_together(window.cases, kept, few, pressing, many)
    page, counts = window.page(), _counts(places, (*kept, *few))
    total = sum(count.cases for count in counts)
    by_stage = {count.stage: count.cases for count in counts}
    found = by_stage.get(narrow.stage, 0) if narrow.stage else total
    return TaskList(
        rows=case_rows(page.cases),
        stages=counts,
        total=total,
        found=found if many is None else many.rows[0],
        urgent=_urgent(pressing, on),
        before=page.before,
        after=page.after,
    )


def read_waiting(
    *, actor: Actor, on: date, narrow: Narrowing, order: str, after: str, size: int
) -> tuple[tuple[CaseRow, ...], str]:
    """Return some of what waits, for a file, and the key behind the last; no key: no more.

    Raises: Forbidden, Refused `list.key`.
    """
    actor.require("case.view")
    waiting = partial(_waiting, places_for(actor, on), narrow, on)
    page = window_on(None, waiting, after, "", size, TASK_ORDERS[order]).page()
    return case_rows(page.cases), page.after


def count_waiting(*, actor: Actor, on: date, narrow: Narrowing) -> int:
    """Count all that waits under these conditions.

    Raises: Forbidden.
    """
    actor.require("case.view")
    return _waiting(places_for(actor, on), narrow, on).count()


def read_cases(
    *, actor: Actor, on: date, q: str, narrow: Narrowing, order: str, after: str, size: int
) -> tuple[tuple[CaseRow, ...], str]:
    """Return some of the cases, for a file, and the key behind the last; no key: no more.

    Raises: Forbidden, Refused `list.key`.
    """
    cases = partial(_cases, actor, on, wish_of(q), narrow)
    page = window_on(None, cases, after, "", size, CASE_ORDERS[order]).page()
    return case_rows(page.cases), page.after


def count_cases(*, actor: Actor, on: date, q: str, narrow: Narrowing) -> int:
    """Count the cases under these conditions.

    Raises: Forbidden.
    """
    cases = _cases(actor, on, wish_of(q), narrow)
    return _sum(_kept(actor, narrow.state)) if _is_kept(actor, narrow) and not q else cases.count()


def _cases(actor: Actor, on: date, wish: Wish, narrow: Narrowing) -> QuerySet[Case]:
    actor.require("case.view")
    cases = Case.objects.filter(wish.condition, narrow.condition(on))
    return cases.filter(state=narrow.state) if narrow.state else cases


def waiting_numbers(*, actor: Actor, on: date, narrow: Narrowing, most: int) -> tuple[str, ...]:
    """Return the numbers of all that waits under these conditions, up to `most`, the oldest first.

    Raises: Forbidden.
    """
    actor.require("case.view")
    waiting = _waiting(places_for(actor, on), narrow, on)
    return tuple(waiting.order_by("pk").values_list("number", flat=True)[:most])


def case_numbers(
    *, actor: Actor, on: date, q: str, narrow: Narrowing, most: int
) -> tuple[str, ...]:
    """Return the numbers of the cases under these conditions, up to `most`, the oldest first.

    Raises: Forbidden.
    """
    cases = _cases(actor, on, wish_of(q), narrow)
    return tuple(cases.order_by("pk").values_list("number", flat=True)[:most])


def rows_of(*, numbers: Sequence[str], actor: Actor) -> tuple[CaseRow, ...]:
    """Return these cases as a list shows them, in this order; what is out of reach is left out.

    Raises: Forbidden.
    """
    actor.require("case.view")
    places = {number: place for place, number in enumerate(numbers)}
    cases = list(with_columns(Case.objects.filter(number__in=places)))
    return case_rows(sorted(cases, key=lambda case: places[case.number]))


def case_list(
    *,
    actor: Actor,
    on: date,
    q: str = "",
    narrow: Narrowing = EVERYTHING,
    order: str = "-opened",
    after: str = "",
    before: str = "",
    size: int = PAGE_SIZE,
) -> CaseList:
    """Return the cases of the actor's area, the newest first, found by number or person.

    Raises: Forbidden, Refused `list.key`.
    """
    wish = wish_of(q)
    actor.require("case.view")
    cases = partial(_cases, actor, on, wish, narrow)
    name = None if wish.words else ("cases", narrow, on)
    window = window_on(name, cases, after, before, size, CASE_ORDERS[order])
    kept, many = None, None
    if _is_kept(actor, narrow) and not wish.words:
        kept = planned(("kept", actor.organs, narrow), lambda: _kept(actor, narrow.state))
    elif not wish.words:
        many = planned_count(("many", narrow, on), lambda: _up_to_most(cases()))
    read_together(window.cases, kept, many)
    found = None if many is None else many.rows[0]
    page = window.page()
    return CaseList(
        rows=case_rows(page.cases),
        found=found if kept is None else _sum(kept),
        before=page.before,
        after=page.after,
        wish=wish,
    )


@cache
def _stages() -> dict[str, str]:
    """Return the stage of every state."""
    return {state.code: state.stage for state in states()}


def _waiting(places: Iterable[Place], narrow: Narrowing, on: date) -> QuerySet[Case]:
    shown = [one for one in places if not narrow.stage or _stages()[one.state] == narrow.stage]
    return _filtered(shown).filter(narrow.condition(on))


def _up_to_most(cases: QuerySet[Case]) -> QuerySet[Case, Any]:
    """Return what the conditions leave, up to one more than can be selected at once."""
    return cases.order_by("pk").values_list("pk")[: MOST_SELECTED + 1]


def _is_kept(actor: Actor, narrow: Narrowing) -> bool:
    """Tell whether the kept counters know: they count by office, not by village."""
    return narrow.is_counted and not actor.villages


def _kept(actor: Actor, state: str) -> QuerySet[CaseCounter, StateCount]:
    kept = CaseCounter.objects.filter(organ_id__in=actor.organs)
    return _by_state(kept.filter(state=state) if state else kept)


def _by_state(kept: QuerySet[CaseCounter]) -> QuerySet[CaseCounter, StateCount]:
    return kept.order_by().values_list("state").annotate(Sum("cases"))


def _sum(kept: Iterable[StateCount]) -> int:
    return sum(cases for _, cases in kept)


def _pressing(places: Iterable[Place], on: date) -> QuerySet[Case, date | None]:
    """Read what presses, the most pressing first, as far as a number still tells something."""
    pressing = _filtered(places).filter(is_paused=False, next_due_on__lte=on + WEEK)
    return pressing.order_by("next_due_on").values_list("next_due_on", flat=True)[:MOST_URGENT]


def _urgent(pressing: Iterable[date | None], on: date) -> Urgent:
    dues = [due for due in pressing if due is not None]
    return Urgent(
        overdue=sum(due < on for due in dues),
        today=sum(due == on for due in dues),
        this_week=sum(due > on for due in dues),
        is_more=len(dues) == MOST_URGENT,
    )


def _filtered(places: Iterable[Place]) -> QuerySet[Case]:
    """Return the cases of the places; those that wait as they are make one condition an area."""
    by_area: dict[tuple[int, ...], list[str]] = {}
    conditions = []
    for place in places:
        if place.is_plain:
            by_area.setdefault(place.organs, []).append(place.state)
        else:
            conditions.append(place.condition)
    conditions += [Q(organ_id__in=organs, state__in=found) for organs, found in by_area.items()]
    return Case.objects.filter(reduce(or_, conditions)) if conditions else Case.objects.none()


def _kept_by_state(places: tuple[Place, ...]) -> QuerySet[CaseCounter, StateCount]:
    """Read the kept counters of the places where every case of a state waits."""
    plain = [Q(state=one.state, organ_id__in=one.organs) for one in places if one.is_plain]
    kept = CaseCounter.objects.filter(reduce(or_, plain)) if plain else CaseCounter.objects.none()
    return _by_state(kept)


def _few_by_state(places: tuple[Place, ...]) -> QuerySet[Case, StateCount]:
    """Count the few that wait for another reason than their state."""
    few = [one.condition for one in places if not one.is_plain]
    cases = Case.objects.filter(reduce(or_, few)) if few else Case.objects.none()
    return cases.order_by().values_list("state").annotate(Count("pk"))


def _counts(places: tuple[Place, ...], counted: Iterable[StateCount]) -> tuple[StageCount, ...]:
    """Return the counts by stage."""
    stage_of, by_stage = _stages(), dict[str, int]()
    for state, cases in counted:
        by_stage[stage_of[state]] = by_stage.get(stage_of[state], 0) + cases
    mine = {stage_of[place.state] for place in places}
    return tuple(
        StageCount(stage=stage, label=STAGE_LABELS[stage], cases=by_stage.get(stage, 0))
        for stage in STAGE_LABELS
        if stage in mine
    )
