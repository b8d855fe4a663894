"""The clock watches: the chain of people, the warning, the breach on the sixth working day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from jiuzhu.casework.cases.models import CaseEvent
from jiuzhu.casework.relief.enums import ReliefForm
from jiuzhu.casework.relief.models import UrgentRelief
from jiuzhu.casework.relief.services.deny_relief import DenialGiven, deny_relief
from jiuzhu.casework.relief.services.give_relief import ReliefGiven, report_and_relieve
from jiuzhu.casework.relief.services.report_emergency import EmergencyGiven, answer_emergency
from jiuzhu.casework.relief.services.watch_reliefs import ring_unanswered, watch_papers
from jiuzhu.infra.actor import system_actor
from jiuzhu.infra.scope import apply_scope
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.registers.accounts.models import Notice, User
from support.browser import as_owner, open_test_account
from support.world import COUNTY, World

#: Saturday 26 September 2020, 23:00; Sunday is a make-up day, October begins with eight holidays.
LATE = datetime(2020, 9, 26, 15, 0, tzinfo=UTC)


def report(world: World, *, gives: bool) -> UrgentRelief:
    given = ReliefGiven(form=ReliefForm.ADVANCE, amount_fen=80_000, relieved_at=world.at)
    return report_and_relieve(
        emergency=EmergencyGiven(
            village_code=world.village.organplace_set.get().region.code,
            cause="FIRE",
            happened="灶间起火",
            learned_at=world.at,
            name="测试火",
            is_test=True,
        ),
        given=given if gives else None,
        actor=world.as_("shouli"),
        at=world.at,
    ).relief


def rung(world: World) -> list[User]:
    with as_owner():
        return list(User.objects.filter(pk__in=Notice.objects.values("account_id")))


@contextmanager
def at_work() -> Iterator[None]:
    """Be the worker, who alone may act for the whole system."""
    with as_owner():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE jiuzhu_worker")
        apply_scope(system_actor())
        yield


@pytest.fixture
def night(world: World) -> World:
    world.at = LATE
    return world


def test_nobody_answers_the_next_is_rung_and_after_an_hour_the_county(night):
    first = open_test_account(night.officer("shouli"))[0]
    second = open_test_account(night.officer("shenpi"))[0]
    county = open_test_account(night.officer("xianshenpi", COUNTY))[0]
    relief = report(night, gives=False)
    expected = ((0, {first}), (14, {first}), (15, {first, second}), (59, {first, second}))
    for minutes, people in (*expected, (60, {first, second, county})):
        with at_work():
            assert ring_unanswered(at=LATE + timedelta(minutes=minutes)) == 1
        assert set(rung(night)) == people
    answer_emergency(number=relief.case.number, actor=night.as_("shouli"), at=night.at)
    with pytest.raises(Conflict):
        answer_emergency(number=relief.case.number, actor=night.as_("shouli"), at=night.at)
    with at_work():
        assert ring_unanswered(at=LATE + timedelta(minutes=61)) == 0


def test_on_the_day_before_the_last_a_warning_and_on_the_sixth_day_a_breach(night):
    """27, 28, 29, 30 September and 9 October are the five working days."""
    open_test_account(night.officer("shouli"))
    county = open_test_account(night.officer("xianshenpi", COUNTY))[0]
    relief = report(night, gives=True)
    for day, warned, breaches in ((29, False, 0), (30, True, 0), (39, True, 0), (40, True, 1)):
        at = LATE.replace(hour=1) + timedelta(days=day - 26)
        with at_work():
            assert watch_papers(actor=system_actor(), at=at) == breaches
            relief.refresh_from_db()
        assert (relief.warned_on is not None) is warned
    with at_work():
        assert watch_papers(actor=system_actor(), at=at) == 0
    assert county in rung(night)
    with as_owner():
        last = CaseEvent.objects.filter(case=relief.case).latest("sequence")
    assert (last.action, last.actor_officer) == ("breach_completion", None)


def test_false_facts_open_a_recovery_by_somebody_who_did_not_pay(night):
    relief = report(night, gives=True)
    number, denial = relief.case.number, DenialGiven(facts="没有火灾", basis="649号第六十八条")
    with pytest.raises(Refused) as refusal:
        deny_relief(
            number=number,
            given=DenialGiven(facts="没有火灾", basis=" "),
            actor=night.as_("shenpi"),
            at=night.at,
        )
    assert refusal.value.code == "guard.reasons_bound"
    denied = deny_relief(number=number, given=denial, actor=night.as_("shenpi"), at=night.at)
    assert (denied.recover_fen, denied.case.state) == (80_000, "NOT_CONFIRMED")
