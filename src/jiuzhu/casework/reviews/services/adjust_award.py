"""Adjust an award after a review (D22): larger or smaller from the next month, with notice W31."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.assessments.models import Computation
from jiuzhu.casework.assessments.queries import result_of
from jiuzhu.casework.assessments.services.issue_computation import issue_computation
from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.enums import HoldKind, Scheme
from jiuzhu.casework.cases.services.advance import step_of
from jiuzhu.casework.cases.services.keep_holds import open_hold
from jiuzhu.casework.decisions.enums import DecisionKind
from jiuzhu.casework.decisions.models import Award, Decision
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
from jiuzhu.casework.reviews.models import Review
from jiuzhu.casework.reviews.queries import (
    result_before,
    review_computation,
    running_award,
    running_review,
)
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.periods import Month
from jiuzhu.kernel.text import clean_text
from jiuzhu.policy.changes import formula_for_family, reasons_for_change


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustGiven:
    """The decider's own words on W23."""

    text: str = "同意调整"


@transaction.atomic
def adjust_award(
    *, number: str, actor: Actor, at: datetime, given: AdjustGiven | None = None
) -> Decision:
    """Adjust to what the review's computation gives, from the month after the decision.

    649号 art. 13. A smaller amount waits for its notice: while W31 is not served, the hold
    不利通知未送达 stands and payroll pays the old amount (domain.md §0.2 (3)).

    Raises: Conflict `case.state`, Refused `guard.*`, `review.no_computation`,
    `review.not_eligible`, `review.same_amount`, `case.held`.
    """
    case = case_to_change(number=number, actor=actor)
    step_of(case, "adjust")
    actor.require("decision.decide")
    review = running_review(case)
    computation = review_computation(case, review)
    award = running_award(case)
    _check(computation, award)
    reasons = tuple(
        papers.Reason(rule_id=each.rule_id, text=each.text, article=each.article)
        for each in reasons_for_change(result_before(award), result_of(computation))
    )
    decision = write_decision(
        case=case,
        actor=actor,
        at=at,
        ruling=Ruling(
            action="adjust",
            kind=DecisionKind.ADJUST,
            text=clean_text((given or AdjustGiven()).text, max_length=200),
            computation=computation,
            effective_month=Month.of(legal_day(at)).next(),
            reasons=reasons,
            guards={"reasons_bound": bool(reasons)},
            notice=lambda frame: _issue_notice(frame, computation, award, review),
        ),
    )
    issue_computation(case=case, computation=computation, actor=actor, at=at)
    if computation.amount_fen < award.amount_fen:
        open_hold(
            case=case,
            kind=HoldKind.UNSERVED_NOTICE,
            reason="调整告知书还没有送达，送达前仍按原金额发放。请先送达并登记。",
            actor=actor,
            at=at,
        )
    return decision


def _check(computation: Computation, award: Award) -> None:
    if not is_grantable(computation):
        raise Refused(
            "review.not_eligible",
            "按复核核算已不符合条件或没有应发金额，不能按调整办理。请办理停发，先做退出谈话。",
        )
    same = (award.amount_fen, award.members_counted)
    if (computation.amount_fen, computation.members_counted) == same:
        raise Refused("review.same_amount", "复核后金额和人数都没有变化。请办理“维持不变”。")


def _issue_notice(frame: Frame, computation: Computation, award: Award, review: Review) -> Document:
    case = frame.case
    month = frame.ruling.effective_month or Month.of(frame.on).next()
    return issue_document(
        kind="W31",
        case=case,
        organ=frame.power.organ,
        actor=frame.actor,
        at=frame.at,
        build=lambda head: papers.AdjustmentNotice(
            head=head,
            scheme=Scheme(case.scheme).label,
            recipient=party_of(case.applicant),
            facts=(review.change,),
            reasons=frame.ruling.reasons,
            persons_before=award.members_counted,
            persons_after=computation.members_counted,
            before_fen=award.amount_fen,
            after_fen=computation.amount_fen,
            formula=formula_for_family(result_of(computation)),
            effective_month=month,
            remedy=frame.remedy,
            contact=contact_of(case.organ),
        ),
    )
