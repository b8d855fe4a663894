"""Grant (D17): decision, award from the following month or once, notice W24."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiuzhu.casework.applications.relief import cause_label, own_share
from jiuzhu.casework.assessments.models import Opinion
from jiuzhu.casework.assessments.queries import facts_of, means_known, outcome_of, result_of
from jiuzhu.casework.assessments.services.issue_aid_papers import aid_article, aid_formula
from jiuzhu.casework.assessments.services.issue_computation import article_of, formula_of
from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.enums import ONE_OFF, Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import members_of
from jiuzhu.casework.cases.services.advance import step_of
from jiuzhu.casework.decisions.access import holder_of
from jiuzhu.casework.decisions.enums import DecisionKind
from jiuzhu.casework.decisions.models import Decision
from jiuzhu.casework.decisions.queries import (
    free_month,
    opinion_to_decide,
    rests_on_opinion,
    was_publicised,
)
from jiuzhu.casework.decisions.services.issue_tekun_papers import REPORT_WITHIN, issue_tekun_notice
from jiuzhu.casework.decisions.services.write_decision import (
    Frame,
    Ruling,
    is_grantable,
    write_decision,
)
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import contact_of, party_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.casework.verification.queries import report_carries_decision
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.periods import Month
from jiuzhu.kernel.text import clean_text
from jiuzhu.policy.review_classes import review_rhythm
from jiuzhu.registers.households.models import BankAccount
from jiuzhu.registers.law.queries import pack_in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantGiven:
    """The decider's own words on W23; `confirmed_at` where a confirmation is carried out later."""

    text: str = "同意"
    confirmed_at: datetime | None = None


@transaction.atomic
def decide_grant(
    *, number: str, actor: Actor, at: datetime, given: GrantGiven | None = None
) -> Decision:
    """Grant what the assessor's computation gives, from the month after the decision.

    649号 art. 11; 57号 art. 21 (paid from the following month).

    Raises: Conflict `case.state`, Refused `guard.*`, `decision.not_eligible`, `case.held`.
    """
    case = case_to_change(number=number, actor=actor)
    step_of(case, "grant")
    actor.require("decision.decide")
    on = legal_day(at)
    opinion = opinion_to_decide(case)
    if not is_grantable(opinion.computation):
        raise Refused(
            "decision.not_eligible",
            "按核算结果不符合条件，不能批准。情况有出入的请退回重审；否则按规则作出不予批准决定。",
        )
    words = given or GrantGiven()
    return write_decision(
        case=case,
        actor=actor,
        at=at,
        ruling=Ruling(
            action="grant",
            kind=DecisionKind.GRANT,
            text=clean_text(words.text, max_length=200),
            computation=opinion.computation,
            effective_month=_first_month(case, on),
            confirmed_at=words.confirmed_at,
            guards={
                "report_valid": report_carries_decision(case, on=on),
                "means_known": means_known(case, on=on),
                "within_township_limit": holder_of(case=case, on=on).organ.pk
                in {actor.organ_id, case.county_id},
                "amount_reproducible": rests_on_opinion(case, opinion),
                "opinion_publicity_clean": was_publicised(case, opinion),
            },
            notice=lambda frame: _issue_notice(frame, opinion),
        ),
    )


def _first_month(case: Case, on: date) -> Month:
    """Return the month of an award: the next one, for help given once the first that is free."""
    if case.scheme not in ONE_OFF:
        return Month.of(on).next()
    return free_month(case, Month.of(on))


def _issue_notice(frame: Frame, opinion: Opinion) -> Document:
    if frame.case.scheme == Scheme.TEKUN:
        return issue_tekun_notice(frame, opinion, _payment_way(frame.case, "每月"))
    return issue_document(
        kind="W24",
        case=frame.case,
        organ=frame.power.organ,
        actor=frame.actor,
        at=frame.at,
        build=lambda head: _content(frame, opinion, head),
    )


def _content(
    frame: Frame, opinion: Opinion, head: papers.Head
) -> papers.GrantNotice | papers.AidGrantNotice:
    if frame.case.scheme == Scheme.TEMPORARY:
        return _aid_notice(frame, opinion, head)
    return _notice(frame, opinion, head)


def _aid_notice(frame: Frame, opinion: Opinion, head: papers.Head) -> papers.AidGrantNotice:
    case = frame.case
    outcome = outcome_of(opinion.computation)
    return papers.AidGrantNotice(
        head=head,
        scheme=Scheme(case.scheme).label,
        recipient=party_of(case.applicant),
        applied_on=legal_day(case.application.submitted_at),
        accepted_on=case.accepted_on or frame.on,
        cause=cause_label(case, pack_in_force(), frame.on),
        own_fen=own_share(case),
        amount_fen=outcome.amount_fen,
        formula=aid_formula(outcome),
        article=aid_article(outcome),
        payment_way=_payment_way(case, "一次"),
        remedy=frame.remedy,
        contact=contact_of(case.organ),
    )


def _notice(frame: Frame, opinion: Opinion, head: papers.Head) -> papers.GrantNotice:
    case = frame.case
    result = result_of(opinion.computation)
    facts = facts_of(opinion.computation)
    rhythm = review_rhythm(facts, pack_in_force(), frame.on)
    month = frame.ruling.effective_month or Month.of(frame.on).next()
    covered = {member.key for member in facts.members if member.counts_for_benefit}
    return papers.GrantNotice(
        head=head,
        scheme=Scheme(case.scheme).label,
        recipient=party_of(case.applicant),
        applied_on=legal_day(case.application.submitted_at),
        accepted_on=case.accepted_on or frame.on,
        category=case.get_category_display(),
        covered=tuple(row.person.name for row in members_of(case) if str(row.person_id) in covered),
        standard_fen=result.standard_fen,
        per_person_fen=result.per_head_fen,
        amount_fen=result.amount_fen,
        formula=formula_of(result),
        article=article_of(result),
        start_month=month,
        review_class=rhythm.label,
        review_text=rhythm.text,
        payment_way=_payment_way(case, "每月"),
        publicity_text=f"批准结果在{case.village.name}公示7日，只公布姓名、人数、金额和监督电话。"
        "公示期间有人提出异议的，组织民主评议，结果书面告知您。",
        report_within=REPORT_WITHIN,
        remedy=frame.remedy,
        contact=contact_of(case.organ),
    )


def _payment_way(case: Case, how_often: str) -> str:
    account = BankAccount.objects.filter(
        person_id=case.applicant_id, effective_to__isnull=True
    ).first()
    if account is None:
        return f"{how_often}发放到您的社会保障卡或银行账户；账户尚未登记，请尽快告诉窗口"
    return f"{how_often}发放到您的账户（尾号{account.last_four}）"
