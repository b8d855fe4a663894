"""Vocabulary of divisions."""

from django.db import models


class RegionLevel(models.TextChoices):
    """Level of an administrative division."""

    CITY = "CITY", "市"
    COUNTY = "COUNTY", "县（市、区）"
    TOWNSHIP = "TOWNSHIP", "乡镇（街道）"
    VILLAGE = "VILLAGE", "村（居）"


class CodeChangeKind(models.TextChoices):
    """What happened to a code."""

    CREATED = "CREATED", "新设"
    RENAMED = "RENAMED", "更名"
    RENUMBERED = "RENUMBERED", "重编代码"
    MERGED = "MERGED", "合并"
    SPLIT = "SPLIT", "拆分"
    BECAME_COMMUNITY = "BECAME_COMMUNITY", "村改居"
    MOVED = "MOVED", "划转"
    ENDED = "ENDED", "撤销"
