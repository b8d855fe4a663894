"""Write the questions to the departments; nothing is asked without that person's authorization."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.models import Case, CaseMember
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.intents.queries import live_authorizations
from jiuzhu.casework.verification.access import centre_actor, request_to_change
from jiuzhu.casework.verification.enums import Meaning, QueryState, RequestState, Source
from jiuzhu.casework.verification.models import SourceQuery, VerificationRequest
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.jobs import enqueue


@transaction.atomic
def ask_sources(*, number: str, actor: Actor, at: datetime) -> VerificationRequest:
    """Write one question per person and source and enqueue the job that asks; returns at once.

    Without that person's live authorization for the source the row says NOT_ASKED and stays here.

    Raises: Forbidden `verification.centre_only`, Conflict `verification.state`.
    """
    case = case_to_change(number=number, actor=actor)
    centre_actor(case=case, actor=actor, at=at)
    request = request_to_change(case=case, states=(RequestState.ACCEPTED,))
    rows = _questions(case, request, legal_day(at), at)
    SourceQuery.objects.bulk_create(rows)
    asked = [row for row in rows if row.authorization_id is not None]
    request.state = RequestState.RUNNING if asked else RequestState.SETTLED
    request.save(update_fields=["state"])
    record_act(
        case=case,
        action="ask_sources",
        actor=actor,
        at=at,
        summary=f"发起查询 {len(asked)} 项",
        detail={"queries": [str(row.code) for row in asked]},
    )
    enqueue("verification.ask", request=request.pk, organ=case.organ_id)
    return request


def _questions(
    case: Case, request: VerificationRequest, on: date, at: datetime
) -> list[SourceQuery]:
    rows = []
    mandates = live_authorizations(case=case, on=on)
    for member in CaseMember.objects.filter(case=case).order_by("pk"):
        for source in Source.values:
            mandate = mandates.get((member.person_id, source))
            rows.append(
                SourceQuery(
                    code=uuid.uuid4(),
                    request=request,
                    case=case,
                    person_id=member.person_id,
                    source=source,
                    authorization=mandate,
                    state=QueryState.WAITING if mandate else QueryState.GIVEN_UP,
                    meaning=Meaning.NOT_ANSWERED if mandate else Meaning.NOT_ASKED,
                    created_at=at,
                )
            )
    return rows
