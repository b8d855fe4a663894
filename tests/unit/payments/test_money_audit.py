"""The audit passes over sound payrolls and finds every fault that is planted."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from jiuzhu.casework.payments.audit import CHECKS, audit_money
from jiuzhu.casework.payments.models import PaymentBatch, PaymentOrder
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven, freeze_payroll
from jiuzhu.infra.clock import CHINA
from jiuzhu.kernel.periods import Month
from support.many_awards import as_owner, many_awards
from support.world import COUNTY, World


def freeze(world: World, month: int) -> PaymentBatch:
    world.at = max(world.at, datetime(2020, month - 1, 28, 9, tzinfo=CHINA))
    return freeze_payroll(
        given=PayrollGiven(county_code=COUNTY, month=Month(2020, month)),
        actor=world.as_("fafang", COUNTY),
        at=world.at,
    )


def two_months(world: World) -> None:
    """Freeze October and November; of October one line came back and was paid in November."""
    many_awards(world, 3, first_month=date(2020, 10, 1))
    first = freeze(world, 10)
    PaymentOrder.objects.filter(batch=first, line=1).update(state="FAILED", failure="CLOSED")
    PaymentOrder.objects.filter(batch=first, line=2).update(state="PAID")
    freeze(world, 11)


def run(*statements: str) -> None:
    """Plant a fault behind triggers and constraints, as only somebody with the disk could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("paymentorder", "paymentbatch", "payable", "coverage"):
            cursor.execute(f"ALTER TABLE payments_{table} DISABLE TRIGGER USER")
        cursor.execute("DROP INDEX order_one_per_payable")
        cursor.execute("DROP INDEX order_one_per_case_month")
        cursor.execute("ALTER TABLE payments_coverage DROP CONSTRAINT coverage_once")
        for statement in statements:
            cursor.execute(statement)
            assert cursor.rowcount > 0, statement


COPY = """INSERT INTO payments_paymentorder (batch_id, line, payable_id, case_id, award_id,
  payee_id, payee_index, scheme, item, month, purpose, category, amount_fen, persons, holder_name,
  account, account_index, state, failure, digest)
  SELECT batch_id, 99, payable_id, case_id, award_id, payee_id, payee_index, scheme, item, month,
  purpose, category, amount_fen, persons, holder_name, account, account_index, state, failure,
  digest FROM payments_paymentorder WHERE state = 'PAID'"""
FAULTS = {
    "发放金额不等于应发": "UPDATE payments_paymentorder SET amount_fen = 1 WHERE state = 'PAID'",
    "份额之和不等于应发": "UPDATE payments_coverage SET amount_fen = amount_fen - 1",
    "同一人同一个月两份": "UPDATE payments_coverage SET person_id = (SELECT min(person_id)"
    " FROM payments_coverage)",
    "一条应发两次发放": COPY,
    "冲减多于应发": "UPDATE payments_payable SET month = '2020-10-01', purpose = 'COUNTER',"
    " amount_fen = -40000 WHERE id = (SELECT max(id) FROM payments_payable)",
    "列入名册却没有发放单": "UPDATE payments_paymentorder SET payable_id = (SELECT min(payable_id)"
    " FROM payments_paymentorder)",
    "退票以后没有再发": "UPDATE payments_paymentorder SET state = 'FAILED', failure = 'CLOSED'"
    " WHERE batch_id = (SELECT max(id) FROM payments_paymentbatch) AND month = '2020-10-01'",
    "批次总额不等于各笔之和": "UPDATE payments_paymentbatch SET total_fen = total_fen + 1",
    "与冻结时不符": "UPDATE payments_paymentorder SET holder_name = '别人' WHERE state = 'PAID'",
}


def test_sound_payrolls_pass_and_are_summed_by_state(world: World) -> None:
    two_months(world)
    with as_owner():
        found = audit_money(at=world.at)
        assert found.findings == ()
        PaymentOrder.objects.filter(state="PENDING").update(state="PAID")  # the clock went on
        out = io.StringIO()
        call_command("jiuzhu_money", "audit", stdout=out)
    first, second = found.batches
    assert (first.decided_fen, first.paid_fen, first.pending_fen, first.returned_fen) == (
        90_000,
        30_000,
        30_000,
        30_000,
    )
    assert (second.decided_fen, second.pending_fen) == (120_000, 120_000)
    assert "900.00 = 600.00 + 0.00 + 300.00" in out.getvalue()
    assert "没有重复，没有漏发" in out.getvalue()


@pytest.mark.parametrize("check", FAULTS)
def test_every_planted_fault_is_found(world: World, check: str) -> None:
    two_months(world)
    with as_owner():
        run(FAULTS[check])
        assert check in {finding.check for finding in audit_money(at=world.at).findings}
        out = io.StringIO()
        with pytest.raises(SystemExit) as stopped, redirect_stdout(out):
            call_command("jiuzhu_money", "audit", stdout=out)
    assert stopped.value.code == 1
    assert f"✗ {check}" in out.getvalue()


def test_silence_of_the_bank_is_found(world: World) -> None:
    two_months(world)
    with as_owner():
        found = audit_money(at=world.at + timedelta(days=70)).findings
    assert {finding.check for finding in found} == {"银行久无回音"}


def test_every_check_has_a_fault_of_its_own() -> None:
    assert set(CHECKS) <= {*FAULTS, "银行久无回音"}
