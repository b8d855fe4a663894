"""A confirmation waits ten minutes, may be taken back, and is carried out by the use case once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.cases.models import Case, CaseEvent
from jiuzhu.casework.cases.services.keep_holds import open_hold
from jiuzhu.casework.decisions.models import Decision, PlannedGrant
from jiuzhu.casework.decisions.services.carry_out_grant import carry_out_grant
from jiuzhu.casework.decisions.services.decide_grant import GrantGiven, decide_grant
from jiuzhu.casework.decisions.services.plan_grants import MOST, WINDOW, PlanResult, plan_grants
from jiuzhu.casework.decisions.services.return_opinion import ReturnGiven, return_opinion
from jiuzhu.casework.decisions.services.take_back_grant import take_back_grant
from jiuzhu.casework.documents.models import Document
from jiuzhu.infra import clock
from jiuzhu.infra.clock import CHINA
from jiuzhu.interfaces.jobs.decisions import JOB, carry_out, find_due
from jiuzhu.kernel.errors import Conflict, Forbidden, NotVisible, Refused
from jiuzhu.registers.organs.models import Officer, Post
from support.browser import as_owner
from support.kin import declare_kin
from support.refusals import rows_of
from support.stream import assess, to_opinion, to_unfit_opinion
from support.world import COUNTY, FANZHEN, OTHER_TOWNSHIP, World


def plan(world: World, *cases: Case, seat: str = "shenpi") -> tuple[PlanResult, ...]:
    numbers = tuple(case.number for case in cases)
    given = GrantGiven(text="同意批准")
    return plan_grants(numbers=numbers, actor=world.as_(seat), at=world.at, given=given)


@contextmanager
def at_work(world: World) -> Iterator[None]:
    with as_owner():
        clock.move_to(world.at)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE jiuzhu_worker")
        yield


def run(world: World) -> int:
    """Find what is due and do it as the worker; return how many were found."""
    with at_work(world):
        find_due(0)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = %s", [JOB])
        jobs = [json.loads(row[0]) for row in cursor.fetchall()]
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", [JOB])
    for job in jobs:
        with at_work(world):
            carry_out(**job)
        with at_work(world):
            carry_out(**job)  # a second delivery of the same job changes nothing
    world.as_("shenpi")
    return len(jobs)


def test_nothing_is_decided_before_the_ten_minutes_are_over(world: World) -> None:
    case = to_opinion(world)
    before = rows_of(case)
    (result,) = plan(world, case)
    assert (result.state, result.due_at) == ("WAITING", world.at + WINDOW)
    assert rows_of(case) == before
    world.later(minutes=9)
    assert run(world) == 0
    assert rows_of(case) == before


def test_the_worker_decides_as_the_officer_who_confirmed(world: World) -> None:
    case = to_opinion(world)
    confirmed_at = world.at
    plan(world, case)
    world.later(minutes=11)
    assert run(world) == 1
    decision = Decision.objects.get(case=case)
    assert decision.decided_by == world.officer("shenpi")
    assert abs(decision.decided_at - world.at) < timedelta(minutes=5)
    assert Document.objects.get(case=case, kind="W24").issued_by == world.officer("shenpi")
    body = json.loads(CaseEvent.objects.get(case=case, action="grant").body)
    assert body["detail"]["confirmed_at"] == confirmed_at.isoformat()
    assert body["automatic"] is False
    row = PlannedGrant.objects.get(case=case)
    assert (row.state, row.ended_at, row.reason) == ("DONE", decision.decided_at, "")
    assert run(world) == 0


def test_taken_back_means_nothing_happened(world: World) -> None:
    case = to_opinion(world)
    before = rows_of(case)
    plan(world, case)
    world.later(minutes=5)
    take_back_grant(number=case.number, actor=world.as_("shenpi"), at=world.at)
    world.later(minutes=10)
    assert run(world) == 0
    assert rows_of(case) == before
    with pytest.raises(Conflict, match="没有等待生效的确认"):
        take_back_grant(number=case.number, actor=world.as_("shenpi"), at=world.at)
    plan(world, case)  # and it can be confirmed again
    assert PlannedGrant.objects.filter(case=case).count() == 2


def test_only_who_confirmed_takes_back(world: World) -> None:
    case = to_opinion(world)
    plan(world, case)
    with pytest.raises(Forbidden):
        take_back_grant(number=case.number, actor=world.as_("shenhe"), at=world.at)
    with pytest.raises(NotVisible):
        take_back_grant(number=case.number, actor=world.as_("shenpi", OTHER_TOWNSHIP), at=world.at)
    county = world.as_("xianshenpi", COUNTY)
    with pytest.raises(Forbidden, match="确认人本人"):
        take_back_grant(number=case.number, actor=county, at=world.at)


def test_each_case_stands_for_itself_and_says_why(world: World) -> None:
    good, held, mine = (to_opinion(world) for _ in range(3))
    unfit = to_unfit_opinion(world)
    open_hold(
        case=held,
        kind=HoldKind.COURT_ORDER,
        reason="法院来函",
        actor=world.as_("shouli"),
        at=world.at,
    )
    declare_kin(world.officer("shenpi"), mine.applicant)
    elsewhere = to_opinion(world, township=FANZHEN)
    numbers = [good.number, held.number, mine.number, unfit.number, elsewhere.number, "370900"]
    results = plan_grants(numbers=[*numbers, good.number], actor=world.as_("shenpi"), at=world.at)
    assert [one.state for one in results] == ["WAITING", *["REFUSED"] * 5]
    assert "司法文书" in results[1].reason
    assert "近亲属" in results[2].reason
    assert "不符合条件" in results[3].reason
    assert results[4].reason == results[5].reason  # hidden and absent answer alike
    (again,) = plan(world, good)
    assert (again.state, again.reason) == ("REFUSED", "这一件已经确认，正在等待生效。")


def test_what_is_due_today_is_decided_at_once(world: World) -> None:
    case = to_opinion(world)
    assert case.due_on is not None
    world.at = datetime.combine(case.due_on, time(9), tzinfo=CHINA)
    (result,) = plan(world, case)
    assert result.state == "DONE"
    assert Decision.objects.filter(case=case).exists()
    assert not PlannedGrant.objects.filter(case=case).exists()


def test_no_decision_slips_into_another_day(world: World) -> None:
    case = to_opinion(world)
    world.at = datetime.combine(date(2020, 9, 3), time(23, 55), tzinfo=CHINA)
    (result,) = plan(world, case)
    assert result.state == "DONE"
    assert Decision.objects.get(case=case).decided_at == world.at


def test_a_case_decided_meanwhile_is_kept_with_the_reason(world: World) -> None:
    case = to_opinion(world)
    plan(world, case)
    world.later(minutes=2)
    decide_grant(number=case.number, actor=world.as_("shenpi"), at=world.at)
    world.later(minutes=10)
    assert run(world) == 1
    row = PlannedGrant.objects.get(case=case)
    assert row.state == "REFUSED"
    assert Decision.objects.filter(case=case).count() == 1


def test_another_opinion_is_not_what_was_confirmed(world: World) -> None:
    case = to_opinion(world)
    plan(world, case)
    decider = world.as_("shenpi")
    return_opinion(
        number=case.number, given=ReturnGiven(reason="补入户照片"), actor=decider, at=world.at
    )
    assess(world, case)
    assert run(world) == 1
    row = PlannedGrant.objects.get(case=case)
    assert row.state == "REFUSED"
    assert "审核意见有变动" in row.reason
    assert not Decision.objects.filter(case=case).exists()


def test_an_officer_who_left_decides_nothing(world: World) -> None:
    case = to_opinion(world)
    plan(world, case)
    world.later(minutes=11)
    with as_owner():
        Post.objects.filter(officer=world.officer("shenpi")).update(effective_to=world.at.date())
        Officer.objects.filter(pk=world.officer("shenpi").pk).update(left_on=world.at.date())
    with at_work(world):
        carry_out(plan=PlannedGrant.objects.get().pk, organ=case.organ_id)
        row = PlannedGrant.objects.get()
    assert row.state == "REFUSED"
    assert "已不在岗" in row.reason


def test_too_early_or_unknown_rows_are_left_alone(world: World) -> None:
    case = to_opinion(world)
    plan(world, case)
    row = PlannedGrant.objects.get()
    decider = world.as_("shenpi")
    assert carry_out_grant(plan_id=row.pk, decider=decider, at=world.at) is None
    assert carry_out_grant(plan_id=row.pk + 1, decider=decider, at=world.later(days=1)) is None
    with at_work(world):
        carry_out(plan=row.pk + 1, organ=case.organ_id)


def test_empty_and_endless_selections_are_refused(world: World) -> None:
    with pytest.raises(Refused, match="没有选中案件"):
        plan_grants(numbers=[], actor=world.as_("shenpi"), at=world.at)
    many = [str(number) for number in range(MOST + 1)]
    with pytest.raises(Refused, match="一次最多确认"):
        plan_grants(numbers=many, actor=world.as_("shenpi"), at=world.at)
    with pytest.raises(Forbidden):
        plan_grants(numbers=["1"], actor=world.as_("shouli"), at=world.at)


def test_a_case_waits_once_even_from_sql(world: World) -> None:
    case = to_opinion(world)
    plan(world, case)
    row = PlannedGrant.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
