"""One household, one file."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.models import Document
from jiuzhu.infra.fields import PlainTextField
from jiuzhu.registers.organs.models import Officer


class ArchiveFile(models.Model):
    """The closed file of a case: contents, completeness, digest over all parts (S27)."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="archive", verbose_name="案件")
    items = models.JSONField("卷内目录")
    approved_gaps = models.JSONField("经批准的缺项", default=list)
    gaps_approved_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="缺项批准人"
    )
    digest = models.BinaryField("案卷摘要")
    retention_until = models.DateField("保管期至")
    closed_at = models.DateTimeField("归档时刻")
    closed_by = models.ForeignKey(Officer, models.PROTECT, verbose_name="归档人")
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="+", verbose_name="卷内目录备考表"
    )

    class Meta:
        verbose_name = "案卷"
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_gaps=[]) | Q(gaps_approved_by__isnull=False),
                name="archive_gaps_approved",
            ),
            models.CheckConstraint(
                condition=Q(gaps_approved_by__isnull=True) | ~Q(gaps_approved_by=F("closed_by")),
                name="archive_gaps_approved_by_second",
            ),
        ]


class GapApproval(models.Model):
    """One kind of paper that a file may lack, and the second officer who let it pass."""

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="gap_approvals", verbose_name="案件"
    )
    kind = models.CharField("文书代码", max_length=4)
    count = models.PositiveSmallIntegerField("缺少份数")
    reason = PlainTextField("原因", max_length=200)
    approved_at = models.DateTimeField("批准时刻")
    approved_by = models.ForeignKey(Officer, models.PROTECT, verbose_name="批准人")

    class Meta:
        verbose_name = "缺项批准"
        constraints = [models.UniqueConstraint(fields=["case", "kind"], name="gap_approved_once")]
