"""A payroll is written in sets, once, from what binds in the month; nothing is paid twice."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.cases.models import Case, CaseEvent, CaseHold, CaseInvolvement
from jiuzhu.casework.cases.services.keep_holds import end_hold, open_hold
from jiuzhu.casework.decisions.enums import DecisionKind
from jiuzhu.casework.decisions.models import Award
from jiuzhu.casework.documents.enums import DeliveryMethod
from jiuzhu.casework.documents.services.record_delivery import DeliveryGiven, record_delivery
from jiuzhu.casework.payments.enums import HitKind, RulingKind
from jiuzhu.casework.payments.models import PaymentBatch, PaymentOrder
from jiuzhu.casework.payments.queries import held_lines, payroll_page, payroll_problems
from jiuzhu.casework.payments.services.confirm_payroll import confirm_payroll
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven, freeze_payroll
from jiuzhu.infra.clock import CHINA
from jiuzhu.infra.models import AccessEvent
from jiuzhu.kernel.errors import Conflict, Forbidden, NotVisible, Refused
from jiuzhu.kernel.periods import Month
from jiuzhu.registers.households.models import BankAccount, Person
from support.late_stage import an_adverse_notice, decided, in_payment, walk, write_decision_rows
from support.many_awards import as_owner, many_awards
from support.rosters import rule_all
from support.world import COUNTY, OTHER_COUNTY, World

OCTOBER, NOVEMBER, DECEMBER = Month(2020, 10), Month(2020, 11), Month(2020, 12)
JUST_BEFORE = {OCTOBER: (9, 28), NOVEMBER: (10, 28), DECEMBER: (11, 28)}


def freeze(
    world: World, month: Month = OCTOBER, seat: str = "fafang", *, ruled: bool = True
) -> PaymentBatch:
    """Freeze a month some days before it begins."""
    world.at = max(world.at, datetime(2020, *JUST_BEFORE[month], 9, tzinfo=CHINA))
    if ruled:  # the families of the tests share one card
        rule_all(world, month, only=HitKind.ACCOUNT_SHARED)
    return freeze_payroll(
        given=PayrollGiven(county_code=COUNTY, month=month),
        actor=world.as_(seat, COUNTY),
        at=world.at,
    )


def lines(batch: PaymentBatch) -> list[tuple[str, str, int]]:
    found = payroll_page(batch)
    return [(line.case_number, f"{line.month:%Y-%m}", line.amount_fen) for line in found]


def bar(case: Case, world: World, kind: HoldKind) -> None:
    open_hold(case=case, kind=kind, reason="测试", actor=world.actor("shenpi"), at=world.at)


def test_first_pay_month_is_the_month_after_the_decision(world: World) -> None:
    case = in_payment(world)
    with pytest.raises(Refused) as refusal:
        freeze_payroll(
            given=PayrollGiven(county_code=COUNTY, month=Month(2020, 9)),
            actor=world.as_("fafang", COUNTY),
            at=world.at,
        )
    assert refusal.value.code == "payroll.empty"
    assert not PaymentBatch.objects.exists()
    batch = freeze(world)
    assert lines(batch) == [(case.number, "2020-10", 42_600)]
    assert (batch.orders_count, batch.persons_count, batch.total_fen) == (1, 1, 42_600)
    order = PaymentOrder.objects.get(batch=batch)
    assert (order.state, str(order.account), order.holder_name) == (
        "PENDING",
        "6222020200000000006",
        "测试甲",
    )


def test_published_but_not_in_payment_is_not_paid(world: World) -> None:
    case = decided(world)
    walk(case, "publish_result", at=world.at)
    with pytest.raises(Refused) as refusal:
        freeze(world)
    assert refusal.value.code == "payroll.empty"


def test_month_missed_by_a_late_notice_is_caught_up(world: World) -> None:
    early = in_payment(world)
    late = decided(world, name="测试晚")
    freeze(world)
    walk(late, "publish_result", "enter_payment", at=world.at)
    batch = freeze(world, NOVEMBER)
    assert sorted(lines(batch)) == sorted(
        [
            (early.number, "2020-11", 42_600),
            (late.number, "2020-10", 42_600),
            (late.number, "2020-11", 42_600),
        ]
    )
    assert batch.persons_count == 2


def test_payroll_is_frozen_once(world: World) -> None:
    in_payment(world)
    freeze(world)
    for seat in ("fafang", "fafang2"):
        with pytest.raises(Conflict) as refusal:
            freeze(world, seat=seat)
        assert refusal.value.code == "payroll.frozen"
    assert PaymentOrder.objects.count() == 1


def test_payroll_is_neither_too_early_nor_backwards(world: World) -> None:
    in_payment(world)
    actor = world.as_("fafang", COUNTY)
    for month in (NOVEMBER, DECEMBER):
        with pytest.raises(Refused) as refusal:
            freeze_payroll(
                given=PayrollGiven(county_code=COUNTY, month=month), actor=actor, at=world.at
            )
        assert refusal.value.code == "payroll.month"
    freeze(world, NOVEMBER)
    with pytest.raises(Refused) as refusal:
        freeze(world, OCTOBER)
    assert refusal.value.code == "payroll.month"


def test_only_payroll_officers_of_the_county_freeze(world: World) -> None:
    in_payment(world)
    for seat, organ in (("caiwu", COUNTY), ("xianshenpi", COUNTY), ("fafang", OTHER_COUNTY)):
        with pytest.raises(Forbidden):
            freeze_payroll(
                given=PayrollGiven(county_code=COUNTY, month=OCTOBER),
                actor=world.as_(seat, organ),
                at=world.at,
            )
    assert not PaymentBatch.objects.exists()


BARS = (
    HoldKind.OPEN_OBJECTION,
    HoldKind.RELATED_PARTY,
    HoldKind.COURT_ORDER,
    HoldKind.SUSPECTED_DEATH,
    HoldKind.ACCOUNT_FAILED,
)


@pytest.mark.parametrize("kind", BARS)
def test_held_household_is_named_and_paid_later(world: World, kind: HoldKind) -> None:
    paid = in_payment(world)
    held = in_payment(world, name="测试停")
    bar(held, world, kind)
    world.at = datetime(2020, 9, 28, 9, tzinfo=CHINA)
    rule_all(world, OCTOBER, only=HitKind.ACCOUNT_SHARED)
    rule_all(world, OCTOBER, RulingKind.HOLD)
    batch = freeze(world)
    assert [number for number, _, _ in lines(batch)] == [paid.number]
    assert batch.held_count == 1
    (beside,) = held_lines(batch)
    assert (beside.case_number, beside.payee, beside.reason) == (held.number, "测试停", kind)
    assert beside.reason_text == kind.label
    end_hold(case=held, kind=kind, actor=world.actor("shenpi"), at=world.later(hours=1))
    later = freeze(world, NOVEMBER)
    assert [line for line in lines(later) if line[0] == held.number] == [
        (held.number, "2020-10", 42_600),
        (held.number, "2020-11", 42_600),
    ]
    assert [line.case_number for line in held_lines(batch)] == [held.number]


@pytest.mark.parametrize("kind", [HoldKind.UNSERVED_NOTICE, HoldKind.LEGACY_GAPS])
def test_missing_paper_never_bars_relief(world: World, kind: HoldKind) -> None:
    case = in_payment(world)
    bar(case, world, kind)
    rule_all(world, OCTOBER)
    assert [number for number, _, _ in lines(freeze(world))] == [case.number]


def test_household_without_account_is_named(world: World) -> None:
    in_payment(world)
    case = in_payment(world, name="测试无")
    BankAccount.objects.filter(person=case.applicant).update(effective_to=date(2020, 9, 20))
    batch = freeze(world)
    (beside,) = held_lines(batch)
    assert (beside.case_number, beside.reason) == (case.number, "NO_LIVE_ACCOUNT")


def test_month_of_death_is_paid_and_not_the_next(world: World) -> None:
    case = in_payment(world)
    many_awards(world, 1)
    Person.objects.filter(pk=case.applicant_id).update(died_on=date(2020, 10, 3))
    assert case.number in {number for number, _, _ in lines(freeze(world))}
    batch = freeze(world, NOVEMBER)
    assert case.number not in {number for number, _, _ in lines(batch)}
    assert [line.reason for line in held_lines(batch)] == ["PAYEE_DEAD"]


def adjusted(world: World, amount_fen: int) -> tuple[Case, str]:
    """Adjust a case in September from October on; return the code of the notice."""
    case = in_payment(world)
    notice = an_adverse_notice(case, world)
    write_decision_rows(
        case,
        kind=DecisionKind.ADJUST,
        amount_fen=amount_fen,
        month=date(2020, 10, 1),
        world=world,
        notice=notice,
    )
    with as_owner():
        first = Award.objects.filter(case=case).order_by("pk")[0]
        Award.objects.filter(pk=first.pk).update(effective_from=date(2020, 9, 1))
    return case, notice.check_code


def serve(world: World, code: str) -> None:
    record_delivery(
        code=code,
        given=DeliveryGiven(
            method=DeliveryMethod.DIRECT,
            recipient="测试甲",
            place="家中",
            delivered_at=world.at,
        ),
        actor=world.as_("shouli"),
        at=world.at,
    )


def test_unserved_cut_pays_the_old_amount_until_served(world: World) -> None:
    case, code = adjusted(world, 30_000)
    assert [amount for _, month, amount in lines(freeze(world)) if month == "2020-10"] == [42_600]
    assert lines(freeze(world, NOVEMBER)) == [(case.number, "2020-11", 42_600)]
    serve(world, code)
    assert lines(freeze(world, DECEMBER)) == [(case.number, "2020-12", 30_000)]


def test_served_cut_pays_the_new_amount(world: World) -> None:
    case, code = adjusted(world, 30_000)
    world.later(days=1)
    serve(world, code)
    assert (case.number, "2020-10", 30_000) in lines(freeze(world))


def test_rise_needs_no_delivery(world: World) -> None:
    case, _ = adjusted(world, 50_000)
    assert (case.number, "2020-10", 50_000) in lines(freeze(world))


def test_cut_served_late_does_not_reach_back_to_a_held_month(world: World) -> None:
    case, code = adjusted(world, 30_000)
    bar(case, world, HoldKind.COURT_ORDER)
    many_awards(world, 1)
    freeze(world)
    world.at = datetime(2020, 11, 5, 9, tzinfo=CHINA)
    serve(world, code)
    end_hold(
        case=case, kind=HoldKind.COURT_ORDER, actor=world.actor("shenpi"), at=world.later(hours=1)
    )
    mine = [line for line in lines(freeze(world, DECEMBER)) if line[0] == case.number]
    assert [(month, amount) for _, month, amount in mine] == [
        ("2020-09", 42_600),
        ("2020-10", 42_600),
        ("2020-11", 30_000),
        ("2020-12", 30_000),
    ]


def stopped(world: World) -> tuple[Case, str]:
    """Stop a case in September: September is the last month."""
    case = in_payment(world)
    with as_owner():
        Award.objects.filter(case=case).update(effective_from=date(2020, 9, 1))
    notice = an_adverse_notice(case, world)
    write_decision_rows(
        case,
        kind=DecisionKind.STOP,
        amount_fen=0,
        month=date(2020, 10, 1),
        world=world,
        notice=notice,
    )
    walk(case, "open_review", "stop", at=world.at)
    return case, notice.check_code


def test_unserved_stop_is_no_stop(world: World) -> None:
    case, code = stopped(world)
    assert lines(freeze(world)) == [
        (case.number, "2020-09", 42_600),
        (case.number, "2020-10", 42_600),
    ]
    serve(world, code)
    many_awards(world, 1, first_month=date(2020, 11, 1))
    mine = [line for line in lines(freeze(world, NOVEMBER)) if line[0] == case.number]
    assert mine == []


def test_served_stop_still_owes_the_last_month(world: World) -> None:
    case, code = stopped(world)
    world.later(days=1)
    serve(world, code)
    assert lines(freeze(world)) == [(case.number, "2020-09", 42_600)]


def test_nothing_is_paid_twice_even_by_sql(world: World) -> None:
    in_payment(world)
    batch = freeze(world)
    order = PaymentOrder.objects.get(batch=batch)
    copy = (
        "INSERT INTO payments_paymentorder (batch_id, line, case_id, award_id, payee_id,"
        " payee_index, scheme, item, month, category, amount_fen, persons, holder_name, account,"
        " account_index, state, failure, digest, payable_id, purpose)"
        " SELECT batch_id, line + 1, case_id, award_id,"
        " payee_id, payee_index, scheme, item, month, category, amount_fen, persons, holder_name,"
        " account, account_index, state, failure, digest, payable_id, purpose"
        " FROM payments_paymentorder WHERE id = %s"
    )
    with (
        pytest.raises(IntegrityError, match="order_one_per"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(copy, [order.pk])


def test_frozen_lines_and_totals_cannot_be_changed(world: World) -> None:
    in_payment(world)
    batch = freeze(world)
    attempts = (
        "UPDATE payments_paymentorder SET amount_fen = amount_fen + 1",
        "UPDATE payments_paymentbatch SET total_fen = total_fen + 1",
        "DELETE FROM payments_paymentorder",
        "DELETE FROM payments_paymentbatch",
    )
    for attempt in attempts:
        with (
            as_owner(),
            pytest.raises((InternalError, IntegrityError)),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(attempt)
    assert payroll_problems(PaymentBatch.objects.get(pk=batch.pk)) == ()


def test_payroll_of_two_thousand_takes_as_many_statements_as_one_of_two(world: World) -> None:
    many_awards(world, 2)
    with CaptureQueriesContext(
        connection,
    ) as few:
        freeze(world, ruled=False)
    many_awards(world, 1_998)
    with CaptureQueriesContext(connection) as many:
        batch = freeze(world, NOVEMBER, ruled=False)
    assert len(many) == len(few)
    assert len(many) < 25
    # the two have one month each, the others two
    assert batch.orders_count == 2 + 2 * 1_998 + 1_998
    assert batch.persons_count == 2_000
    assert batch.total_fen == batch.orders_count * 30_000
    assert payroll_problems(batch) == ()
    assert not CaseEvent.objects.filter(action="freeze_payroll").exists()
    assert CaseInvolvement.objects.filter(part="PAID").count() == 2_000


def test_batches_are_linked_and_each_line_has_its_digest(world: World) -> None:
    many_awards(world, 3)
    first = freeze(world)
    second = freeze(world, NOVEMBER)
    assert first.previous is None
    assert bytes(second.previous or b"") == bytes(first.digest)
    digests = PaymentOrder.objects.filter(batch=second).values_list("digest", flat=True)
    assert len({bytes(digest) for digest in digests}) == 3


def test_trace_holds_one_record_of_the_batch_with_its_digest(world: World) -> None:
    many_awards(world, 3)
    batch = freeze(world)
    event = AccessEvent.objects.get(route="payments.freeze_payroll")
    assert bytes(event.anchor or b"") == bytes(batch.digest)
    assert bytes(batch.digest).hex() in event.body
    assert event.actor_user == world.actor("fafang", COUNTY).user_id


def test_tampering_behind_the_triggers_is_found(world: World) -> None:
    many_awards(world, 3)
    batch = freeze(world)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE payments_paymentorder DISABLE TRIGGER order_stays")
        cursor.execute(
            "UPDATE payments_paymentorder SET amount_fen = 99900 WHERE batch_id = %s AND line = 2",
            [batch.pk],
        )
        cursor.execute("ALTER TABLE payments_paymentorder ENABLE TRIGGER order_stays")
    problems = payroll_problems(batch)
    assert problems[0] == "第2行与冻结时的摘要不符"
    with pytest.raises(Refused) as refusal:
        confirm(world, "fafang2")
    assert refusal.value.code == "payroll.changed"


def confirm(world: World, seat: str, month: Month = OCTOBER) -> PaymentBatch:
    return confirm_payroll(
        given=PayrollGiven(county_code=COUNTY, month=month),
        actor=world.as_(seat, COUNTY),
        at=world.at,
    )


def test_second_person_confirms(world: World) -> None:
    in_payment(world)
    with pytest.raises(NotVisible):
        confirm(world, "fafang2")
    freeze(world)
    with pytest.raises(Refused) as refusal:
        confirm(world, "fafang")
    assert refusal.value.code == "payroll.same_person"
    batch = confirm(world, "fafang2")
    assert batch.confirmed_by == world.officer("fafang2", COUNTY)
    with pytest.raises(Conflict):
        confirm(world, "fafang2")


def test_hold_is_asked_as_of_the_freeze(world: World) -> None:
    case = in_payment(world)
    batch = freeze(world)
    bar(case, world, HoldKind.COURT_ORDER)
    CaseHold.objects.filter(case=case).update(opened_at=world.later(hours=1))
    assert held_lines(batch) == ()
