"""Vocabulary of the law in force."""

from django.db import models


class ChangeState(models.TextChoices):
    """Where a change of the law stands before it acts."""

    DRAFT = "DRAFT", "拟稿"
    SIMULATED = "SIMULATED", "已测算"
    ACTIVATED = "ACTIVATED", "已启用"
    WITHDRAWN = "WITHDRAWN", "已撤回"
