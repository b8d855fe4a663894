"""Vocabulary of accounts."""

from django.db import models


class ListPage(models.TextChoices):
    """Which list a saved one narrows."""

    TASKS = "TASKS", "我的待办"
    CASES = "CASES", "全部案件"
