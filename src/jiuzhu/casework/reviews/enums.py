"""Vocabulary of reviews."""

from django.db import models


class ReviewGround(models.TextChoices):
    """Why a review was opened."""

    PERIODIC = "PERIODIC", "定期复核"
    REPORTED = "REPORTED", "家庭报告变化"
    FOUND = "FOUND", "核查发现变化"
    WISH = "WISH", "本人申请退出"
