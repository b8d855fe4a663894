"""The finance ledger, its agreement with the payroll, and the measure frozen at T+15 (S31)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiuzhu.casework.payments.enums import Difference, DifferenceOwner
from jiuzhu.casework.payments.models.payroll import PaymentBatch, PaymentOrder
from jiuzhu.infra.fields import PlainTextField, enum_check
from jiuzhu.registers.organs.models import Officer, Organ


class LedgerImport(models.Model):
    """A finance ledger of one month with its agreement rate C1 (S31)."""

    batch = models.ForeignKey(PaymentBatch, models.PROTECT, verbose_name="批次")
    digest = models.BinaryField("摘要", unique=True)
    lines = models.PositiveIntegerField("台账行数")
    equal = models.PositiveIntegerField("一致")
    union = models.PositiveIntegerField("并集")
    compared = models.CharField("比对字段", max_length=80)
    taken_at = models.DateTimeField("导入时刻")
    taken_by = models.ForeignKey(Officer, models.PROTECT, verbose_name="导入人")

    class Meta:
        verbose_name = "财务台账"
        constraints = [
            models.CheckConstraint(
                condition=Q(equal__lte=models.F("union")), name="ledger_equal_within_union"
            )
        ]


class LedgerLine(models.Model):
    """One key of payroll and ledger with the kind of difference; whoever owns it, until when."""

    ledger = models.ForeignKey(
        LedgerImport, models.PROTECT, related_name="rows", verbose_name="台账"
    )
    order = models.ForeignKey(PaymentOrder, models.PROTECT, null=True, verbose_name="发放单")
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, verbose_name="乡镇（街道）")
    payee_index = models.BinaryField("证件盲索引")
    item = models.CharField("项目", max_length=20)
    month = models.DateField("所属月")
    payroll_fen = models.BigIntegerField("平台金额", null=True)
    ledger_fen = models.BigIntegerField("台账金额", null=True)
    payroll_persons = models.PositiveSmallIntegerField("平台人数", null=True)
    ledger_persons = models.PositiveSmallIntegerField("台账人数", null=True)
    ledger_name = PlainTextField("台账姓名", max_length=60, blank=True)
    difference = models.CharField("差异", max_length=20, choices=Difference)
    is_one_off = models.BooleanField("一次性项目", default=False)
    owner = models.CharField("责任方", max_length=8, choices=DifferenceOwner, blank=True)
    due_on = models.DateField("应查清日期", null=True)

    class Meta:
        verbose_name = "台账比对行"
        constraints = [
            enum_check("difference", Difference, "ledger_difference_known"),
            models.CheckConstraint(
                condition=Q(difference="EQUAL") | Q(owner__in=DifferenceOwner.values),
                name="ledger_difference_owned",
            ),
            models.CheckConstraint(
                condition=Q(payroll_fen__isnull=False) | Q(ledger_fen__isnull=False),
                name="ledger_line_of_a_side",
            ),
        ]
        indexes = [
            models.Index(
                fields=["ledger", "organ"],
                condition=~Q(difference="EQUAL"),
                name="ledger_differences",
            )
        ]


class LedgerExplanation(models.Model):
    """Why a difference stands: explained is not equal, the rate does not move by it."""

    line = models.OneToOneField(
        LedgerLine, models.PROTECT, related_name="explanation", verbose_name="比对行"
    )
    cause = PlainTextField("原因", max_length=200)
    explained_at = models.DateTimeField("说明时刻")
    explained_by = models.ForeignKey(Officer, models.PROTECT, verbose_name="说明人")

    class Meta:
        verbose_name = "差异说明"


class AgreementSnapshot(models.Model):
    """The measure of one batch: after every import, and for good on the fixed day.

    Never written again. It holds counts of a unit and names nobody, so that the city reads it.
    Without a ledger until the day nothing of the payroll is found on the other side.
    """

    batch = models.ForeignKey(
        PaymentBatch, models.PROTECT, related_name="snapshots", verbose_name="批次"
    )
    ledger = models.ForeignKey(LedgerImport, models.PROTECT, null=True, verbose_name="台账")
    county = models.ForeignKey(Organ, models.PROTECT, verbose_name="县级机关")
    scheme = models.CharField("事项", max_length=12)
    month = models.DateField("月份（首日）")
    compared = models.CharField("比对字段", max_length=80, blank=True)
    is_final = models.BooleanField("已定数")
    due_on = models.DateField("应统计日期")
    frozen_at = models.DateTimeField("统计时刻")

    class Meta:
        verbose_name = "一致率快照"
        constraints = [
            models.UniqueConstraint(
                fields=["batch"], condition=Q(is_final=True), name="snapshot_final_once"
            ),
            models.CheckConstraint(
                condition=Q(is_final=True) | Q(ledger__isnull=False),
                name="snapshot_before_the_day_has_ledger",
            ),
        ]
        indexes = [models.Index(fields=["month", "batch"], name="snapshot_of_month")]


class AgreementMeasure(models.Model):
    """What was counted for one township in a snapshot; without a township: nobody's lines."""

    snapshot = models.ForeignKey(
        AgreementSnapshot, models.PROTECT, related_name="measures", verbose_name="快照"
    )
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, verbose_name="乡镇（街道）")
    equal = models.PositiveIntegerField("一致")
    union = models.PositiveIntegerField("并集")
    gap_fen = models.BigIntegerField("金额差（分）")
    most_fen = models.BigIntegerField("较大金额合计（分）")
    payroll_persons = models.PositiveIntegerField("平台人数")
    ledger_persons = models.PositiveIntegerField("台账人数", null=True)
    payroll_households = models.PositiveIntegerField("平台户数")
    ledger_households = models.PositiveIntegerField("台账户数")
    stock_both = models.PositiveIntegerField("两边都有")
    stock_union = models.PositiveIntegerField("在册并集")
    unexplained = models.PositiveIntegerField("未说明")
    one_off_equal = models.PositiveIntegerField("一次性项目一致")
    one_off_union = models.PositiveIntegerField("一次性项目并集")

    class Meta:
        verbose_name = "一致率统计"
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "organ"], nulls_distinct=False, name="measure_once"
            ),
            models.CheckConstraint(
                condition=Q(equal__lte=models.F("union"))
                & Q(unexplained__lte=models.F("union") - models.F("equal"))
                & Q(stock_both__lte=models.F("stock_union"))
                & Q(gap_fen__lte=models.F("most_fen")),
                name="measure_within_its_whole",
            ),
        ]
