"""Vocabulary of reviews."""

from django.db import models


class ReviewGround(models.TextChoices):
    """Why a review was opened."""

    PERIODIC = "PERIODIC", "定期复核"
    REPORTED = "REPORTED", "家庭报告变化"
    FOUND = "FOUND", "核查发现变化"
    WISH = "WISH", "本人申请退出"
    OBJECTED = "OBJECTED", "公示异议经评议属实"


class Effect(models.TextChoices):
    """How a household comes out of a change of the law (policy.effects)."""

    GAIN = "GAIN", "增加"
    LOSE = "LOSE", "减少或退出"
    NEW = "NEW", "新符合"
    UNKNOWN = "UNKNOWN", "无法测算"
