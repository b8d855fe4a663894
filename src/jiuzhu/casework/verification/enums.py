"""Vocabulary of verification (核对)."""

from django.db import models


class Source(models.TextChoices):
    """Departments that are asked."""

    VEHICLES = "vehicles", "车辆（公安交管）"
    REAL_ESTATE = "real_estate", "不动产（自然资源）"
    SOCIAL_INSURANCE = "social_insurance", "社会保险（人社）"


class RequestState(models.TextChoices):
    """Where a request stands."""

    FILED = "FILED", "已提请"
    RETURNED = "RETURNED", "已退回"
    ACCEPTED = "ACCEPTED", "已接收"
    RUNNING = "RUNNING", "查询中"
    SETTLED = "SETTLED", "已返回"
    RELEASED = "RELEASED", "已出报告"


class QueryState(models.TextChoices):
    """Where one query stands."""

    WAITING = "WAITING", "待发出"
    ASKED = "ASKED", "已发出"
    ANSWERED = "ANSWERED", "已答复"
    GIVEN_UP = "GIVEN_UP", "未答复"


class Meaning(models.TextChoices):
    """Five meanings of a result, never collapsed."""

    FOUND = "FOUND", "查到"
    NOT_FOUND = "NOT_FOUND", "未查到"
    NOT_ANSWERED = "NOT_ANSWERED", "未答复"
    NOT_ASKED = "NOT_ASKED", "未查询"
    MISMATCH = "MISMATCH", "姓名证件不符"


class Conclusion(models.TextChoices):
    """What the report advises."""

    FIT = "FIT", "符合"
    UNFIT = "UNFIT", "不符合"
