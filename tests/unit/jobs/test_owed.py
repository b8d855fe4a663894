"""What the system owes is found in the data and done, one case after the other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import connection
from procrastinate import App
from procrastinate.testing import InMemoryConnector

from jiuzhu.casework.applications.models import Supplement
from jiuzhu.casework.applications.services.receive_supplement import (
    ReceiptGiven,
    receive_supplement,
)
from jiuzhu.casework.applications.services.request_supplement import (
    GapGiven,
    SupplementGiven,
    request_supplement,
)
from jiuzhu.casework.cases.enums import HoldKind, Scheme
from jiuzhu.casework.cases.models import Case, CaseEvent, CaseHold
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.publicity.services.take_down_notice import TakingDownGiven, take_down_notice
from jiuzhu.gateways.sms.templates import TEMPLATES
from jiuzhu.infra import clock
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.models import OutboxMessage
from jiuzhu.infra.outbox import open_sealed
from jiuzhu.interfaces.jobs.owed import JOB, OWED, act_owed, find_owed
from jiuzhu.interfaces.jobs.registry import register
from jiuzhu.policy.procedures import load_procedure, running_codes
from jiuzhu.registers.households.models import BankAccount, Person
from support.browser import as_owner
from support.pictures import a_photo
from support.stream import a_family, to_applied, to_invited, to_published
from support.world import World

TABLE = load_procedure("TA-2019", "taian")
STILL_TO_APPLY = TEMPLATES["STILL_TO_APPLY"]
HUKOU = GapGiven(code="M_HUKOU", why="核验家庭人口", how="带原件到窗口，当场核验退还")


@contextmanager
def at_work(world: World) -> Iterator[None]:
    """Be the worker at the world's moment."""
    with as_owner():
        clock.move_to(world.at)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE jiuzhu_worker")
        yield


def queued() -> list[dict[str, object]]:
    """Return what waits in the queue, the oldest first, and empty it."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", [JOB]
        )
        rows = [json.loads(row[0]) for row in cursor.fetchall()]
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", [JOB])
    return rows


def found(world: World) -> list[dict[str, object]]:
    """Look for what is owed now."""
    with at_work(world):
        find_owed(0)
    return queued()


def run(world: World) -> list[tuple[str, str]]:
    """Look for what is owed, do all of it, and return what was done to whom."""
    done = []
    for job in found(world):
        with at_work(world):
            act_owed(**job)  # type: ignore[arg-type]
        with as_owner():
            done.append((str(job["action"]), Case.objects.get(pk=job["case"]).state))
    return done


def state_of(case: Case) -> str:
    with as_owner():
        return Case.objects.get(pk=case.pk).state


def event_of(case: Case, action: str) -> CaseEvent:
    with as_owner():
        return CaseEvent.objects.get(case=case, action=action)


def wait_until(world: World, day: date) -> None:
    world.at += day - legal_day(world.at)


def asked(world: World) -> Supplement:
    case = to_applied(world)
    given = SupplementGiven(gaps=(HUKOU,))
    actor = world.as_("shouli", case.organ.code)
    return request_supplement(number=case.number, given=given, actor=actor, at=world.at)


def test_every_step_that_the_table_calls_the_systems_has_its_job_and_no_other() -> None:
    tables = [
        load_procedure(code, "taian")
        for scheme in Scheme
        for code in running_codes("taian", scheme=scheme)
    ]
    assert set(OWED) == {
        move.action for table in tables for move in table.transitions if move.system
    }


def test_the_queue_looks_for_it_by_the_clock() -> None:
    app = App(connector=InMemoryConnector())
    register(app)
    timed = {name for name, _ in app.periodic_registry.periodic_tasks}
    assert {"owed.find", "upkeep.drafts"} <= timed
    assert JOB in app.tasks
    assert JOB not in timed


def test_an_unanswered_application_is_accepted_after_two_working_days(world: World) -> None:
    case = to_applied(world)
    assert run(world) == []
    world.later(days=2)  # Thursday 3 September 2020: the last day for an answer
    assert run(world) == []
    world.later(days=1)
    assert run(world) == [("accept_application", "ACCEPTED")]
    event = event_of(case, "accept_application")
    assert (event.actor_name, event.actor_officer) == ("系统", None)
    assert '"automatic":true' in event.body
    with as_owner():
        stored = Case.objects.get(pk=case.pk)
        assert '"deemed":true' in Document.objects.get(case=case, kind="W12").content
    assert (stored.accepted_on, stored.due_on) == (date(2020, 9, 1), date(2020, 9, 28))
    assert run(world) == []


def reminders(world: World, case: Case) -> list[tuple[str, str]]:
    """Do what is owed, and return the reminders that stand in the outbox with their texts."""
    run(world)
    with as_owner():
        rows = OutboxMessage.objects.filter(reference__startswith=f"apply-{case.pk}-")
        found = [(row.reference[-1], open_sealed(row.content)) for row in rows.order_by("pk")]
    return [(which, STILL_TO_APPLY.format(**sealed["values"])) for which, sealed in found]


def test_who_was_asked_to_apply_is_reminded_after_fifteen_and_thirty_days(world: World) -> None:
    case = to_invited(world)
    told_on = legal_day(world.at)
    wait_until(world, told_on + timedelta(days=14))
    assert reminders(world, case) == []
    wait_until(world, told_on + timedelta(days=15))
    ((which, text),) = reminders(world, case)
    assert which == "1"
    assert case.number in text
    assert reminders(world, case) == [("1", text)], "said once"
    wait_until(world, told_on + timedelta(days=31))  # the thirtieth day is a holiday
    assert [one for one, _ in reminders(world, case)] == ["1"]
    wait_until(world, told_on + timedelta(days=38))
    assert [one for one, _ in reminders(world, case)] == ["1", "2"]


def test_nobody_is_reminded_who_has_applied_or_left_no_phone(world: World) -> None:
    applied, silent = to_applied(world), to_invited(world)
    with as_owner():
        Person.objects.filter(pk=silent.applicant_id).update(phone=None, phone_index=None)
    world.later(days=40)
    assert [reminders(world, case) for case in (applied, silent)] == [[], []]


def test_what_an_officer_must_clear_first_is_left_to_the_officer(world: World) -> None:
    to_applied(world, family=a_family(kin_statement=""))
    world.later(days=30)
    assert run(world) == []


def test_a_supplement_that_was_received_is_not_left_lying_either(world: World) -> None:
    row = asked(world)
    world.later(days=7)
    given = ReceiptGiven(codes=("M_HUKOU",))
    receive_supplement(
        number=row.case.number, given=given, actor=world.as_("shouli"), at=world.later(minutes=1)
    )
    world.later(days=2)
    assert run(world) == []
    world.later(days=1)
    assert run(world) == [("accept_application", "ACCEPTED")]
    with as_owner():
        assert Case.objects.get(pk=row.case_id).accepted_on == date(2020, 9, 8)


def test_an_application_with_an_expired_report_waits_for_a_new_one(world: World) -> None:
    row = asked(world)
    with as_owner():
        report = row.case.reports.get()
        report.valid_until = legal_day(world.at) + timedelta(days=2)
        report.save()
    world.later(days=7)
    given = ReceiptGiven(codes=("M_HUKOU",))
    receive_supplement(
        number=row.case.number, given=given, actor=world.as_("shouli"), at=world.later(minutes=1)
    )
    world.later(days=9)
    assert run(world) == []


def test_a_supplement_lapses_after_its_last_day(world: World) -> None:
    row = asked(world)
    wait_until(world, row.due_on)
    assert run(world) == []
    world.later(days=1)
    assert run(world) == [("lapse_supplement", "WITHDRAWN")]
    with as_owner():
        assert Document.objects.get(case=row.case, kind="W33").must_be_delivered
    assert event_of(row.case, "lapse_supplement").actor_name == "系统"
    assert run(world) == []


def published(world: World, *, taken_down: bool = True) -> Case:
    notice = to_published(world)
    assert notice.ends_on is not None
    wait_until(world, notice.ends_on + timedelta(days=1))
    if taken_down:
        take_down_notice(
            code=notice.code,
            given=TakingDownGiven(photo=a_photo(77)),
            actor=world.as_("xieli", notice.village.code),
            at=world.at,
        )
    return notice.case


def test_a_published_case_enters_payment_when_the_notice_is_over(world: World) -> None:
    case = published(world)
    assert run(world) == [("enter_payment", "IN_PAYMENT")]
    assert event_of(case, "enter_payment").actor_name == "系统"
    assert run(world) == []


def test_a_sheet_that_still_hangs_keeps_the_case_from_payment(world: World) -> None:
    published(world, taken_down=False)
    assert run(world) == []


def test_a_hold_and_a_bad_account_keep_the_case_from_payment(world: World) -> None:
    case = published(world)
    with as_owner():
        hold = CaseHold.objects.create(
            case=case, kind=HoldKind.COURT_ORDER, reason="法院来函", opened_at=world.at
        )
    assert run(world) == []
    with as_owner():
        CaseHold.objects.filter(pk=hold.pk).update(ended_at=world.at, ended_by=1)
        BankAccount.objects.filter(person_id=case.applicant_id).update(effective_to=world.at)
    assert run(world) == []


def test_one_case_that_fails_stops_nobody_else(world: World) -> None:
    broken = asked(world)
    with as_owner():
        Supplement.objects.filter(pk=broken.pk).update(items=[{}])
    sound = asked(world)
    wait_until(world, sound.due_on + timedelta(days=1))
    jobs = found(world)
    assert [job["case"] for job in jobs] == [broken.case_id, sound.case_id]
    with pytest.raises(KeyError), at_work(world):
        act_owed(**jobs[0])  # type: ignore[arg-type]
    with at_work(world):
        act_owed(**jobs[1])  # type: ignore[arg-type]
    assert (state_of(broken.case), state_of(sound.case)) == ("SUPPLEMENT", "WITHDRAWN")


def test_a_job_that_comes_too_late_or_twice_changes_nothing(world: World) -> None:
    row = asked(world)
    wait_until(world, row.due_on + timedelta(days=1))
    (job,) = found(world)
    actor = world.as_("shouli")
    receive_supplement(
        number=row.case.number, given=ReceiptGiven(codes=("M_HUKOU",)), actor=actor, at=world.at
    )
    before = state_of(row.case), len(events(row.case))
    for _ in range(2):
        with at_work(world):
            act_owed(**job)  # type: ignore[arg-type]
    assert (state_of(row.case), len(events(row.case))) == before


def events(case: Case) -> list[CaseEvent]:
    with as_owner():
        return list(CaseEvent.objects.filter(case=case))


def test_a_job_reaches_the_cases_of_its_organ_only(world: World) -> None:
    row = asked(world)
    wait_until(world, row.due_on + timedelta(days=1))
    (job,) = found(world)
    assert job["organ"] == row.case.organ_id
    with at_work(world):
        act_owed(action="lapse_supplement", case=row.case_id, organ=row.case.organ_id + 1)
    assert state_of(row.case) == "SUPPLEMENT"
