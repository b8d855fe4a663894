"""The monthly payroll and its lines."""

from __future__ import annotations

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q

from jiuzhu.casework.cases.enums import Category
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.decisions.models import Award, Decision
from jiuzhu.casework.payments.enums import (
    BatchState,
    FailureReason,
    Item,
    OrderState,
    Purpose,
)
from jiuzhu.infra.fields import EncryptedTextField, PlainTextField, enum_check, pair_check
from jiuzhu.registers.households.models import Person
from jiuzhu.registers.organs.models import Officer, Organ


class PaymentBatch(models.Model):
    """The frozen payroll of one county unit, scheme and month; never edited afterwards."""

    county = models.ForeignKey(Organ, models.PROTECT, verbose_name="县级机关")
    scheme = models.CharField("事项", max_length=12)
    month = models.DateField("月份（首日）")
    state = models.CharField("状态", max_length=8, choices=BatchState)
    orders_count = models.PositiveIntegerField("笔数")
    persons_count = models.PositiveIntegerField("人数")
    total_fen = models.BigIntegerField("总额（分）")
    held_count = models.PositiveIntegerField("因暂停标记未列入")
    previous = models.BinaryField("上一批次摘要", null=True)
    body = models.TextField("存证正文")
    digest = models.BinaryField("摘要")
    frozen_at = models.DateTimeField("冻结时刻")
    frozen_by = models.ForeignKey(Officer, models.PROTECT, verbose_name="冻结人")
    confirmed_at = models.DateTimeField("复核时刻", null=True)
    confirmed_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="复核人"
    )

    class Meta:
        verbose_name = "发放批次"
        constraints = [
            enum_check("state", BatchState, "batch_state_known"),
            models.UniqueConstraint(fields=["county", "scheme", "month"], name="batch_once"),
            pair_check("confirmed_at", "confirmed_by", "batch_confirmed_pair"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("frozen_by")),
                name="batch_confirmed_by_second",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="batch_month_first_day"),
            models.CheckConstraint(
                condition=Q(state="FROZEN") | Q(confirmed_at__isnull=False),
                name="batch_sent_after_confirmation",
            ),
        ]


class Payable(models.Model):
    """What one household is owed for a month of entitlement; never edited, only countered.

    Its covered persons stand in `Coverage`, its payments in `PaymentOrder`: of these at most one
    did not fail. `batch` is the payroll that listed it first, null while it waits for one.
    """

    county = models.ForeignKey(Organ, models.PROTECT, verbose_name="县级机关")
    batch = models.ForeignKey(
        PaymentBatch, models.PROTECT, null=True, related_name="payables", verbose_name="首次列入"
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="payables", verbose_name="案件")
    award = models.ForeignKey(Award, models.PROTECT, related_name="payables", verbose_name="待遇")
    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="payables", verbose_name="决定"
    )
    payee = models.ForeignKey(Person, models.PROTECT, verbose_name="领款人")
    scheme = models.CharField("事项", max_length=12)
    item = models.CharField("项目", max_length=20, choices=Item)
    month = models.DateField("所属月")
    purpose = models.CharField("用途", max_length=8, choices=Purpose)
    amount_fen = models.BigIntegerField("应发（分）")
    persons = models.PositiveSmallIntegerField("保障人数")
    rules = models.CharField("规则包摘要", max_length=64, blank=True)

    class Meta:
        verbose_name = "应发"
        constraints = [
            enum_check("item", Item, "payable_item_known"),
            enum_check("purpose", Purpose, "payable_purpose_known"),
            models.CheckConstraint(condition=Q(month__day=1), name="payable_month_first_day"),
            models.UniqueConstraint(
                fields=["case", "item", "month", "purpose"], name="payable_once"
            ),
            models.CheckConstraint(
                condition=Q(purpose="COUNTER", amount_fen__lt=0)
                | (~Q(purpose="COUNTER") & Q(amount_fen__gt=0)),
                name="payable_less_only_by_counter_line",
            ),
        ]
        indexes = [
            models.Index(
                fields=["county", "scheme"], condition=Q(batch=None), name="payable_waiting"
            ),
        ]


class Coverage(models.Model):
    """The share of one covered person in a payable: nobody has a month twice."""

    payable = models.ForeignKey(
        Payable, models.PROTECT, related_name="coverage", verbose_name="应发"
    )
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="保障对象")
    scheme = models.CharField("事项", max_length=12)
    item = models.CharField("项目", max_length=20, choices=Item)
    month = models.DateField("所属月")
    purpose = models.CharField("用途", max_length=8, choices=Purpose)
    amount_fen = models.BigIntegerField("份额（分）")

    class Meta:
        verbose_name = "应发份额"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "scheme", "item", "month", "purpose"], name="coverage_once"
            ),
        ]


class PaymentOrder(models.Model):
    """One payment of a payable by a batch to an account; a failed one is paid by a later batch."""

    batch = models.ForeignKey(
        PaymentBatch, models.PROTECT, related_name="orders", verbose_name="批次"
    )
    line = models.PositiveIntegerField("行号")
    code = models.UUIDField("编号", unique=True, db_default=RandomUUID())
    payable = models.ForeignKey(Payable, models.PROTECT, related_name="orders", verbose_name="应发")
    case = models.ForeignKey(Case, models.PROTECT, related_name="orders", verbose_name="案件")
    award = models.ForeignKey(Award, models.PROTECT, related_name="orders", verbose_name="待遇")
    payee = models.ForeignKey(Person, models.PROTECT, verbose_name="领款人")
    payee_index = models.BinaryField("领款人证件盲索引")
    scheme = models.CharField("事项", max_length=12)
    item = models.CharField("项目", max_length=20, choices=Item)
    month = models.DateField("所属月")
    purpose = models.CharField("用途", max_length=8, choices=Purpose, default=Purpose.REGULAR)
    category = models.CharField("城乡", max_length=5, choices=Category)
    amount_fen = models.BigIntegerField("金额（分）")
    persons = models.PositiveSmallIntegerField("保障人数")
    holder_name = PlainTextField("户名", max_length=60)
    account = EncryptedTextField("收款账号")
    account_index = models.BinaryField("账号盲索引")
    state = models.CharField("状态", max_length=7, choices=OrderState)
    failure = models.CharField("失败原因", max_length=20, blank=True)
    digest = models.BinaryField("行摘要")

    class Meta:
        verbose_name = "发放单"
        constraints = [
            enum_check("state", OrderState, "order_state_known"),
            enum_check("item", Item, "order_item_known"),
            models.CheckConstraint(condition=Q(month__day=1), name="order_month_first_day"),
            models.CheckConstraint(
                condition=Q(failure="") | Q(failure__in=FailureReason.values),
                name="order_failure_known",
            ),
            enum_check("purpose", Purpose, "order_purpose_known"),
            models.UniqueConstraint(
                fields=["payable"], condition=~Q(state="FAILED"), name="order_one_per_payable"
            ),
            models.UniqueConstraint(
                fields=["case", "item", "month", "purpose"],
                condition=~Q(state="FAILED"),
                name="order_one_per_case_month",
            ),
            models.UniqueConstraint(fields=["batch", "line"], name="order_line_once"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="order_positive"),
            models.CheckConstraint(
                condition=Q(state="FAILED") | Q(failure=""), name="order_failure_only_if_failed"
            ),
        ]
        indexes = [
            models.Index(fields=["payee_index", "month"], name="order_payee_month"),
            models.Index(fields=["case"], condition=Q(state="FAILED"), name="order_failed"),
        ]
