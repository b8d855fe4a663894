"""Vocabulary of accounts."""

from django.db import models


class ListPage(models.TextChoices):
    """Which list a saved one narrows."""

    TASKS = "TASKS", "我的待办"
    CASES = "CASES", "全部案件"


class NoticeKind(models.TextChoices):
    """What a notice to a member of staff is about; each kind can be muted."""

    JOB_DONE = "JOB_DONE", "后台任务办完"
    JOB_FAILED = "JOB_FAILED", "后台任务没有办完"
    MENTION = "MENTION", "同事提到我"
    ASSIGNED = "ASSIGNED", "案件分派给我"
    DEADLINE_NEAR = "DEADLINE_NEAR", "期限将到"
    DEADLINE_OVER = "DEADLINE_OVER", "已经超期"
    RETURNED = "RETURNED", "案件退回"
    DIGEST = "DIGEST", "每日摘要"
