"""Documents: numbered without gaps, rendered once, stored with their data, delivered with proof."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.enums import DeliveryMethod, DocumentState, SealState
from jiuzhu.infra.fields import EncryptedTextField, PlainTextField, enum_check, pair_check
from jiuzhu.infra.models import StoredFile
from jiuzhu.registers.organs.models import Officer, Organ


class NumberCounter(models.Model):
    """The last number of a series; locked in the transaction that issues."""

    organ = models.ForeignKey(Organ, models.PROTECT, verbose_name="机关")
    series = models.CharField("字号", max_length=20)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("末号", default=0)

    class Meta:
        verbose_name = "文号"
        constraints = [
            models.UniqueConstraint(fields=["organ", "series", "year"], name="number_series_once")
        ]


class Document(models.Model):
    """One issued document; its bytes never change."""

    kind = models.CharField("文书代码", max_length=4)
    title = PlainTextField("标题", max_length=120)
    number = models.CharField("文号", max_length=60, unique=True)
    series = models.CharField("字号", max_length=20)
    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveIntegerField("序号")
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, related_name="documents", verbose_name="案件"
    )
    organ = models.ForeignKey(Organ, models.PROTECT, verbose_name="出具机关")
    person = models.BigIntegerField("涉及人员", null=True)
    content = EncryptedTextField("文书数据")
    pdf = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    template_digest = models.CharField("模板摘要", max_length=64)
    check_code = models.CharField("查验码", max_length=24, unique=True)
    state = models.CharField("状态", max_length=9, choices=DocumentState)
    seal_state = models.CharField("签章", max_length=10, choices=SealState)
    must_be_delivered = models.BooleanField("须送达", default=False)
    issued_at = models.DateTimeField("出具时刻")
    issued_by = models.ForeignKey(Officer, models.PROTECT, null=True, verbose_name="出具人")
    withdrawn_at = models.DateTimeField("撤回时刻", null=True)
    withdrawn_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="撤回人"
    )
    withdrawn_reason = PlainTextField("撤回原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "文书"
        constraints = [
            enum_check("state", DocumentState, "document_state_known"),
            enum_check("seal_state", SealState, "document_seal_known"),
            models.UniqueConstraint(
                fields=["organ", "series", "year", "serial"], name="document_number_gap_free"
            ),
            models.CheckConstraint(
                condition=Q(state="ISSUED", withdrawn_at__isnull=True)
                | Q(state="WITHDRAWN", withdrawn_at__isnull=False),
                name="document_withdrawn_has_moment",
            ),
            pair_check("withdrawn_at", "withdrawn_by", "document_withdrawn_pair"),
        ]
        indexes = [models.Index(fields=["case", "kind"], name="document_of_case")]


class SignedScan(models.Model):
    """The scan of the signed and sealed paper, checked by a second person."""

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="scans", verbose_name="文书"
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="扫描件")
    scanned_at = models.DateTimeField("回传时刻")
    scanned_by = models.ForeignKey(Officer, models.PROTECT, verbose_name="回传人")
    checked_at = models.DateTimeField("核对时刻", null=True)
    checked_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="核对人"
    )

    class Meta:
        verbose_name = "签章扫描件"
        constraints = [
            pair_check("checked_at", "checked_by", "scan_checked_pair"),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=models.F("scanned_by")),
                name="scan_checked_by_second",
            ),
        ]


class Delivery(models.Model):
    """Proof that a notice was served; periods for remedies start here."""

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="deliveries", verbose_name="文书"
    )
    method = models.CharField("方式", max_length=10, choices=DeliveryMethod)
    recipient = PlainTextField("签收人", max_length=60)
    relation = PlainTextField("与受送达人关系", max_length=30)
    place = PlainTextField("地点", max_length=120)
    delivered_at = models.DateTimeField("送达时刻")
    server = models.ForeignKey(Officer, models.PROTECT, verbose_name="送达人")
    witnesses = PlainTextField("见证人", max_length=120, blank=True)
    refusal_reason = PlainTextField("拒收理由", max_length=200, blank=True)
    evidence = models.ForeignKey(StoredFile, models.PROTECT, null=True, verbose_name="证据")
    recorded_at = models.DateTimeField("登记时刻")

    class Meta:
        verbose_name = "送达"
        constraints = [
            enum_check("method", DeliveryMethod, "delivery_method_known"),
            models.CheckConstraint(
                condition=~Q(method="LEFT") | ~Q(witnesses="") | Q(evidence__isnull=False),
                name="left_needs_proof",
            ),
        ]
