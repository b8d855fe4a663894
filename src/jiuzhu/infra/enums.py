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

    WAITING = "WAITING", "排队中"
    RUNNING = "RUNNING", "进行中"
    STALLED = "STALLED", "中断，可以继续"
    DONE = "DONE", "已完成"
    FAILED = "FAILED", "没有做完"
    CANCELLED = "CANCELLED", "已取消"


class RowOutcome(models.TextChoices):
    """What became of one row of a long job."""

    DONE = "DONE", "已办"
    FAILED = "FAILED", "没有办成"
