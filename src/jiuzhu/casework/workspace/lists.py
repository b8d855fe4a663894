"""The two lists of a desk: what waits for me by legal due date, and all cases of the area."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import (
    Count,
    DateField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from jiuzhu.casework.cases.enums import MemberPart
from jiuzhu.casework.cases.models import Case, CaseClock, CaseCounter, CaseMember, ClockPause
from jiuzhu.casework.workspace.find import Wish, wish_of
from jiuzhu.casework.workspace.places import Place, places_for, states
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.flowchart import STAGE_LABELS
from jiuzhu.registers.organs.models import Organ

PAGE_SIZE = 20
NO_DUE = date(9999, 12, 31)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One case as a list shows it."""

    number: str
    applicant: str
    applicant_id: int
    people: int
    category: str
    state: str
    state_label: str
    organ: str
    village: str
    opened_at: datetime
    moved_at: datetime
    due_on: date | None
    due_provisional: bool
    is_paused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCount:
    """How many cases of a stage wait."""

    stage: str
    label: str
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskList:
    """One page of what waits, with the counts of all of it."""

    rows: tuple[CaseRow, ...]
    stages: tuple[StageCount, ...]
    total: int
    overdue: int
    today: int
    this_week: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseList:
    """One page of the cases of the area."""

    rows: tuple[CaseRow, ...]
    before: str
    after: str
    wish: Wish


def my_tasks(
    *,
    actor: Actor,
    on: date,
    stage: str = "",
    after: str = "",
    before: str = "",
    size: int = PAGE_SIZE,
) -> TaskList:
    """Return what waits for the actor, the most urgent first; a page is found by its key.

    Raises: Forbidden, Refused `list.key` for an address that was changed by hand.
    """
    actor.require("case.view")
    stage_of = {state.code: state.stage for state in states()}
    places = places_for(actor, on)
    shown = [place for place in places if not stage or stage_of[place.state] == stage]
    waiting = _with_due(_filtered(shown))
    page = _page(waiting, after, before, size, by_due=True)
    counts = _counts(places, stage_of)
    dues = _filtered(places).annotate(due=_open_due()).exclude(due=None)
    return TaskList(
        rows=_rows(page.cases),
        stages=counts,
        total=sum(count.cases for count in counts),
        before=page.before,
        after=page.after,
        **dues.aggregate(
            overdue=Count("pk", filter=Q(due__lt=on), distinct=True),
            today=Count("pk", filter=Q(due=on), distinct=True),
            this_week=Count("pk", filter=Q(due__gt=on, due__lte=on + WEEK), distinct=True),
        ),
    )


def case_list(
    *,
    actor: Actor,
    q: str = "",
    state: str = "",
    place: str = "",
    after: str = "",
    before: str = "",
    size: int = PAGE_SIZE,
) -> CaseList:
    """Return the cases of the actor's area, the newest first, found by number or person.

    Raises: Forbidden, Refused `list.key`.
    """
    actor.require("case.view")
    wish = wish_of(q)
    found = Case.objects.filter(wish.condition)
    if state:
        found = found.filter(state=state)
    if place:
        here = Subquery(Organ.objects.filter(code=place).values("pk"))
        found = found.filter(Q(village_id=here) | Q(organ_id=here))
    page = _page(_with_due(found), after, before, size, by_due=False)
    return CaseList(rows=_rows(page.cases), before=page.before, after=page.after, wish=wish)


@dataclass(frozen=True, slots=True)
class _Page:
    cases: list[Case]
    before: str
    after: str


def _filtered(places: Iterable[Place]) -> QuerySet[Case]:
    conditions = [place.condition for place in places]
    if not conditions:
        return Case.objects.none()
    return Case.objects.filter(reduce(or_, conditions)).distinct()


def _open_due() -> Subquery:
    """Return the nearest due date of the clocks that run."""
    clocks = CaseClock.objects.filter(case=OuterRef("pk"), stopped_on__isnull=True)
    return Subquery(clocks.order_by("due_on").values("due_on")[:1], output_field=DateField())


def _with_due(cases: QuerySet[Case]) -> QuerySet[Case]:
    clocks = CaseClock.objects.filter(case=OuterRef("pk"), stopped_on__isnull=True)
    paused = ClockPause.objects.filter(
        clock__case=OuterRef("pk"), clock__stopped_on__isnull=True, effective_to__isnull=True
    )
    return cases.select_related("applicant", "village", "organ").annotate(
        due=Coalesce(_open_due(), Value(NO_DUE), output_field=DateField()),
        is_provisional=Subquery(clocks.order_by("due_on").values("provisional")[:1]),
        paused=Subquery(paused.values("pk")[:1]),  # not Exists: that reads every pause at once
    )


def _page(cases: QuerySet[Case], after: str, before: str, size: int, *, by_due: bool) -> _Page:
    """Return the rows behind or before a key: no count, no offset."""
    key = _key_of(after or before)
    backwards = bool(before and not after)
    if key is not None:
        cases = cases.filter(_beyond(key, backwards=backwards, by_due=by_due))
    order = ("due", "pk") if by_due else ("-pk",)
    ordered = cases.order_by(*order)
    found = list((ordered.reverse() if backwards else ordered)[: size + 1])
    more = len(found) > size
    rows = found[:size][::-1] if backwards else found[:size]
    has_after = bool(rows) and (more or backwards)
    has_before = bool(rows) and (more if backwards else key is not None)
    return _Page(
        cases=rows,
        after=_key(rows[-1]) if has_after else "",
        before=_key(rows[0]) if has_before else "",
    )


def _beyond(key: tuple[date, int], *, backwards: bool, by_due: bool) -> Q:
    """Return the filter for the rows on the far side of a key."""
    due, pk = key
    if not by_due:
        return Q(pk__gt=pk) if backwards else Q(pk__lt=pk)
    if backwards:
        return Q(due__lt=due) | Q(due=due, pk__lt=pk)
    return Q(due__gt=due) | Q(due=due, pk__gt=pk)


def _key(case: Case) -> str:
    due: date = case.due  # type: ignore[attr-defined]  # annotated
    return f"{due.isoformat()}.{case.pk}"


def _key_of(text: str) -> tuple[date, int] | None:
    if not text:
        return None
    day, _, number = text.partition(".")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError as error:
        raise Refused("list.key", "页码不正确。请从列表第一页重新翻页。") from error


def _rows(cases: list[Case]) -> tuple[CaseRow, ...]:
    labels = {state.code: state.label for state in states()}
    sizes = dict(
        CaseMember.objects.filter(case__in=cases, part=MemberPart.MEMBER)
        .values_list("case_id")
        .annotate(people=Count("pk"))
    )
    return tuple(
        CaseRow(
            number=case.number,
            applicant=case.applicant.name,
            applicant_id=case.applicant_id,
            people=sizes.get(case.pk, 0),
            category=case.get_category_display(),
            state=case.state,
            state_label=labels.get(case.state, case.state),
            organ=case.organ.short_name,
            village=case.village.name,
            opened_at=case.opened_at,
            moved_at=case.moved_at,
            due_on=None if case.due == NO_DUE else case.due,  # type: ignore[attr-defined]
            due_provisional=bool(case.is_provisional),  # type: ignore[attr-defined]
            is_paused=case.paused is not None,  # type: ignore[attr-defined]
        )
        for case in cases
    )


def _counts(places: tuple[Place, ...], stage_of: dict[str, str]) -> tuple[StageCount, ...]:
    """Return the counts by stage from the kept counters; the few others are counted."""
    by_stage: dict[str, int] = {}
    plain = [place for place in places if place.is_plain]
    if plain:
        where = reduce(or_, (Q(state=one.state, organ_id__in=one.organs) for one in plain))
        kept = CaseCounter.objects.filter(where).values_list("state").annotate(Sum("cases"))
        for state, cases in kept:
            by_stage[stage_of[state]] = by_stage.get(stage_of[state], 0) + cases
    for place in places:
        if not place.is_plain:
            few = Case.objects.filter(place.condition).distinct().count()
            by_stage[stage_of[place.state]] = by_stage.get(stage_of[place.state], 0) + few
    mine = dict.fromkeys(stage_of[place.state] for place in places)
    return tuple(
        StageCount(stage=stage, label=STAGE_LABELS[stage], cases=by_stage.get(stage, 0))
        for stage in mine
    )
