"""What goes to the bank and what comes back."""

from __future__ import annotations

from django.db import models

from jiuzhu.casework.payments.models.payroll import PaymentBatch, PaymentOrder
from jiuzhu.infra.fields import PlainTextField
from jiuzhu.infra.models import StoredFile
from jiuzhu.registers.organs.models import Officer


class BankFile(models.Model):
    """The file handed to the bank: count, sum and digest stand on the signed sheet."""

    batch = models.OneToOneField(PaymentBatch, models.PROTECT, verbose_name="批次")
    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="文件")
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

    class Meta:
        verbose_name = "回盘行"
        constraints = [
            models.UniqueConstraint(fields=["bank_return", "line"], name="return_line_once")
        ]
