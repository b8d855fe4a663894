"""The formal application, its one supplement, acceptance and the filing of related parties."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from jiuzhu.casework.applications.enums import Confirmation
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.verification.models import VerificationReport
from jiuzhu.infra.fields import PlainTextField, enum_check, order_check, pair_check
from jiuzhu.infra.models import StoredFile
from jiuzhu.registers.households.models import Person
from jiuzhu.registers.organs.models import Officer


class Application(models.Model):
    """A formal application; under the seed after a report, whatever its conclusion (S5, S8).

    The other procedures verify after acceptance: their applications rest on no report.
    """

    case = models.OneToOneField(
        Case, models.PROTECT, related_name="application", verbose_name="案件"
    )
    report = models.ForeignKey(
        VerificationReport, models.PROTECT, null=True, verbose_name="核对报告"
    )
    confirmation = models.CharField("确认方式", max_length=9, choices=Confirmation)
    confirmed_by_name = PlainTextField("确认人", max_length=60)
    proxy_name = PlainTextField("代办人", max_length=60, blank=True)
    mandate = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="委托书"
    )
    insisted = models.BooleanField("坚持申请", default=False)
    submitted_at = models.DateTimeField("申请时刻")
    submitted_by = models.ForeignKey(Officer, models.PROTECT, null=True, verbose_name="登记人")
    complete_on = models.DateField("材料齐全日", null=True)
    accepted_at = models.DateTimeField("受理时刻", null=True)
    accepted_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="受理人"
    )

    class Meta:
        verbose_name = "申请"
        constraints = [
            enum_check("confirmation", Confirmation, "application_confirmation_known"),
            pair_check("accepted_at", "accepted_by", "application_accepted_pair"),
            models.CheckConstraint(
                condition=Q(proxy_name="") | Q(mandate__isnull=False),
                name="application_proxy_has_mandate",
            ),
        ]


class Supplement(models.Model):
    """The one supplement: everything missing in one list (S25)."""

    case = models.OneToOneField(
        Case, models.PROTECT, related_name="supplement", verbose_name="案件"
    )
    items = models.JSONField("补正清单")
    requested_at = models.DateTimeField("告知时刻")
    requested_by = models.ForeignKey(Officer, models.PROTECT, verbose_name="告知人")
    due_on = models.DateField("补正期限")
    received_at = models.DateTimeField("收到时刻", null=True)
    received_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="接收人"
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="+", verbose_name="文书"
    )

    class Meta:
        verbose_name = "补正"
        constraints = [
            pair_check("received_at", "received_by", "supplement_received_pair"),
        ]


class RelatedPartyFiling(models.Model):
    """近亲属备案: who is related to whom; the county visits (57号 art. 11, 20)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="filings", verbose_name="案件")
    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name="工作人员")
    relation = PlainTextField("关系", max_length=30)
    source = PlainTextField("发现方式", max_length=30)
    filed_at = models.DateTimeField("备案时刻")
    visited_at = models.DateTimeField("县级入户时刻", null=True)
    visited_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="县级入户人"
    )
    result = PlainTextField("县级意见", max_length=200, blank=True)

    class Meta:
        verbose_name = "近亲属备案"
        constraints = [
            models.UniqueConstraint(fields=["case", "officer"], name="filing_once"),
            pair_check("visited_at", "visited_by", "filing_visited_pair"),
            order_check("filed_at", "visited_at", "filing_moments_in_order"),
        ]


class ReliefRequest(models.Model):
    """For what cause temporary aid is asked, and which certified identity the family holds."""

    case = models.OneToOneField(
        Case, models.PROTECT, related_name="relief_request", verbose_name="案件"
    )
    cause = models.CharField("救助原因", max_length=20)
    holds = ArrayField(
        models.CharField(max_length=12), verbose_name="已认定身份", default=list, blank=True
    )
    certificate = PlainTextField("认定文书", max_length=120, blank=True)
    stated_at = models.DateTimeField("登记时刻")
    stated_by = models.ForeignKey(Officer, models.PROTECT, verbose_name="登记人")

    class Meta:
        verbose_name = "临时救助申请事由"
        constraints = [
            models.CheckConstraint(
                condition=Q(holds=[]) | ~Q(certificate=""), name="relief_identity_has_certificate"
            ),
        ]


class Outlay(models.Model):
    """One necessary outlay with its bill; a bill is used once, whatever the case or the scheme.

    A row is never changed: what is corrected is freed and written anew. A case that ended without
    help frees its bills. The number stands as it was typed, without spaces, in capitals.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="outlays", verbose_name="案件")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="谁的支出")
    cause = models.CharField("支出原因", max_length=20)
    paid_from = models.DateField("费用起")
    paid_to = models.DateField("费用止")
    amount_fen = models.BigIntegerField("票据金额（分）")
    borne_fen = models.BigIntegerField("报销和他人承担（分）", default=0)
    invoice = models.CharField("票据号码", max_length=40, blank=True)
    issuer = PlainTextField("开票单位", max_length=80, blank=True)
    listed_at = models.DateTimeField("登记时刻")
    listed_by = models.ForeignKey(Officer, models.PROTECT, verbose_name="登记人")
    freed_at = models.DateTimeField("作废时刻", null=True)

    class Meta:
        verbose_name = "支出和票据"
        constraints = [
            models.UniqueConstraint(
                fields=["invoice"],
                condition=Q(freed_at__isnull=True) & ~Q(invoice=""),
                name="invoice_used_once",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, borne_fen__gte=0)
                & Q(borne_fen__lte=models.F("amount_fen")),
                name="outlay_amounts_possible",
            ),
            models.CheckConstraint(
                condition=Q(paid_to__gte=models.F("paid_from")), name="outlay_days_in_order"
            ),
        ]
        indexes = [models.Index(fields=["case", "freed_at"], name="outlay_of_case")]
