"""Notices on the village board and on the web: of a result (S15), of an opinion (57号 art. 19)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jiuzhu.casework.assessments.models import Opinion
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.decisions.models import Decision
from jiuzhu.casework.documents.models import Document
from jiuzhu.infra.fields import PlainTextField, pair_check
from jiuzhu.infra.models import StoredFile
from jiuzhu.registers.organs.models import Officer, Organ


class PublicNotice(models.Model):
    """One result or one opinion on one board: allowed fields only, seven full days, taken down."""

    code = models.CharField("公示编号", max_length=24, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="notices", verbose_name="案件")
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, verbose_name="决定")
    opinion = models.OneToOneField(Opinion, models.PROTECT, null=True, verbose_name="初审意见")
    village = models.ForeignKey(Organ, models.PROTECT, verbose_name="村（居）")
    board = models.JSONField("公示栏内容")
    web = models.JSONField("网上内容")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name="公示单")
    web_document = models.ForeignKey(
        Document, models.PROTECT, related_name="+", verbose_name="网上公示单"
    )
    planned_on = models.DateField("计划张贴日")
    exemption_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="批准隐名人"
    )
    published_at = models.DateTimeField("制作时刻")
    published_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="公示人"
    )
    posted_at = models.DateTimeField("张贴时刻", null=True)
    posted_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="张贴人"
    )
    photo = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="张贴照片"
    )
    place = PlainTextField("张贴地点", max_length=80, blank=True)
    starts_on = models.DateField("公示首日", null=True)
    ends_on = models.DateField("公示末日", null=True)
    taken_down_at = models.DateTimeField("撤下时刻", null=True)
    taken_down_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="撤下人"
    )
    last_photo = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="撤下时照片"
    )
    objections = models.PositiveSmallIntegerField("收到异议", default=0)
    proof = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="+", verbose_name="公示证明"
    )

    class Meta:
        verbose_name = "公示"
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__isnull=True) ^ Q(opinion__isnull=True),
                name="notice_of_decision_or_opinion",
            ),
            pair_check("posted_at", "posted_by", "notice_posted_pair"),
            pair_check("taken_down_at", "taken_down_by", "notice_taken_down_pair"),
            models.CheckConstraint(
                condition=Q(posted_at__isnull=True) | Q(photo__isnull=False),
                name="notice_posted_with_photo",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="notice_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(taken_down_at__isnull=True)
                | Q(posted_at__isnull=False, last_photo__isnull=False, proof__isnull=False),
                name="notice_taken_down_with_proof",
            ),
            models.CheckConstraint(
                condition=Q(exemption_by__isnull=True) | ~Q(exemption_by=F("published_by")),
                name="notice_exempted_by_second",
            ),
            models.UniqueConstraint(fields=["photo"], name="notice_photo_once"),
            models.UniqueConstraint(fields=["last_photo"], name="notice_last_photo_once"),
            models.CheckConstraint(
                condition=Q(last_photo__isnull=True) | ~Q(last_photo=F("photo")),
                name="notice_two_photos",
            ),
        ]
        indexes = [models.Index(fields=["village", "ends_on"], name="notice_of_village")]
