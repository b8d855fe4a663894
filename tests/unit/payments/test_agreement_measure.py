"""C1 to C5 as the paper defines them: counted in sets, kept on the fixed day, never rounded up."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from jiuzhu.casework.cases.models import CaseMember
from jiuzhu.casework.payments.agreement import (
    agreements_of,
    difference_row,
    differences_of,
    measure,
)
from jiuzhu.casework.payments.models import (
    AgreementMeasure,
    AgreementSnapshot,
    LedgerImport,
    LedgerLine,
    PaymentBatch,
    PaymentOrder,
)
from jiuzhu.casework.payments.services.explain_difference import explain_difference
from jiuzhu.casework.payments.services.freeze_agreement import batches_to_count, freeze_agreement
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven, freeze_payroll
from jiuzhu.casework.payments.services.import_ledger import import_ledger
from jiuzhu.infra.clock import CHINA
from jiuzhu.kernel.errors import Conflict, NotVisible, Refused
from jiuzhu.kernel.money import format_yuan
from jiuzhu.kernel.periods import Month
from jiuzhu.policy.agreement import AgreementCounts, AgreementRate, pooled, snapshot_day
from jiuzhu.registers.households.models import IdentityDocument
from support.many_awards import as_owner, identity_number, many_awards
from support.world import COUNTY, OTHER_COUNTY, ZHUYANG, World

OCTOBER = PayrollGiven(county_code=COUNTY, month=Month(2020, 10))
TITLES = "身份证号,姓名,所属月,金额,人数,城乡"
Row = tuple[str, str, str, str, str, str]


def frozen(world: World, n: int) -> PaymentBatch:
    many_awards(world, n, first_month=date(2020, 10, 1))
    world.at = max(world.at, datetime(2020, 9, 28, 9, tzinfo=CHINA))
    return freeze_payroll(given=OCTOBER, actor=world.as_("fafang", COUNTY), at=world.at)


def rows_of(batch: PaymentBatch) -> list[Row]:
    orders = PaymentOrder.objects.filter(batch=batch).select_related("payee").order_by("line")
    numbers = dict(
        IdentityDocument.objects.filter(person__in=orders.values("payee")).values_list(
            "person_id", "number"
        )
    )
    return [
        (
            str(numbers[order.payee_id]),
            order.payee.name,
            f"{order.month:%Y-%m}",
            format_yuan(order.amount_fen),
            str(order.persons),
            "城市" if order.category == "URBAN" else "农村",
        )
        for order in orders
    ]


def take(world: World, rows: list[Row], titles: str = TITLES) -> LedgerImport:
    content = "\n".join([titles, *(",".join(row) for row in rows)]).encode()
    return import_ledger(
        payroll=OCTOBER, content=content, actor=world.as_("caiwu", COUNTY), at=world.at
    )


def counted(batch: PaymentBatch) -> AgreementCounts:
    return pooled(unit.counts for unit in measure([batch.pk]))


def golden(world: World) -> tuple[PaymentBatch, list[Row], list[Row]]:
    """Return the set of domain.md §6.4: 200 keys, 3 + 3 missing, 2 amounts, 1 person, 1 shift."""
    batch = frozen(world, 200)
    rows = rows_of(batch)
    ledger = rows[3:]
    ledger[0] = (*ledger[0][:3], "299.00", *ledger[0][4:])
    ledger[1] = (*ledger[1][:3], "301.00", *ledger[1][4:])
    ledger[2] = (*ledger[2][:4], "2", ledger[2][5])
    ledger[3] = (*ledger[3][:2], "2020-09", *ledger[3][3:])
    ledger += [
        (identity_number(90_000 + i), "外人", "2020-10", "300.00", "1", "农村") for i in range(3)
    ]
    return batch, rows, ledger


def test_golden_set_fails_is_explained_is_reversed_and_passes(world: World) -> None:
    batch, rows, ledger = golden(world)
    take(world, ledger)
    first = counted(batch)
    assert (first.equal, first.union) == (193, 204)
    assert first.lines.passes is False
    assert round(first.equal / first.union, 3) == 0.946
    assert first.unexplained == 11
    # C2: 3 + 3 + 1 + 1 keys of 300 yuan stand alone, two amounts are one yuan off.
    assert first.gap_fen == 8 * 30_000 + 2 * 100
    assert first.most_fen == 203 * 30_000 + 30_100
    assert first.amount_alarms
    # C3: the ledger has one person more of 199 payees, and three strangers; three are missing.
    assert (first.payroll_persons, first.ledger_persons) == (200, 201)
    assert (first.payroll_households, first.ledger_households) == (200, 200)
    assert (first.stock_both, first.stock_union) == (197, 203)
    actor = world.as_("caiwu", COUNTY)
    for line in list(differences_of(batch.pk)):
        explain_difference(line=line.pk, cause="财务次月更正", actor=actor, at=world.at)
    explained = counted(batch)
    assert explained.unexplained == 0
    assert explained.lines == first.lines, "explained is not equal"
    ledger[3] = rows[6]
    take(world, ledger)
    reversed_ = counted(batch)
    assert (reversed_.equal, reversed_.union) == (194, 203)
    assert round(reversed_.equal / reversed_.union, 3) == 0.956
    assert reversed_.lines.passes is True
    assert reversed_.unexplained == 9, "a new ledger wants its own explanations"


def test_every_kind_is_told_with_owner_and_day(world: World) -> None:
    batch = frozen(world, 8)
    rows = rows_of(batch)
    PaymentOrder.objects.filter(batch=batch, line=5).update(state="FAILED", failure="CLOSED")
    ledger = [
        rows[0],
        rows[1],
        rows[1],  # booked twice
        (identity_number(90_001), *rows[2][1:]),  # a digit wrong, same name and amount
        (rows[3][0], rows[3][1], "2020-09", *rows[3][3:]),  # month shift
        rows[4],  # came back and is booked all the same
        (*rows[5][:3], "1.00", *rows[5][4:]),
        (*rows[6][:5], "城市" if rows[6][5] == "农村" else "农村"),
    ]
    take(world, ledger)
    found = sorted(
        (kind, owner, code or "", on)
        for kind, owner, code, on in differences_of(batch.pk).values_list(
            "difference", "owner", "organ__code", "due_on"
        )
    )
    day = date(2020, 11, 15)
    assert found == [
        ("AMOUNT", "PAYROLL", ZHUYANG, day),
        ("CATEGORY", "TOWNSHIP", ZHUYANG, day),
        ("DUPLICATE", "FINANCE", ZHUYANG, day),
        ("IDENTITY", "TOWNSHIP", "", day),
        ("IDENTITY", "TOWNSHIP", ZHUYANG, day),
        ("MISSING_IN_LEDGER", "FINANCE", ZHUYANG, day),
        ("MONTH_SHIFT", "FINANCE", ZHUYANG, day),
        ("MONTH_SHIFT", "FINANCE", ZHUYANG, day),
        ("RETURNED", "FINANCE", ZHUYANG, day),
    ]
    units = {unit.organ_id: unit.counts for unit in measure([batch.pk])}
    assert set(units) == {world.organ(ZHUYANG).pk, None}
    assert sum(one.union for one in units.values()) == 10
    stranger = difference_row(differences_of(batch.pk, organ_id=0).get())
    assert (stranger.payee, stranger.case_number) == (rows[2][1], "")


def test_another_member_of_the_household_as_payee_is_named(world: World) -> None:
    cases = many_awards(world, 3, first_month=date(2020, 10, 1))
    world.at = datetime(2020, 9, 28, 9, tzinfo=CHINA)
    batch = freeze_payroll(given=OCTOBER, actor=world.as_("fafang", COUNTY), at=world.at)
    with as_owner():
        other = many_awards(world, 1, first_month=date(2021, 1, 1))[0].applicant
        CaseMember.objects.filter(person=other).update(is_live=False)
        CaseMember.objects.create(case=cases[0], person=other, part="MEMBER", relation="SPOUSE")
    world.as_("fafang", COUNTY)
    rows = rows_of(batch)
    number = str(IdentityDocument.objects.get(person=other).number)
    rows[0] = (number, other.name, *rows[0][2:])
    take(world, rows)
    kinds = sorted(differences_of(batch.pk).values_list("difference", flat=True))
    assert kinds == ["PAYEE_CHANGED", "PAYEE_CHANGED"]


def test_figure_of_the_fixed_day_stands(world: World) -> None:
    batch = frozen(world, 3)
    rows = rows_of(batch)
    take(world, rows[:2])
    assert snapshot_day(Month(2020, 10)) == date(2020, 11, 15)
    assert batches_to_count(at=datetime(2020, 11, 15, 23, tzinfo=CHINA)) == ()
    world.at = datetime(2020, 11, 16, 1, tzinfo=CHINA)
    assert batches_to_count(at=world.at) == (batch.pk,)
    kept = freeze_agreement(batch_id=batch.pk, at=world.at)
    assert freeze_agreement(batch_id=batch.pk, at=world.later(hours=1)).pk == kept.pk
    take(world, rows)
    (now,) = agreements_of(month=Month(2020, 10), actor=world.as_("caiwu", COUNTY))
    assert now.frozen_at == kept.frozen_at
    assert [(unit.counts.equal, unit.counts.union) for unit in now.units] == [(2, 3)]
    assert counted(batch).equal == 3
    assert differences_of(batch.pk).count() == 1, "the differences of the figure, not of today"
    with as_owner(), pytest.raises(DatabaseError), transaction.atomic():
        AgreementMeasure.objects.update(equal=3)
    assert batches_to_count(at=world.at) == ()


def test_no_ledger_until_the_day_is_nought_and_nothing_to_compare_is_no_rate(world: World) -> None:
    batch = frozen(world, 2)
    (before,) = agreements_of(month=Month(2020, 10), actor=world.as_("caiwu", COUNTY))
    assert (before.units, before.has_ledger) == ((), False)
    freeze_agreement(batch_id=batch.pk, at=datetime(2020, 11, 16, 1, tzinfo=CHINA))
    (after,) = agreements_of(month=Month(2020, 10), actor=world.as_("caiwu", COUNTY))
    (unit,) = after.units
    assert unit.counts.lines.text == "0.0%"
    assert unit.counts.stock_text == "0.0%"
    nothing = AgreementCounts()
    assert nothing.lines.text == nothing.amount_text == nothing.heads_text == "无可比数据"
    assert nothing.stock_text == nothing.unexplained_text == nothing.households_text
    assert nothing.lines.span is None
    assert nothing.one_off_text == "无可比数据"
    assert not nothing.amount_alarms


def test_persons_are_unknown_where_the_ledger_does_not_count_them(world: World) -> None:
    batch = frozen(world, 2)
    take(world, [(row[0], row[3]) for row in rows_of(batch)], "身份证号,金额")  # type: ignore[misc]
    found = counted(batch)
    assert found.ledger_persons is None
    assert found.heads_text == "无可比数据"
    assert pooled([found, AgreementCounts()]).ledger_persons is None
    assert found.amount_text == "100.00%"


def test_few_lines_have_wide_bounds() -> None:
    low, high = AgreementRate(equal=9, union=10).span or (0, 0)
    assert (low, high) == (595, 982)
    low, high = AgreementRate(equal=9500, union=10_000).span or (0, 0)
    assert 945 <= low < 950 < high <= 955


def test_explaining_is_for_one_own_open_difference_with_a_cause(world: World) -> None:
    batch = frozen(world, 2)
    take(world, rows_of(batch)[:1])
    (line,) = differences_of(batch.pk)
    actor = world.as_("caiwu", COUNTY)
    with pytest.raises(Refused) as refusal:
        explain_difference(line=line.pk, cause="  ", actor=actor, at=world.at)
    assert refusal.value.code == "ledger.cause"
    equal = LedgerLine.objects.exclude(pk=line.pk).get()
    with pytest.raises(NotVisible):
        explain_difference(line=equal.pk, cause="没有差异", actor=actor, at=world.at)
    other = world.as_("caiwu", OTHER_COUNTY)
    with pytest.raises(NotVisible):
        explain_difference(line=line.pk, cause="别的县", actor=other, at=world.at)
    actor = world.as_("fafang", COUNTY)
    explain_difference(line=line.pk, cause="财务漏记，次月补", actor=actor, at=world.at)
    with pytest.raises(Conflict):
        explain_difference(line=line.pk, cause="财务漏记，次月补", actor=actor, at=world.at)


def test_snapshot_needs_no_ledger_row_of_another_county(world: World) -> None:
    frozen(world, 1)
    assert agreements_of(month=Month(2020, 10), actor=world.as_("caiwu", OTHER_COUNTY)) == ()
    assert not AgreementSnapshot.objects.exists()
