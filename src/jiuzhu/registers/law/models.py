"""What is in force: procedure versions per unit, calendars, values confirmed by a unit."""

from __future__ import annotations

from django.db import models

from jiuzhu.infra.fields import PlainTextField, order_check
from jiuzhu.registers.organs.models import Officer, Organ, no_overlap


class ProcedureInForce(models.Model):
    """Which procedure version a county unit runs for a scheme, dated."""

    organ = models.ForeignKey(Organ, models.PROTECT, verbose_name="机关")
    scheme = models.CharField("事项", max_length=12)
    procedure = models.CharField("流程版本", max_length=12)
    effective_from = models.DateField("起")
    effective_to = models.DateField("止", null=True)

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
        Officer, models.PROTECT, related_name="+", verbose_name="第二确认人"
    )

    class Meta:
        verbose_name = "已确认参数"
        constraints = [
            models.UniqueConstraint(
                fields=["organ", "key", "effective_from"], name="confirmed_value_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(first_by=models.F("second_by")), name="confirmed_by_two"
            ),
        ]
