"""Decisions (insert only) and the award that follows from them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jiuzhu.casework.assessments.models import Computation, Opinion
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.decisions.enums import Account, DecisionKind, PlanState
from jiuzhu.casework.documents.models import Document
from jiuzhu.infra.fields import PlainTextField, enum_check, order_check
from jiuzhu.registers.households.models import Person
from jiuzhu.registers.organs.models import DelegationOrder, Officer, Organ, no_overlap


class Decision(models.Model):
    """One named officer's decision under the power held that day."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions", verbose_name="案件")
    kind = models.CharField("类别", max_length=9, choices=DecisionKind)
    organ = models.ForeignKey(Organ, models.PROTECT, verbose_name="决定机关")
    delegation_order = models.ForeignKey(
        DelegationOrder, models.PROTECT, null=True, verbose_name="权力依据"
    )
    decided_at = models.DateTimeField("决定时刻")
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, verbose_name="审批人")
    computation = models.ForeignKey(Computation, models.PROTECT, null=True, verbose_name="核算")
    amount_fen = models.BigIntegerField("月保障金额（分）")
    members_counted = models.PositiveSmallIntegerField("保障人数")
    effective_month = models.DateField("生效月", null=True)
    reasons = models.JSONField("理由", default=list)
    notice = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="+", verbose_name="通知书"
    )
    substitute_for = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="替谁审批"
    )

    class Meta:
        verbose_name = "审批决定"
        constraints = [
            enum_check("kind", DecisionKind, "decision_kind_known"),
            models.CheckConstraint(condition=Q(amount_fen__gte=0), name="decision_not_negative"),
            models.CheckConstraint(
                condition=Q(kind="TAKE_OVER") | Q(decided_by__isnull=False),
                name="decision_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["TAKE_OVER", "STOP"]) | Q(computation__isnull=False),
                name="decision_rests_on_computation",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["REFUSE", "STOP", "ADJUST"]) | ~Q(reasons=[]),
                name="decision_adverse_has_reasons",
            ),
        ]


class PlannedGrant(models.Model):
    """A decider's confirmation that may be taken back until it is carried out; no decision yet."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="plans", verbose_name="案件")
    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name="确认人")
    account = models.BigIntegerField("账户", null=True)
    organ = models.ForeignKey(Organ, models.PROTECT, verbose_name="确认人机关")
    opinion = models.ForeignKey(Opinion, models.PROTECT, verbose_name="所见审核意见")
    text = PlainTextField("审批意见", max_length=200)
    state = models.CharField("状态", max_length=10, choices=PlanState, default=PlanState.WAITING)
    confirmed_at = models.DateTimeField("确认时刻")
    due_at = models.DateTimeField("生效时刻")
    ended_at = models.DateTimeField("结束时刻", null=True)
    reason = PlainTextField("没有办成的原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "待生效的确认"
        constraints = [
            enum_check("state", PlanState, "planned_grant_state_known"),
            order_check("confirmed_at", "due_at", "planned_grant_moments_in_order"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="WAITING"), name="planned_grant_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(state="WAITING", ended_at__isnull=True)
                | (~Q(state="WAITING") & Q(ended_at__isnull=False)),
                name="planned_grant_ended_has_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="planned_grant_due", condition=Q(state="WAITING")),
            models.Index(fields=["officer", "confirmed_at"], name="planned_grant_of_officer"),
        ]


class Award(models.Model):
    """Who gets how much from which month; awards of a case never overlap."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="awards", verbose_name="案件")
    decision = models.OneToOneField(
        Decision, models.PROTECT, related_name="award", verbose_name="决定"
    )
    payee = models.ForeignKey(Person, models.PROTECT, verbose_name="领款人")
    amount_fen = models.BigIntegerField("月保障金额（分）")
    members_counted = models.PositiveSmallIntegerField("保障人数")
    effective_from = models.DateField("起（月首日）")
    effective_to = models.DateField("止（不含）", null=True)
    in_payment_from = models.DateTimeField("转入发放时刻", null=True)

    class Meta:
        verbose_name = "保障待遇"
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gte=0), name="award_not_negative"),
            models.CheckConstraint(
                condition=Q(effective_from__day=1), name="award_starts_first_of_month"
            ),
            no_overlap("award_no_overlap", "case"),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="award_ends_after_start",
            ),
        ]


class AwardShare(models.Model):
    """The sum-preserving share of one covered person."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="shares", verbose_name="待遇")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="保障对象")
    amount_fen = models.BigIntegerField("份额（分）")

    class Meta:
        verbose_name = "待遇份额"
        constraints = [
            models.UniqueConstraint(fields=["award", "person"], name="share_once"),
            models.CheckConstraint(condition=Q(amount_fen__gte=0), name="share_not_negative"),
        ]


class AwardAccount(models.Model):
    """One account of a tekun award: basic living or care (43号 art. 19); together the amount."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="accounts", verbose_name="待遇")
    account = models.CharField("账目", max_length=8, choices=Account)
    amount_fen = models.BigIntegerField("每月金额（分）")

    class Meta:
        verbose_name = "待遇账目"
        constraints = [
            enum_check("account", Account, "award_account_known"),
            models.UniqueConstraint(fields=["award", "account"], name="award_account_once"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="award_account_positive"),
        ]


class ExitTalk(models.Model):
    """What was explained when help ends, and what else was offered (S50)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="exit_talks", verbose_name="案件")
    held_at = models.DateTimeField("谈话时刻")
    held_by = models.ForeignKey(Officer, models.PROTECT, verbose_name="谈话人")
    explained = PlainTextField("说明要点", max_length=400)
    offered = PlainTextField("提示的其他帮助", max_length=200)

    class Meta:
        verbose_name = "退出谈话"
