"""One household, one file."""

from __future__ import annotations

from django.db import models

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.models import Document
from jiuzhu.registers.organs.models import Officer


class ArchiveFile(models.Model):
    """The closed file of a case: contents, completeness, digest over all parts (S27)."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="archive", verbose_name="案件")
    items = models.JSONField("卷内目录")
    approved_gaps = models.JSONField("经批准的缺项", default=list)
    digest = models.BinaryField("案卷摘要")
    retention_until = models.DateField("保管期至")
    closed_at = models.DateTimeField("归档时刻")
    closed_by = models.ForeignKey(Officer, models.PROTECT, verbose_name="归档人")
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="+", verbose_name="卷内目录备考表"
    )

    class Meta:
        verbose_name = "案卷"
