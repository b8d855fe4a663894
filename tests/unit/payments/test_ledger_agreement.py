"""C1 by union: every difference has its kind, and only what the ledger carries is compared."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, datetime
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiuzhu.casework.payments.models import LedgerImport, LedgerLine, PaymentBatch, PaymentOrder
from jiuzhu.casework.payments.queries import agreement, ledger_differences
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven, freeze_payroll
from jiuzhu.casework.payments.services.import_ledger import import_ledger
from jiuzhu.infra.clock import CHINA
from jiuzhu.kernel.errors import Conflict, Forbidden, InvalidInput, Refused
from jiuzhu.kernel.money import format_yuan
from jiuzhu.kernel.periods import Month
from jiuzhu.registers.households.models import IdentityDocument
from support.many_awards import identity_number, many_awards
from support.world import COUNTY, World

OCTOBER = PayrollGiven(county_code=COUNTY, month=Month(2020, 10))
TITLES = "身份证号,姓名,所属月,金额,人数,城乡"
Row = tuple[str, str, str, str, str]  # identity, month, yuan, persons, category
_note = count(1)


def frozen(world: World, n: int) -> PaymentBatch:
    many_awards(world, n, first_month=date(2020, 10, 1))
    world.at = max(world.at, datetime(2020, 9, 28, 9, tzinfo=CHINA))
    return freeze_payroll(given=OCTOBER, actor=world.as_("fafang", COUNTY), at=world.at)


def paid_rows(batch: PaymentBatch) -> list[Row]:
    """Return the ledger that agrees with a payroll in everything."""
    orders = PaymentOrder.objects.filter(batch=batch).order_by("line")
    numbers = dict(
        IdentityDocument.objects.filter(person__in=orders.values("payee")).values_list(
            "person_id", "number"
        )
    )
    return [
        (
            str(numbers[order.payee_id]),
            f"{order.month:%Y-%m}",
            format_yuan(order.amount_fen),
            str(order.persons),
            "城市" if order.category == "URBAN" else "农村",
        )
        for order in orders
    ]


def written(rows: Iterable[Row], titles: str = TITLES) -> bytes:
    body = [
        f"{number},测试,{month},{yuan},{persons},{kind}"
        for number, month, yuan, persons, kind in rows
    ]
    return "\r\n".join([titles, *body]).encode()


def take(world: World, content: bytes, payroll: PayrollGiven = OCTOBER) -> LedgerImport:
    return import_ledger(
        payroll=payroll, content=content, actor=world.as_("caiwu", COUNTY), at=world.at
    )


def test_golden_set_of_two_hundred(world: World) -> None:
    batch = frozen(world, 200)
    rows = paid_rows(batch)
    ledger = rows[3:]  # 3 missing in the ledger
    ledger[0] = (*ledger[0][:2], "299.00", *ledger[0][3:])  # 2 wrong amounts
    ledger[1] = (*ledger[1][:2], "301.00", *ledger[1][3:])
    ledger[2] = (*ledger[2][:3], "2", ledger[2][4])  # 1 wrong number of persons
    ledger[3] = (ledger[3][0], "2020-09", *ledger[3][2:])  # 1 month shift
    extra = [(identity_number(90_000 + i), "2020-10", "300.00", "1", "农村") for i in range(3)]
    taken = take(world, written([*ledger, *extra]))
    assert (taken.equal, taken.union) == (193, 204)
    shown = agreement(batch)
    assert shown is not None
    assert (shown.rate.text, shown.rate.passes) == ("94.6%", False)
    assert shown.differences == {
        "MISSING_IN_LEDGER": 3,
        "MISSING_ON_PLATFORM": 3,
        "MONTH_SHIFT": 2,
        "AMOUNT": 2,
        "PERSONS": 1,
    }
    assert len(ledger_differences(taken)) == 11
    ledger[3] = rows[6]  # finance reverses the month shift
    again = take(world, written([*ledger, *extra]))
    assert (again.equal, again.union) == (194, 203)
    shown = agreement(batch)
    assert shown is not None
    assert (shown.rate.text, shown.rate.passes) == ("95.5%", True)


def test_only_fields_of_the_ledger_are_compared_and_printed(world: World) -> None:
    batch = frozen(world, 4)
    rows = paid_rows(batch)
    wrong = [(number, month, yuan, "9", "城市") for number, month, yuan, _, _ in rows]
    narrow = "\n".join(
        ["身份证号,金额", *(f"{number},{yuan}" for number, _, yuan, _, _ in wrong)]
    ).encode()
    taken = take(world, narrow)
    assert (taken.equal, taken.union, taken.compared) == (4, 4, "金额")
    taken = take(world, written(wrong))
    assert taken.compared == "金额、人数、城乡、所属月"
    assert taken.equal == 0


def test_category_is_told_apart(world: World) -> None:
    batch = frozen(world, 6)
    rows = paid_rows(batch)
    other = {"城市": "农村", "农村": "城市"}
    rows[0] = (*rows[0][:4], other[rows[0][4]])
    take(world, written(rows))
    shown = agreement(batch)
    assert shown is not None
    assert shown.differences == {"CATEGORY": 1}


def test_lines_that_came_back_do_not_count(world: World) -> None:
    batch = frozen(world, 3)
    rows = paid_rows(batch)
    PaymentOrder.objects.filter(batch=batch, line=1).update(state="FAILED", failure="CLOSED")
    taken = take(world, written(rows[1:]))
    assert (taken.equal, taken.union) == (2, 2)


def test_amounts_of_a_key_are_summed(world: World) -> None:
    batch = frozen(world, 1)
    ((number, month, _, persons, kind),) = paid_rows(batch)
    halves = [(number, month, yuan, persons, kind) for yuan in ("100.00", "200.00")]
    taken = take(world, written(halves))
    assert (taken.lines, taken.equal, taken.union) == (2, 1, 1)


def test_same_ledger_is_taken_once(world: World) -> None:
    batch = frozen(world, 2)
    content = written(paid_rows(batch))
    assert take(world, content).pk == take(world, content).pk
    assert LedgerLine.objects.count() == 2


def test_ledger_of_another_month_is_refused(world: World) -> None:
    batch = frozen(world, 2)
    content = written(paid_rows(batch))
    take(world, content)
    world.at = datetime(2020, 10, 28, 9, tzinfo=CHINA)
    november = PayrollGiven(county_code=COUNTY, month=Month(2020, 11))
    freeze_payroll(given=november, actor=world.as_("fafang", COUNTY), at=world.at)
    with pytest.raises(Conflict) as refusal:
        take(world, content, november)
    assert refusal.value.code == "ledger.other_batch"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (("1.2E+17", "2020-10", "300.00", "1", "农村"), "ledger.spoiled"),
        (("370911195501010016", "2020-10", "-300", "1", "农村"), "money.negative"),
        (("370911195501010016", "2020-10", "300.001", "1", "农村"), "money.decimals"),
        (("370911195501010016", "十月", "300.00", "1", "农村"), "ledger.month"),
        (("370911195501010016", "2020-13", "300.00", "1", "农村"), "month.format"),
        (("370911195501010016", "2020-10", "300.00", "一", "农村"), "ledger.persons"),
        (("370911195501010016", "2020-10", "300.00", "1", "山区"), "ledger.category"),
    ],
)
def test_unreadable_row_is_named_and_nothing_is_kept(world: World, changed: Row, code: str) -> None:
    batch = frozen(world, 2)
    with pytest.raises(InvalidInput) as refusal:
        take(world, written([*paid_rows(batch), changed]))
    (error,) = refusal.value.errors
    assert (error.field, error.code) == ("file", code)
    assert error.message.startswith("第4行：")
    assert not LedgerImport.objects.exists()


def test_missing_column_is_named(world: World) -> None:
    frozen(world, 1)
    with pytest.raises(Refused) as refusal:
        take(world, "姓名,金额\n测试,1".encode())
    assert refusal.value.code == "ledger.columns"
    assert "身份证号" in refusal.value.message


def test_spreadsheet_marks_and_old_numbers_are_read(world: World) -> None:
    batch = frozen(world, 2)
    first, second = paid_rows(batch)
    odd = [
        (f'"=""{first[0]}"""', "2020年10月", '"300.00"', "1", first[4]),
        (f"'{second[0].lower()}", "202010", "300", "1", second[4]),
    ]
    taken = take(world, written(odd))
    assert (taken.equal, taken.union) == (2, 2)


def test_payroll_officer_cannot_import_the_ledger(world: World) -> None:
    batch = frozen(world, 1)
    with pytest.raises(Forbidden):
        import_ledger(
            payroll=OCTOBER,
            content=written(paid_rows(batch)),
            actor=world.as_("fafang", COUNTY),
            at=world.at,
        )


KINDS = ("equal", "missing", "amount", "persons", "category", "month")


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    fates=st.lists(st.sampled_from(KINDS), min_size=8, max_size=8),
    extra=st.integers(0, 4),
    seed=st.integers(0, 2**16),
)
def test_c1_is_equal_over_union(world: World, fates: list[str], extra: int, seed: int) -> None:
    batch = PaymentBatch.objects.first() or frozen(world, 8)
    changes = {
        "equal": lambda row: [row],
        "missing": lambda _: [],
        "amount": lambda row: [(*row[:2], "1.00", *row[3:])],
        "persons": lambda row: [(*row[:3], "7", row[4])],
        "category": lambda row: [(*row[:4], "农村" if row[4] == "城市" else "城市")],
        "month": lambda row: [(row[0], "2020-08", *row[2:])],
    }
    ledger = [
        changed
        for row, fate in zip(paid_rows(batch), fates, strict=True)
        for changed in changes[fate](row)
    ]
    ledger += [
        (identity_number(80_000 + i), "2020-10", "300.00", "1", "农村") for i in range(extra)
    ]
    random.Random(seed).shuffle(ledger)
    content = written(ledger) + b"\r\n" * next(_note)
    taken = take(world, content)
    assert taken.equal == fates.count("equal")
    assert taken.union == 8 + extra + fates.count("month")
    found = LedgerLine.objects.filter(ledger=taken)
    assert found.filter(difference="MISSING_IN_LEDGER").count() == fates.count("missing")
    assert found.filter(difference="MISSING_ON_PLATFORM").count() == extra
    assert found.filter(difference="MONTH_SHIFT").count() == 2 * fates.count("month")
    for kind in ("amount", "persons", "category"):
        assert found.filter(difference=kind.upper()).count() == fates.count(kind)
