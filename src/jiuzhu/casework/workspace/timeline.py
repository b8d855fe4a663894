"""What happened to a case: every step with its digest, and every look at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.cases.models import Case, CaseEvent
from jiuzhu.casework.cases.queries import procedure_of
from jiuzhu.casework.documents.enums import DocumentState
from jiuzhu.casework.documents.models import Document
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.models import AccessEvent
from jiuzhu.infra.reading import page_read
from jiuzhu.infra.together import Read
from jiuzhu.kernel.digests import GENESIS, link
from jiuzhu.kernel.phrases import Phrase
from jiuzhu.policy.procedures import Procedure
from jiuzhu.registers.organs.enums import OrganKind

MOST_LOOKS = 100
SHORT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """One step of a case."""

    sequence: int
    at: datetime
    action: str
    label: str
    by: str
    organ: int | None
    summary: str
    from_label: str
    to_label: str
    digest: str
    previous: str
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LookLine:
    """One look at a case: who, what for."""

    at: datetime
    kind: str
    by: str
    route: str
    query: str
    purpose: str
    reason: str
    case_number: str
    key: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BackLink:
    """One station on the way back from a payment: the paper and where it is."""

    label: str
    kind: str
    title: str
    number: str
    code: str
    issued_at: datetime


# From the payment back to what it rests on; every station is one click from this page.
STATIONS = (
    ("发放依据：批准或调整的通知", ("W24", "W25", "W31")),
    ("审批", ("W23",)),
    ("核算", ("W19",)),
    ("入户调查", ("W14",)),
    ("核对报告", ("W06",)),
    ("核对提请", ("W05",)),
    ("授权书", ("W03",)),
)


def case_timeline(*, number: str, actor: Actor, latest: int = 0) -> tuple[EventLine, ...]:
    """Return the steps of a case, newest first; `latest` cuts the list.

    Each digest is computed again from body and predecessor: `holds` is false where they differ.

    Raises: NotVisible.
    """
    case = case_to_see(number=number, actor=actor)
    table = procedure_of(case)
    labels = _labels(table)
    return tuple(_line(row, labels, table) for row in events_read(case, latest))


def events_read(case: Case, latest: int) -> Read[CaseEvent]:
    """Return the read of the latest events of a case, or of all."""
    return page_read(f"events {latest}", lambda case: _events(case, latest), case.pk)


def _events(case: int, latest: int) -> QuerySet[CaseEvent]:
    events = CaseEvent.objects.filter(case_id=case).order_by("-sequence")
    return events[:latest] if latest else events


def chain_problem(*, number: str, actor: Actor) -> str:
    """Say in words what is wrong with the chain of a case; empty when nothing is.

    Four things are looked at: each digest against its body, each step against the one before it,
    the sequence without a hole, and the last step against the head that the case itself carries.

    Raises: NotVisible.
    """
    case = case_to_see(number=number, actor=actor)
    previous: bytes | None = None
    steps = 0
    for row in CaseEvent.objects.filter(case=case).order_by("sequence"):
        steps += 1
        if row.sequence != steps:
            return Phrase("缺少第%(step)s步。", step=steps)
        if (None if row.previous is None else bytes(row.previous)) != previous:
            return Phrase("第%(step)s步没有接在前一步之后。", step=steps)
        if link(previous or GENESIS, row.body.encode()) != bytes(row.digest):
            return Phrase("第%(step)s步的正文与摘要不符。", step=steps)
        previous = bytes(row.digest)
    head = None if case.trace_head is None else bytes(case.trace_head)
    if head != previous or steps != case.event_count:
        return "最后一步与案件记录的链头不符，可能缺少后面的步骤。"
    return ""


def looks_at(*, number: str, actor: Actor) -> tuple[LookLine, ...]:
    """Return who looked at a case from the organs of the actor's area, newest first.

    Raises: NotVisible, Forbidden without the post of a supervisor.
    """
    case = case_to_see(number=number, actor=actor)
    actor.require("trace.view")
    return _looks(AccessEvent.objects.filter(case_number=case.number).order_by("-pk")[:MOST_LOOKS])


def recent_looks(
    *, actor: Actor, kind: str = "", before: int | None = None, size: int = MOST_LOOKS
) -> tuple[LookLine, ...]:
    """Return the newest looks and refused attempts of the actor's area; those before a key.

    The city hears who looked where and why somebody was refused, and nothing of whom it was.

    Raises: Forbidden.
    """
    actor.require("trace.view")
    if actor.organ_kind == OrganKind.CITY:
        return _city_looks(kind, size)
    rows = AccessEvent.objects.order_by("-pk")
    if kind:
        rows = rows.filter(kind=kind)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return _looks(rows[:size])


def count_looks(*, actor: Actor, kind: str = "") -> int:
    """Count the looks of the area; the city reads the newest only, without a count.

    Raises: Forbidden.
    """
    actor.require("trace.view")
    if actor.organ_kind == OrganKind.CITY:
        return MOST_LOOKS
    rows = AccessEvent.objects.all()
    return (rows.filter(kind=kind) if kind else rows).count()


def _city_looks(kind: str, size: int) -> tuple[LookLine, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT at, kind, organ, actor_name, route, reason FROM jiuzhu_city_looks(%s, %s)",
            [kind, size],
        )
        rows = cursor.fetchall()
    return tuple(
        LookLine(
            at=at,
            kind=AccessKind(kind).label,
            by=f"{name}（{organ}）",
            route=route,
            query="",
            purpose="",
            reason=reason,
            case_number="",
        )
        for at, kind, organ, name, route, reason in rows
    )


def way_back(*, number: str, actor: Actor) -> tuple[BackLink, ...]:
    """Return the papers that a payment of this case rests on, nearest first.

    Raises: NotVisible.
    """
    case = case_to_see(number=number, actor=actor)
    by_kind: dict[str, list[Document]] = {}
    for paper in _papers(case):
        by_kind.setdefault(paper.kind, []).append(paper)
    return tuple(
        BackLink(
            label=label,
            kind=kind,
            title=paper.title,
            number=paper.number,
            code=paper.check_code,
            issued_at=paper.issued_at,
        )
        for label, kinds in STATIONS
        for kind in kinds
        for paper in by_kind.get(kind, [])
    )


def _papers(case: Case) -> list[Document]:
    found = Document.objects.filter(case=case, state=DocumentState.ISSUED)
    return list(found.only("kind", "title", "number", "check_code", "issued_at").order_by("-pk"))


RECOMPUTED = "recompute_clock"


def _labels(table: Procedure) -> dict[str, str]:
    steps = {step.action: step.label for step in table.transitions}
    return steps | {act.action: act.label for act in table.acts} | {RECOMPUTED: "重算期限"}


def _line(row: CaseEvent, labels: dict[str, str], table: Procedure) -> EventLine:
    states = {state.code: state.label for state in table.states}
    previous = None if row.previous is None else bytes(row.previous)
    digest = bytes(row.digest)
    return EventLine(
        sequence=row.sequence,
        at=row.at,
        action=row.action,
        label=labels.get(row.action, row.action),
        by=row.actor_name,
        organ=row.organ,
        summary=row.summary,
        from_label=states.get(row.from_state, ""),
        to_label=states.get(row.to_state, row.to_state),
        digest=digest.hex(),
        previous="" if previous is None else previous.hex(),
        holds=link(previous or GENESIS, row.body.encode()) == digest,
    )


def _looks(rows: object) -> tuple[LookLine, ...]:
    return tuple(
        LookLine(
            at=row.at,
            kind=AccessKind(row.kind).label,
            by=row.actor_name,
            route=row.route,
            query=row.query,
            purpose=row.purpose,
            reason=row.reason,
            case_number=row.case_number,
            key=row.pk,
        )
        for row in rows  # type: ignore[attr-defined]
    )
