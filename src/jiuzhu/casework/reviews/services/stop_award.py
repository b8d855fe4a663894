"""Stop an award after a review (D24): reasons bound, exit talk held, paid to the month's end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.assessments.models import Computation
from jiuzhu.casework.assessments.queries import facts_of, result_of
from jiuzhu.casework.assessments.services.issue_computation import issue_computation
from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.enums import HoldKind, Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.services.advance import step_of
from jiuzhu.casework.cases.services.keep_holds import open_hold
from jiuzhu.casework.cases.services.keep_people import release_people
from jiuzhu.casework.decisions.enums import DecisionKind
from jiuzhu.casework.decisions.models import Award, Decision, ExitTalk
from jiuzhu.casework.decisions.services.write_decision import Frame, Ruling, write_decision
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import contact_of, party_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.casework.reviews.enums import ReviewGround
from jiuzhu.casework.reviews.models import Review
from jiuzhu.casework.reviews.queries import (
    exit_talk_of,
    review_computation,
    running_award,
    running_review,
)
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.periods import Month
from jiuzhu.kernel.text import clean_text
from jiuzhu.policy.changes import stop_ground
from jiuzhu.policy.explain import reasons_for_family
from jiuzhu.registers.law.queries import pack_of

OTHER_HELP = (
    "遇到突发困难或支出骤增的，可以申请临时救助。",
    "家庭情况再有变化的，可以随时再次提出申请。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StopGiven:
    """The rules on which the stop rests, and the decider's own words."""

    rule_ids: tuple[str, ...]
    text: str = "同意停发"


@transaction.atomic
def stop_award(*, number: str, given: StopGiven, actor: Actor, at: datetime) -> Decision:
    """Stop after the month of the decision, on reasons of the rules only, with notice W31.

    649号 art. 13: a stop is told in writing with its reasons. While W31 is not served, payroll
    pays on (domain.md §0.2 (3)). The members may apply again at any time.

    Raises: Conflict `case.state`, Refused `guard.reasons_bound`, `guard.exit_talk_recorded` and
    other guards, `case.held`.
    """
    case = case_to_change(number=number, actor=actor)
    step_of(case, "stop")
    actor.require("decision.decide")
    review = running_review(case)
    award = running_award(case)
    computation = _computation(case, review)
    grounds = grounds_to_stop(case, review)
    chosen = tuple(dict.fromkeys(given.rule_ids))
    talk = exit_talk_of(case, review)
    decision = write_decision(
        case=case,
        actor=actor,
        at=at,
        ruling=Ruling(
            action="stop",
            kind=DecisionKind.STOP,
            text=clean_text(given.text, max_length=200),
            computation=computation,
            effective_month=Month.of(legal_day(at)).next(),
            reasons=tuple(grounds[rule] for rule in chosen if rule in grounds),
            guards={
                "reasons_bound": bool(chosen) and all(rule in grounds for rule in chosen),
                "exit_talk_recorded": talk is not None,
            },
            notice=lambda frame: _issue_notice(frame, award, review, talk),
        ),
    )
    if computation is not None:
        issue_computation(case=case, computation=computation, actor=actor, at=at)
    open_hold(
        case=case,
        kind=HoldKind.UNSERVED_NOTICE,
        reason="停发告知书还没有送达，送达前仍按原金额发放。请先送达并登记。",
        actor=actor,
        at=at,
    )
    release_people(case)
    return decision


def grounds_to_stop(case: Case, review: Review) -> dict[str, papers.Reason]:
    """Return the only reasons on which this case can be stopped, by rule.

    What the review's computation gives; the family's own wish where the review was opened on it;
    death where everybody who received has died.
    """
    computation = _computation(case, review)
    found = {}
    if computation is not None:
        pack = pack_of(computation.pack, computation.pack_digest)
        told = reasons_for_family(result_of(computation), facts_of(computation), pack)
        found = {reason.rule_id: reason for reason in told}
    if review.ground == ReviewGround.WISH:
        found["stop.wish"] = stop_ground(case.scheme, "stop.wish")
    if _nobody_left(case):
        found["stop.death"] = stop_ground(case.scheme, "stop.death")
    return {
        rule: papers.Reason(rule_id=rule, text=reason.text, article=reason.article)
        for rule, reason in found.items()
    }


def _computation(case: Case, review: Review) -> Computation | None:
    try:
        return review_computation(case, review)
    except Refused:
        return None


def _nobody_left(case: Case) -> bool:
    shares = list(running_award(case).shares.select_related("person"))
    return bool(shares) and all(share.person.died_on is not None for share in shares)


def _issue_notice(frame: Frame, award: Award, review: Review, talk: ExitTalk | None) -> Document:
    case = frame.case
    return issue_document(
        kind="W31",
        case=case,
        organ=frame.power.organ,
        actor=frame.actor,
        at=frame.at,
        build=lambda head: papers.StopNotice(
            head=head,
            scheme=Scheme(case.scheme).label,
            recipient=party_of(case.applicant),
            facts=(review.change,),
            reasons=frame.ruling.reasons,
            before_fen=award.amount_fen,
            last_paid_month=Month.of(frame.on),
            stop_month=Month.of(frame.on).next(),
            exit_talk_on=None if talk is None else legal_day(talk.held_at),
            other_help=OTHER_HELP,
            remedy=frame.remedy,
            contact=contact_of(case.organ),
        ),
    )
