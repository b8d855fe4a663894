"""Objections to a published result, and the appraisals that they open (S16)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.objections.enums import (
    AnswerWay,
    Ballot,
    Finding,
    ObjectionAbout,
    ObjectionChannel,
    Seat,
    Wording,
)
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.infra.fields import EncryptedTextField, PlainTextField, enum_check, pair_check
from jiuzhu.infra.models import StoredFile
from jiuzhu.registers.organs.models import Officer


class Appraisal(models.Model):
    """One democratic appraisal: called on an objection, held with a quorum, concluded on facts."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="appraisals", verbose_name="案件")
    question = PlainTextField("评议事项", max_length=400)
    meets_at = models.DateTimeField("会议时间")
    place = PlainTextField("会议地点", max_length=80)
    called_at = models.DateTimeField("通知时刻")
    called_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="通知人")
    notice = models.ForeignKey(
        Document, models.PROTECT, related_name="+", verbose_name="民主评议通知"
    )
    concluded_at = models.DateTimeField("记录时刻", null=True)
    concluded_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="记录人"
    )
    finding = models.CharField("结论", max_length=10, choices=Finding, blank=True)
    fact = PlainTextField("可核实的事实", max_length=400, blank=True)
    record = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="+", verbose_name="民主评议记录"
    )

    class Meta:
        verbose_name = "民主评议"
        constraints = [
            pair_check("concluded_at", "concluded_by", "appraisal_concluded_pair"),
            models.CheckConstraint(
                condition=Q(concluded_at__isnull=True, finding="")
                | Q(concluded_at__isnull=False, finding__in=Finding.values, record__isnull=False),
                name="appraisal_concluded_whole",
            ),
            models.CheckConstraint(
                condition=~Q(finding="UPHELD") | ~Q(fact=""), name="appraisal_upheld_on_a_fact"
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(concluded_at__isnull=True),
                name="appraisal_one_open",
            ),
        ]


class Attendee(models.Model):
    """One person who sat in an appraisal, what was said, and the vote where there was one."""

    appraisal = models.ForeignKey(
        Appraisal, models.PROTECT, related_name="attendees", verbose_name="民主评议"
    )
    seat = models.CharField("身份", max_length=14, choices=Seat)
    name = PlainTextField("姓名", max_length=40)
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, verbose_name="工作人员")
    statement = PlainTextField("发言", max_length=400, blank=True)
    ballot = models.CharField("表决", max_length=9, choices=Ballot, default=Ballot.NONE)

    class Meta:
        verbose_name = "评议到会人员"
        constraints = [
            enum_check("seat", Seat, "attendee_seat_known"),
            enum_check("ballot", Ballot, "attendee_ballot_known"),
            models.UniqueConstraint(fields=["appraisal", "name"], name="attendee_once"),
        ]


class Objection(models.Model):
    """What somebody objects to a published result; who it was is known to few.

    The row is closed to the applicant, to the village and to every officer whom it names (the row
    policy holds that). Papers of the case carry its number only.
    """

    number = models.CharField("异议编号", max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="案件")
    public_notice = models.ForeignKey(
        PublicNotice, models.PROTECT, related_name="+", verbose_name="公示"
    )
    channel = models.CharField("渠道", max_length=8, choices=ObjectionChannel)
    wording = models.CharField("记录方式", max_length=10, choices=Wording)
    refusal_note = PlainTextField("不愿签字的情形", max_length=200, blank=True)
    text = EncryptedTextField("反映内容")
    name = EncryptedTextField("姓名", null=True)
    contact = EncryptedTextField("联系方式", null=True)
    signed_paper = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="签字的记录"
    )
    against = ArrayField(models.BigIntegerField(), verbose_name="涉及的经办人员", default=list)
    county_only = models.BooleanField("只由县级办理", default=False)
    received_at = models.DateTimeField("提出时刻")
    recorded_at = models.DateTimeField("登记时刻")
    recorded_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    is_late = models.BooleanField("公示期满后提出", default=False)
    due_on = models.DateField("办理期限")
    due_provisional = models.BooleanField("期限为暂定", default=False)
    about = models.CharField("事项", max_length=9, choices=ObjectionAbout)
    relabel_reason = PlainTextField("改按投诉办理的理由", max_length=200, blank=True)
    relabel_asked_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="提出改办人"
    )
    relabelled_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="同意改办人"
    )
    sheet = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="+", verbose_name="异议登记表"
    )
    appraisal = models.ForeignKey(
        Appraisal, models.PROTECT, null=True, related_name="objections", verbose_name="民主评议"
    )
    finding = models.CharField("结论", max_length=10, choices=Finding, blank=True)
    reviewed_at = models.DateTimeField("启动复核时刻", null=True)
    answer = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="+", verbose_name="答复"
    )
    closed_at = models.DateTimeField("办结时刻", null=True)
    closed_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="办结人"
    )
    answer_way = models.CharField("答复送达方式", max_length=11, choices=AnswerWay, blank=True)
    answered_at = models.DateTimeField("答复送达时刻", null=True)
    answer_proof = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="答复送达凭证"
    )

    class Meta:
        verbose_name = "异议"
        constraints = [
            enum_check("channel", ObjectionChannel, "objection_channel_known"),
            enum_check("wording", Wording, "objection_wording_known"),
            enum_check("about", ObjectionAbout, "objection_about_known"),
            pair_check("closed_at", "closed_by", "objection_closed_pair"),
            models.CheckConstraint(
                condition=~Q(wording="NOT_SIGNED") | ~Q(refusal_note=""),
                name="objection_refusal_told",
            ),
            models.CheckConstraint(
                condition=Q(relabelled_by__isnull=True)
                | Q(relabel_asked_by__isnull=False) & ~Q(relabelled_by=F("relabel_asked_by")),
                name="objection_relabelled_by_second",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answer__isnull=False),
                name="objection_answered_in_writing",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(about="COMPLAINT") | ~Q(finding=""),
                name="objection_closed_after_appraisal",
            ),
        ]
        indexes = [models.Index(fields=["case", "closed_at"], name="objection_of_case")]
