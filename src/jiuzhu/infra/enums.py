"""Vocabulary of the base."""

from django.db import models


class AccessKind(models.TextChoices):
    """What was done with personal data."""

    VIEW = "VIEW", "查看"
    LIST = "LIST", "列表"
    SEARCH = "SEARCH", "查询"
    QUERY = "QUERY", "核对查询"
    EXPORT = "EXPORT", "导出"
    SIGN_IN = "SIGN_IN", "登录"
    REFUSED = "REFUSED", "被拒绝"


class OutboxState(models.TextChoices):
    """Where a message stands."""

    WAITING = "WAITING", "待发送"
    SENT = "SENT", "已发送"
    FAILED = "FAILED", "发送失败"


class JobState(models.TextChoices):
    """Where a long job stands."""

    RUNNING = "RUNNING", "进行中"
    DONE = "DONE", "已完成"
    FAILED = "FAILED", "没有做完"
