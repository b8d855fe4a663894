"""What is in force: procedures per unit, calendars, confirmed values, changes of the law."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jiuzhu.infra.fields import PlainTextField, enum_check, order_check, pair_check
from jiuzhu.infra.models import StoredFile
from jiuzhu.policy.values import Unit
from jiuzhu.registers.law.enums import ChangeState
from jiuzhu.registers.organs.models import Officer, Organ, no_overlap


class ProcedureSwitch(models.Model):
    """A county unit's change to another procedure: entered by one officer, activated by another."""

    code = models.CharField("编号", max_length=16, unique=True)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name="机关")
    scheme = models.CharField("事项", max_length=12)
    procedure = models.CharField("流程版本", max_length=12)
    effective_from = models.DateField("起")
    document = PlainTextField("依据文件", max_length=120)
    prepared_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    prepared_at = models.DateTimeField("登记时刻")
    activated_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="启用人"
    )
    activated_at = models.DateTimeField("启用时刻", null=True)

    class Meta:
        verbose_name = "流程启用"
        constraints = [
            pair_check("activated_at", "activated_by", "switch_activated_pair"),
            models.CheckConstraint(
                condition=~Q(prepared_by=F("activated_by")), name="switch_activated_by_two"
            ),
            models.CheckConstraint(condition=~Q(document=""), name="switch_names_its_document"),
        ]


class ProcedureInForce(models.Model):
    """Which procedure version a county unit runs for a scheme, dated."""

    organ = models.ForeignKey(Organ, models.PROTECT, verbose_name="机关")
    scheme = models.CharField("事项", max_length=12)
    procedure = models.CharField("流程版本", max_length=12)
    effective_from = models.DateField("起")
    effective_to = models.DateField("止", null=True)
    switch = models.OneToOneField(
        ProcedureSwitch, models.PROTECT, null=True, verbose_name="流程启用"
    )

    class Meta:
        verbose_name = "现行流程"
        constraints = [
            no_overlap("procedure_one_in_force", "organ", "scheme"),
            order_check("effective_from", "effective_to", "procedure_dates_in_order"),
        ]


class ProcedureTransition(models.Model):
    """One allowed move of a procedure version; the trigger on cases reads this table."""

    procedure = models.CharField("流程版本", max_length=12)
    scheme = models.CharField("事项", max_length=12)
    action = models.CharField("动作", max_length=40)
    from_state = models.CharField("原状态", max_length=16, blank=True)
    to_state = models.CharField("新状态", max_length=16)

    class Meta:
        verbose_name = "流程步骤"
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "scheme", "from_state", "to_state", "action"],
                name="transition_once",
            )
        ]


class CalendarVersion(models.Model):
    """One state of knowledge about working days."""

    code = models.CharField("版本", max_length=20, unique=True)
    known_from = models.DateField("已知起")
    known_to = models.DateField("已知止")
    source = PlainTextField("依据", max_length=200)

    class Meta:
        verbose_name = "工作日历版本"


class CalendarDay(models.Model):
    """A day that departs from Monday-to-Friday."""

    version = models.ForeignKey(CalendarVersion, models.PROTECT, verbose_name="版本")
    day = models.DateField("日期")
    is_workday = models.BooleanField("是否工作日")
    label = PlainTextField("名称", max_length=40, blank=True)

    class Meta:
        verbose_name = "工作日历"
        constraints = [models.UniqueConstraint(fields=["version", "day"], name="calendar_day_once")]


class ConfirmedValue(models.Model):
    """An unverified value of the pack that a unit has confirmed with two officers."""

    organ = models.ForeignKey(Organ, models.PROTECT, verbose_name="机关")
    key = models.CharField("参数", max_length=80)
    effective_from = models.DateField("起")
    basis = PlainTextField("依据", max_length=200)
    first_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="第一确认人"
    )
    second_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="第二确认人"
    )
    proposed_at = models.DateTimeField("提出时刻", null=True)
    confirmed_at = models.DateTimeField("确认时刻", null=True)

    class Meta:
        verbose_name = "已确认参数"
        constraints = [
            models.UniqueConstraint(
                fields=["organ", "key", "effective_from"], name="confirmed_value_once"
            ),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | ~Q(first_by=F("second_by")),
                name="confirmed_by_two",
            ),
        ]


class LawChange(models.Model):
    """One paper (a notice, a rule) on its way into the law: what it changes, and how far it is."""

    code = models.CharField("编号", max_length=16, unique=True)
    place = models.CharField("政策包", max_length=20)
    title = PlainTextField("名称", max_length=120)
    document_number = PlainTextField("文号", max_length=80)
    document_on = models.DateField("发文日期")
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="文件原文"
    )
    state = models.CharField("状态", max_length=10, choices=ChangeState, default=ChangeState.DRAFT)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name="机关")
    prepared_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="拟稿人"
    )
    prepared_at = models.DateTimeField("拟稿时刻")
    withdrawn_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="撤回人"
    )
    withdrawn_at = models.DateTimeField("撤回时刻", null=True)
    withdrawn_reason = PlainTextField("撤回原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "政策变更"
        constraints = [
            enum_check("state", ChangeState, "law_change_state_known"),
            pair_check("withdrawn_at", "withdrawn_by", "law_change_withdrawn_pair"),
            models.CheckConstraint(
                condition=Q(state="WITHDRAWN", withdrawn_at__isnull=False)
                | (~Q(state="WITHDRAWN") & Q(withdrawn_at__isnull=True)),
                name="law_change_withdrawn_said",
            ),
            models.CheckConstraint(
                condition=~Q(state="ACTIVATED") | Q(file__isnull=False),
                name="law_change_activated_with_paper",
            ),
        ]
        indexes = [models.Index(fields=["-prepared_at"], name="law_change_newest")]


class LawChangeValue(models.Model):
    """One value of a change, as `policy.amendments` reads it; money in fen."""

    change = models.ForeignKey(
        LawChange, models.PROTECT, related_name="entries", verbose_name="政策变更"
    )
    position = models.PositiveSmallIntegerField("序号")
    key = models.CharField("参数", max_length=80)
    where = models.JSONField("适用情形", default=list)
    unit = models.CharField("单位", max_length=20, choices=[(one.value, one.value) for one in Unit])
    effective_from = models.DateField("起")
    effective_to = models.DateField("止", null=True)
    amount = models.BigIntegerField("数值", default=0)
    text = PlainTextField("文字", max_length=400, blank=True)
    items = models.JSONField("清单", default=list)
    article = PlainTextField("条款", max_length=80)
    replaces = models.BooleanField("更正原登记", default=False)
    removed_at = models.DateTimeField("移除时刻", null=True)

    class Meta:
        verbose_name = "政策变更的数值"
        constraints = [
            models.UniqueConstraint(fields=["change", "position"], name="law_value_position_once"),
            order_check("effective_from", "effective_to", "law_value_dates_in_order"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="law_value_not_negative"),
        ]


class LawActivation(models.Model):
    """The decision by which a change becomes law: two officers, the paper, the digest; for good.

    The key numbers the states of the law (infra.revisions).
    """

    change = models.OneToOneField(LawChange, models.PROTECT, verbose_name="政策变更")
    place = models.CharField("政策包", max_length=20)
    amendments = models.JSONField("数值")
    base_digest = models.CharField("随产品规则包摘要", max_length=64)
    digest = models.CharField("启用后规则包摘要", max_length=64)
    file_digest = models.BinaryField("文件摘要")
    prepared_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="拟稿人"
    )
    activated_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="启用人"
    )
    activated_at = models.DateTimeField("启用时刻")

    class Meta:
        verbose_name = "政策启用"
        constraints = [
            models.CheckConstraint(
                condition=~Q(prepared_by=F("activated_by")), name="law_activated_by_two"
            ),
        ]


class PackText(models.Model):
    """The files of a pack as they were, under their digest: old computations stay recomputable."""

    digest = models.CharField("摘要", max_length=64, unique=True)
    place = models.CharField("政策包", max_length=20)
    files = models.JSONField("文件")
    kept_at = models.DateTimeField("存入时刻")

    class Meta:
        verbose_name = "规则包原文"
