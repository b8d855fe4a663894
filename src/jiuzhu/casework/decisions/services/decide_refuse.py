"""Refuse dibao (D18): only with reasons that the rules give; notice W25 with the remedies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.applications.relief import own_share
from jiuzhu.casework.applications.services.list_outlays import free_outlays
from jiuzhu.casework.assessments.models import Computation, Opinion
from jiuzhu.casework.assessments.queries import facts_of, means_known, outcome_of, result_of
from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import members_of
from jiuzhu.casework.cases.services.advance import step_of
from jiuzhu.casework.cases.services.keep_people import release_people
from jiuzhu.casework.decisions.enums import DecisionKind
from jiuzhu.casework.decisions.models import Decision
from jiuzhu.casework.decisions.queries import opinion_to_decide, rests_on_opinion
from jiuzhu.casework.decisions.services.write_decision import Frame, Ruling, write_decision
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import contact_of, party_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.casework.verification.queries import report_carries_decision
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.money import format_yuan
from jiuzhu.kernel.text import clean_text
from jiuzhu.policy.explain import explain_refusal
from jiuzhu.registers.law.queries import pack_of

OTHER_HELP = (
    "遇到突发困难或支出骤增的，可以申请临时救助。",
    "家庭情况变化后，可以随时再次提出。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseGiven:
    """The rules on which the refusal rests, and the decider's own words."""

    rule_ids: tuple[str, ...]
    text: str = "不予批准"


def grounds_to_refuse(opinion: Opinion) -> tuple[papers.Reason, ...]:
    """Return the only reasons on which this case can be refused, as the family reads them.

    Raises: Refused `explain.no_ground` where the computation gives none.
    """
    computation = opinion.computation
    found = explain_refusal(
        outcome_of(computation),
        facts_of(computation),
        pack_of(computation.pack, computation.pack_digest),
    )
    return tuple(
        papers.Reason(rule_id=each.rule_id, text=each.text, article=each.article) for each in found
    )


@transaction.atomic
def decide_refuse(*, number: str, given: RefuseGiven, actor: Actor, at: datetime) -> Decision:
    """Refuse on reasons of the computation; nothing beside the rules is a reason (S9, S33).

    What a report found and the home visit cleared is no longer in the computation, and so no
    reason. The members may apply again at any time.

    Raises: Conflict `case.state`, Refused `guard.*`, `explain.no_ground`, `remedy.effect`.
    """
    case = case_to_change(number=number, actor=actor)
    step_of(case, "refuse")
    actor.require("decision.decide")
    opinion = opinion_to_decide(case)
    grounds = {reason.rule_id: reason for reason in grounds_to_refuse(opinion)}
    chosen = tuple(dict.fromkeys(given.rule_ids))
    decision = write_decision(
        case=case,
        actor=actor,
        at=at,
        ruling=Ruling(
            action="refuse",
            kind=DecisionKind.REFUSE,
            text=clean_text(given.text, max_length=200),
            computation=opinion.computation,
            reasons=tuple(grounds[rule] for rule in chosen if rule in grounds),
            guards={
                "means_known": means_known(case, on=legal_day(at)),
                "report_valid": report_carries_decision(case, on=legal_day(at)),
                "reasons_bound": bool(chosen) and all(rule in grounds for rule in chosen),
                "amount_reproducible": rests_on_opinion(case, opinion),
            },
            notice=lambda frame: _issue_notice(frame, opinion),
        ),
    )
    release_people(case)
    free_outlays(case=case, at=at)
    return decision


def _issue_notice(frame: Frame, opinion: Opinion) -> Document:
    return issue_document(
        kind="W25",
        case=frame.case,
        organ=frame.power.organ,
        actor=frame.actor,
        at=frame.at,
        build=lambda head: papers.RefusalNotice(
            head=head,
            scheme=Scheme(frame.case.scheme).label,
            recipient=party_of(frame.case.applicant),
            applied_on=legal_day(frame.case.application.submitted_at),
            accepted_on=frame.case.accepted_on or frame.on,
            facts=_facts(frame.case, opinion.computation),
            reasons=frame.ruling.reasons,
            remedy=frame.remedy,
            other_help=OTHER_HELP,
            contact=contact_of(frame.case.organ),
        ),
    )


def _facts(case: Case, computation: Computation) -> tuple[str, ...]:
    """Write the facts found; figures of an obligor, and what gives them away, stay out (P39)."""
    if case.scheme == Scheme.TEMPORARY:
        return (
            f"共同生活的家庭成员{len(members_of(case))}人。",
            f"登记的支出中，扣除报销和他人承担后自付{format_yuan(own_share(case))}元。",
        )
    result = result_of(computation)
    names = "、".join(row.person.name for row in members_of(case) if row.counts_for_income)
    standard = "基本生活标准" if case.scheme == Scheme.TEKUN else "低保标准"
    facts = [
        f"共同生活的家庭成员{result.n_income}人：{names}。",
        f"{case.get_category_display()}{standard}为每人每月{format_yuan(result.standard_fen)}元。",
    ]
    if not any(line.sealed and line.value_fen for line in result.lines):
        facts.append(
            f"核算期{result.counting_months}个月家庭收入合计{format_yuan(result.income_fen)}元，"
            f"月人均{format_yuan(result.per_head_fen)}元。"
        )
    return tuple(facts)
