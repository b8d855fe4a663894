"""The case, its members, its append-only events, clocks, holds and counters."""

from __future__ import annotations

from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from jiuzhu.casework.cases.enums import (
    Category,
    ClockKind,
    ExtensionGround,
    HoldKind,
    Involvement,
    MemberPart,
    Scheme,
    VisitKind,
)
from jiuzhu.infra.fields import PlainTextField, enum_check, order_check
from jiuzhu.registers.households.enums import Relation
from jiuzhu.registers.households.models import Household, Person
from jiuzhu.registers.organs.models import Officer, Organ
from jiuzhu.registers.regions.models import Region

# The case event says who and why; the field history says what.
NO_CONTEXT: Any = None


@pghistory.track(pghistory.UpdateEvent(), context_field=NO_CONTEXT, model_name="CaseHistory")
class Case(models.Model):
    """One matter of one household; its state is written by advance() only."""

    number = models.CharField("案件编号", max_length=40, unique=True)
    progress_code = models.CharField("查询码", max_length=12, unique=True)
    scheme = models.CharField("事项", max_length=12, choices=Scheme)
    procedure = models.CharField("流程版本", max_length=12)
    state = models.CharField("状态", max_length=16)
    category = models.CharField("城乡类别", max_length=5, choices=Category)
    category_ground = PlainTextField("类别依据", max_length=120)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="cases", verbose_name="经办机关")
    county = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name="县级机关")
    village = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name="村（居）")
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="区划")
    applicant = models.ForeignKey(Person, models.PROTECT, verbose_name="申请人")
    household = models.ForeignKey(Household, models.PROTECT, verbose_name="家庭")
    version = models.PositiveIntegerField("版本", default=0)
    event_count = models.PositiveIntegerField("事件数", default=0)
    trace_head = models.BinaryField("链头", null=True)
    opened_at = models.DateTimeField("登记时刻")
    moved_at = models.DateTimeField("最近变动")
    accepted_on = models.DateField("受理日期", null=True)
    due_on = models.DateField("办结期限", null=True)
    due_provisional = models.BooleanField("期限为暂定", default=False)
    next_due_on = models.DateField("最近的期限", null=True)
    next_due_provisional = models.BooleanField("最近的期限为暂定", default=False)
    is_paused = models.BooleanField("期限暂停", default=False)
    decided_on = models.DateField("决定日期", null=True)
    is_legacy = models.BooleanField("存量转入", default=False)
    is_test = models.BooleanField("测试案件", default=False)

    class Meta:
        verbose_name = "案件"
        constraints = [
            enum_check("scheme", Scheme, "case_scheme_known"),
            enum_check("category", Category, "case_category_known"),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(accepted_on__isnull=False),
                name="case_due_after_acceptance",
            ),
            models.UniqueConstraint(
                fields=["applicant", "scheme"],
                condition=~Q(
                    state__in=[
                        "ARCHIVED",
                        "WITHDRAWN",
                        "CLOSED",
                        "DECIDED_NO",
                        "STOPPED",
                        "TERMINATED",
                        "PAID",
                        "REPORTED",
                        "RELIEVED",
                        "COMPLETED",
                        "NOT_CONFIRMED",
                        "CONFIRMED",
                    ]
                ),
                name="case_one_live_per_applicant",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organ", "state", "next_due_on", "id"],
                name="case_desk_list",
                include=["is_paused"],
            ),
            models.Index(fields=["village", "state"], name="case_village"),
            models.Index(fields=["county", "state", "id"], name="case_county"),
        ]


class CaseMember(models.Model):
    """Who belongs to the assistance unit of this case, who is only obliged, and why."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="members", verbose_name="案件")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="自然人")
    part = models.CharField("身份", max_length=8, choices=MemberPart)
    relation = models.CharField("与申请人关系", max_length=11, choices=Relation)
    counts_for_income = models.BooleanField("计入收入人数", default=True)
    counts_for_benefit = models.BooleanField("计入保障人数", default=True)
    ground = PlainTextField("依据", max_length=120, blank=True)
    doubt = PlainTextField("登记时的疑点和说明", max_length=200, blank=True)
    is_live = models.BooleanField("在保或在办", default=True)

    class Meta:
        verbose_name = "案件成员"
        constraints = [
            enum_check("part", MemberPart, "case_member_part_known"),
            enum_check("relation", Relation, "case_member_relation_known"),
            models.UniqueConstraint(fields=["case", "person"], name="case_member_once"),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(is_live=True, part="MEMBER"),
                name="person_in_one_live_dibao",
            ),
            models.CheckConstraint(
                condition=Q(part="MEMBER") | Q(counts_for_income=False, counts_for_benefit=False),
                name="obligor_is_no_member",
            ),
        ]


class CaseEvent(models.Model):
    """One step of a case: append-only, linked by digest to the step before."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps", verbose_name="案件")
    sequence = models.PositiveIntegerField("序号")
    action = models.CharField("动作", max_length=40)
    from_state = models.CharField("原状态", max_length=16, blank=True)
    to_state = models.CharField("新状态", max_length=16)
    at = models.DateTimeField("时刻")
    database_at = models.DateTimeField("数据库时刻", db_default=Now())
    actor_user = models.BigIntegerField("账户", null=True)
    actor_officer = models.BigIntegerField("工作人员", null=True)
    actor_name = PlainTextField("姓名", max_length=60)
    organ = models.BigIntegerField("机关", null=True)
    power_order = models.BigIntegerField("权力依据", null=True)
    procedure = models.CharField("流程版本", max_length=12)
    summary = PlainTextField("摘要", max_length=200, blank=True)
    body = models.TextField("存证正文")
    previous = models.BinaryField("前一摘要", null=True)
    digest = models.BinaryField("摘要值")

    class Meta:
        verbose_name = "案件事件"
        constraints = [
            models.UniqueConstraint(fields=["case", "sequence"], name="case_event_in_order"),
        ]
        indexes = [BrinIndex(fields=["at"], name="case_event_at_brin")]


class CaseClock(models.Model):
    """One legal clock; gross and net are both kept."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks", verbose_name="案件")
    kind = models.CharField("时限", max_length=20, choices=ClockKind)
    started_on = models.DateField("起算日")
    due_on = models.DateField("期限")
    provisional = models.BooleanField("暂定", default=False)
    calendar = models.CharField("日历版本", max_length=20)
    stopped_on = models.DateField("止算日", null=True)
    gross_days = models.PositiveIntegerField("毛工作日", null=True)
    net_days = models.PositiveIntegerField("净工作日", null=True)
    extension = models.CharField("延长事由", max_length=16, choices=ExtensionGround, blank=True)
    extension_document = models.CharField("延长告知文书", max_length=60, blank=True)

    class Meta:
        verbose_name = "时限"
        constraints = [
            enum_check("kind", ClockKind, "clock_kind_known"),
            models.CheckConstraint(
                condition=Q(extension="", extension_document="")
                | (Q(extension__in=ExtensionGround.values) & ~Q(extension_document="")),
                name="clock_extended_with_document",
            ),
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(stopped_on__isnull=True), name="clock_one_open"
            ),
            models.CheckConstraint(
                condition=Q(stopped_on__isnull=True) | Q(stopped_on__gte=F("started_on")),
                name="clock_stops_after_start",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"], name="clock_due_open", condition=Q(stopped_on__isnull=True)
            )
        ]


class ClockPause(models.Model):
    """Days that do not count, each with the document that allows it."""

    clock = models.ForeignKey(CaseClock, models.PROTECT, related_name="pauses", verbose_name="时限")
    ground = PlainTextField("理由", max_length=60)
    document_number = models.CharField("文书编号", max_length=60)
    effective_from = models.DateField("起")
    effective_to = models.DateField("止", null=True)

    class Meta:
        verbose_name = "时限中止"
        constraints = [order_check("effective_from", "effective_to", "pause_dates_in_order")]


class CaseHold(models.Model):
    """A bar that a later stage has put on a case; advance() and payroll refuse on it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="holds", verbose_name="案件")
    kind = models.CharField("类别", max_length=16, choices=HoldKind)
    reason = PlainTextField("说明", max_length=200)
    opened_at = models.DateTimeField("起")
    opened_by = models.BigIntegerField("提出人", null=True)
    ended_at = models.DateTimeField("止", null=True)
    ended_by = models.BigIntegerField("解除人", null=True)

    class Meta:
        verbose_name = "暂停标记"
        constraints = [
            enum_check("kind", HoldKind, "hold_kind_known"),
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(ended_at__isnull=True), name="hold_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("opened_at")),
                name="hold_moments_in_order",
            ),
        ]


class CaseInvolvement(models.Model):
    """Which officer had which part in a case; separation of duties reads it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="parts", verbose_name="案件")
    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name="工作人员")
    part = models.CharField("参与", max_length=8, choices=Involvement)
    since = models.DateTimeField("时刻")

    class Meta:
        verbose_name = "经办参与"
        constraints = [
            enum_check("part", Involvement, "involvement_known"),
            models.UniqueConstraint(fields=["case", "officer", "part"], name="involvement_once"),
        ]


class CaseAssignment(models.Model):
    """Which colleague looks after a case, from when to when: a help to find work, never a right.

    Who may act is decided by post, area and separation of duties alone.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="assignments", verbose_name="案件")
    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name="经办人")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name="经办机关")
    reason = PlainTextField("原因", max_length=100, blank=True)
    assigned_at = models.DateTimeField("起")
    assigned_by = models.BigIntegerField("分派人")
    ended_at = models.DateTimeField("止", null=True)

    class Meta:
        verbose_name = "案件分派"
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at__isnull=True), name="assignment_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("assigned_at")),
                name="assignment_moments_in_order",
            ),
        ]
        indexes = [
            models.Index(
                fields=["officer"], name="assignment_open", condition=Q(ended_at__isnull=True)
            )
        ]


class CaseNote(models.Model):
    """A word among colleagues about a case: never a ground for a decision, never in the file.

    It stands beside the chain of events on purpose: what is in the chain belongs to the case and
    goes into the archive, and a decision may rest on it. A note may only be written and marked as
    withdrawn (a trigger holds that); organs that handle the case read it, citizens and villages
    never do (the row policy holds that).
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="notes", verbose_name="案件")
    author = models.ForeignKey(Officer, models.PROTECT, verbose_name="写的人")
    text = PlainTextField("备注", max_length=500)
    mentions = ArrayField(models.BigIntegerField(), verbose_name="提到的同事", default=list)
    written_at = models.DateTimeField("时刻")
    withdrawn_at = models.DateTimeField("撤回时刻", null=True)

    class Meta:
        verbose_name = "内部备注"
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="note_says_something"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("written_at")),
                name="note_withdrawn_after_writing",
            ),
        ]
        indexes = [models.Index(fields=["case", "written_at"], name="note_of_case")]


class CaseVisit(models.Model):
    """One time that the family had to come (最多跑一次)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="visits", verbose_name="案件")
    kind = models.CharField("事由", max_length=10, choices=VisitKind)
    at = models.DateTimeField("时刻")
    reason = PlainTextField("说明", max_length=120, blank=True)

    class Meta:
        verbose_name = "到访"
        constraints = [enum_check("kind", VisitKind, "visit_kind_known")]


class CaseCounter(models.Model):
    """How many cases stand where; kept by the statement that moves the case."""

    organ = models.ForeignKey(Organ, models.PROTECT, verbose_name="机关")
    scheme = models.CharField("事项", max_length=12)
    state = models.CharField("状态", max_length=16)
    cases = models.IntegerField("件数", default=0)

    class Meta:
        verbose_name = "计数"
        constraints = [
            models.UniqueConstraint(fields=["organ", "scheme", "state"], name="case_counter_once"),
            models.CheckConstraint(condition=Q(cases__gte=0), name="case_counter_not_negative"),
        ]


class CaseNumber(models.Model):
    """The last serial given to a village, scheme and year."""

    prefix = models.CharField("前缀", max_length=20, unique=True)
    last = models.PositiveIntegerField("末号", default=0)

    class Meta:
        verbose_name = "案件编号"


class ProgressTry(models.Model):
    """Wrong digits typed for one progress code, known or not; written by its function only."""

    code_digest = models.BinaryField("查询码摘要", unique=True)
    wrong = models.PositiveSmallIntegerField("填错次数", default=0)
    since = models.DateTimeField("第一次填错", db_index=True)

    class Meta:
        verbose_name = "查询码试错"
        constraints = [
            models.CheckConstraint(condition=Q(wrong__lte=5), name="progress_five_tries")
        ]
