"""Tell the family what the report means: invite to apply (D7), or explain (D6); both with W07."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import has_applied, procedure_of
from jiuzhu.casework.cases.services.advance import advance, record_act
from jiuzhu.casework.cases.services.keep_people import release_people
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import contact_of, party_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.casework.intents.models import Intent
from jiuzhu.casework.verification.models import UnfitExplanation, VerificationReport
from jiuzhu.casework.verification.queries import (
    explanation_of,
    judgement_of,
    latest_report,
    report_in_force,
)
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.outbox import write_message
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.policy import explain
from jiuzhu.policy.guards import GUARDS
from jiuzhu.registers.law.queries import pack_in_force

WAYS = (
    "到窗口当面确认",
    "接听电话，由工作人员读出后确认",
    "用短信验证码确认",
    "委托村（居）协理员办理",
)
OBJECTION_WAY = "认为核对结果有误的，可以带上说明材料到窗口提出异议，工作人员会重新核对。"
INSIST_WAY = (
    "本告知书不是不予批准的决定。您仍然可以坚持提出申请，我们会受理、调查并作出书面决定；"
    "不需要再填写材料，告诉我们即可。"
)
STILL_OPEN = (
    "本告知书不是不予批准的决定。您的申请已经受理，我们会继续入户调查、核算，并作出书面决定。"
)
OTHER_HELP = ("遇到突发困难，可以申请临时救助。", "家庭情况变化后，可以随时再次提出。")


@transaction.atomic
def invite(*, number: str, actor: Actor, at: datetime) -> Document:
    """Invite the family whose report fits; nothing more is to be filled in (S8).

    Raises: Refused `guard.not_yet_applied`, `guard.report_valid`, Conflict `case.state`.
    """
    case = case_to_change(number=number, actor=actor)
    on = legal_day(at)
    report = report_in_force(case, on)
    advance(
        case=case,
        action="invite",
        actor=actor,
        at=at,
        facts={"not_yet_applied": not has_applied(case), "report_valid": report is not None},
        summary="通知申请",
    )
    if report is None:
        raise LookupError("the guard report_valid held without a report")
    _answered(case, at)
    return issue_document(
        kind="W07",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        title=papers.FitNotice.TITLE,
        build=lambda head: papers.FitNotice(
            head=head,
            scheme=Scheme(case.scheme).label,
            recipient=party_of(case.applicant),
            report_number=_number(report),
            report_issued_on=legal_day(report.issued_at),
            report_valid_until=report.valid_until,
            needed=(),
            reply_by=report.valid_until,
            ways=WAYS,
            contact=contact_of(case.organ),
        ),
    )


@transaction.atomic
def draft_explanation(*, number: str, actor: Actor, at: datetime) -> UnfitExplanation:
    """Draft the reasons of a report that does not fit; each is bound to a rule (S9).

    Raises: Forbidden, Conflict `explanation.none` where the report fits or one is there.
    """
    case = case_to_change(number=number, actor=actor)
    actor.require("intent.explain")
    report = latest_report(case)
    if (
        case.state != "VERIFIED_NO"
        or report is None
        or hasattr(report, "explanation")
        or (has_applied(case) and procedure_of(case).act("tell_result") is None)
    ):
        raise Conflict("explanation.none", "现在不需要起草理由。请刷新页面，按当前环节办理。")
    return UnfitExplanation.objects.create(
        report=report,
        case=case,
        reasons=[
            {"rule_id": each.rule_id, "text": each.text, "article": each.article}
            for each in explain.explain_unfit(judgement_of(report), pack_in_force())
        ],
        drafted_at=at,
        drafted_by_id=actor.officer(),
    )


@transaction.atomic
def check_explanation(*, number: str, actor: Actor, at: datetime) -> UnfitExplanation:
    """Let a second officer check the reasons before they are told.

    Raises: Refused `explanation.same_officer`, Conflict `explanation.none`.
    """
    case = case_to_change(number=number, actor=actor)
    actor.require("intent.explain_check")
    row = explanation_of(case)
    if row is None or row.checked_at is not None:
        raise Conflict("explanation.none", "没有待复核的理由。请先由一名工作人员起草。")
    if row.drafted_by_id == actor.officer_id:
        raise Refused("explanation.same_officer", "起草人不能复核自己写的理由。请另一名同事复核。")
    row.checked_at = at
    row.checked_by_id = actor.officer_id
    row.save(update_fields=["checked_at", "checked_by"])
    return row


@transaction.atomic
def explain_unfit(*, number: str, actor: Actor, at: datetime) -> Document:
    """Issue W07 with the checked reasons; it is no refusal and says how to insist (D6).

    The people are free for another case; insisting takes them up again.

    Raises: Refused `guard.*`, Conflict `case.state`.
    """
    case = case_to_change(number=number, actor=actor)
    row = explanation_of(case)
    report = latest_report(case)
    reasons = [] if row is None else row.reasons
    advance(
        case=case,
        action="explain_unfit",
        actor=actor,
        at=at,
        facts={
            "not_yet_applied": not has_applied(case),
            "reasons_bound": bool(reasons) and all(each["rule_id"] for each in reasons),
            "second_officer": row is not None and row.checked_at is not None,
            "way_to_insist_told": bool(INSIST_WAY),
        },
        summary="告知核对不符合的理由（不是不予批准）",
    )
    if report is None:
        raise LookupError("a case cannot be VERIFIED_NO without a report")
    release_people(case)
    _answered(case, at)
    return _issue_unfit(case, report, reasons, INSIST_WAY, actor, at)


@transaction.atomic
def tell_result(*, number: str, actor: Actor, at: datetime) -> Document:
    """Tell an accepted family why its check does not fit; the case goes on (TA-NOW).

    The reasons are drafted and checked by two officers like those told before an application; the
    family may object with evidence and gets a new check.

    Raises: Refused `guard.reasons_bound`, `guard.second_officer`, Conflict `case.state`.
    """
    case = case_to_change(number=number, actor=actor)
    row, report = explanation_of(case), latest_report(case)
    if row is None or report is None or not all(each["rule_id"] for each in row.reasons):
        raise Refused("guard.reasons_bound", GUARDS["reasons_bound"].refusal)
    if row.checked_at is None:
        raise Refused("guard.second_officer", GUARDS["second_officer"].refusal)
    record_act(
        case=case,
        action="tell_result",
        actor=actor,
        at=at,
        summary="告知核对结果和理由（申请继续办理）",
        detail={"report": report.pk, "rules": [each["rule_id"] for each in row.reasons]},
    )
    return _issue_unfit(case, report, row.reasons, STILL_OPEN, actor, at)


def _issue_unfit(
    case: Case,
    report: VerificationReport,
    reasons: list[dict[str, str]],
    way_on: str,
    actor: Actor,
    at: datetime,
) -> Document:
    return issue_document(
        kind="W07",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        title=papers.UnfitNotice.TITLE,
        build=lambda head: papers.UnfitNotice(
            head=head,
            scheme=Scheme(case.scheme).label,
            recipient=party_of(case.applicant),
            report_number=_number(report),
            report_issued_on=legal_day(report.issued_at),
            report_valid_until=report.valid_until,
            reasons=tuple(papers.Reason(**each) for each in reasons),
            objection_way=OBJECTION_WAY,
            insist_way=way_on,
            other_help=OTHER_HELP,
            contact=contact_of(case.organ),
        ),
    )


def _answered(case: Case, at: datetime) -> None:
    Intent.objects.filter(case=case).update(answered_at=at)
    write_message(
        topic="intent.answered", reference=case.number, content={"case": case.number}, at=at
    )


def _number(report: VerificationReport) -> str:
    return "" if report.document is None else report.document.number
