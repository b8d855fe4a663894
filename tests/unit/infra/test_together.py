"""Several reads in one statement answer what each of them answers alone."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from typing import Any

import pytest
from django.db import models
from django.db.models import Count, Q

from jiuzhu.casework.cases.models import Case, CaseClock, CaseEvent, CaseMember
from jiuzhu.casework.intents.models import Authorization, OneTimeNotice
from jiuzhu.casework.verification.models import VerificationReport
from jiuzhu.infra import together
from jiuzhu.infra.reading import page_read, reading
from jiuzhu.infra.together import counted, planned, planned_count, read, read_together
from jiuzhu.registers.households.models import IdentityDocument, Person
from support.stream import to_accepted, to_intent
from support.world import World

pytestmark = pytest.mark.django_db

READS = (
    Case.objects.select_related("organ", "county", "village", "applicant"),
    CaseMember.objects.select_related("person"),
    CaseEvent.objects.all(),
    CaseClock.objects.all(),
    Person.objects.all(),
    IdentityDocument.objects.select_related("paper_seen_by"),
    Authorization.objects.select_related("witnessed_by"),
    OneTimeNotice.objects.all(),
    VerificationReport.objects.all(),
)


def told(row: models.Model) -> dict[str, Any]:
    return {
        field.attname: bytes(value) if isinstance(value, memoryview) else value
        for field in row._meta.concrete_fields
        for value in (getattr(row, field.attname),)
    }


def test_rows_keep_values_types_order_and_relatives(
    world: World, django_assert_num_queries: Any
) -> None:
    case = to_accepted(world)
    world.as_("shouli")
    alone = [list(rows.order_by("-pk")) for rows in READS]
    asked = [read(rows.order_by("-pk")) for rows in READS]
    with django_assert_num_queries(1):
        read_together(*asked)
        found = [list(one) for one in asked]
    for expected, answered in zip(alone, found, strict=True):
        assert expected
        assert [told(row) for row in answered] == [told(row) for row in expected]
        kinds = [{name: type(value) for name, value in told(row).items()} for row in answered]
        assert kinds == [
            {name: type(value) for name, value in told(row).items()} for row in expected
        ]
    with django_assert_num_queries(0):
        assert next(row for row in found[0] if row.pk == case.pk).organ.pk == case.organ_id
        assert {row.person.name for row in found[1]}


def test_values_counts_and_nothing(world: World, django_assert_num_queries: Any) -> None:
    case = to_accepted(world)
    world.as_("shouli")
    events = CaseEvent.objects.filter(case=case)
    by_state = read(events.order_by().values_list("to_state").annotate(Count("pk")))
    flat = read(events.order_by("sequence").values_list("sequence", flat=True)[:3])
    plain = read(events.order_by("sequence").values("sequence", "action")[:1])
    none, impossible = read(Case.objects.filter(number="none")), read(Case.objects.none())
    number, at_most = counted(events), counted(events.order_by("pk").values("pk")[:2])
    nothing = counted(Case.objects.none())
    with django_assert_num_queries(1):
        read_together(by_state, flat, plain, none, impossible, number, at_most, nothing, None)
        assert sum(count for _, count in by_state) == number.first == case.event_count
        assert list(flat) == [1, 2, 3]
        assert [(row["sequence"], bool(row["action"])) for row in plain] == [(1, True)]
        assert (bool(none), none.first, impossible.rows) == (False, None, ())
        assert (at_most.rows, nothing.rows) == ((2,), (0,))
        read_together(by_state, none, number)
    with django_assert_num_queries(1):
        assert [*read(events[:1])]


def test_a_planned_read_is_compiled_once_and_asked_with_its_values(
    world: World, django_assert_num_queries: Any
) -> None:
    first, second = to_accepted(world), to_intent(world, name="测试乙")
    world.as_("shouli")
    built: list[int] = []

    def build(case: int) -> Any:
        built.append(case)
        return CaseEvent.objects.filter(case_id=case).order_by("sequence")

    def both(case: int, on: date, number: str) -> Any:
        return Case.objects.filter(Q(pk=case) | Q(pk=case), opened_at__date__gte=on, number=number)

    for case in (first, second, first):
        with django_assert_num_queries(1):
            assert {event.case_id for event in planned("test events", build, case.pk)} == {case.pk}
            counts = planned_count("test count", build, case.pk)
            found = planned("test both", both, case.pk, date(2020, 1, 1), case.number)
        with django_assert_num_queries(1):
            read_together(counts, found)
            assert counts.first == case.event_count
            assert [*found] == [case]
    assert len(built) == 2
    assert not {first.pk, second.pk} & set(built)
    late = planned("test both", both, first.pk, date(2090, 1, 1), first.number)
    other = planned("test both", both, first.pk, date(2020, 1, 1), second.number)
    read_together(late, other)
    assert (late.rows, other.rows) == ((), ())


def test_a_planned_read_that_loses_a_value_is_refused() -> None:
    with pytest.raises(LookupError, match="nowhere"):
        planned("test lost", lambda _case: Case.objects.all(), 5)


def test_a_process_keeps_few_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "_plans", OrderedDict())
    monkeypatch.setattr(together, "MOST_PLANS", 2)
    for name in ("a", "b", "a", "c"):
        planned(name, Case.objects.all)
    assert [key[-1] for key in together._plans] == ["a", "c"]


def test_two_reads_of_one_name_stay_two(world: World) -> None:
    case = to_intent(world)
    world.as_("shouli")
    cases = planned("same", lambda case: Case.objects.filter(pk=case), case.pk)

    def events() -> Any:
        return planned("same", lambda case: CaseEvent.objects.filter(case_id=case), case.pk)

    assert {type(row) for row in (*cases, *events())} == {Case, CaseEvent}


def test_a_read_is_remembered_only_while_a_page_is_built(
    world: World, django_assert_num_queries: Any
) -> None:
    case = to_accepted(world)
    world.as_("shouli")

    def page() -> Any:
        return page_read("test page", lambda case: Case.objects.filter(pk=case), case.pk)

    with reading(), django_assert_num_queries(1):
        read_together(page())
        assert [*page()] == [case]
    with django_assert_num_queries(2):
        assert [*page()] == [*page()] == [case]


def test_scope_holds_for_every_read(world: World) -> None:
    case = to_accepted(world)
    rows = Case.objects.filter(pk=case.pk)
    world.as_("shouli", "370911102")
    cases, number = read(rows), counted(rows)
    kept = planned("test scope", lambda case: Case.objects.filter(pk=case), case.pk)
    read_together(cases, number, kept)
    assert (cases.rows, number.rows, kept.rows) == ((), (0,), ())
    world.as_("shouli")
    again = planned("test scope", lambda case: Case.objects.filter(pk=case), case.pk)
    assert again.rows == (case,)
