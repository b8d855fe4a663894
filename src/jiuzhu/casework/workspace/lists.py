"""The two lists of a desk: what waits for me by legal due date, and all cases of the area."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, reduce
from operator import or_

from django.db.models import (
    Count,
    DateField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from jiuzhu.casework.cases.enums import MemberPart
from jiuzhu.casework.cases.models import Case, CaseCounter, CaseMember
from jiuzhu.casework.workspace.find import Wish, wish_of
from jiuzhu.casework.workspace.narrowing import (
    CASE_ORDERS,
    PAGE_SIZE,
    TASK_ORDERS,
    WEEK,
    Narrowing,
    Order,
    open_assignments,
)
from jiuzhu.casework.workspace.places import Place, places_for, states
from jiuzhu.infra.actor import Actor
from jiuzhu.policy.flowchart import STAGE_LABELS

NO_DUE = date(9999, 12, 31)
MOST_URGENT = 1000
MOST_SELECTED = 5000
COLUMNS = (
    "number",
    "progress_code",
    "scheme",
    "category",
    "state",
    "opened_at",
    "moved_at",
    "accepted_on",
    "next_due_on",
    "next_due_provisional",
    "is_paused",
    "applicant__name",
    "village__name",
    "organ__short_name",
)
EVERYTHING = Narrowing()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One case as a list shows it."""

    number: str
    applicant: str
    applicant_id: int
    people: int
    scheme: str
    category: str
    state: str
    state_label: str
    organ: str
    village: str
    progress_code: str
    opened_at: datetime
    moved_at: datetime
    accepted_on: date | None
    due_on: date | None
    due_provisional: bool
    is_paused: bool
    assignee: str


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
    waiting = _waiting(places, narrow, on)
    page = _page(_shown(waiting), after, before, size, TASK_ORDERS[order])
    counts = _counts(places)
    total = sum(count.cases for count in counts)
    if narrow.is_counted:
        kept = {count.stage: count.cases for count in counts}
        found = kept.get(narrow.stage, 0) if narrow.stage else total
    else:
        found = _how_many(waiting, page, size)
    return TaskList(
        rows=_rows(page.cases),
        stages=counts,
        total=total,
        found=found,
        urgent=_urgent(places, on),
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
    waiting = _waiting(places_for(actor, on), narrow, on)
    page = _page(_shown(waiting), after, "", size, TASK_ORDERS[order])
    return _rows(page.cases), page.after


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
    page = _page(_shown(_cases(actor, on, wish_of(q), narrow)), after, "", size, CASE_ORDERS[order])
    return _rows(page.cases), page.after


def count_cases(*, actor: Actor, on: date, q: str, narrow: Narrowing) -> int:
    """Count the cases under these conditions.

    Raises: Forbidden.
    """
    cases = _cases(actor, on, wish_of(q), narrow)
    return _kept(actor, narrow.state) if _is_kept(actor, narrow) and not q else cases.count()


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
    cases = list(_shown(Case.objects.filter(number__in=places)))
    return _rows(sorted(cases, key=lambda case: places[case.number]))


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
    cases = _cases(actor, on, wish, narrow)
    page = _page(_shown(cases), after, before, size, CASE_ORDERS[order])
    found = None
    if _is_kept(actor, narrow) and not wish.words:
        found = _kept(actor, narrow.state)
    elif not wish.words:
        found = _how_many(cases, page, size)
    return CaseList(
        rows=_rows(page.cases), found=found, before=page.before, after=page.after, wish=wish
    )


@cache
def _stages() -> dict[str, str]:
    """Return the stage of every state."""
    return {state.code: state.stage for state in states()}


def _waiting(places: Iterable[Place], narrow: Narrowing, on: date) -> QuerySet[Case]:
    shown = [one for one in places if not narrow.stage or _stages()[one.state] == narrow.stage]
    return _filtered(shown).filter(narrow.condition(on))


def _how_many(cases: QuerySet[Case], page: _Page, size: int) -> int:
    """Return how many the conditions leave, up to one more than can be selected at once."""
    if not page.before and not page.after and len(page.cases) <= size:
        return len(page.cases)
    return len(cases.order_by("pk").values_list("pk")[: MOST_SELECTED + 1])


def _is_kept(actor: Actor, narrow: Narrowing) -> bool:
    """Tell whether the kept counters know: they count by office, not by village."""
    return narrow.is_counted and not actor.villages


def _kept(actor: Actor, state: str) -> int:
    kept = CaseCounter.objects.filter(organ_id__in=actor.organs)
    if state:
        kept = kept.filter(state=state)
    return kept.aggregate(all=Sum("cases"))["all"] or 0


def _urgent(places: Iterable[Place], on: date) -> Urgent:
    """Count what presses, the most pressing first, as far as a number still tells something."""
    pressing = _filtered(places).filter(is_paused=False, next_due_on__lte=on + WEEK)
    found = pressing.order_by("next_due_on").values_list("next_due_on", flat=True)[:MOST_URGENT]
    dues = [due for due in found if due is not None]
    return Urgent(
        overdue=sum(due < on for due in dues),
        today=sum(due == on for due in dues),
        this_week=sum(due > on for due in dues),
        is_more=len(dues) == MOST_URGENT,
    )


@dataclass(frozen=True, slots=True)
class _Page:
    cases: list[Case]
    before: str
    after: str


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


def _shown(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Read what a row shows, no more: a person's telephone would be decrypted for nothing."""
    people = CaseMember.objects.filter(case=OuterRef("pk"), part=MemberPart.MEMBER)
    counted = people.order_by().values("case").annotate(n=Count("pk")).values("n")
    return (
        cases.select_related("applicant", "village", "organ")
        .only(*COLUMNS)
        .annotate(
            due=Coalesce("next_due_on", Value(NO_DUE), output_field=DateField()),
            people=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
            assignee=Subquery(open_assignments().values("officer__name")[:1]),
        )
    )


def _page(cases: QuerySet[Case], after: str, before: str, size: int, order: Order) -> _Page:
    """Return the rows behind or before a key: no count, no offset."""
    key = after or before
    backwards = bool(before and not after)
    if key:
        cases = cases.filter(order.beyond(key, backwards=backwards))
    found = list(order.applied(cases, backwards=backwards)[: size + 1])
    more = len(found) > size
    rows = found[:size][::-1] if backwards else found[:size]
    has_after = bool(rows) and (more or backwards)
    has_before = bool(rows) and (more if backwards else bool(key))
    return _Page(
        cases=rows,
        after=order.key(rows[-1]) if has_after else "",
        before=order.key(rows[0]) if has_before else "",
    )


def _rows(cases: list[Case]) -> tuple[CaseRow, ...]:
    labels = {state.code: state.label for state in states()}
    return tuple(
        CaseRow(
            number=case.number,
            applicant=case.applicant.name,
            applicant_id=case.applicant_id,
            people=case.people,  # type: ignore[attr-defined]  # annotated
            scheme=case.get_scheme_display(),
            category=case.get_category_display(),
            state=case.state,
            state_label=labels.get(case.state, case.state),
            organ=case.organ.short_name,
            village=case.village.name,
            progress_code=case.progress_code,
            opened_at=case.opened_at,
            moved_at=case.moved_at,
            accepted_on=case.accepted_on,
            due_on=case.next_due_on,
            due_provisional=case.next_due_provisional,
            is_paused=case.is_paused,
            assignee=case.assignee or "",  # type: ignore[attr-defined]  # annotated
        )
        for case in cases
    )


def _counts(places: tuple[Place, ...]) -> tuple[StageCount, ...]:
    """Return the counts by stage from the kept counters; the few others are counted."""
    stage_of, by_stage = _stages(), dict[str, int]()
    plain = [Q(state=one.state, organ_id__in=one.organs) for one in places if one.is_plain]
    few = [one.condition for one in places if not one.is_plain]
    counted: list[tuple[str, int]] = []
    if plain:
        kept = CaseCounter.objects.filter(reduce(or_, plain))
        counted += kept.values_list("state").annotate(Sum("cases"))
    if few:
        counted += Case.objects.filter(reduce(or_, few)).values_list("state").annotate(Count("pk"))
    for state, cases in counted:
        by_stage[stage_of[state]] = by_stage.get(stage_of[state], 0) + cases
    mine = {stage_of[place.state] for place in places}
    return tuple(
        StageCount(stage=stage, label=STAGE_LABELS[stage], cases=by_stage.get(stage, 0))
        for stage in STAGE_LABELS
        if stage in mine
    )
