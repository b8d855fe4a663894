"""Issue W33: the person's request to withdraw, and the notice that the handling ends."""

from __future__ import annotations

from datetime import datetime

from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import delegated_to
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import contact_of, party_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.policy.remedies import RemedyEffect, remedy_text
from jiuzhu.registers.law.queries import pack_in_force
from jiuzhu.registers.organs.queries import effect_of

FREE_TO_RETURN = "撤回不影响您以后再次提出申请，不作任何不利记录。"


def issue_ending(
    *,
    case: Case,
    cause: papers.EndingCause,
    details: str,
    stage: str,
    actor: Actor,
    at: datetime,
) -> Document:
    """Issue the notice W33; a lapse is no wish of the person and so carries the remedies."""
    on = legal_day(at)
    remedy = FREE_TO_RETURN
    if cause is papers.EndingCause.LAPSED:
        remedies = remedy_text(_effect(case, at), "TERMINATE", on, pack=pack_in_force())
        remedy = f"{remedies}您可以随时重新提出申请。"
    return issue_document(
        kind="W33",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        title=papers.WithdrawalNotice.TITLE,
        build=lambda head: papers.WithdrawalNotice(
            head=head,
            scheme=Scheme(case.scheme).label,
            recipient=party_of(case.applicant),
            cause=cause,
            cause_on=on,
            details=details,
            stage=stage,
            remedy=remedy,
            contact=contact_of(case.organ),
        ),
    )


def _effect(case: Case, at: datetime) -> RemedyEffect:
    """Return against whom and where to turn: by the order of the day, else the county's own."""
    return effect_of(case.county, delegated_to(case, on=legal_day(at)).order)
