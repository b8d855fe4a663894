"""Requests, queries, replies and reports of the economic verification."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.intents.models import Authorization
from jiuzhu.casework.verification.enums import (
    Conclusion,
    Meaning,
    QueryState,
    RequestState,
    Source,
)
from jiuzhu.infra.fields import EncryptedTextField, PlainTextField, enum_check, pair_check
from jiuzhu.registers.households.models import Person
from jiuzhu.registers.organs.models import Officer, Organ


class VerificationRequest(models.Model):
    """A township officer's request to the county verification centre (S7)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="requests", verbose_name="案件")
    centre = models.ForeignKey(Organ, models.PROTECT, verbose_name="核对中心")
    state = models.CharField("状态", max_length=8, choices=RequestState)
    filed_at = models.DateTimeField("提请时刻")
    filed_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="提请人")
    accepted_at = models.DateTimeField("接收时刻", null=True)
    accepted_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="接收人"
    )
    returned_reason = PlainTextField("退回原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "核对提请"
        constraints = [
            enum_check("state", RequestState, "request_state_known"),
            pair_check("accepted_at", "accepted_by", "request_accepted_pair"),
            models.UniqueConstraint(
                fields=["case"],
                condition=~Q(state__in=["RETURNED", "RELEASED"]),
                name="request_one_open",
            ),
        ]


class SourceQuery(models.Model):
    """One question about one person to one source, under that person's authorization."""

    code = models.UUIDField("编号", unique=True)
    request = models.ForeignKey(
        VerificationRequest, models.PROTECT, related_name="queries", verbose_name="提请"
    )
    case = models.ForeignKey(Case, models.PROTECT, verbose_name="案件")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="被查询人")
    source = models.CharField("来源", max_length=20, choices=Source)
    authorization = models.ForeignKey(
        Authorization, models.PROTECT, null=True, verbose_name="授权书"
    )
    state = models.CharField("状态", max_length=8, choices=QueryState)
    meaning = models.CharField("结果含义", max_length=12, choices=Meaning)
    created_at = models.DateTimeField("生成时刻")
    asked_at = models.DateTimeField("发出时刻", null=True)
    answered_at = models.DateTimeField("答复时刻", null=True)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    last_error = models.CharField("上次错误", max_length=60, blank=True)

    class Meta:
        verbose_name = "核对查询"
        constraints = [
            enum_check("source", Source, "query_source_known"),
            enum_check("state", QueryState, "query_state_known"),
            enum_check("meaning", Meaning, "query_meaning_known"),
            models.UniqueConstraint(
                fields=["request", "person", "source"], name="query_once_per_request"
            ),
            models.CheckConstraint(
                condition=Q(authorization__isnull=False)
                | Q(meaning="NOT_ASKED", asked_at__isnull=True),
                name="query_needs_authorization",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(asked_at__isnull=False),
                name="query_answer_follows_question",
            ),
        ]


class SourceReply(models.Model):
    """What a department answered: declared fields only, append-only."""

    query = models.ForeignKey(
        SourceQuery, models.PROTECT, related_name="replies", verbose_name="查询"
    )
    case = models.ForeignKey(Case, models.PROTECT, verbose_name="案件")
    nonce = models.CharField("随机号", max_length=64, unique=True)
    meaning = models.CharField("含义", max_length=12, choices=Meaning)
    records = EncryptedTextField("记录")
    as_of = models.DateField("数据日期")
    received_at = models.DateTimeField("收到时刻")

    class Meta:
        verbose_name = "核对反馈"
        constraints = [enum_check("meaning", Meaning, "reply_meaning_known")]


class VerificationReport(models.Model):
    """The report: it advises, it does not decide."""

    request = models.OneToOneField(
        VerificationRequest, models.PROTECT, related_name="report", verbose_name="提请"
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="reports", verbose_name="案件")
    conclusion = models.CharField("结论", max_length=5, choices=Conclusion)
    content = EncryptedTextField("报告内容")
    issued_at = models.DateTimeField("出具时刻")
    issued_by = models.ForeignKey(Officer, models.PROTECT, verbose_name="出具人")
    valid_until = models.DateField("有效期至")
    decision_until = models.DateField("可据以决定至")
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="+", verbose_name="报告"
    )

    class Meta:
        verbose_name = "核对报告"
        constraints = [enum_check("conclusion", Conclusion, "report_conclusion_known")]


class UnfitExplanation(models.Model):
    """Reasons told to the family, checked by a second officer; not a refusal (S9)."""

    report = models.OneToOneField(
        VerificationReport, models.PROTECT, related_name="explanation", verbose_name="报告"
    )
    case = models.ForeignKey(Case, models.PROTECT, verbose_name="案件")
    reasons = models.JSONField("理由")
    drafted_at = models.DateTimeField("起草时刻")
    drafted_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="起草人")
    checked_at = models.DateTimeField("复核时刻", null=True)
    checked_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="复核人"
    )

    class Meta:
        verbose_name = "不符合理由"
        constraints = [
            pair_check("checked_at", "checked_by", "explanation_checked_pair"),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=models.F("drafted_by")),
                name="explanation_checked_by_second",
            ),
        ]
