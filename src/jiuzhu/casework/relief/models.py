"""Emergencies that were relieved first, every report of them, and the reserve fund."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.relief.enums import LateCause, ReliefForm, ReportSource, ReserveKind
from jiuzhu.infra.fields import PlainTextField, enum_check, pair_check
from jiuzhu.registers.organs.models import Officer, Organ


class UrgentRelief(models.Model):
    """One emergency of one person or family: learned of, relieved, completed on paper afterwards.

    Its case carries the state and the trace; here stands what the case does not know. `event` tells
    one emergency of a township from another one; one person is relieved once for it.
    """

    case = models.OneToOneField(
        Case, models.PROTECT, related_name="urgent_relief", verbose_name="案件"
    )
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name="经办机关")
    event = models.CharField("急难事件", max_length=40)
    cause = models.CharField("事由", max_length=24)
    happened = PlainTextField("发生了什么", max_length=200)
    seen_as = PlainTextField("没有姓名的，怎么认出来", max_length=120, blank=True)
    person_key = models.CharField("同一人的判断", max_length=80)
    is_unknown = models.BooleanField("身份待查", default=False)
    unknown_reason = PlainTextField("身份无法查明的原因", max_length=120, blank=True)
    learned_at = models.DateTimeField("得知时刻")
    due_at = models.DateTimeField("应救助时刻")
    answered_at = models.DateTimeField("接手时刻", null=True)
    answered_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="接手人"
    )
    form = models.CharField("救助形式", max_length=8, choices=ReliefForm, blank=True)
    amount_fen = models.BigIntegerField("救助金额（分）", null=True)
    tier = models.CharField("困难程度", max_length=12, blank=True)
    given_to = PlainTextField("交给谁（医院、物品）", max_length=120, blank=True)
    relieved_at = models.DateTimeField("救助时刻", null=True)
    given_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="救助人"
    )
    witness = PlainTextField("在场的第二人", max_length=40, blank=True)
    late_cause = models.CharField("超过时限的原因", max_length=13, choices=LateCause, blank=True)
    county_word = PlainTextField("县级同意的情况", max_length=120, blank=True)
    facts = PlainTextField("核实情况", max_length=400, blank=True)
    facts_at = models.DateTimeField("核实时刻", null=True)
    facts_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="核实人"
    )
    denied_for = PlainTextField("情况不实的事实", max_length=400, blank=True)
    recover_fen = models.BigIntegerField("应追缴金额（分）", null=True)
    warned_on = models.DateField("补办将到期的提醒日", null=True)
    breached_on = models.DateField("补办超期的登记日", null=True)

    class Meta:
        verbose_name = "急难救助"
        constraints = [
            models.CheckConstraint(
                condition=Q(relieved_at__isnull=True, form="", amount_fen__isnull=True)
                | Q(relieved_at__isnull=False, form__in=ReliefForm.values, amount_fen__gt=0),
                name="relief_given_whole",
            ),
            pair_check("relieved_at", "given_by", "relief_given_pair"),
            pair_check("answered_at", "answered_by", "relief_answered_pair"),
            pair_check("facts_at", "facts_by", "relief_facts_pair"),
            models.CheckConstraint(
                condition=Q(relieved_at__isnull=True) | Q(relieved_at__gte=F("learned_at")),
                name="relief_after_learning",
            ),
            models.CheckConstraint(
                condition=Q(relieved_at__isnull=True)
                | Q(relieved_at__lte=F("due_at"))
                | ~Q(late_cause=""),
                name="relief_late_with_cause",
            ),
            models.CheckConstraint(
                condition=Q(recover_fen__isnull=True)
                | Q(recover_fen__gt=0) & Q(recover_fen__lte=F("amount_fen")) & ~Q(denied_for=""),
                name="relief_recovered_on_facts",
            ),
            models.UniqueConstraint(
                fields=["organ", "event", "person_key"],
                condition=Q(county_word=""),
                name="relief_once_for_an_event",
            ),
        ]
        indexes = [models.Index(fields=["organ", "learned_at"], name="relief_recent")]


class ReliefReport(models.Model):
    """One report of an emergency as one device sent it; a second one of the same joins the first.

    `claimed_at` is what the device or the person said, `received_at` what the server saw.
    """

    relief = models.ForeignKey(
        UrgentRelief, models.PROTECT, related_name="reports", verbose_name="急难救助"
    )
    source = models.CharField("途径", max_length=5, choices=ReportSource)
    claimed_at = models.DateTimeField("报告所说的得知时刻")
    received_at = models.DateTimeField("收到时刻")
    reported_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="报告人"
    )
    happened = PlainTextField("报告内容", max_length=200)
    claimed_amount_fen = models.BigIntegerField("报告所说的金额（分）", null=True)

    class Meta:
        verbose_name = "急难报告"
        constraints = [enum_check("source", ReportSource, "relief_report_source_known")]
        indexes = [models.Index(fields=["relief", "received_at"], name="relief_report_of")]


class ReserveFund(models.Model):
    """The cash that a township keeps for emergencies; it is never below zero."""

    organ = models.OneToOneField(Organ, models.PROTECT, related_name="+", verbose_name="机关")
    balance_fen = models.BigIntegerField("余额（分）", default=0)
    entry_count = models.PositiveIntegerField("笔数", default=0)

    class Meta:
        verbose_name = "备用金"
        constraints = [
            models.CheckConstraint(condition=Q(balance_fen__gte=0), name="reserve_not_below_zero")
        ]


class ReserveEntry(models.Model):
    """One line of the cash book: it stays as written, only the second person signs it later."""

    fund = models.ForeignKey(
        ReserveFund, models.PROTECT, related_name="entries", verbose_name="备用金"
    )
    serial = models.PositiveIntegerField("笔号")
    kind = models.CharField("类别", max_length=4, choices=ReserveKind)
    amount_fen = models.BigIntegerField("金额（分，支出为负）")
    balance_fen = models.BigIntegerField("结余（分）")
    relief = models.ForeignKey(
        UrgentRelief, models.PROTECT, null=True, related_name="entries", verbose_name="急难救助"
    )
    note = PlainTextField("摘要", max_length=120)
    made_at = models.DateTimeField("登记时刻")
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="登记人")
    signed_at = models.DateTimeField("第二人签字时刻", null=True)
    signed_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="第二签字人"
    )

    class Meta:
        verbose_name = "备用金台账"
        constraints = [
            enum_check("kind", ReserveKind, "reserve_kind_known"),
            models.UniqueConstraint(fields=["fund", "serial"], name="reserve_serial_once"),
            models.CheckConstraint(condition=Q(balance_fen__gte=0), name="reserve_entry_covered"),
            models.CheckConstraint(
                condition=Q(kind="PAID", amount_fen__lt=0)
                | Q(kind__in=["FILL", "BACK"], amount_fen__gt=0),
                name="reserve_sign_of_amount",
            ),
            pair_check("signed_at", "signed_by", "reserve_signed_pair"),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("made_by")),
                name="reserve_two_persons",
            ),
        ]
