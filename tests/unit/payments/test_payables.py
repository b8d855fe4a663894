"""What is owed is kept apart from what is paid: once a month and person, never edited."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.decisions.enums import DecisionKind
from jiuzhu.casework.decisions.models import Award, AwardShare
from jiuzhu.casework.documents.enums import DeliveryMethod
from jiuzhu.casework.documents.services.record_delivery import DeliveryGiven, record_delivery
from jiuzhu.casework.payments.models import Coverage, Payable, PaymentBatch, PaymentOrder
from jiuzhu.casework.payments.queries import held_lines, payroll_problems
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven, freeze_payroll
from jiuzhu.infra.clock import CHINA
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.periods import Month
from support.late_stage import an_adverse_notice, in_payment, walk, write_decision_rows
from support.many_awards import as_owner, many_awards
from support.world import COUNTY, World

JUST_BEFORE = {10: (9, 28), 11: (10, 28), 12: (11, 28)}


def freeze(world: World, month: int) -> PaymentBatch:
    """Freeze a month of 2020 some days before it begins."""
    world.at = max(world.at, datetime(2020, *JUST_BEFORE[month], 9, tzinfo=CHINA))
    return freeze_payroll(
        given=PayrollGiven(county_code=COUNTY, month=Month(2020, month)),
        actor=world.as_("fafang", COUNTY),
        at=world.at,
    )


def paid(batch: PaymentBatch) -> list[tuple[str, int, int]]:
    """Return purpose, month and fen of the lines of a batch."""
    return [
        (order.purpose, order.month.month, order.amount_fen)
        for order in PaymentOrder.objects.filter(batch=batch).order_by("line")
    ]


def owed(case: Case) -> list[tuple[str, int, int]]:
    return [
        (row.purpose, row.month.month, row.amount_fen)
        for row in Payable.objects.filter(case=case).order_by("month", "pk")
    ]


def fail(batch: PaymentBatch) -> None:
    """Let the bank return every line of a batch."""
    PaymentOrder.objects.filter(batch=batch).update(state="FAILED", failure="CLOSED")


def decide(
    case: Case, world: World, kind: DecisionKind, fen: int, month: int, **given: object
) -> None:
    write_decision_rows(
        case,
        kind=kind,
        amount_fen=fen,
        month=date(2020, month, 1),
        world=world,
        **given,  # type: ignore[arg-type]
    )


def test_shares_of_the_covered_persons_add_up_to_the_line(world: World) -> None:
    case = in_payment(world)
    freeze(world, 10)
    payable = Payable.objects.get(case=case)
    shares = list(
        AwardShare.objects.filter(award=payable.award).values_list("person", "amount_fen")
    )
    assert payable.decision == Award.objects.get(case=case).decision
    assert sorted(payable.coverage.values_list("person", "amount_fen")) == sorted(shares)
    assert sum(fen for _, fen in shares) == payable.amount_fen == 42_600


def test_rise_decided_after_the_freeze_is_paid_with_the_next_month(world: World) -> None:
    case = in_payment(world)
    freeze(world, 10)
    world.later(days=1)
    decide(case, world, DecisionKind.ADJUST, 50_001, 10)
    batch = freeze(world, 11)
    assert sorted(paid(batch)) == [("BACK_PAY", 10, 7_401), ("REGULAR", 11, 50_001)]
    assert paid(freeze(world, 12)) == [("REGULAR", 12, 50_001)]
    raised = Payable.objects.get(case=case, purpose="BACK_PAY")
    assert sum(raised.coverage.values_list("amount_fen", flat=True)) == 7_401
    assert raised.decision.kind == "ADJUST"
    assert payroll_problems(batch) == ()


def test_back_pay_is_split_to_the_last_fen(world: World) -> None:
    (first,) = many_awards(world, 1, first_month=date(2020, 10, 1))
    other = many_awards(world, 1, first_month=date(2020, 12, 1))[0]
    freeze(world, 10)
    with as_owner():
        decide(first, world, DecisionKind.ADJUST, 30_003, 10)
        award = Award.objects.get(case=first, amount_fen=30_003)
        AwardShare.objects.filter(award=award).update(amount_fen=15_002)
        AwardShare.objects.create(award=award, person=other.applicant, amount_fen=15_001)
    freeze(world, 11)
    raised = Payable.objects.get(case=first, purpose="BACK_PAY")
    assert sorted(raised.coverage.values_list("amount_fen", flat=True)) == [1, 2]


def test_returned_month_is_paid_again_from_the_same_payable(world: World) -> None:
    case = in_payment(world)
    fail(freeze(world, 10))
    batch = freeze(world, 11)
    assert paid(batch) == [("REGULAR", 10, 42_600), ("REGULAR", 11, 42_600)]
    assert owed(case) == [("REGULAR", 10, 42_600), ("REGULAR", 11, 42_600)]
    assert Payable.objects.get(case=case, month="2020-10-01").orders.count() == 2


def test_what_no_longer_binds_is_countered_and_not_paid_again(world: World) -> None:
    case = in_payment(world)
    many_awards(world, 1, first_month=date(2020, 11, 1))
    fail(freeze(world, 10))
    notice = an_adverse_notice(case, world)
    decide(case, world, DecisionKind.STOP, 0, 10, notice=notice)
    walk(case, "open_review", "stop", at=world.at)
    world.later(days=1)
    record_delivery(
        code=notice.check_code,
        given=DeliveryGiven(
            method=DeliveryMethod.DIRECT, recipient="测试甲", place="家中", delivered_at=world.at
        ),
        actor=world.as_("shouli"),
        at=world.at,
    )
    freeze(world, 11)
    assert owed(case) == [("REGULAR", 10, 42_600), ("COUNTER", 10, -42_600)]
    countered = Payable.objects.get(case=case, purpose="COUNTER")
    assert sum(countered.coverage.values_list("amount_fen", flat=True)) == -42_600
    freeze(world, 12)
    assert len(owed(case)) == 2


def test_person_of_two_households_stands_beside_with_the_reason(world: World) -> None:
    one, two = many_awards(world, 2, first_month=date(2020, 10, 1))
    with as_owner():
        AwardShare.objects.filter(award__case=two).update(person=one.applicant)
    batch = freeze(world, 10)
    assert [line.case_number for line in held_lines(batch)] == [two.number]
    assert held_lines(batch)[0].reason == "COVERED_TWICE"
    again = freeze(world, 11)
    assert [order.case for order in PaymentOrder.objects.filter(batch=again)] == [one]
    assert {line.case_number for line in held_lines(again)} == {two.number}


def test_shares_that_do_not_add_up_stop_the_freeze(world: World) -> None:
    case, _ = many_awards(world, 2, first_month=date(2020, 10, 1))
    with as_owner():
        AwardShare.objects.filter(award__case=case).delete()
    with pytest.raises(Refused) as refusal:
        freeze(world, 10)
    assert refusal.value.code == "payroll.shares"
    assert case.number in refusal.value.message
    assert not PaymentBatch.objects.exists()


def test_nobody_has_a_month_twice_even_by_sql(world: World) -> None:
    one, two = many_awards(world, 2, first_month=date(2020, 10, 1))
    freeze(world, 10)
    share = Coverage.objects.get(payable__case=one)
    with pytest.raises(IntegrityError, match="coverage_once"), transaction.atomic():
        Coverage.objects.create(
            payable=Payable.objects.get(case=two),
            person_id=share.person_id,
            scheme="dibao",
            item="BASIC",
            month=share.month,
            purpose="REGULAR",
            amount_fen=1,
        )


EDITS = (
    "UPDATE payments_payable SET amount_fen = 1",
    "DELETE FROM payments_payable",
    "UPDATE payments_coverage SET amount_fen = 1",
    "DELETE FROM payments_coverage",
)


@pytest.mark.parametrize("edit", EDITS)
def test_what_is_owed_is_never_edited(world: World, edit: str) -> None:
    in_payment(world)
    freeze(world, 10)
    with (
        as_owner(),
        pytest.raises((InternalError, IntegrityError)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(edit)
