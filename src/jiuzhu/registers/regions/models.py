"""Administrative divisions with 12-digit codes, and what became of old codes."""

from __future__ import annotations

from django.db import models

from jiuzhu.infra.fields import PlainTextField, enum_check, order_check
from jiuzhu.registers.regions.enums import CodeChangeKind, RegionLevel


class Region(models.Model):
    """One division; the code is always text of 12 digits (GB/T 2260, GB/T 10114)."""

    code = models.CharField("代码", max_length=12, unique=True)
    name = PlainTextField("名称", max_length=60)
    level = models.CharField("级别", max_length=8, choices=RegionLevel)
    parent = models.ForeignKey("self", models.PROTECT, null=True, verbose_name="上级")
    urban_rural_class = models.CharField("城乡分类", max_length=3, blank=True)
    vintage = models.DateField("数据截至")
    effective_from = models.DateField("启用日期")
    effective_to = models.DateField("停用日期", null=True)

    class Meta:
        verbose_name = "行政区划"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[0-9]{12}$"), name="region_code_12_digits"
            ),
            enum_check("level", RegionLevel, "region_level_known"),
            order_check("effective_from", "effective_to", "region_dates_in_order"),
        ]


class CodeChange(models.Model):
    """From this day an old code is continued by a new one (empty: begun or ended)."""

    old_code = models.CharField("原代码", max_length=12, blank=True)
    new_code = models.CharField("现代码", max_length=12, blank=True)
    old_name = PlainTextField("原名称", max_length=60, blank=True)
    new_name = PlainTextField("现名称", max_length=60, blank=True)
    kind = models.CharField("变更类别", max_length=16, choices=CodeChangeKind)
    effective_on = models.DateField("生效日期")
    known_after = models.DateField("不早于", null=True)
    source = PlainTextField("依据", max_length=200)

    class Meta:
        verbose_name = "区划代码变更"
        constraints = [
            models.UniqueConstraint(
                fields=["old_code", "new_code", "kind", "effective_on"], name="code_change_once"
            ),
            enum_check("kind", CodeChangeKind, "code_change_kind_known"),
        ]
