"""What a person ruled on a hit of the roster before a payroll was frozen."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.payments.enums import HitKind, RulingKind
from jiuzhu.infra.fields import PlainTextField, enum_check
from jiuzhu.registers.households.models import Person
from jiuzhu.registers.organs.models import Officer, Organ


class RosterRuling(models.Model):
    """Pay this household this month, or not yet; the newest ruling on a hit counts."""

    county = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name="县级机关")
    scheme = models.CharField("事项", max_length=12)
    month = models.DateField("发放月份（首日）")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="案件")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="所指的人")
    kind = models.CharField("核对结果", max_length=16, choices=HitKind)
    ruling = models.CharField("处理", max_length=4, choices=RulingKind)
    reason = PlainTextField("理由", max_length=200)
    ruled_at = models.DateTimeField("处理时刻")
    ruled_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="处理人")

    class Meta:
        verbose_name = "名册核对处理"
        constraints = [
            enum_check("kind", HitKind, "roster_hit_kind_known"),
            enum_check("ruling", RulingKind, "roster_ruling_known"),
            models.CheckConstraint(condition=Q(month__day=1), name="roster_month_first_day"),
            models.CheckConstraint(condition=~Q(reason=""), name="roster_ruling_has_reason"),
            # Until the notice is served the old amount is owed: nobody may rule that away.
            models.CheckConstraint(
                condition=~Q(kind="UNSERVED_NOTICE", ruling="HOLD"),
                name="roster_unserved_is_paid",
            ),
        ]
        indexes = [
            models.Index(fields=["county", "scheme", "month", "case"], name="roster_of_month"),
        ]
