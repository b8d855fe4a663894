"""Vocabulary of urgent relief."""

from django.db import models


class ReliefForm(models.TextChoices):
    """What was handed over."""

    CASH = "CASH", "现金（备用金）"
    GOODS = "GOODS", "实物"
    HOSPITAL = "HOSPITAL", "直接付给医院"
    ADVANCE = "ADVANCE", "现金（先行垫付）"
    COUNTY = "COUNTY", "县级调拨"


class LateCause(models.TextChoices):
    """Why relief came after its 24 hours."""

    UNREACHABLE = "UNREACHABLE", "一时找不到人"
    REFUSED = "REFUSED", "本人起初不要"
    HOSPITAL_PAID = "HOSPITAL_PAID", "医院已先垫付"
    CUT_OFF = "CUT_OFF", "道路、通信中断"
    OTHER = "OTHER", "其他"


class ReportSource(models.TextChoices):
    """By which device or way a report came in."""

    DESK = "DESK", "窗口"
    PHONE = "PHONE", "村（居）手机"
    BULK = "BULK", "批量登记"


class ReserveKind(models.TextChoices):
    """Why money came into the reserve fund or left it."""

    FILL = "FILL", "县级拨入"
    PAID = "PAID", "先行救助支出"
    BACK = "BACK", "退回"
