"""Vocabulary of decisions."""

from django.db import models


class DecisionKind(models.TextChoices):
    """All of these are decisions; none is a status flip."""

    GRANT = "GRANT", "批准"
    REFUSE = "REFUSE", "不予批准"
    ADJUST = "ADJUST", "调整"
    KEEP = "KEEP", "维持"
    STOP = "STOP", "停发"
    TAKE_OVER = "TAKE_OVER", "存量转入"


class PlanState(models.TextChoices):
    """What became of a confirmation that waits out its minutes."""

    WAITING = "WAITING", "等待生效"
    DONE = "DONE", "已批准"
    TAKEN_BACK = "TAKEN_BACK", "已撤回"
    REFUSED = "REFUSED", "没有办成"


class Account(models.TextChoices):
    """The accounts of a tekun award (43号 art. 19)."""

    LIVING = "LIVING", "基本生活"
    CARE = "CARE", "照料护理"
