"""What goes to the bank and what comes back."""

from __future__ import annotations

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q

from jiuzhu.casework.payments.enums import ReturnDoubt, SendingState
from jiuzhu.casework.payments.models.payroll import PaymentBatch, PaymentOrder
from jiuzhu.infra.fields import PlainTextField, enum_check, pair_check
from jiuzhu.infra.models import StoredFile
from jiuzhu.registers.households.models import Person
from jiuzhu.registers.organs.models import Officer, Organ


class BankFile(models.Model):
    """The file handed to the bank: count, sum and digest stand on the signed sheet."""

    batch = models.OneToOneField(PaymentBatch, models.PROTECT, verbose_name="批次")
    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="文件")
    layout = models.CharField("文件格式", max_length=20, default="standard-1")
    lines = models.PositiveIntegerField("行数")
    total_fen = models.BigIntegerField("总额（分）")
    made_at = models.DateTimeField("生成时刻")
    made_by = models.ForeignKey(Officer, models.PROTECT, verbose_name="生成人")

    class Meta:
        verbose_name = "银行文件"


class BankReturn(models.Model):
    """A return file; the same bytes are taken once."""

    batch = models.ForeignKey(PaymentBatch, models.PROTECT, verbose_name="批次")
    digest = models.BinaryField("摘要", unique=True)
    lines = models.PositiveIntegerField("行数")
    paid = models.PositiveIntegerField("成功")
    failed = models.PositiveIntegerField("失败")
    taken_at = models.DateTimeField("导入时刻")
    taken_by = models.ForeignKey(Officer, models.PROTECT, verbose_name="导入人")

    class Meta:
        verbose_name = "银行回盘"


class BankReturnLine(models.Model):
    """One line of a return file, also those that cannot be matched (quarantine)."""

    bank_return = models.ForeignKey(
        BankReturn, models.PROTECT, related_name="rows", verbose_name="回盘"
    )
    order = models.ForeignKey(PaymentOrder, models.PROTECT, null=True, verbose_name="发放单")
    line = models.PositiveIntegerField("行号")
    status = models.CharField("状态", max_length=1)
    reason = PlainTextField("原因", max_length=60, blank=True)
    bank_serial = PlainTextField("银行流水号", max_length=60, blank=True)
    value_on = models.DateField("入账日期", null=True)
    quarantined = models.BooleanField("隔离", default=False)
    doubt = models.CharField("疑点", max_length=12, choices=ReturnDoubt, blank=True)
    ruling = PlainTextField("处理意见", max_length=200, blank=True)
    ruled_at = models.DateTimeField("处理时刻", null=True)
    ruled_by = models.ForeignKey(Officer, models.PROTECT, null=True, verbose_name="处理人")

    class Meta:
        verbose_name = "回盘行"
        constraints = [
            models.UniqueConstraint(fields=["bank_return", "line"], name="return_line_once"),
            pair_check("ruled_at", "ruled_by", "return_line_ruled_pair"),
            models.CheckConstraint(
                condition=Q(doubt="") | Q(doubt__in=ReturnDoubt.values), name="return_doubt_known"
            ),
            models.CheckConstraint(
                condition=Q(quarantined=True) | Q(ruled_at__isnull=True),
                name="return_ruling_on_doubt_only",
            ),
        ]
        indexes = [
            models.Index(
                fields=["bank_return"],
                condition=Q(quarantined=True, ruled_at__isnull=True),
                name="return_doubts_open",
            )
        ]


class BankAlias(models.Model):
    """How a bank that cannot write a name has it in its books, or that the line stays out.

    A person ruled on it before the file was made; the newest ruling counts.
    """

    county = models.ForeignKey(Organ, models.PROTECT, verbose_name="县级机关")
    encoding = models.CharField("字符集", max_length=8)
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="领款人")
    name = PlainTextField("登记户名", max_length=60)
    alias = PlainTextField("银行户名", max_length=60, blank=True)
    ground = PlainTextField("依据", max_length=100)
    ruled_at = models.DateTimeField("裁定时刻")
    ruled_by = models.ForeignKey(Officer, models.PROTECT, verbose_name="裁定人")

    class Meta:
        verbose_name = "银行户名别名"
        indexes = [models.Index(fields=["person", "encoding"], name="alias_of_person")]


class BankSending(models.Model):
    """One file on its way to the bank: the intent is written before anything leaves.

    SENDING is "nobody knows" for whoever finds it: the bank is asked, the file never goes out
    again by itself. Only a person who knows that it never arrived lets it go once more.
    """

    file = models.OneToOneField(BankFile, models.PROTECT, verbose_name="银行文件")
    reference = models.UUIDField("发送编号", unique=True, db_default=RandomUUID())
    state = models.CharField("状态", max_length=9, choices=SendingState)
    tries = models.PositiveSmallIntegerField("发送次数", default=0)
    receipt = PlainTextField("银行回执", max_length=60, blank=True)
    intended_at = models.DateTimeField("提交时刻")
    intended_by = models.ForeignKey(Officer, models.PROTECT, verbose_name="提交人")
    sent_at = models.DateTimeField("最近发出时刻", null=True)
    settled_at = models.DateTimeField("查明时刻", null=True)
    ground = PlainTextField("人工认定依据", max_length=200, blank=True)
    ruled_at = models.DateTimeField("认定时刻", null=True)
    ruled_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="认定人"
    )

    class Meta:
        verbose_name = "银行文件发送"
        constraints = [
            enum_check("state", SendingState, "sending_state_known"),
            pair_check("ruled_at", "ruled_by", "sending_ruled_pair"),
            models.CheckConstraint(
                condition=Q(state="INTENDED") | Q(sent_at__isnull=False),
                name="sending_sent_before_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state"],
                condition=Q(state__in=["INTENDED", "SENDING"]),
                name="sending_open",
            )
        ]
