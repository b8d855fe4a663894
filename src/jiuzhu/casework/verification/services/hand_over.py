"""Hand one question to its department; called by the job, outside any page."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.documents.services.describe import identity_number_of
from jiuzhu.casework.intents.queries import live_authorization
from jiuzhu.casework.verification.enums import Meaning, QueryState, RequestState
from jiuzhu.casework.verification.models import SourceQuery, VerificationRequest
from jiuzhu.casework.verification.ports import (
    ITEMS,
    SOURCES,
    DepartmentSources,
    PersonIdentity,
    SourceQuestion,
    SourceRefused,
    SourceUnavailable,
)
from jiuzhu.casework.verification.queries import is_settled
from jiuzhu.infra.actor import Actor, Request
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.ports import port
from jiuzhu.infra.trace.record_access import record_access

MOST_TRIES = 6
VERIFYING = "VERIFYING"
NOTHING_LEFT = frozenset({"source.paused"})


def waiting_queries(*, request_id: int) -> tuple[int, ...]:
    """Return the questions of a request that were not handed over yet."""
    return tuple(
        SourceQuery.objects.filter(request_id=request_id, state=QueryState.WAITING)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def hand_over(*, query_id: int, actor: Actor, at: datetime, sent_at: datetime) -> QueryState:
    """Hand one question over, at most `MOST_TRIES` times.

    The mandate is looked at again right before the question leaves: a withdrawal in between stops
    it. The attempt is committed before the question leaves, with the same id and content on every
    try; a try in which nothing left (the circuit is open) does not count.

    Raises: SourceUnavailable, so that the job tries again.
    """
    question = _prepare(query_id, actor, at)
    if question is None:
        return QueryState.GIVEN_UP
    try:
        port(DepartmentSources).ask(question, sent_at=sent_at)
    except SourceRefused as refusal:
        give_up(query_id=query_id, code=refusal.code)
        return QueryState.GIVEN_UP
    except SourceUnavailable as failure:
        if _note_failure(query_id, failure.code):
            return QueryState.GIVEN_UP
        raise
    _mark_asked(query_id)
    return QueryState.ASKED


@transaction.atomic
def give_up(*, query_id: int, code: str) -> None:
    """Mark a question as not answered and settle the request if it was the last one."""
    query = SourceQuery.objects.select_for_update(of=("self",)).get(pk=query_id)
    if query.state == QueryState.ANSWERED:
        return
    query.state, query.last_error = QueryState.GIVEN_UP, code[:60]
    query.save(update_fields=["state", "last_error"])
    settle(request_id=query.request_id)


def settle(*, request_id: int) -> None:
    """Mark a running request as settled once nothing is open any more."""
    request = VerificationRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
    if request.state == RequestState.RUNNING and is_settled(request):
        request.state = RequestState.SETTLED
        request.save(update_fields=["state"])


@transaction.atomic
def _prepare(query_id: int, actor: Actor, at: datetime) -> SourceQuestion | None:
    query = (
        SourceQuery.objects.select_for_update(of=("self",))
        .select_related("case", "person")
        .get(pk=query_id)
    )
    if query.state != QueryState.WAITING:
        return None
    mandate = live_authorization(
        case=query.case, person_id=query.person_id, source=query.source, on=legal_day(at)
    )
    if mandate is None or query.case.state != VERIFYING:
        _leave_unasked(query, "authorization.none" if mandate is None else "case.moved")
        return None
    query.asked_at = query.asked_at or at
    query.tries += 1
    query.save(update_fields=["asked_at", "tries"])
    _trace(query, actor, at)
    source = next(code for code in SOURCES if code == query.source)
    return SourceQuestion(
        query_id=str(query.code),
        source=source,
        person=PersonIdentity(name=query.person.name, number=identity_number_of(query.person)),
        items=ITEMS[source],
        as_of=legal_day(query.created_at),
        purpose=_purpose(query),
        authorization_id=str(query.authorization_id),
        callback_url=f"{settings.JIUZHU_CALLBACK_URL}/callbacks/departments/{source}",
    )


def _purpose(query: SourceQuery) -> str:
    return f"{Scheme(query.case.scheme).label}家庭经济状况核对"


def _leave_unasked(query: SourceQuery, code: str) -> None:
    """Let a question stay here: the mandate was taken back, or the family withdrew."""
    query.meaning = Meaning.NOT_ASKED if query.asked_at is None else Meaning.NOT_ANSWERED
    query.state, query.last_error = QueryState.GIVEN_UP, code
    query.save(update_fields=["meaning", "state", "last_error"])
    settle(request_id=query.request_id)


def _trace(query: SourceQuery, actor: Actor, at: datetime) -> None:
    record_access(
        kind=AccessKind.QUERY,
        actor=actor,
        at=at,
        request=Request(route=f"source:{query.source}"),
        case_number=query.case.number,
        anchor=query.case.trace_head,
        subjects=(query.person_id,),
        query=f"{query.source}/{query.code}",
        purpose=_purpose(query),
    )


def _mark_asked(query_id: int) -> None:
    SourceQuery.objects.filter(pk=query_id, state=QueryState.WAITING).update(state=QueryState.ASKED)


@transaction.atomic
def _note_failure(query_id: int, code: str) -> bool:
    """Keep the failure; tell whether the question is given up now."""
    query = SourceQuery.objects.select_for_update(of=("self",)).get(pk=query_id)
    query.last_error = code[:60]
    if code in NOTHING_LEFT:
        query.tries -= 1
    query.save(update_fields=["last_error", "tries"])
    if query.tries < MOST_TRIES:
        return False
    give_up(query_id=query_id, code=code)
    return True
