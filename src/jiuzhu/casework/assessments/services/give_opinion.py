"""Give the assessor's opinion on the computation (D13); it proposes, the decider decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.applications.relief import are_proved, listed_last
from jiuzhu.casework.assessments.models import Computation, HomeVisit, Opinion
from jiuzhu.casework.assessments.queries import (
    latest_computation,
    means_known,
    open_discrepancies,
    outcome_of,
    waits_for_county_visit,
)
from jiuzhu.casework.assessments.services.issue_approval import ApprovalShown, issue_approval
from jiuzhu.casework.assessments.services.issue_computation import issue_computation
from jiuzhu.casework.cases.access import case_to_change, note_part
from jiuzhu.casework.cases.enums import Involvement
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import is_unrelated, procedure_of
from jiuzhu.casework.cases.services.advance import advance, step_of
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.verification.queries import report_carries_decision
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.outbox import write_message
from jiuzhu.kernel.errors import Forbidden, Refused
from jiuzhu.kernel.periods import Month
from jiuzhu.kernel.text import clean_text
from jiuzhu.policy.results import Eligibility


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionGiven:
    """What the assessor proposes and why."""

    recommends_grant: bool
    text: str


@transaction.atomic
def give_opinion(*, number: str, given: OpinionGiven, actor: Actor, at: datetime) -> Opinion:
    """Give an opinion on the newest computation; issue W19 and W23.

    The opinion follows the computation: what it finds eligible is not proposed for refusal, and
    the reverse (57号 art. 20; no third way beside the rules).

    Raises: Refused `guard.*`, `opinion.undecidable`, `opinion.contradicts`, `opinion.text`,
    Conflict `case.state`.
    """
    case = case_to_change(number=number, actor=actor)
    action = _action(case, given)
    step_of(case, action)
    if actor.officer_id is None:
        raise Forbidden("opinion.person", "审核意见须由审核人本人出具。请用审核人的账户办理。")
    on = legal_day(at)
    computation = latest_computation(case)
    advance(
        case=case,
        action=action,
        actor=actor,
        at=at,
        facts={
            "report_valid": report_carries_decision(case, on=on),
            "means_known": means_known(case, on=on),
            "expenses_proved": are_proved(case),
            "computation_stored": computation is not None and _is_current(case, computation),
            "discrepancies_explained": not open_discrepancies(case),
            "assessor_unrelated": is_unrelated(case=case, actor=actor, on=on),
            "county_visit_if_related": not waits_for_county_visit(case),
        },
        summary=f"审核意见：{'建议批准' if given.recommends_grant else '建议不予批准'}",
        detail={
            "recommends_grant": given.recommends_grant,
            "computation": "" if computation is None else bytes(computation.digest).hex(),
        },
    )
    if computation is None:
        raise LookupError("the guard computation_stored held without a computation")
    _check(given, computation)
    row = Opinion.objects.create(
        case=case,
        computation=computation,
        recommends_grant=given.recommends_grant,
        text=clean_text(given.text, max_length=500, multiline=True),
        given_at=at,
        given_by_id=actor.officer_id,
    )
    note_part(case=case, actor=actor, part=Involvement.ASSESSED, at=at)
    issue_computation(case=case, computation=computation, actor=actor, at=at)
    _issue_sheet(case, row, actor, at)
    write_message(
        topic="opinion.given", reference=case.number, content={"case": case.number}, at=at
    )
    return row


def _action(case: Case, given: OpinionGiven) -> str:
    """Return the step: where opinions are publicised, a proposed refusal takes its own way."""
    table = procedure_of(case)
    apart = table.transition(case.state, "propose_refusal") is not None
    return "propose_refusal" if apart and not given.recommends_grant else "give_opinion"


def _is_current(case: Case, computation: Computation) -> bool:
    """Tell whether nothing was found or listed after the computation."""
    visit = HomeVisit.objects.filter(case=case).order_by("-recorded_at").first()
    listed_at = listed_last(case)
    return (visit is None or computation.computed_at >= visit.recorded_at) and (
        listed_at is None or computation.computed_at >= listed_at
    )


def _check(given: OpinionGiven, computation: Computation) -> None:
    if not given.text.strip():
        raise Refused("opinion.text", "请写明审核意见。", field="text")
    eligible = Eligibility(computation.eligible)
    if eligible is Eligibility.UNDECIDABLE:
        raise Refused(
            "opinion.undecidable",
            "还有财产或收入事项没有查清（部门未答复等），不能当作没有。请补充调查发现，重新核算后再出意见。",
        )
    if given.recommends_grant != (eligible is Eligibility.ELIGIBLE):
        raise Refused(
            "opinion.contradicts",
            "审核意见与核算结论不一致。请核对核算；情况有出入的，先补充调查发现并重新核算。",
            field="recommends_grant",
        )


def _issue_sheet(case: Case, opinion: Opinion, actor: Actor, at: datetime) -> None:
    result = outcome_of(opinion.computation)
    grant = opinion.recommends_grant
    issue_approval(
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        shown=ApprovalShown(
            proposal=papers.Proposal.GRANT if grant else papers.Proposal.REFUSE,
            computation=opinion.computation,
            opinion=opinion,
            decider=papers.Opinion(role="审批意见", text=""),
            amount_fen=result.amount_fen,
            members=opinion.computation.members_counted if grant else 0,
            start_month=Month.of(legal_day(at)).next() if grant else None,
            before_fen=None,
            reasons=tuple(
                papers.Reason(rule_id=each.rule_id, text=each.text, article=each.article)
                for each in result.reasons
            ),
            power_basis="待审批",
        ),
    )
