"""Expense-based aid from the wish to the bank, and what must never pass."""

from __future__ import annotations

from datetime import date

import pytest

from jiuzhu.casework.applications.models import Outlay
from jiuzhu.casework.applications.relief import past_aid
from jiuzhu.casework.applications.services.withdraw_application import (
    WithdrawalGiven,
    withdraw_application,
)
from jiuzhu.casework.assessments.models import Computation
from jiuzhu.casework.assessments.queries import outcome_of
from jiuzhu.casework.assessments.services.compute_amount import compute_amount
from jiuzhu.casework.assessments.services.give_opinion import OpinionGiven, give_opinion
from jiuzhu.casework.cases.models import Case, CaseClock, CaseEvent, CaseMember
from jiuzhu.casework.decisions.models import Award, Decision
from jiuzhu.casework.decisions.services.decide_grant import decide_grant
from jiuzhu.casework.decisions.services.decide_refuse import RefuseGiven, decide_refuse
from jiuzhu.casework.decisions.services.file_with_county import file_with_county
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.payments.models import PaymentOrder
from jiuzhu.casework.payments.services.confirm_payroll import confirm_payroll
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven, freeze_payroll
from jiuzhu.casework.payments.services.make_bank_file import make_bank_file
from jiuzhu.casework.payments.services.record_once_paid import record_once_paid
from jiuzhu.casework.payments.services.take_bank_return import take_bank_return
from jiuzhu.casework.publicity.services.enter_payment import enter_payment
from jiuzhu.casework.verification.services.ask_sources import ask_sources
from jiuzhu.casework.verification.services.file_verification import file_verification
from jiuzhu.casework.verification.services.receive_request import accept_request
from jiuzhu.casework.verification.services.release_report import release_report
from jiuzhu.infra.actor import system_actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.trace.verify import verify_trace
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.kernel.periods import Month
from jiuzhu.registers.law.queries import calendar_in_force, pack_in_force
from support.aiding import (
    a_bill,
    apply_and_accept,
    bills,
    publicise,
    to_aid_accepted,
    to_aid_authorised,
)
from support.browser import as_owner
from support.departments import run_sources
from support.stream import CENTRE, assess, visit
from support.world import COUNTY, FANZHEN, ZHUYANG, World

CERTIFIED_WAY = [
    *("register_intent", "open_authorization", "submit_application", "accept_application"),
    *("record_home_visit", "give_opinion", "publish_opinion", "conclude_publicity", "grant"),
    *("file_with_county", "enter_payment", "record_payment"),
]


def moves(case: Case) -> list[str]:
    events = CaseEvent.objects.filter(case=case).order_by("sequence")
    return [one.action for one in events if one.from_state != one.to_state]


def to_proposed(world: World, *, yuan: int = 12_000, invoice: str = "3701 0001") -> Case:
    """Bring a certified family with one bill to the board."""
    case = to_aid_authorised(world)
    bills(world, case, a_bill(case, invoice, yuan=yuan))
    return assess(world, visit(world, apply_and_accept(world, case)))


def grant(world: World, case: Case, *, by_county: bool = False) -> Case:
    """Publicise, then let the organ that holds the power grant."""
    case = publicise(world, case)
    seat, organ = ("xianshenpi", COUNTY) if by_county else ("shenpi", ZHUYANG)
    decide_grant(number=case.number, actor=world.as_(seat, organ), at=world.later(hours=1))
    return Case.objects.get(pk=case.pk)


def pay(world: World) -> PaymentOrder:
    """Freeze, confirm and send the payroll of the month, and take back that it was paid."""
    month = Month.of(legal_day(world.at))
    payroll = PayrollGiven(county_code=COUNTY, month=month, scheme="temporary")
    freeze_payroll(given=payroll, actor=world.as_("fafang", COUNTY), at=world.later(hours=1))
    confirm_payroll(given=payroll, actor=world.as_("fafang2", COUNTY), at=world.later(hours=1))
    make_bank_file(payroll=payroll, actor=world.as_("fafang", COUNTY), at=world.later(hours=1))
    order = PaymentOrder.objects.get(scheme="temporary")
    head = f"H,{COUNTY}-temporary-{month.year}{month.month:02},1,{order.amount_fen}"
    line = f"R,{order.line},{order.amount_fen},S,,S0001,{legal_day(world.at)}"
    take_bank_return(
        payroll=payroll,
        content=f"{head}\r\n{line}\r\n".encode(),
        actor=world.as_("caiwu", COUNTY),
        at=world.later(days=1),
    )
    return PaymentOrder.objects.get(pk=order.pk)


def test_a_certified_family_from_the_wish_to_the_bank(world: World) -> None:
    case = to_proposed(world)
    clock = CaseClock.objects.get(case=case, kind="acceptance_decision")
    due = calendar_in_force().add_workdays(clock.started_on, 20).on
    assert (clock.due_on, case.due_on) == (due, due)
    case = grant(world, case)
    assert Decision.objects.get(case=case).organ.code == ZHUYANG
    award = Award.objects.get(case=case)
    # 12,000 yuan paid by the family: three times the urban standard of 630 yuan, once.
    assert award.amount_fen == 3 * 63_000
    assert award.effective_to == Month.of(award.effective_from).next().first_day
    with pytest.raises(Conflict):
        enter_payment(number=case.number, actor=system_actor(), at=world.at)
    filing = CaseClock.objects.get(case=case, kind="county_filing", stopped_on__isnull=True)
    assert filing.due_on > legal_day(world.at)
    file_with_county(number=case.number, actor=world.as_("xianshenpi", COUNTY), at=world.at)
    world.as_("shouli")
    enter_payment(number=case.number, actor=world.as_("shouli"), at=world.later(hours=1))
    with pytest.raises(Refused) as refusal:
        record_once_paid(number=case.number, actor=system_actor(), at=world.at)
    assert refusal.value.code == "guard.money_arrived"
    order = pay(world)
    assert (order.amount_fen, order.state) == (3 * 63_000, "PAID")
    world.as_("shouli")
    record_once_paid(number=case.number, actor=system_actor(), at=world.at)
    case = Case.objects.get(pk=case.pk)
    assert (case.state, moves(case)) == ("PAID", CERTIFIED_WAY)
    kinds = set(Document.objects.filter(case=case).values_list("kind", flat=True))
    assert {"W12", "W14", "W19", "W21", "W24", "W27", "W40"} <= kinds
    assert not {"W23", "W05", "W07"} & kinds
    with as_owner():
        assert not verify_trace().findings


def test_a_family_without_identity_is_verified_inside_the_case(world: World) -> None:
    case = to_aid_accepted(world, certified=False)
    with pytest.raises(Refused) as refusal:
        visit(world, case)
    assert refusal.value.code == "guard.means_known"
    file_verification(number=case.number, actor=world.as_("hedui"), at=world.at)
    centre = world.as_("zhongxin", CENTRE)
    accept_request(number=case.number, actor=centre, at=world.at)
    request = ask_sources(number=case.number, actor=centre, at=world.at)
    run_sources(request, actor=centre, at=world.later(hours=3), truth={})
    release_report(number=case.number, actor=world.as_("zhongxin", CENTRE), at=world.at)
    world.as_("shouli")
    case = assess(world, visit(world, Case.objects.get(pk=case.pk)))
    codes = {line.code for line in outcome_of(Computation.objects.get(case=case)).lines}
    assert "aid.line" in codes
    assert grant(world, case).state == "DECIDED_YES"


def test_above_the_township_the_county_decides(world: World) -> None:
    case = publicise(world, to_proposed(world, yuan=20_000))
    assert Computation.objects.get(case=case).amount_fen == 6 * 63_000
    with pytest.raises(Refused) as refusal:
        decide_grant(number=case.number, actor=world.as_("shenpi"), at=world.at)
    assert refusal.value.code == "guard.decider_holds_power"
    decide_grant(number=case.number, actor=world.as_("xianshenpi", COUNTY), at=world.at)
    assert Decision.objects.get(case=case).organ.code == COUNTY


def test_a_bill_is_used_once_in_all_townships(world: World) -> None:
    first = to_aid_accepted(world)
    second = to_aid_authorised(world, township=FANZHEN)
    with pytest.raises(Refused) as refusal:
        bills(world, second, a_bill(second, "3701-0001"), township=FANZHEN)
    assert refusal.value.code == "outlay.used"
    assert first.number not in str(refusal.value)
    bills(world, second, a_bill(second, "3701 0002"), township=FANZHEN)
    third = to_aid_authorised(world)
    with pytest.raises(Refused) as refusal:
        bills(world, third, a_bill(third))
    assert first.number in str(refusal.value)
    given = WithdrawalGiven(wished_by_name=first.applicant.name, proof="本人签字的撤回申请")
    withdraw_application(number=first.number, given=given, actor=world.as_("shouli"), at=world.at)
    bills(world, third, a_bill(third))
    standing = Outlay.objects.filter(invoice="37010001", freed_at__isnull=True)
    assert [one.case_id for one in standing] == [third.pk]


def test_a_refund_that_comes_after_the_computation_makes_it_old(world: World) -> None:
    case = visit(world, to_aid_accepted(world))
    compute_amount(number=case.number, actor=world.as_("shenhe"), at=world.later(hours=1))
    assert Computation.objects.get(case=case).amount_fen == 3 * 63_000
    bills(world, case, a_bill(case, borne_fen=2_000_01), seat="shenhe")
    given = OpinionGiven(recommends_grant=True, text="同意")
    with pytest.raises(Refused) as refusal:
        give_opinion(
            number=case.number, given=given, actor=world.as_("shenhe"), at=world.later(hours=1)
        )
    assert refusal.value.code == "guard.computation_stored"
    # One fen below the first band of 10,000 yuan: nothing can be granted any more.
    case = assess(world, case, recommends_grant=False)
    assert Computation.objects.filter(case=case).latest("pk").amount_fen == 0
    decide_refuse(
        number=case.number,
        given=RefuseGiven(rule_ids=("aid.outlay",)),
        actor=world.as_("shenpi"),
        at=world.later(hours=1),
    )
    assert Document.objects.filter(case=case, kind="W25").exists()
    assert not Outlay.objects.filter(case=case, freed_at__isnull=True).exists()


def test_what_a_family_was_given_counts_twelve_months_over_the_turn_of_the_year(
    world: World,
) -> None:
    case = grant(world, to_proposed(world))
    sister = to_aid_authorised(world, township=FANZHEN)
    with as_owner():
        # The applicant of the first family lives with the second one now.
        CaseMember.objects.create(
            case=sister, person=case.applicant, part="MEMBER", relation="OTHER", is_live=False
        )
    world.as_("shouli", FANZHEN)
    assert not Case.objects.filter(pk=case.pk).exists()
    for on, times in ((date(2021, 8, 1), 1), (date(2022, 9, 1), 0)):
        assert len(past_aid(sister, pack_in_force(), on)) == times
