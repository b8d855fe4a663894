"""Authorities, the places they manage, people in office, agreements and delegation orders."""

from __future__ import annotations

import secrets

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Func, Q

from jiuzhu.infra.fields import PlainTextField, enum_check, order_check, pair_check
from jiuzhu.infra.models import StoredFile
from jiuzhu.registers.organs.enums import (
    DelegationMode,
    Employment,
    OpenCases,
    OrganKind,
    Power,
    Role,
)
from jiuzhu.registers.regions.models import Region

CODE_BYTES = 6


def random_code() -> str:
    """Return a fresh code by which an address names a row."""
    return secrets.token_hex(CODE_BYTES)


class DateRangeOf(Func):
    """daterange(from, to) with an exclusive, open end."""

    function = "DATERANGE"


def no_overlap(name: str, *equal: str) -> ExclusionConstraint:
    """Return the constraint that rows equal in `equal` never overlap in time."""
    span = DateRangeOf("effective_from", "effective_to", RangeBoundary())
    keys = [(field, RangeOperators.EQUAL) for field in equal]
    return ExclusionConstraint(name=name, expressions=[*keys, (span, RangeOperators.OVERLAPS)])


class Organ(models.Model):
    """A managing organ: its area is what it manages, not what a code says."""

    code = models.CharField("机关代码", max_length=20, unique=True)
    name = PlainTextField("名称", max_length=80)
    short_name = PlainTextField("简称", max_length=20)
    number_prefix = models.CharField("机关代字", max_length=12, blank=True)
    kind = models.CharField("类别", max_length=8, choices=OrganKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, verbose_name="上级机关")
    phone = models.CharField("电话", max_length=30, blank=True)
    address = PlainTextField("地址", max_length=120, blank=True)
    reviewing_body = PlainTextField("复议机关", max_length=80, blank=True)
    reviewing_address = PlainTextField("复议机关地址", max_length=120, blank=True)
    court = PlainTextField("管辖法院", max_length=80, blank=True)
    effective_from = models.DateField("启用日期")
    effective_to = models.DateField("停用日期", null=True)

    class Meta:
        verbose_name = "机关"
        constraints = [
            enum_check("kind", OrganKind, "organ_kind_known"),
            order_check("effective_from", "effective_to", "organ_dates_in_order"),
        ]


class OrganPlace(models.Model):
    """From when to when an organ manages a place; place codes and managing organs differ."""

    organ = models.ForeignKey(Organ, models.PROTECT, verbose_name="机关")
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="区划")
    effective_from = models.DateField("起")
    effective_to = models.DateField("止", null=True)

    class Meta:
        verbose_name = "管理范围"
        constraints = [
            no_overlap("organ_place_one_manager", "region"),
            order_check("effective_from", "effective_to", "organ_place_dates_in_order"),
        ]


class Officer(models.Model):
    """A person in office."""

    staff_number = models.CharField("工号", max_length=20, unique=True)
    name = PlainTextField("姓名", max_length=40)
    employment = models.CharField("用工性质", max_length=13, choices=Employment)
    identity_index = models.BinaryField("证件盲索引", null=True)
    left_on = models.DateField("离任日期", null=True)

    class Meta:
        verbose_name = "工作人员"
        constraints = [enum_check("employment", Employment, "officer_employment_known")]


class Post(models.Model):
    """A role held in an organ, dated."""

    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name="工作人员")
    organ = models.ForeignKey(Organ, models.PROTECT, verbose_name="机关")
    role = models.CharField("岗位", max_length=16, choices=Role)
    effective_from = models.DateField("起")
    effective_to = models.DateField("止", null=True)

    class Meta:
        verbose_name = "岗位"
        constraints = [
            enum_check("role", Role, "post_role_known"),
            no_overlap("post_held_once", "officer", "organ", "role"),
            order_check("effective_from", "effective_to", "post_dates_in_order"),
        ]
        indexes = [models.Index(fields=["organ", "role"], name="post_by_organ")]


class Absence(models.Model):
    """Days on which a person is away; the substitute is named from the same desk."""

    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name="工作人员")
    effective_from = models.DateField("起")
    effective_to = models.DateField("止（不含）")
    reason = PlainTextField("事由", max_length=60)

    class Meta:
        verbose_name = "请假"
        constraints = [order_check("effective_from", "effective_to", "absence_dates_in_order")]


class SecrecyAgreement(models.Model):
    """The agreement without which nobody touches verification (S11)."""

    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name="工作人员")
    number = models.CharField("协议编号", max_length=40, unique=True)
    signed_on = models.DateField("签订日期")
    expires_on = models.DateField("到期日期")

    class Meta:
        verbose_name = "保密协议"
        constraints = [order_check("signed_on", "expires_on", "secrecy_dates_in_order")]


class Training(models.Model):
    """One class that an officer attended; without it nobody takes over a power (S3, S41)."""

    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="trainings", verbose_name="工作人员"
    )
    topic = PlainTextField("培训内容", max_length=80)
    attended_on = models.DateField("培训日期")
    recorded_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    recorded_at = models.DateTimeField("登记时刻")

    class Meta:
        verbose_name = "培训记录"
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "topic", "attended_on"], name="training_recorded_once"
            )
        ]


class OrganSeal(models.Model):
    """The registered seal of an organ with its specimen; decisions in its name carry it."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="seals", verbose_name="机关")
    name = PlainTextField("印章名称", max_length=80)
    specimen = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="印模")
    effective_from = models.DateField("启用日期")
    effective_to = models.DateField("停用日期", null=True)
    registered_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    registered_at = models.DateTimeField("登记时刻")

    class Meta:
        verbose_name = "印章备案"
        constraints = [
            no_overlap("seal_one_in_use", "organ"),
            order_check("effective_from", "effective_to", "seal_dates_in_order"),
        ]


class DelegationTerms(models.Model):
    """What an order says: which power, by which document, with which remedy effect and rules."""

    code = models.CharField("编号", max_length=16, unique=True, default=random_code)
    power = models.CharField("权力事项", max_length=20, choices=Power)
    mode = models.CharField("方式", max_length=10, choices=DelegationMode)
    batch = models.CharField("批次", max_length=20)
    document_title = PlainTextField("授权文件", max_length=120)
    document_number = models.CharField("文号", max_length=40)
    name_on_decision = PlainTextField("决定以谁的名义", max_length=80)
    respondent = PlainTextField("被申请人（被告）", max_length=80)
    reviewing_body = PlainTextField("复议机关", max_length=80)
    reviewing_address = PlainTextField("复议机关地址", max_length=120)
    court = PlainTextField("管辖法院", max_length=80)
    open_cases_at_start = models.CharField(
        "下放前已受理的案件", max_length=4, choices=OpenCases, default=OpenCases.MOVE
    )
    open_cases_at_end = models.CharField(
        "收回前已受理的案件", max_length=4, choices=OpenCases, default=OpenCases.MOVE
    )
    effective_from = models.DateField("生效日期")

    class Meta:
        abstract = True


class DelegationDraft(DelegationTerms):
    """An order on its way: prepared by one officer, activated by another, or given up."""

    from_organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name="下放机关")
    to_organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name="承接机关")
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="授权文件原文"
    )
    prepared_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="拟订人"
    )
    prepared_at = models.DateTimeField("拟订时刻")
    dropped_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="放弃人"
    )
    dropped_at = models.DateTimeField("放弃时刻", null=True)

    class Meta:
        verbose_name = "拟下放权力"
        constraints = [
            enum_check("mode", DelegationMode, "delegation_draft_mode_known"),
            enum_check("power", Power, "delegation_draft_power_known"),
            pair_check("dropped_at", "dropped_by", "delegation_draft_dropped_pair"),
        ]


class DelegationOrder(DelegationTerms):
    """Who may decide from when, and the confirmed remedy effect of the order (S1–S3)."""

    from_organ = models.ForeignKey(
        Organ, models.PROTECT, related_name="orders_given", verbose_name="下放机关"
    )
    to_organ = models.ForeignKey(
        Organ, models.PROTECT, related_name="orders_received", verbose_name="承接机关"
    )
    draft = models.OneToOneField(
        DelegationDraft, models.PROTECT, null=True, related_name="order", verbose_name="拟下放权力"
    )
    document_digest = models.BinaryField("文件摘要")
    confirmed_first_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", null=True, verbose_name="第一确认人"
    )
    confirmed_second_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", null=True, verbose_name="第二确认人"
    )
    effective_to = models.DateField("收回日期", null=True)
    ended_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", null=True, verbose_name="收回人"
    )
    ended_at = models.DateTimeField("收回时刻", null=True)
    end_ground = PlainTextField("收回原因", max_length=200, blank=True)
    end_document = PlainTextField("收回文件", max_length=120, blank=True)

    class Meta:
        verbose_name = "权力下放"
        constraints = [
            enum_check("mode", DelegationMode, "delegation_mode_known"),
            enum_check("power", Power, "delegation_power_known"),
            no_overlap("delegation_one_holder", "power", "to_organ"),
            order_check("effective_from", "effective_to", "delegation_dates_in_order"),
            pair_check("ended_at", "ended_by", "delegation_ended_pair"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True)
                | (Q(effective_to__isnull=False) & ~Q(end_ground="") & ~Q(end_document="")),
                name="delegation_end_says_why",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_first_by__isnull=False, confirmed_second_by__isnull=False)
                & ~Q(confirmed_first_by=models.F("confirmed_second_by")),
                name="delegation_confirmed_by_two",
            ),
        ]
