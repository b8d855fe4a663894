"""Home visit, computation line by line, and the opinion."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.models import Document
from jiuzhu.infra.fields import EncryptedTextField, PlainTextField
from jiuzhu.infra.models import StoredFile
from jiuzhu.registers.organs.models import Officer


class HomeVisit(models.Model):
    """A survey at home by two unrelated people (57号 art. 16)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="home_visits", verbose_name="案件")
    visited_at = models.DateTimeField("入户时刻")
    first_surveyor = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="调查员一"
    )
    second_surveyor = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="调查员二"
    )
    met = PlainTextField("在场人员", max_length=120)
    findings = EncryptedTextField("调查记录")
    photo = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="照片"
    )
    recorded_at = models.DateTimeField("登记时刻")
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="+", verbose_name="文书"
    )

    class Meta:
        verbose_name = "入户调查"
        constraints = [
            models.CheckConstraint(
                condition=~Q(first_surveyor=F("second_surveyor")), name="visit_by_two"
            ),
        ]


class SelfCareChange(models.Model):
    """A reported change of what a tekun person can do; the test is done again (43号 art. 23)."""

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="self_care_changes", verbose_name="案件"
    )
    reported_on = models.DateField("报告日期")
    reporter = PlainTextField("报告人", max_length=60)
    what = PlainTextField("变化情况", max_length=300)
    due_on = models.DateField("重新评估期限")
    recorded_at = models.DateTimeField("登记时刻")
    recorded_by = models.ForeignKey(Officer, models.PROTECT, verbose_name="登记人")

    class Meta:
        verbose_name = "自理能力变化报告"
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gt=F("reported_on")), name="self_care_due_after_report"
            ),
        ]


class SelfCareAssessment(models.Model):
    """The self-care test of a tekun person by two assessors (43号 art. 21); kept, never changed."""

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="self_care_tests", verbose_name="案件"
    )
    change = models.ForeignKey(
        SelfCareChange, models.PROTECT, null=True, related_name="tests", verbose_name="因何重评"
    )
    assessed_on = models.DateField("评估日期")
    first_assessor = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="评估人一"
    )
    second_assessor = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="评估人二"
    )
    failed = ArrayField(models.CharField(max_length=20), verbose_name="不能自主完成的项目")
    grade = models.CharField("护理等级", max_length=20)
    grade_label = models.CharField("护理等级名称", max_length=40)
    article = models.CharField("依据", max_length=120)
    seen = PlainTextField("评估所见", max_length=500)
    consented = models.BooleanField("同意拍摄", default=False)
    recorded_at = models.DateTimeField("登记时刻")
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="+", verbose_name="文书"
    )

    class Meta:
        verbose_name = "生活自理能力评估"
        constraints = [
            models.CheckConstraint(
                condition=~Q(first_assessor=F("second_assessor")), name="self_care_by_two"
            ),
        ]


class Computation(models.Model):
    """One computation: inputs, rule version and every line; reproducible by its digest."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="computations", verbose_name="案件")
    pack = models.CharField("规则包", max_length=20)
    pack_digest = models.CharField("规则包摘要", max_length=64)
    computed_on = models.DateField("计算日")
    inputs = EncryptedTextField("输入")
    result = EncryptedTextField("结果")
    digest = models.BinaryField("摘要")
    eligible = models.CharField("结论", max_length=12)
    amount_fen = models.BigIntegerField("月保障金额（分）")
    members_counted = models.PositiveSmallIntegerField("保障人数")
    computed_at = models.DateTimeField("计算时刻")
    computed_by = models.ForeignKey(Officer, models.PROTECT, null=True, verbose_name="计算人")

    class Meta:
        verbose_name = "核算"
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gte=0), name="amount_not_negative"),
        ]


class Opinion(models.Model):
    """The assessor's opinion on a computation."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="opinions", verbose_name="案件")
    computation = models.ForeignKey(Computation, models.PROTECT, verbose_name="核算")
    recommends_grant = models.BooleanField("建议批准")
    text = PlainTextField("意见", max_length=500)
    given_at = models.DateTimeField("出具时刻")
    given_by = models.ForeignKey(Officer, models.PROTECT, verbose_name="审核人")
    returned_at = models.DateTimeField("退回时刻", null=True)
    returned_reason = PlainTextField("退回原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "审核意见"
