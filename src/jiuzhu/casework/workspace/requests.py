"""Verification as the centre and the township follow it: the queue, one request, the report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.cases.models import Case, CaseMember
from jiuzhu.casework.intents.models import Authorization
from jiuzhu.casework.intents.queries import live_on
from jiuzhu.casework.verification.enums import Meaning, QueryState, RequestState, Source
from jiuzhu.casework.verification.models import (
    SourceQuery,
    VerificationRequest,
)
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Forbidden
from jiuzhu.policy.deadlines import due_for
from jiuzhu.registers.households.enums import Relation
from jiuzhu.registers.law.queries import calendar_in_force, pack_in_force

PAGE_SIZE = 50
OPEN_STATES = (
    RequestState.FILED,
    RequestState.ACCEPTED,
    RequestState.RUNNING,
    RequestState.SETTLED,
)
ERRORS = {
    "authorization.none": "没有有效授权",
    "marked.unanswered": "核对员注明未答复",
    "source.timeout": "部门超时",
    "source.busy": "部门繁忙",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """One request in the queue of the centre."""

    number: str
    applicant: str
    applicant_id: int
    organ: str
    state: str
    state_label: str
    filed_at: datetime
    filed_by: str
    due_on: date
    people: int
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StateCount:
    """How many requests wait in a state; None where they are done."""

    state: str
    label: str
    requests: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The requests of the area."""

    rows: tuple[RequestRow, ...]
    states: tuple[StateCount, ...]
    total: int
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryLine:
    """One question: how far it is, what its answer means."""

    person: str
    relation: str
    source: str
    state: str
    meaning: str
    meaning_label: str
    tries: int
    error: str
    asked_at: datetime | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateLine:
    """Who of the case may be asked about, and until when."""

    person: str
    relation: str
    sources: tuple[str, ...]
    effective_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestProgress:
    """One request with all its questions."""

    number: str
    state: str
    state_label: str
    filed_at: datetime
    filed_by: str
    accepted_at: datetime | None
    accepted_by: str
    returned_reason: str
    centre: str
    mandates: tuple[MandateLine, ...]
    queries: tuple[QueryLine, ...]
    shows_meanings: bool
    open_queries: int

    @property
    def done(self) -> int:
        """Count the questions that need no more waiting."""
        return len(self.queries) - self.open_queries

    @property
    def is_running(self) -> bool:
        """Tell whether answers are still awaited."""
        return self.state == RequestState.RUNNING


def verification_queue(
    *, actor: Actor, state: str = "", after: str = "", size: int = PAGE_SIZE
) -> Queue:
    """Return the requests of the area, the oldest first.

    Raises: Forbidden for anybody who neither files nor runs verifications.
    """
    _require_part(actor)
    if actor.organ_kind == "CENTRE":
        mine = VerificationRequest.objects.filter(centre_id=actor.organ_id)
    else:
        mine = VerificationRequest.objects.filter(case__organ_id__in=actor.organs)
    waiting = mine.filter(state__in=OPEN_STATES)  # what is done only grows and is not counted
    counts = dict(waiting.values_list("state").annotate(Count("pk")))
    shown = mine.filter(state=state) if state else waiting
    if after.isdigit():
        shown = shown.filter(pk__gt=int(after))
    rows = list(
        shown.select_related("case__applicant", "case__organ", "filed_by")
        .annotate(
            asked=Count("queries"),
            settled=Count("queries", filter=~Q(queries__state__in=_OPEN_QUERIES)),
        )
        .order_by("pk")[: size + 1]
    )
    people = dict(
        CaseMember.objects.filter(case__in=[row.case_id for row in rows])
        .values_list("case_id")
        .annotate(Count("pk"))
    )
    return Queue(
        rows=tuple(_row(row, people.get(row.case_id, 0)) for row in rows[:size]),
        states=tuple(
            StateCount(
                state=one,
                label=RequestState(one).label,
                requests=counts.get(one, 0) if one in OPEN_STATES else None,
            )
            for one in RequestState.values
        ),
        total=sum(counts.values()),
        after=str(rows[size - 1].pk) if len(rows) > size else "",
    )


def request_progress(*, number: str, actor: Actor, on: date) -> RequestProgress | None:
    """Return the newest request of a case with its questions; None where none was filed.

    What an answer means is shown to the centre only; a township sees how far it is.

    Raises: NotVisible, Forbidden.
    """
    case = case_to_see(number=number, actor=actor)
    _require_part(actor)
    request = (
        VerificationRequest.objects.filter(case=case)
        .select_related("filed_by", "accepted_by", "centre")
        .order_by("-pk")
        .first()
    )
    if request is None:
        return None
    people = people_names(case)
    queries = list(SourceQuery.objects.filter(request=request).order_by("pk"))
    return RequestProgress(
        number=case.number,
        state=request.state,
        state_label=request.get_state_display(),
        filed_at=request.filed_at,
        filed_by=request.filed_by.name,
        accepted_at=request.accepted_at,
        accepted_by="" if request.accepted_by is None else request.accepted_by.name,
        returned_reason=request.returned_reason,
        centre=request.centre.name,
        mandates=_mandates(case, people, on),
        queries=tuple(_query(row, people) for row in queries),
        shows_meanings=actor.may("verification.release"),
        open_queries=sum(row.state in _OPEN_QUERIES for row in queries),
    )


_OPEN_QUERIES = frozenset({QueryState.WAITING, QueryState.ASKED})


def _require_part(actor: Actor) -> None:
    if not (actor.may("verification.accept") or actor.may("verification.file")):
        raise Forbidden(
            "verification.no_part",
            "您的岗位不经手核对。需要了解进度，请询问核对专员。",
        )


def _row(row: VerificationRequest, people: int) -> RequestRow:
    filed_on = legal_day(row.filed_at)
    return RequestRow(
        number=row.case.number,
        applicant=row.case.applicant.name,
        applicant_id=row.case.applicant_id,
        organ=row.case.organ.short_name,
        state=row.state,
        state_label=row.get_state_display(),
        filed_at=row.filed_at,
        filed_by=row.filed_by.name,
        due_on=due_for("source_answer", filed_on, calendar_in_force(), pack_in_force()).on,
        people=people,
        done=row.settled,  # type: ignore[attr-defined]  # annotated
        total=row.asked,  # type: ignore[attr-defined]  # annotated
    )


def people_names(case: Case) -> dict[int, tuple[str, str]]:
    """Return name and relation of everybody of a case."""
    rows = CaseMember.objects.filter(case=case).select_related("person").order_by("pk")
    return {row.person_id: (row.person.name, Relation(row.relation).label) for row in rows}


def _mandates(case: Case, people: dict[int, tuple[str, str]], on: date) -> tuple[MandateLine, ...]:
    signed = {row.person_id: row for row in Authorization.objects.filter(live_on(on), case=case)}
    lines = []
    for person_id, (name, relation) in people.items():
        row = signed.get(person_id)
        words = () if row is None else tuple(Source(source).label for source in row.sources)
        lines.append(
            MandateLine(
                person=name,
                relation=relation,
                sources=words,
                effective_to=None if row is None else row.effective_to,
            )
        )
    return tuple(lines)


def _query(row: SourceQuery, people: dict[int, tuple[str, str]]) -> QueryLine:
    name, relation = people.get(row.person_id, ("", ""))
    return QueryLine(
        person=name,
        relation=relation,
        source=row.get_source_display(),
        state="不查询" if row.meaning == Meaning.NOT_ASKED else row.get_state_display(),
        meaning=row.meaning if row.state not in _OPEN_QUERIES else "",
        meaning_label="" if row.state in _OPEN_QUERIES else Meaning(row.meaning).label,
        tries=row.tries,
        error=ERRORS.get(row.last_error, row.last_error),
        asked_at=row.asked_at,
        answered_at=row.answered_at,
    )
