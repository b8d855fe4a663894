"""Reviews of running cases."""

from __future__ import annotations

from django.db import models

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.reviews.enums import ReviewGround
from jiuzhu.infra.fields import PlainTextField, enum_check
from jiuzhu.registers.organs.models import Officer


class Review(models.Model):
    """One review: what changed, who said so; the outcome is a decision."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="reviews", verbose_name="案件")
    ground = models.CharField("事由", max_length=8, choices=ReviewGround)
    change = PlainTextField("变化情况", max_length=400)
    changed_on = models.DateField("变化日期", null=True)
    opened_at = models.DateTimeField("启动时刻")
    opened_by = models.ForeignKey(Officer, models.PROTECT, verbose_name="启动人")

    class Meta:
        verbose_name = "复核"
        constraints = [enum_check("ground", ReviewGround, "review_ground_known")]
