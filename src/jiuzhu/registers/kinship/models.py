"""Officials' declared relatives: kept apart, compared by blind index only."""

from __future__ import annotations

from django.db import models

from jiuzhu.infra.fields import EncryptedTextField
from jiuzhu.registers.organs.models import Officer


class DeclaredRelative(models.Model):
    """One declared relative of an official; a zero report is a row without a number."""

    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name="工作人员")
    relation = models.CharField("关系", max_length=20)
    name = EncryptedTextField("姓名")
    number_index = models.BinaryField("证件盲索引", db_index=True)
    declared_on = models.DateField("申报日期")
    effective_to = models.DateField("失效日期", null=True)

    class Meta:
        verbose_name = "近亲属申报"
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "number_index"],
                condition=models.Q(effective_to__isnull=True),
                name="relative_declared_once",
            )
        ]
