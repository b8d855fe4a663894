"""The cases of a list as rows, one page between two keys: no count, no offset."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import (
    Count,
    DateField,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from jiuzhu.casework.cases.enums import MemberPart
from jiuzhu.casework.cases.models import Case, CaseMember
from jiuzhu.casework.workspace.narrowing import (
    Order,
    open_assignments,
)
from jiuzhu.casework.workspace.places import states
from jiuzhu.infra.together import Read, planned, read

NO_DUE = date(9999, 12, 31)


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


@dataclass(frozen=True, slots=True)
class Page:
    """The cases of one page and the keys at both ends where there is more."""

    cases: list[Case]
    before: str
    after: str


def with_columns(cases: QuerySet[Case]) -> QuerySet[Case]:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The rows behind or before a key, one more than a page holds: no count, no offset."""

    cases: Read[Case]
    order: Order
    size: int
    is_first: bool
    backwards: bool

    def page(self) -> Page:
        """Return the rows in their order, and the keys at both ends where there is more."""
        found = list(self.cases)
        more = len(found) > self.size
        rows = found[: self.size][::-1] if self.backwards else found[: self.size]
        has_after = bool(rows) and (more or self.backwards)
        has_before = bool(rows) and (more if self.backwards else not self.is_first)
        return Page(
            cases=rows,
            after=self.order.key(rows[-1]) if has_after else "",
            before=self.order.key(rows[0]) if has_before else "",
        )


def window_on(
    name: tuple[Hashable, ...] | None,
    cases: Callable[[], QuerySet[Case]],
    after: str,
    before: str,
    size: int,
    order: Order,
) -> Window:
    """Return a window on cases; the first one of a list with a name is compiled once."""
    key = after or before
    backwards = bool(before and not after)

    def shown() -> QuerySet[Case]:
        found = with_columns(cases())
        if key:
            found = found.filter(order.beyond(key, backwards=backwards))
        return order.applied(found, backwards=backwards)[: size + 1]

    is_planned = name is not None and not key
    return Window(
        cases=planned((name, order, size), shown) if is_planned else read(shown()),
        order=order,
        size=size,
        is_first=not key,
        backwards=backwards,
    )


def case_rows(cases: list[Case]) -> tuple[CaseRow, ...]:
    """Return cases that were read with the columns of a list as its rows."""
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
