"""Which fields of a case and its people changed, from the histories that the triggers keep."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps

from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.cases.enums import Category
from jiuzhu.casework.cases.models import Case, CaseEvent
from jiuzhu.casework.cases.queries import people_of
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.contact import mask_phone
from jiuzhu.kernel.identity import mask_identity_number
from jiuzhu.registers.households.enums import IdentityKind, Relation, Sex

# What an office reads; keys, digests and counters of the machine are left out.
CASE_FIELDS = (
    "category",
    "category_ground",
    "accepted_on",
    "due_on",
    "due_provisional",
    "decided_on",
    "procedure",
)
EMPTY_AT_FIRST = ("accepted_on", "due_on", "decided_on")
PERSON_FIELDS = ("name", "sex", "born_on", "died_on", "phone")
NUMBER_FIELDS = ("kind", "number", "reason", "effective_from", "effective_to")
HOME_FIELDS = ("relation", "effective_from", "effective_to")
ONE_SITTING = timedelta(minutes=1)
LABELS = {
    "category": "城乡类别",
    "category_ground": "类别依据",
    "accepted_on": "受理日期",
    "due_on": "办结期限",
    "due_provisional": "期限为暂定",
    "decided_on": "决定日期",
    "procedure": "流程版本",
    "name": "姓名",
    "sex": "性别",
    "born_on": "出生日期",
    "died_on": "死亡日期",
    "phone": "手机",
    "kind": "证件类别",
    "number": "证件号码",
    "reason": "变更原因",
    "effective_from": "起",
    "effective_to": "止",
    "relation": "与申请人关系",
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, masked like everywhere else."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one write changed; `sequence` is the step that made it, 0 where no step is known."""

    at: datetime
    title: str
    sequence: int
    fields: tuple[FieldChange, ...]


def changes_of(*, number: str, actor: Actor) -> tuple[Change, ...]:
    """Return every change of fields of a case, its people, numbers and household, newest first.

    The first registration is no change: only what was different before is told.

    Raises: NotVisible.
    """
    case = case_to_see(number=number, actor=actor)
    steps = tuple(
        CaseEvent.objects.filter(case=case)
        .order_by("sequence")
        .values_list("sequence", "at", "database_at")
    )
    found = [*_of_case(case)]
    found += [_placed(one, steps) for one in _of_people(people_of(case))]
    return tuple(sorted(found, key=lambda one: (one.at, one.sequence), reverse=True))


def _placed(change: Change, steps: tuple[tuple[int, datetime, datetime], ...]) -> Change:
    """Put a change of a register beside the step that made it, by the clock of the case.

    The history knows the clock of the database only; an event of the same sitting knows both. A
    change outside any step keeps its moment, moved as the next step's clock was.
    """
    for sequence, at, database_at in steps:
        if database_at >= change.at:
            same = database_at - change.at < ONE_SITTING
            moved = change.at + (at - database_at)
            return replace(change, at=at if same else moved, sequence=sequence if same else 0)
    if not steps:
        return change
    _, at, database_at = steps[-1]
    return replace(change, at=change.at + (at - database_at))


def _of_case(case: Case) -> Iterable[Change]:
    rows = _history("cases.CaseHistory").filter(pgh_obj_id=case.pk).order_by("pgh_id")
    before: Any = None
    for row in rows:
        # The first kept row has no earlier one: only what is empty at first is known to be new.
        names = CASE_FIELDS if before is not None else EMPTY_AT_FIRST
        fields = tuple(_differences(before, row, names))
        if fields:
            yield Change(at=row.moved_at, title="案件", sequence=row.event_count, fields=fields)
        before = row


def _of_people(people: tuple[int, ...]) -> Iterable[Change]:
    persons = _history("households.PersonHistory").filter(pgh_obj_id__in=people)
    names = {row.pgh_obj_id: row.name for row in persons.order_by("pgh_id")}
    yield from _series(persons, PERSON_FIELDS, names, "pgh_obj_id", "登记信息")
    numbers = _history("households.IdentityHistory").filter(person_id__in=people)
    yield from _series(numbers, NUMBER_FIELDS, names, "person_id", "证件")
    homes = _history("households.MemberHistory").filter(person_id__in=people)
    yield from _series(homes, HOME_FIELDS, names, "person_id", "家庭关系")


def _series(
    rows: Any, fields: tuple[str, ...], names: dict[int, str], person: str, what: str
) -> Iterable[Change]:
    """Compare each kept row with the one before it of the same record."""
    before: dict[int, Any] = {}
    for row in rows.order_by("pgh_id"):
        earlier = before.get(row.pgh_obj_id)
        before[row.pgh_obj_id] = row
        if earlier is None:
            continue
        changed = tuple(_differences(earlier, row, fields))
        if changed:
            name = names.get(getattr(row, person), "")
            yield Change(at=row.pgh_created_at, title=f"{name}：{what}", sequence=0, fields=changed)


def _differences(before: Any, after: Any, names: Iterable[str]) -> Iterable[FieldChange]:
    for name in names:
        old = None if before is None else getattr(before, name)
        new = getattr(after, name)
        if old != new:
            yield FieldChange(LABELS[name], _words(name, old), _words(name, new))


def _words(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    known: dict[str, dict[str, str]] = {
        "category": dict(Category.choices),
        "sex": dict(Sex.choices),
        "kind": dict(IdentityKind.choices),
        "relation": dict(Relation.choices),
    }
    masked = {"number": mask_identity_number, "phone": mask_phone}
    if name in known:
        return known[name].get(value, str(value))
    if name in masked:
        return masked[name](value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def _history(label: str) -> Any:
    """Return the rows of a history table; pghistory builds its model, no module names it."""
    return apps.get_model(label).objects
