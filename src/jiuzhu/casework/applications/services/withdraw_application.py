"""Withdraw at the person's own wish, at any time before the decision (D27); no penalty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.applications.access import application_case
from jiuzhu.casework.applications.services.issue_ending import issue_ending
from jiuzhu.casework.applications.services.list_outlays import free_outlays
from jiuzhu.casework.cases.enums import ClockKind, Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import procedure_of
from jiuzhu.casework.cases.services.advance import advance
from jiuzhu.casework.cases.services.keep_clocks import stop_clock
from jiuzhu.casework.cases.services.keep_people import release_people
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import party_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.outbox import write_message
from jiuzhu.kernel.names import match_key
from jiuzhu.kernel.text import clean_text


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalGiven:
    """Whose wish it is, how it is proved (signature, recording, witness), and the reason if any."""

    wished_by_name: str
    proof: str
    reason: str = ""


@transaction.atomic
def withdraw_application(
    *, number: str, given: WithdrawalGiven, actor: Actor, at: datetime
) -> Case:
    """End a case because the applicant wants it; the wish is the applicant's own, and proved.

    Raises: Refused `guard.wish_of_applicant`, Conflict `case.state`, NotVisible, Forbidden.
    """
    case = application_case(number=number, actor=actor)
    stage = procedure_of(case).state(case.state).label
    is_own = match_key(given.wished_by_name) == match_key(case.applicant.name)
    proved = bool(given.proof.strip()) or actor.person_id == case.applicant_id
    advance(
        case=case,
        action="withdraw",
        actor=actor,
        at=at,
        facts={"wish_of_applicant": is_own and proved},
        summary=f"申请人撤回（{stage}环节）",
        detail={"proof": clean_text(given.proof, max_length=120)},
    )
    stop_clock(case=case, kind=ClockKind.SUPPLEMENT, on=legal_day(at))
    release_people(case)
    free_outlays(case=case, at=at)
    _issue_request(case, given, stage, actor, at)
    issue_ending(
        case=case,
        cause=papers.EndingCause.WITHDRAWN,
        details=clean_text(given.reason, max_length=200) or "未说明原因（不要求说明）。",
        stage=stage,
        actor=actor,
        at=at,
    )
    write_message(
        topic="case.withdrawn", reference=case.number, content={"case": case.number}, at=at
    )
    return case


def _issue_request(
    case: Case, given: WithdrawalGiven, stage: str, actor: Actor, at: datetime
) -> None:
    issue_document(
        kind="W33",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        title=papers.WithdrawalRequest.TITLE,
        build=lambda head: papers.WithdrawalRequest(
            head=head,
            scheme=Scheme(case.scheme).label,
            applicant=party_of(case.applicant),
            intent_on=legal_day(case.opened_at),
            stage=stage,
            reason=clean_text(given.reason, max_length=200),
            organ_applied_to=case.organ.name,
            recorded_by="" if actor.person_id is not None else actor.name,
        ),
    )
