"""Urgent relief: help first on the real clock, one relief however often it is reported."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from jiuzhu.casework.cases.models import Case, CaseClock, CaseEvent
from jiuzhu.casework.documents.models import Document, SignedScan
from jiuzhu.casework.relief.enums import ReliefForm, ReportSource
from jiuzhu.casework.relief.models import ReliefReport, ReserveEntry, ReserveFund, UrgentRelief
from jiuzhu.casework.relief.queries import missing_of, waiting_for_relief
from jiuzhu.casework.relief.services.complete_relief import (
    FactsGiven,
    complete_relief,
    confirm_facts,
)
from jiuzhu.casework.relief.services.give_relief import (
    ReliefGiven,
    give_relief,
    report_and_relieve,
)
from jiuzhu.casework.relief.services.keep_reserve import FillGiven, fill_reserve, sign_entry
from jiuzhu.casework.relief.services.report_emergency import EmergencyGiven
from jiuzhu.casework.relief.services.settle_person import IdentityGiven, settle_person
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.registers.households.models import Person
from support.browser import as_owner
from support.late_rows import a_file
from support.stream import to_intent
from support.world import COUNTY, ZHUYANG, World, a_person

#: Wednesday 30 September 2020, 23:10 in China: the next eight days are holidays.
LATE = datetime(2020, 9, 30, 15, 10, tzinfo=UTC)


def fire(world: World, **change: object) -> EmergencyGiven:
    plain = EmergencyGiven(
        village_code=world.village.organplace_set.get().region.code,
        cause="FIRE",
        happened="灶间起火，没有地方住",
        learned_at=world.at,
        name="测试火",
        is_test=True,
    )
    return replace(plain, **change)


def cash(world: World, fen: int = 80_000, **change: object) -> ReliefGiven:
    plain = ReliefGiven(form=ReliefForm.ADVANCE, amount_fen=fen, relieved_at=world.at)
    return replace(plain, **change)


def filled(world: World, fen: int) -> None:
    fill_reserve(
        given=FillGiven(organ_code=ZHUYANG, amount_fen=fen, note="拨款1号"),
        actor=world.as_("xianshenpi", COUNTY),
        at=world.at,
    )


def helped(world: World, given: ReliefGiven | None = None, **change: object) -> UrgentRelief:
    return report_and_relieve(
        emergency=fire(world, **change),
        given=given or cash(world),
        actor=world.as_("shouli"),
        at=world.at,
    ).relief


@pytest.fixture
def night(world: World) -> World:
    world.at = LATE
    return world


def test_hours_run_through_the_night_and_working_days_skip_the_holidays(night):
    relief = helped(night, given=None, learned_at=LATE - timedelta(hours=2))
    assert relief.due_at == LATE + timedelta(hours=22)
    case = Case.objects.get(pk=relief.case_id)
    assert (case.state, case.next_due_on) == ("RELIEVED", date(2020, 10, 14))
    clock = CaseClock.objects.get(case=case)
    assert (clock.kind, clock.started_on, clock.due_on) == (
        "urgent_completion",
        date(2020, 9, 30),
        date(2020, 10, 14),
    )
    assert Document.objects.get(case=case).kind == "W38"


def test_relief_asks_for_no_name_no_card_and_no_hukou(night):
    relief = helped(night, name="", seen_as="老人，约七十岁，穿蓝棉袄")
    assert relief.case.applicant.name == "无名氏"
    assert relief.is_unknown
    with pytest.raises(Refused) as refusal:
        helped(night, name="", seen_as=" ")
    assert refusal.value.code == "urgent.who"


def test_relief_after_its_hours_says_why_and_is_given(night):
    relief = report_and_relieve(
        emergency=fire(night), given=None, actor=night.as_("xieli", night.village.code), at=night.at
    ).relief
    assert waiting_for_relief(actor=night.as_("shouli"))[0].number == relief.case.number
    night.later(hours=24, minutes=1)
    number, actor = relief.case.number, night.as_("shouli")
    with pytest.raises(Refused) as refusal:
        give_relief(number=number, given=cash(night), actor=actor, at=night.at)
    assert refusal.value.code == "guard.late_cause_given"
    given = give_relief(
        number=number, given=cash(night, late_cause="UNREACHABLE"), actor=actor, at=night.at
    )
    assert given.relieved_at == night.at
    assert not waiting_for_relief(actor=actor)


def test_the_same_emergency_from_two_devices_is_one_relief_with_both_traces(night):
    person = a_person("测试双")
    first = report_and_relieve(
        emergency=fire(night, name=person.name, source=ReportSource.PHONE),
        given=None,
        actor=night.as_("xieli", night.village.code),
        at=night.at,
    )
    night.later(minutes=55)  # across midnight, and the phone of the village was twenty minutes fast
    again = report_and_relieve(
        emergency=fire(
            night, name=person.name, learned_at=LATE - timedelta(minutes=20), claimed_amount_fen=5
        ),
        given=cash(night),
        actor=night.as_("shouli"),
        at=night.at,
    )
    third = report_and_relieve(
        emergency=fire(night, name=person.name), given=cash(night), actor=night.as_("shouli"),
        at=night.at,
    )  # fmt: skip
    assert (first.joined, again.joined, third.joined) == (False, True, True)
    assert (again.given_before, third.given_before) == (False, True)
    relief = UrgentRelief.objects.get()
    assert relief.due_at == LATE - timedelta(minutes=20) + timedelta(hours=24)
    assert relief.amount_fen == 80_000
    assert [one.claimed_at for one in ReliefReport.objects.order_by("pk")] == [
        LATE,
        LATE - timedelta(minutes=20),
        night.at,
    ]
    actions = list(CaseEvent.objects.order_by("sequence").values_list("action", flat=True))
    assert actions == ["report_emergency", "add_trace", "relieve", "add_trace"]


def test_another_nameless_person_is_asked_about_and_then_taken(night):
    helped(night, name="", seen_as="男，四十岁左右")
    with pytest.raises(Conflict) as refusal:
        helped(night, name="", seen_as="女孩，约十岁")
    assert refusal.value.code == "urgent.maybe_same"
    helped(night, name="", seen_as="女孩，约十岁", is_other=True)
    assert UrgentRelief.objects.count() == 2


def test_who_is_in_a_dibao_case_is_helped_and_helped_again_in_another_emergency(night):
    case = to_intent(night)
    name = case.applicant.name
    one = helped(night, name=name)
    two = helped(night, name=name, cause="TRAFFIC")
    assert one.case_id != two.case_id


def test_money_above_the_limit_waits_for_a_word_of_the_county_only(night):
    with pytest.raises(Refused) as refusal:
        helped(night, given=cash(night, 300_000))
    assert refusal.value.code == "guard.within_township_limit"
    relief = helped(night, given=cash(night, 300_000, county_word="王科长电话同意 23:20"))
    assert relief.tier == "HEAVY"
    with pytest.raises(Refused) as refusal:
        helped(night, given=cash(night, 300_001), name="测试多")
    assert refusal.value.code == "aid.too_much"


def test_an_empty_fund_gives_no_cash_but_goods(night):
    filled(night, 100_000)
    helped(night, given=cash(night, 80_000, form=ReliefForm.CASH))
    with pytest.raises(Refused) as refusal:
        helped(night, given=cash(night, 30_000, form=ReliefForm.CASH), name="测试空")
    assert refusal.value.code == "guard.reserve_sufficient"
    goods = cash(night, 30_000, form=ReliefForm.GOODS, given_to="被褥两套、米面")
    helped(night, given=goods, name="测试空")
    fund = ReserveFund.objects.get()
    assert (fund.balance_fen, fund.entry_count) == (20_000, 2)


def test_the_cash_book_is_never_below_zero_nor_rewritten_and_two_sign(night):
    filled(night, 100_000)
    helped(night, given=cash(night, 80_000, form=ReliefForm.CASH))
    organ = night.organ(ZHUYANG).pk
    with pytest.raises(Refused) as refusal:
        sign_entry(organ_id=organ, serial=2, actor=night.as_("shouli"), at=night.at)
    assert refusal.value.code == "reserve.same_person"
    sign_entry(organ_id=organ, serial=2, actor=night.as_("shenpi"), at=night.at)
    entry = ReserveEntry.objects.get(serial=2)
    for change in ({"note": "改"}, {"signed_at": None, "signed_by": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReserveEntry.objects.filter(pk=entry.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReserveFund.objects.update(balance_fen=-1)


def test_the_person_is_found_later_and_is_no_second_one(night):
    known = to_intent(night).applicant
    given = a_person("测试后")
    relief = helped(night, name="", seen_as="男，手上有疤")
    nobody = relief.case.applicant_id
    identity = IdentityGiven(name=given.name, identity_number=given.identity_number)
    actor = night.as_("shouli")
    settle_person(number=relief.case.number, given=identity, actor=actor, at=night.at)
    case = Case.objects.get(pk=relief.case_id)
    assert case.applicant.name == "测试后"
    assert case.applicant_id == nobody
    again = helped(night, name="", seen_as="女", is_other=True)
    with connection.cursor() as cursor:  # as if the night had been committed before the morning
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    settle_person(number=again.case.number, given=identity, actor=actor, at=night.at)
    assert Case.objects.get(pk=again.case_id).applicant_id == case.applicant_id
    with as_owner():
        assert Person.objects.filter(name="测试后").count() == 1
    assert known.pk != case.applicant_id
    with pytest.raises(Refused) as refusal:
        settle_person(number=again.case.number, given=identity, actor=actor, at=night.at)
    assert refusal.value.code == "urgent.known"


def test_papers_are_completed_by_somebody_who_neither_paid_nor_checked(night):
    relief = helped(night, name="", seen_as="女，哑")
    number = relief.case.number
    decider = night.actor("shenpi")
    confirm_facts(
        number=number,
        given=FactsGiven(facts="两间房烧毁，村主任在场", unknown_reason="派出所查无此人"),
        actor=night.as_("shouli"),
        at=night.at,
    )
    night.as_("shenpi")
    relief.refresh_from_db()
    assert [one.code for one in missing_of(relief)] == ["receipt", "seal"]
    with pytest.raises(Refused) as refusal:
        complete_relief(number=number, actor=decider, at=night.at)
    assert refusal.value.code == "guard.facts_confirmed"
    with as_owner():
        for paper in Document.objects.filter(case__number=number):
            SignedScan.objects.create(
                document=paper,
                file=a_file(night),
                scanned_at=night.at,
                scanned_by=night.officer("shouli"),
            )
    case = complete_relief(number=number, actor=night.as_("shenpi"), at=night.at)
    assert (case.state, case.next_due_on) == ("COMPLETED", None)
