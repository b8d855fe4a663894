"""Vocabulary of applications."""

from django.db import models


class Confirmation(models.TextChoices):
    """How the person confirmed the pre-filled application."""

    READ_BACK = "READ_BACK", "电话读出确认"
    CODE = "CODE", "短信验证码确认"
    ASSISTANT = "ASSISTANT", "协理员凭委托书确认"
    COUNTER = "COUNTER", "窗口当面确认"
