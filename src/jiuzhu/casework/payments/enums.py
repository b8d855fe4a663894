"""Vocabulary of payments."""

from django.db import models


class BatchState(models.TextChoices):
    """Where a monthly payroll stands."""

    FROZEN = "FROZEN", "已冻结"
    SENT = "SENT", "已送银行"
    RETURNED = "RETURNED", "已回盘"


class OrderState(models.TextChoices):
    """Where one payment stands."""

    PENDING = "PENDING", "待发放"
    PAID = "PAID", "已发放"
    FAILED = "FAILED", "退票"


class Difference(models.TextChoices):
    """Kind of difference between payroll and ledger."""

    EQUAL = "EQUAL", "一致"
    MISSING_IN_LEDGER = "MISSING_IN_LEDGER", "台账缺"
    MISSING_ON_PLATFORM = "MISSING_ON_PLATFORM", "平台缺"
    AMOUNT = "AMOUNT", "金额不同"
    PERSONS = "PERSONS", "人数不同"
    CATEGORY = "CATEGORY", "城乡不同"
