"""How a list is narrowed and ordered; everything here can stand in an address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from jiuzhu.casework.cases.models import Case, CaseAssignment
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.organs.models import Organ

PAGE_SIZE = 20
LONGEST_KEY = 15
PAGE_SIZES = (20, 50, 100)
WEEK = timedelta(days=7)
OVERDUE, TODAY, THIS_WEEK = "overdue", "today", "week"
MINE, NOBODYS = "me", "none"
WHOSE = ((MINE, "我经办的"), (NOBODYS, "没有分派的"))
DUES = ((OVERDUE, "超期"), (TODAY, "今天到期"), (THIS_WEEK, "7天内到期"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What narrows a list: stage or state, place, category, deadline, days of registration."""

    stage: str = ""
    state: str = ""
    place: str = ""
    category: str = ""
    due: str = ""
    since: date | None = None
    until: date | None = None
    assignee: int | None = None
    is_unassigned: bool = False

    @classmethod
    def whose(cls, who: str, actor: Actor) -> dict[str, Any]:
        """Return the fields for what an address says of the assignee: me, nobody, an officer's id.

        Raises: Refused `list.who` for anything else.
        """
        if who in {"", NOBODYS}:
            return {"is_unassigned": who == NOBODYS}
        if who == MINE:
            return {"assignee": actor.officer_id or 0}
        if not (who.isascii() and who.isdecimal() and len(who) <= LONGEST_KEY):
            raise Refused("list.who", "没有这位同事。请回到清单重新筛选。")
        return {"assignee": int(who)}

    @property
    def is_counted(self) -> bool:
        """Tell whether the kept counters know how many there are: they know stages and states."""
        return not (
            self.place or self.category or self.due or self.since or self.until or self.assigned
        )

    @property
    def assigned(self) -> bool:
        """Tell whether it matters who looks after a case."""
        return self.is_unassigned or self.assignee is not None

    def condition(self, on: date) -> Q:
        """Return the filter on cases; stage and state are the business of the list itself."""
        found = Q()
        if self.place:
            here = Subquery(Organ.objects.filter(code=self.place).values("pk"))
            found &= Q(village_id=here) | Q(organ_id=here)
        if self.category:
            found &= Q(category=self.category)
        if self.since:
            found &= Q(opened_at__gte=_midnight(self.since))
        if self.until:
            found &= Q(opened_at__lt=_midnight(self.until + timedelta(days=1)))
        if self.is_unassigned:
            found &= Q(~Exists(open_assignments()))
        elif self.assignee is not None:
            found &= Q(Exists(open_assignments().filter(officer_id=self.assignee)))
        return found & due_condition(self.due, on)


def due_condition(due: str, on: date) -> Q:
    """Return the cases whose nearest date is over, today, or within seven days; none paused."""
    if not due:
        return Q()
    bounds = {
        OVERDUE: Q(next_due_on__lt=on),
        TODAY: Q(next_due_on=on),
        THIS_WEEK: Q(next_due_on__gt=on, next_due_on__lte=on + WEEK),
    }
    return bounds[due] & Q(is_paused=False)


def open_assignments() -> QuerySet[CaseAssignment]:
    """Return who looks after the case of the outer query now."""
    return CaseAssignment.objects.filter(case=OuterRef("pk"), ended_at__isnull=True)


def _midnight(on: date) -> datetime:
    return timezone.make_aware(datetime(on.year, on.month, on.day))  # noqa: DTZ001


@dataclass(frozen=True, slots=True)
class Order:
    """One order of a list: by a value and then by the key of the row, so that pages never slip.

    `hidden` keeps the value out of the address: it is a name, and is looked up by the row's key.
    """

    field: str
    descending: bool = False
    hidden: bool = False

    def applied(self, cases: QuerySet[Case], *, backwards: bool) -> QuerySet[Case]:
        """Return the cases in this order, or in the opposite one."""
        sign = "-" if self.descending != backwards else ""
        fields = ("pk",) if self.field == "pk" else (self.field, "pk")
        return cases.order_by(*(f"{sign}{name}" for name in fields))

    def beyond(self, key: str, *, backwards: bool) -> Q:
        """Return the filter for the rows on the far side of a key.

        Raises: Refused `list.key`.
        """
        value, pk = self._read(key)
        side = "lt" if self.descending != backwards else "gt"
        if self.field == "pk":
            return Q(**{f"pk__{side}": pk})
        return Q(**{f"{self.field}__{side}": value}) | Q(**{self.field: value, f"pk__{side}": pk})

    def key(self, case: Case) -> str:
        """Return the key of a row, as it stands in the address."""
        if self.hidden or self.field == "pk":
            return str(case.pk)
        value = _value(case, self.field)
        if isinstance(value, datetime):
            value = value.astimezone(UTC).replace(tzinfo=None)
        return f"{value.isoformat()}_{case.pk}"

    def _read(self, key: str) -> tuple[Any, int]:
        head, _, tail = key.rpartition("_")
        try:
            pk = int(tail)
            if self.field == "pk":
                return None, pk
            if self.hidden:
                return Case.objects.filter(pk=pk).values_list(self.field, flat=True).get(), pk
            if self.field == "due":
                return date.fromisoformat(head), pk
            return datetime.fromisoformat(head).replace(tzinfo=UTC), pk
        except (ValueError, Case.DoesNotExist) as error:
            raise Refused("list.key", "页码不正确。请从列表第一页重新翻页。") from error


def _value(case: Case, field: str) -> Any:
    found: Any = case
    for name in field.split("__"):
        found = getattr(found, name)
    return found


# The orders that a list offers; the first is the one it has by itself.
TASK_ORDERS = {
    "due": Order("due"),
    "-due": Order("due", descending=True),
    "applicant": Order("applicant__name_sort", hidden=True),
    "-applicant": Order("applicant__name_sort", descending=True, hidden=True),
    "opened": Order("opened_at"),
    "-opened": Order("opened_at", descending=True),
    "moved": Order("moved_at"),
    "-moved": Order("moved_at", descending=True),
}
CASE_ORDERS = {"-opened": Order("pk", descending=True), "opened": Order("pk")}
