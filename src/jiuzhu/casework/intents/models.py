"""The wish for help, the declared facts, authorizations per person and the one-time notice."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.intents.enums import Capacity, Channel, Initiator
from jiuzhu.infra.fields import EncryptedTextField, PlainTextField, enum_check, order_check
from jiuzhu.infra.models import StoredFile
from jiuzhu.registers.households.models import Person
from jiuzhu.registers.organs.models import Officer


class Intent(models.Model):
    """A wish for help; it exists before any application (S5)."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="intent", verbose_name="案件")
    channel = models.CharField("渠道", max_length=8, choices=Channel)
    need = PlainTextField("困难情况", max_length=500)
    received_at = models.DateTimeField("收到时刻")
    received_by = models.ForeignKey(Officer, models.PROTECT, null=True, verbose_name="接待人")
    identity_checked = models.BooleanField("已核验身份")
    purpose_told_at = models.DateTimeField("已告知用途与权利的时刻")
    proxy_name = PlainTextField("代办人", max_length=60, blank=True)
    proxy_relation = PlainTextField("代办人关系", max_length=30, blank=True)
    initiated_by = models.CharField(
        "由谁提出", max_length=12, choices=Initiator, default=Initiator.SELF
    )
    initiative_ground = PlainTextField("主动办理的理由", max_length=200, blank=True)
    answered_at = models.DateTimeField("答复时刻", null=True)

    class Meta:
        verbose_name = "救助意愿"
        constraints = [
            enum_check("channel", Channel, "intent_channel_known"),
            enum_check("initiated_by", Initiator, "intent_initiator_known"),
            models.CheckConstraint(
                condition=~Q(initiated_by="ORGANISATION") | ~Q(initiative_ground=""),
                name="intent_initiative_has_ground",
            ),
        ]


class Declaration(models.Model):
    """What the family declared and signed in the first sitting; the pre-filled application."""

    case = models.OneToOneField(
        Case, models.PROTECT, related_name="declaration", verbose_name="案件"
    )
    content = EncryptedTextField("申报内容")
    digest = models.BinaryField("摘要")
    filled_at = models.DateTimeField("填写时刻")
    filled_by = models.ForeignKey(Officer, models.PROTECT, null=True, verbose_name="填写人")
    signed_at = models.DateTimeField("签字时刻", null=True)
    kin_declared = models.BooleanField("已填近亲属声明", default=False)
    kin_statement = PlainTextField("近亲属声明", max_length=200, blank=True)

    class Meta:
        verbose_name = "家庭申报"


class Authorization(models.Model):
    """One person's mandate to look up named sources for a purpose and a period (S6)."""

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="authorizations", verbose_name="案件"
    )
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="被查询人")
    capacity = models.CharField("签署身份", max_length=16, choices=Capacity)
    signer_name = PlainTextField("签署人", max_length=60)
    signer_ground = PlainTextField("签署依据", max_length=120, blank=True)
    sources = ArrayField(models.CharField(max_length=20), verbose_name="授权项目")
    purpose = PlainTextField("用途", max_length=120)
    channel = models.CharField("渠道", max_length=8, choices=Channel)
    evidence = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="签署凭证"
    )
    evidence_digest = models.BinaryField("凭证摘要")
    drawn = models.BooleanField("签名板签", default=False)
    witnessed_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="见证人"
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="+", verbose_name="授权书"
    )
    signed_at = models.DateTimeField("签署时刻")
    registered_by = models.ForeignKey(Officer, models.PROTECT, null=True, verbose_name="登记人")
    effective_from = models.DateField("起")
    effective_to = models.DateField("止")
    withdrawn_at = models.DateTimeField("撤回时刻", null=True)
    withdrawn_reason = PlainTextField("撤回说明", max_length=120, blank=True)
    replaced_at = models.DateTimeField("由新授权取代的时刻", null=True)

    class Meta:
        verbose_name = "授权书"
        constraints = [
            enum_check("capacity", Capacity, "authorization_capacity_known"),
            enum_check("channel", Channel, "authorization_channel_known"),
            order_check("effective_from", "effective_to", "authorization_dates_in_order"),
            models.CheckConstraint(
                condition=Q(capacity="SELF") | ~Q(signer_ground=""),
                name="authorization_guardian_has_ground",
            ),
            models.CheckConstraint(
                condition=Q(drawn=False) | Q(evidence__isnull=False, witnessed_by__isnull=False),
                name="authorization_drawn_is_witnessed",
            ),
            models.UniqueConstraint(
                fields=["case", "person"],
                condition=Q(withdrawn_at__isnull=True, replaced_at__isnull=True),
                name="authorization_one_live",
            ),
        ]


class AuthorizationLink(models.Model):
    """A link and a code with which a member elsewhere authorizes on the own phone."""

    case = models.ForeignKey(Case, models.PROTECT, verbose_name="案件")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="被查询人")
    token_hash = models.BinaryField("链接散列", unique=True)
    code_hash = models.CharField("验证码散列", max_length=128)
    sent_at = models.DateTimeField("发送时刻")
    expires_at = models.DateTimeField("失效时刻")
    tries_left = models.PositiveSmallIntegerField("剩余次数", default=5)
    used_at = models.DateTimeField("使用时刻", null=True)
    shown_by = models.ForeignKey(Officer, models.PROTECT, null=True, verbose_name="当面出示人")

    class Meta:
        verbose_name = "授权链接"
        constraints = [order_check("sent_at", "expires_at", "link_moments_in_order")]


class HonestyStatement(models.Model):
    """诚信声明 of one adult (S46)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="statements", verbose_name="案件")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="声明人")
    signed_at = models.DateTimeField("签署时刻")
    channel = models.CharField("渠道", max_length=8, choices=Channel)

    class Meta:
        verbose_name = "诚信声明"
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], name="statement_once"),
            enum_check("channel", Channel, "statement_channel_known"),
        ]


class OneTimeNotice(models.Model):
    """Everything that is needed, told once (S25)."""

    case = models.OneToOneField(
        Case, models.PROTECT, related_name="one_time_notice", verbose_name="案件"
    )
    items = models.JSONField("材料清单")
    told_at = models.DateTimeField("告知时刻")
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="+", verbose_name="文书"
    )

    class Meta:
        verbose_name = "一次性告知"
