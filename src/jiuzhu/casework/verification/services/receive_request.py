"""The county centre accepts a request or returns it with a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.access import case_to_change, note_part
from jiuzhu.casework.cases.enums import Involvement
from jiuzhu.casework.cases.services.advance import advance, record_act
from jiuzhu.casework.verification.access import centre_actor, request_to_change
from jiuzhu.casework.verification.enums import RequestState
from jiuzhu.casework.verification.models import VerificationRequest
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.text import clean_text


@transaction.atomic
def accept_request(*, number: str, actor: Actor, at: datetime) -> VerificationRequest:
    """Accept a filed request; the sources can be asked now.

    Raises: Forbidden `verification.centre_only`, Refused `guard.agreement_live`, Conflict.
    """
    case = case_to_change(number=number, actor=actor)
    centre_actor(case=case, actor=actor, at=at)
    request = request_to_change(case=case, states=(RequestState.FILED,))
    record_act(
        case=case, action="accept_verification", actor=actor, at=at, summary="县核对中心接收提请"
    )
    request.state = RequestState.ACCEPTED
    request.accepted_at = at
    request.accepted_by_id = actor.officer_id
    request.save(update_fields=["state", "accepted_at", "accepted_by"])
    note_part(case=case, actor=actor, part=Involvement.VERIFIED, at=at)
    return request


@transaction.atomic
def return_request(*, number: str, reason: str, actor: Actor, at: datetime) -> VerificationRequest:
    """Return a request to the township with a reason (D3r).

    Raises: Forbidden, Refused `guard.reason_given`, Conflict.
    """
    case = case_to_change(number=number, actor=actor)
    centre_actor(case=case, actor=actor, at=at)
    request = request_to_change(case=case, states=(RequestState.FILED, RequestState.ACCEPTED))
    written = clean_text(reason, max_length=200)
    advance(
        case=case,
        action="return_verification",
        actor=actor,
        at=at,
        facts={"reason_given": bool(written.strip())},
        summary=f"退回提请：{written}"[:200],
    )
    request.state = RequestState.RETURNED
    request.returned_reason = written
    request.save(update_fields=["state", "returned_reason"])
    return request
