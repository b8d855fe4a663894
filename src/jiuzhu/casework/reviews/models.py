"""Reviews of running cases, and what a change of the law does to all of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiuzhu.casework.assessments.models import Computation
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.decisions.models import Award, Decision
from jiuzhu.casework.reviews.enums import Effect, ReviewGround
from jiuzhu.infra.fields import PlainTextField, enum_check, order_check
from jiuzhu.registers.law.models import LawActivation, LawChange
from jiuzhu.registers.organs.models import Officer, Organ


class Review(models.Model):
    """One review: what changed, who said so; the outcome is a decision."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="reviews", verbose_name="案件")
    ground = models.CharField("事由", max_length=8, choices=ReviewGround)
    change = PlainTextField("变化情况", max_length=400)
    changed_on = models.DateField("变化日期", null=True)
    opened_at = models.DateTimeField("启动时刻")
    opened_by = models.ForeignKey(Officer, models.PROTECT, verbose_name="启动人")

    class Meta:
        verbose_name = "复核"
        constraints = [enum_check("ground", ReviewGround, "review_ground_known")]


class Simulation(models.Model):
    """What a change of the law would do, on what was known at one moment; kept for good."""

    code = models.CharField("编号", max_length=16, unique=True)
    change = models.ForeignKey(
        LawChange, models.PROTECT, related_name="simulations", verbose_name="政策变更"
    )
    amendments = models.JSONField("数值")
    base_digest = models.CharField("现行规则包摘要", max_length=64)
    digest = models.CharField("变更后规则包摘要", max_length=64)
    first_month = models.DateField("首月")
    started_at = models.DateTimeField("数据时点")
    started_by = models.ForeignKey(Officer, models.PROTECT, verbose_name="测算人")
    run = models.CharField("任务编号", max_length=16)
    cursor = models.BigIntegerField("已测算到", default=0)
    ended_at = models.DateTimeField("完成时刻", null=True)

    class Meta:
        verbose_name = "政策测算"
        constraints = [
            models.CheckConstraint(
                condition=Q(first_month__day=1), name="simulation_month_first_day"
            ),
            order_check("started_at", "ended_at", "simulation_moments_in_order"),
        ]
        indexes = [models.Index(fields=["change", "-started_at"], name="simulation_newest")]


class SimulationUnit(models.Model):
    """The counts of one county unit in a simulation: no person can be told from them."""

    simulation = models.ForeignKey(
        Simulation, models.PROTECT, related_name="units", verbose_name="政策测算"
    )
    county = models.ForeignKey(Organ, models.PROTECT, verbose_name="县级机关")
    households = models.PositiveIntegerField("在保户数", default=0)
    gains = models.PositiveIntegerField("增加户数", default=0)
    losses = models.PositiveIntegerField("减少户数", default=0)
    newly = models.PositiveIntegerField("新符合户数", default=0)
    unknown = models.PositiveIntegerField("无法测算户数", default=0)
    decided = models.PositiveIntegerField("回测决定数", default=0)
    differences = models.PositiveIntegerField("回测差异数", default=0)
    explained = models.PositiveIntegerField("已说明差异数", default=0)

    class Meta:
        verbose_name = "测算单位汇总"
        constraints = [
            models.UniqueConstraint(fields=["simulation", "county"], name="simulation_unit_once"),
            models.CheckConstraint(
                condition=Q(explained__lte=models.F("differences")),
                name="simulation_explained_at_most_all",
            ),
        ]


class SimulationCost(models.Model):
    """What one month costs one county unit before and after the change."""

    simulation = models.ForeignKey(
        Simulation, models.PROTECT, related_name="costs", verbose_name="政策测算"
    )
    county = models.ForeignKey(Organ, models.PROTECT, verbose_name="县级机关")
    month = models.DateField("月份（首日）")
    old_fen = models.BigIntegerField("变更前（分）", default=0)
    new_fen = models.BigIntegerField("变更后（分）", default=0)

    class Meta:
        verbose_name = "测算月度支出"
        constraints = [
            models.UniqueConstraint(
                fields=["simulation", "county", "month"], name="simulation_cost_once"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="simulation_cost_first_day"),
        ]


class SimulatedHousehold(models.Model):
    """One household that gains, loses, becomes eligible or cannot be computed; append-only."""

    simulation = models.ForeignKey(
        Simulation, models.PROTECT, related_name="households", verbose_name="政策测算"
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="案件")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name="经办机关")
    computation = models.ForeignKey(
        Computation, models.PROTECT, null=True, related_name="+", verbose_name="所据核算"
    )
    effect = models.CharField("影响", max_length=7, choices=Effect)
    old_fen = models.BigIntegerField("变更前月金额（分）")
    new_fen = models.BigIntegerField("变更后月金额（分）")
    problem = PlainTextField("无法测算的原因", max_length=400, blank=True)

    class Meta:
        verbose_name = "测算家庭"
        constraints = [
            enum_check("effect", Effect, "simulated_effect_known"),
            models.UniqueConstraint(fields=["simulation", "case"], name="simulated_case_once"),
        ]
        indexes = [
            models.Index(fields=["simulation", "effect", "id"], name="simulated_list"),
        ]


class BacktestDifference(models.Model):
    """A decision that would have come out otherwise under the change; append-only."""

    simulation = models.ForeignKey(
        Simulation, models.PROTECT, related_name="differences", verbose_name="政策测算"
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="案件")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name="经办机关")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+", verbose_name="决定")
    computed_on = models.DateField("核算日")
    old_eligible = models.CharField("原结论", max_length=12)
    old_fen = models.BigIntegerField("原月金额（分）")
    new_eligible = models.CharField("回测结论", max_length=12)
    new_fen = models.BigIntegerField("回测月金额（分）")
    problem = PlainTextField("无法回测的原因", max_length=400, blank=True)

    class Meta:
        verbose_name = "回测差异"
        constraints = [
            models.UniqueConstraint(fields=["simulation", "decision"], name="difference_once"),
        ]
        indexes = [models.Index(fields=["simulation", "id"], name="difference_list")]


class DifferenceExplanation(models.Model):
    """Why a difference is right, in the words of a named officer; append-only."""

    difference = models.OneToOneField(
        BacktestDifference, models.PROTECT, related_name="explanation", verbose_name="回测差异"
    )
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name="经办机关")
    text = PlainTextField("说明", max_length=300)
    explained_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="说明人"
    )
    explained_at = models.DateTimeField("说明时刻")

    class Meta:
        verbose_name = "差异说明"


class BackPayRun(models.Model):
    """What an activated change that reaches into the past owes for months already due."""

    activation = models.OneToOneField(LawActivation, models.PROTECT, verbose_name="政策启用")
    first_month = models.DateField("首月")
    last_month = models.DateField("末月")
    started_at = models.DateTimeField("发起时刻")
    started_by = models.ForeignKey(Officer, models.PROTECT, verbose_name="发起人")
    run = models.CharField("任务编号", max_length=16)
    cursor = models.BigIntegerField("已计算到", default=0)
    ended_at = models.DateTimeField("完成时刻", null=True)

    class Meta:
        verbose_name = "补发计算"
        constraints = [
            models.CheckConstraint(
                condition=Q(last_month__gte=models.F("first_month")),
                name="back_pay_months_in_order",
            ),
        ]


class BackPayUnit(models.Model):
    """The sum of a county unit in a back-pay run."""

    run = models.ForeignKey(
        BackPayRun, models.PROTECT, related_name="units", verbose_name="补发计算"
    )
    county = models.ForeignKey(Organ, models.PROTECT, verbose_name="县级机关")
    households = models.PositiveIntegerField("户数", default=0)
    lines = models.PositiveIntegerField("行数", default=0)
    total_fen = models.BigIntegerField("补发总额（分）", default=0)

    class Meta:
        verbose_name = "补发单位汇总"
        constraints = [
            models.UniqueConstraint(fields=["run", "county"], name="back_pay_unit_once"),
        ]


class BackPayLine(models.Model):
    """One month of one award: what it was, what it should have been; append-only."""

    run = models.ForeignKey(
        BackPayRun, models.PROTECT, related_name="months", verbose_name="补发计算"
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="案件")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name="经办机关")
    award = models.ForeignKey(Award, models.PROTECT, related_name="+", verbose_name="待遇")
    month = models.DateField("所属月")
    old_fen = models.BigIntegerField("原金额（分）")
    new_fen = models.BigIntegerField("应发金额（分）")

    class Meta:
        verbose_name = "补发明细"
        constraints = [
            models.UniqueConstraint(fields=["run", "case", "month"], name="back_pay_line_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="back_pay_month_first_day"),
            models.CheckConstraint(
                condition=Q(new_fen__gt=models.F("old_fen")), name="back_pay_only_more"
            ),
        ]
        indexes = [models.Index(fields=["run", "id"], name="back_pay_list")]
