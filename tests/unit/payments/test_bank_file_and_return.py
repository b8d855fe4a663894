"""The bank's file says what was frozen; its answer is taken once, line by line, nothing guessed."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.cases.models import CaseHold
from jiuzhu.casework.payments.enums import BatchState
from jiuzhu.casework.payments.layouts.write import safe_cell
from jiuzhu.casework.payments.models import (
    BankAlias,
    BankFile,
    BankReturn,
    BankReturnLine,
    PaymentBatch,
    PaymentOrder,
)
from jiuzhu.casework.payments.queries import payroll_page, quarantined_lines
from jiuzhu.casework.payments.services.confirm_payroll import confirm_payroll
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven, freeze_payroll
from jiuzhu.casework.payments.services.make_bank_file import (
    BankFileGiven,
    MadeFile,
    make_bank_file,
)
from jiuzhu.casework.payments.services.renew_account import AccountGiven, renew_account
from jiuzhu.casework.payments.services.rule_on_name import NameRuling, rule_on_name
from jiuzhu.casework.payments.services.take_bank_return import take_bank_return
from jiuzhu.infra.clock import CHINA
from jiuzhu.infra.models import AccessEvent
from jiuzhu.infra.storage import read_bytes
from jiuzhu.kernel.errors import Conflict, Forbidden, NotVisible, Refused
from jiuzhu.kernel.periods import Month
from jiuzhu.registers.households.models import BankAccount, Person
from support.late_stage import in_payment
from support.many_awards import account_number, as_owner, many_awards
from support.world import COUNTY, World

OCTOBER = PayrollGiven(county_code=COUNTY, month=Month(2020, 10))
NUMBER = f"{COUNTY}-dibao-202010"


def confirmed(world: World, payroll: PayrollGiven = OCTOBER) -> PaymentBatch:
    month = payroll.month.previous()
    world.at = max(world.at, datetime(month.year, month.month, 27, 9, tzinfo=CHINA))
    freeze_payroll(given=payroll, actor=world.as_("fafang", COUNTY), at=world.at)
    return confirm_payroll(given=payroll, actor=world.as_("fafang2", COUNTY), at=world.at)


def make(world: World, payroll: PayrollGiven = OCTOBER, **given: object) -> MadeFile:
    return make_bank_file(
        payroll=payroll,
        actor=world.as_("fafang", COUNTY),
        at=world.at,
        given=BankFileGiven(**given),  # type: ignore[arg-type]
    )


def sent(world: World, n: int = 3) -> PaymentBatch:
    many_awards(world, n, first_month=date(2020, 10, 1))
    batch = confirmed(world)
    make(world)
    return batch


def take(world: World, content: bytes, payroll: PayrollGiven = OCTOBER) -> BankReturn:
    return take_bank_return(
        payroll=payroll, content=content, actor=world.as_("caiwu", COUNTY), at=world.at
    )


def a_return(*lines: tuple[int, str, str], number: str = NUMBER, fen: int = 30_000) -> bytes:
    """Return a file as the bank writes it: line, status, reason."""
    rows = [
        f"R,{line},{fen},{status},{reason},S{line:04d},2020-10-09" for line, status, reason in lines
    ]
    return "\r\n".join([f"H,{number},{len(rows)},{len(rows) * fen}", *rows, ""]).encode()


def states(batch: PaymentBatch) -> list[str]:
    return [line.state for line in payroll_page(batch)]


def read(made: MadeFile, encoding: str = "gb18030") -> list[list[str]]:
    text = read_bytes(bytes(made.file.file.digest)).decode(encoding)
    return list(csv.reader(io.StringIO(text, newline="")))


def test_file_says_what_was_frozen(world: World) -> None:
    case = in_payment(world)
    many_awards(world, 2, first_month=date(2020, 10, 1))
    batch = confirmed(world)
    made = make(world, agency_code="370911", project_code="DB01", payer_account="测试户")
    head, *rows = read(made)
    assert head[:9] == [
        "H", NUMBER, "测试户", "370911", "DB01", "202010", "3", str(42_600 + 2 * 30_000), "CNY",
    ]  # fmt: skip
    raw = read_bytes(bytes(made.file.file.digest))
    assert head[10] == hashlib.sha256(raw.split(b"\r\n", 1)[1]).hexdigest()
    mine = next(row for row in rows if row[10] == case.number)
    assert mine[3] == "测试甲"
    assert mine[7] == "6222020200000000006"
    assert mine[8] == "42600"
    assert len(mine[2]) == 18
    assert mine[4] == mine[2]
    assert mine[13] == world.village.code
    assert (made.file.lines, made.file.total_fen) == (3, batch.total_fen)
    assert PaymentBatch.objects.get(pk=batch.pk).state == BatchState.SENT


def test_file_lies_outside_the_database_under_its_digest(world: World) -> None:
    many_awards(world, 1, first_month=date(2020, 10, 1))
    confirmed(world)
    made = make(world)
    name = bytes(made.file.file.digest).hex()
    assert (Path(settings.JIUZHU_FILES_DIR) / name[:2] / name).exists()


def test_making_the_file_leaves_a_trace_with_its_digest(world: World) -> None:
    many_awards(world, 1, first_month=date(2020, 10, 1))
    confirmed(world)
    made = make(world)
    make(world)
    event = AccessEvent.objects.get(kind="EXPORT")
    assert bytes(event.anchor or b"") == bytes(made.file.file.digest)


def test_unconfirmed_payroll_makes_no_file(world: World) -> None:
    many_awards(world, 1, first_month=date(2020, 10, 1))
    world.at = datetime(2020, 9, 27, 9, tzinfo=CHINA)
    freeze_payroll(given=OCTOBER, actor=world.as_("fafang", COUNTY), at=world.at)
    with pytest.raises(Refused) as refusal:
        make(world)
    assert refusal.value.code == "payroll.unconfirmed"
    assert not BankFile.objects.exists()


def test_second_call_finds_the_same_file(world: World) -> None:
    many_awards(world, 1, first_month=date(2020, 10, 1))
    confirmed(world)
    first = make(world)
    world.later(hours=1)
    assert make(world).file.pk == first.file.pk
    assert BankFile.objects.count() == 1


def test_finance_cannot_make_the_file(world: World) -> None:
    many_awards(world, 1, first_month=date(2020, 10, 1))
    confirmed(world)
    with pytest.raises(Forbidden):
        make_bank_file(payroll=OCTOBER, actor=world.as_("caiwu", COUNTY), at=world.at)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("测试", "测试"),
        ("6222", "6222"),
    ],
)
def test_no_cell_is_a_formula(text: str, written: str) -> None:
    assert safe_cell(text) == written


def test_rare_character_is_written_in_gb18030(world: World) -> None:
    in_payment(world, name="测𬭼")
    confirmed(world)
    made = make(world)
    assert made.left_out == ()
    assert read(made)[1][3] == "测𬭼"


def rule(world: World, alias: str, ground: str = "农行柜台回复") -> BankAlias:
    return rule_on_name(
        payroll=OCTOBER,
        given=NameRuling(line=1, layout="abc-1", alias=alias, ground=ground),
        actor=world.as_("fafang", COUNTY),
        at=world.at,
    )


def test_name_the_bank_cannot_write_waits_for_a_ruling(world: World) -> None:
    in_payment(world, name="测𬭼")
    many_awards(world, 1, first_month=date(2020, 10, 1))
    batch = confirmed(world)
    PaymentOrder.objects.filter(batch=batch, line=1, holder_name="测𬭼").get()
    with pytest.raises(Refused) as refusal:
        make(world, layout="abc-1")
    assert refusal.value.code == "bankfile.names"
    assert "𬭼" in refusal.value.message
    assert states(batch) == ["PENDING"] * 2
    for alias, ground, code in (
        ("测𬭼", "农行柜台回复", "alias.unwritable"),
        ("测金", "", "alias.ground"),
    ):
        with pytest.raises(Refused) as refusal:
            rule(world, alias, ground)
        assert refusal.value.code == code
    rule(world, "测金")
    with pytest.raises(NotVisible):
        rule(world, "测银")
    made = make(world, layout="abc-1")
    assert made.left_out == ()
    text = read_bytes(bytes(made.file.file.digest)).decode("gbk")
    assert "|测金|" in text
    assert states(batch) == ["PENDING"] * 2


def test_line_that_was_ruled_out_fails_and_is_named(world: World) -> None:
    rare = in_payment(world, name="测𬭼")
    many_awards(world, 1, first_month=date(2020, 10, 1))
    batch = confirmed(world)
    rule(world, "")
    made = make(world, layout="abc-1")
    (out,) = made.left_out
    assert (out.case_number, out.name, out.character) == (rare.number, "测𬭼", "𬭼")
    assert (made.file.lines, made.file.total_fen) == (1, 30_000)
    assert states(batch) == ["FAILED", "PENDING"]
    assert CaseHold.objects.get(case=rare).kind == HoldKind.ACCOUNT_FAILED
    assert make(world).left_out == made.left_out


def test_file_in_which_nobody_stays_is_refused(world: World) -> None:
    in_payment(world, name="测𬭼")
    batch = confirmed(world)
    rule(world, "")
    with pytest.raises(Refused) as refusal:
        make(world, layout="abc-1")
    assert refusal.value.code == "bankfile.nobody"
    assert states(batch) == ["PENDING"]


def test_return_settles_lines_and_holds_failed_cases(world: World) -> None:
    batch = sent(world)
    taken = take(world, a_return((1, "S", ""), (2, "F", "户名不符"), (3, "P", "")))
    assert (taken.lines, taken.paid, taken.failed) == (3, 1, 1)
    assert states(batch) == ["PAID", "FAILED", "PENDING"]
    failed = PaymentOrder.objects.get(batch=batch, line=2)
    assert failed.failure == "NAME_MISMATCH"
    hold = CaseHold.objects.get()
    assert (hold.case_id, hold.kind) == (failed.case_id, HoldKind.ACCOUNT_FAILED)
    assert "户名不符" in hold.reason
    assert PaymentBatch.objects.get(pk=batch.pk).state == BatchState.SENT
    take(world, a_return((3, "S", "")))
    assert states(batch) == ["PAID", "FAILED", "PAID"]
    assert PaymentBatch.objects.get(pk=batch.pk).state == BatchState.RETURNED
    assert BankReturnLine.objects.filter(bank_serial="S0001", value_on=date(2020, 10, 9)).exists()


def test_same_file_twice_changes_nothing(world: World) -> None:
    batch = sent(world)
    content = a_return((1, "S", ""), (2, "F", "销户"))
    first = take(world, content)
    CaseHold.objects.update(ended_at=world.at)
    world.later(hours=1)
    assert take(world, content).pk == first.pk
    assert BankReturn.objects.count() == 1
    assert BankReturnLine.objects.count() == 2
    assert CaseHold.objects.filter(ended_at__isnull=True).count() == 0
    assert states(batch) == ["PAID", "FAILED", "PENDING"]


def test_line_reported_again_changes_nothing(world: World) -> None:
    batch = sent(world)
    take(world, a_return((1, "S", ""), (2, "F", "销户")))
    again = take(world, a_return((1, "S", ""), (2, "F", "销户"), (1, "S", "")))
    assert (again.paid, again.failed) == (0, 0)
    assert quarantined_lines(batch) == ()
    assert CaseHold.objects.count() == 1


def test_unknown_line_and_other_amount_are_kept_apart(world: World) -> None:
    batch = sent(world)
    taken = take(world, a_return((99, "S", "")))
    assert (taken.paid, taken.failed) == (0, 0)
    take(world, a_return((1, "S", ""), fen=29_999))
    assert [(row.line, row.order_id is None) for row in quarantined_lines(batch)] == [
        (2, True),
        (2, False),
    ]
    assert states(batch) == ["PENDING"] * 3


def test_contradictions_are_kept_apart(world: World) -> None:
    batch = sent(world)
    take(world, a_return((1, "S", ""), (1, "F", "销户"), (2, "S", "")))
    assert states(batch) == ["PENDING", "PAID", "PENDING"]
    take(world, a_return((2, "F", "销户")))
    assert states(batch) == ["PENDING", "PAID", "PENDING"]
    assert len(quarantined_lines(batch)) == 3
    assert not CaseHold.objects.exists()


GOOD = a_return((1, "S", ""), (2, "S", ""))
BAD_FILES = (
    (b"", "table.empty"),
    (b"PK\x03\x04rest", "table.workbook"),
    (b"R,1,30000,S,,S1,2020-10-09\r\n", "return.head"),
    (GOOD.replace(b"H,3709", b"H,3708"), "return.other_batch"),
    (GOOD.replace(b",2,60000", b",3,60000"), "return.totals"),
    (GOOD.replace(b",2,60000", b",2,60001"), "return.totals"),
    (GOOD.rsplit(b"R,2", 1)[0], "return.totals"),
    (GOOD.replace(b"R,2,30000,S", b"R,2,30000,X"), "return.line"),
    (GOOD.replace(b"R,2,30000", b"R,2,-30000"), "return.line"),
    (GOOD.replace(b"R,2,30000", b"R,two,30000"), "return.line"),
    (GOOD.replace(b"2020-10-09", b"2020-13-40"), "return.line"),
    (b"\xff\xff\x81", "table.encoding"),
)


@pytest.mark.parametrize(("content", "code"), BAD_FILES)
def test_file_is_refused_as_a_whole(world: World, content: bytes, code: str) -> None:
    batch = sent(world)
    with pytest.raises(Refused) as refusal:
        take(world, content)
    assert refusal.value.code == code
    assert states(batch) == ["PENDING"] * 3
    assert not BankReturn.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("ends", ["\r\n", "\n"])
def test_encodings_line_ends_and_blanks(world: World, encoding: str, ends: str) -> None:
    batch = sent(world)
    text = a_return((1, "S", ""), (2, "F", "账号不存在")).decode()
    lines = [f"{line}  ,, " for line in text.split("\r\n") if line]
    take(world, (ends.join([*lines, "", "  ", ""])).encode(encoding))
    assert states(batch) == ["PAID", "FAILED", "PENDING"]
    assert PaymentOrder.objects.get(batch=batch, line=2).failure == "NO_ACCOUNT"


def test_unknown_reason_is_other(world: World) -> None:
    batch = sent(world)
    take(world, a_return((1, "F", "系统繁忙")))
    assert PaymentOrder.objects.get(batch=batch, line=1).failure == "OTHER"


def test_no_return_before_the_file_was_sent(world: World) -> None:
    many_awards(world, 1, first_month=date(2020, 10, 1))
    confirmed(world)
    with pytest.raises(Conflict) as refusal:
        take(world, a_return((1, "S", "")))
    assert refusal.value.code == "return.before_sending"


def test_payroll_officer_cannot_take_the_return(world: World) -> None:
    sent(world)
    with pytest.raises(Forbidden):
        take_bank_return(
            payroll=OCTOBER,
            content=a_return((1, "S", "")),
            actor=world.as_("fafang", COUNTY),
            at=world.at,
        )


def failed_case(world: World) -> str:
    case = in_payment(world)
    confirmed(world)
    make(world)
    take(world, a_return((1, "F", "销户"), fen=42_600))
    return case.number


def test_failed_month_is_paid_after_the_account_is_put_right(world: World) -> None:
    number = failed_case(world)
    many_awards(world, 1, first_month=date(2020, 11, 1))
    november = PayrollGiven(county_code=COUNTY, month=Month(2020, 11))
    world.at = datetime(2020, 10, 20, 9, tzinfo=CHINA)
    account = renew_account(
        number=number,
        given=AccountGiven(number=account_number(777), holder_name="测试甲"),
        actor=world.as_("shouli"),
        at=world.at,
    )
    batch = confirmed(world, november)
    mine = [line for line in payroll_page(batch) if line.case_number == number]
    assert [f"{line.month:%Y-%m}" for line in mine] == ["2020-10", "2020-11"]
    order = PaymentOrder.objects.filter(batch=batch, case__number=number).first()
    assert order is not None
    assert str(order.account) == str(account.number) == account_number(777)
    assert BankAccount.objects.filter(effective_to=date(2020, 10, 20)).count() == 1


def test_failed_month_waits_while_the_account_is_not_put_right(world: World) -> None:
    number = failed_case(world)
    many_awards(world, 1, first_month=date(2020, 11, 1))
    batch = confirmed(world, PayrollGiven(county_code=COUNTY, month=Month(2020, 11)))
    assert number not in {line.case_number for line in payroll_page(batch)}
    assert batch.held_count == 1


def test_same_account_may_be_confirmed(world: World) -> None:
    number = failed_case(world)
    before = BankAccount.objects.count()
    renew_account(
        number=number,
        given=AccountGiven(number="6222020200000000006", holder_name="测试甲"),
        actor=world.as_("shouli"),
        at=world.at,
    )
    assert BankAccount.objects.count() == before
    assert CaseHold.objects.get().ended_at == world.at


def test_wrong_number_leaves_account_and_hold(world: World) -> None:
    number = failed_case(world)
    with pytest.raises(Refused) as refusal:
        renew_account(
            number=number,
            given=AccountGiven(number="6222020200000000007", holder_name="测试甲"),
            actor=world.as_("shouli"),
            at=world.at,
        )
    assert refusal.value.code == "account.check_digit"
    assert CaseHold.objects.get().ended_at is None


def test_name_at_the_time_of_the_freeze_is_paid(world: World) -> None:
    case = in_payment(world)
    confirmed(world)
    with as_owner():
        BankAccount.objects.filter(person=case.applicant).update(holder_name="测试改")
        Person.objects.filter(pk=case.applicant_id).update(phone="19900000001")
    assert read(make(world))[1][5] == "测试甲"


def test_month_that_failed_after_the_next_was_frozen_is_caught_up(world: World) -> None:
    case = in_payment(world)
    confirmed(world)
    make(world)
    confirmed(world, PayrollGiven(county_code=COUNTY, month=Month(2020, 11)))
    take(world, a_return((1, "F", "销户"), fen=42_600))
    renew_account(
        number=case.number,
        given=AccountGiven(number=account_number(778), holder_name="测试甲"),
        actor=world.as_("shouli"),
        at=world.later(hours=1),
    )
    batch = confirmed(world, PayrollGiven(county_code=COUNTY, month=Month(2020, 12)))
    assert [f"{line.month:%Y-%m}" for line in payroll_page(batch)] == ["2020-10", "2020-12"]
