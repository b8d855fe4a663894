"""Move a case: the only writer of a case's state and of its events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from jiuzhu.casework.cases.models import Case, CaseEvent, CaseHold
from jiuzhu.casework.cases.queries import procedure_of
from jiuzhu.casework.cases.services.keep_clocks import NEAREST, turn_clocks
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.insert import columns_of
from jiuzhu.kernel.digests import GENESIS, canonical_json, link
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.policy.guards import GUARDS
from jiuzhu.policy.procedures import Transition

BARRED_BY_HOLDS = frozenset({"decision.decide"})
ALSO_BARRED = frozenset({"enter_payment"})
MOVED = ("state", "version", "event_count", "trace_head", "moved_at", *NEAREST)
EVENT_COLUMNS = tuple(
    field.name
    for field in CaseEvent._meta.concrete_fields
    if field.name not in {"id", "database_at"}
)
COUNTED = (
    ", counted AS (INSERT INTO cases_casecounter AS c (organ_id, scheme, state, cases)"
    " SELECT %s, %s, state, 1 FROM unnest(%s::text[]) AS state"
    " ON CONFLICT (organ_id, scheme, state) DO UPDATE"
    " SET cases = c.cases + CASE c.state WHEN %s THEN 1 ELSE -1 END)"
)


def advance(
    *,
    case: Case,
    action: str,
    actor: Actor,
    at: datetime,
    facts: Mapping[str, bool],
    summary: str = "",
    detail: Mapping[str, Any] | None = None,
    fields: Mapping[str, Any] | None = None,
    power_order: int | None = None,
    clock_from: date | None = None,
) -> CaseEvent:
    """Take one step of the procedure table with a locked case.

    `facts` answers every guard that the table names for the step; `fields` are further columns of
    the case that this step sets; `clock_from` is the day from which a started clock runs where it
    is not the day of the click (acceptance). Writes the event, the state, the counters, the clocks.

    Raises: Conflict `case.state`, Forbidden, Refused `guard.<name>`, Refused `case.held`.
    """
    step = step_of(case, action)
    actor.require(step.capability, action=action)
    _check_guards(step, facts)
    refuse_held(case, step)
    turn_clocks(
        case=case,
        stops=step.clocks_stop,
        starts=step.clocks_start,
        on=legal_day(at),
        start_on=clock_from or legal_day(at),
    )
    return _write_event(
        case=case,
        action=action,
        to_state=step.to_state,
        actor=actor,
        at=at,
        summary=summary or step.label,
        detail={"facts": dict(facts), **(detail or {})},
        power_order=power_order,
        fields=fields or {},
    )


def record_act(
    *,
    case: Case,
    action: str,
    actor: Actor,
    at: datetime,
    summary: str,
    detail: Mapping[str, Any] | None = None,
    fields: Mapping[str, Any] | None = None,
) -> CaseEvent:
    """Write an act of the stream that leaves the state as it is (a signature, a delivery).

    Raises: Conflict `case.state` where the table does not name the act for this state.
    """
    act = procedure_of(case).act(action)
    if act is None or not act.possible_in(case.state):
        raise _wrong_state(case)
    actor.require(act.capability, action=action)
    return _write_event(
        case=case,
        action=action,
        to_state=case.state,
        actor=actor,
        at=at,
        summary=summary,
        detail=dict(detail or {}),
        power_order=None,
        fields=fields or {},
    )


def record_change(
    *,
    case: Case,
    action: str,
    actor: Actor,
    at: datetime,
    summary: str,
    detail: Mapping[str, Any],
) -> CaseEvent:
    """Write what the law itself changed about a case, in whatever state: no act of anybody's post.

    Raises: Forbidden for an officer: only the system writes so.
    """
    if not actor.is_system:
        actor.require("system", action=action)
    return _write_event(
        case=case,
        action=action,
        to_state=case.state,
        actor=actor,
        at=at,
        summary=summary,
        detail=detail,
        power_order=None,
        fields={},
    )


def open_case(
    *,
    case: Case,
    action: str,
    actor: Actor,
    at: datetime,
    facts: Mapping[str, bool],
    summary: str,
    detail: Mapping[str, Any] | None = None,
) -> CaseEvent:
    """Write a new case in the first state of its procedure, with its first event."""
    step = procedure_of(case).transition(None, action)
    if step is None:
        raise Refused("case.no_first_step", "这个流程没有这样的起始步骤。请联系管理员检查流程表。")
    actor.require(step.capability, action=action)
    _check_guards(step, facts)
    case.state = step.to_state
    case.opened_at = case.moved_at = at
    case.save(force_insert=True)
    on = legal_day(at)
    turn_clocks(case=case, stops=(), starts=step.clocks_start, on=on, start_on=on)
    return _write_event(
        case=case,
        action=action,
        to_state=step.to_state,
        actor=actor,
        at=at,
        summary=summary,
        detail={"facts": dict(facts), **(detail or {})},
        power_order=None,
        fields={},
        is_new=True,
    )


def step_of(case: Case, action: str) -> Transition:
    """Return the step that the table names for this state.

    Raises: Conflict `case.state`.
    """
    step = procedure_of(case).transition(case.state, action)
    if step is None:
        raise _wrong_state(case)
    return step


def _wrong_state(case: Case) -> Conflict:
    label = procedure_of(case).state(case.state).label
    return Conflict(
        "case.state",
        "案件 %(number)s 现在处于“%(label)s”环节，不能办理这一步。请刷新页面，按当前环节办理。",
        values={"number": case.number, "label": label},
    )


def _check_guards(step: Transition, facts: Mapping[str, bool]) -> None:
    for guard in step.guards:
        if guard not in facts:
            raise LookupError(f"{step.action}: the use case gave no fact for guard {guard}")
        if not facts[guard]:
            raise Refused(f"guard.{guard}", GUARDS[guard].refusal)


def refuse_held(case: Case, step: Transition) -> None:
    """Refuse a step that an open hold of the case bars.

    Raises: Refused `case.held`.
    """
    if step.capability not in BARRED_BY_HOLDS and step.action not in ALSO_BARRED:
        return
    hold = CaseHold.objects.filter(case=case, ended_at__isnull=True).first()
    if hold is not None:
        raise Refused(
            "case.held",
            "案件有未解除的标记：%(kind)s。%(reason)s 处理后再办理。",
            values={"kind": hold.get_kind_display(), "reason": hold.reason},
        )


def _write_event(
    *,
    case: Case,
    action: str,
    to_state: str,
    actor: Actor,
    at: datetime,
    summary: str,
    detail: Mapping[str, Any],
    power_order: int | None,
    fields: Mapping[str, Any],
    is_new: bool = False,
) -> CaseEvent:
    from_state = "" if is_new else case.state
    previous = None if case.trace_head is None else bytes(case.trace_head)
    sequence = case.event_count + 1
    body = canonical_json(
        {
            "case": case.number,
            "sequence": sequence,
            "action": action,
            "from": from_state,
            "to": to_state,
            "at": at.isoformat(),
            "user": actor.user_id,
            "officer": actor.officer_id,
            "name": actor.name,
            "organ": actor.organ_id,
            "automatic": actor.is_system,
            "power_order": power_order,
            "procedure": case.procedure,
            "summary": summary,
            "detail": detail,
        }
    )
    event = CaseEvent(
        case=case,
        sequence=sequence,
        action=action,
        from_state=from_state,
        to_state=to_state,
        at=at,
        actor_user=actor.user_id,
        actor_officer=actor.officer_id,
        actor_name=actor.name,
        organ=actor.organ_id,
        power_order=power_order,
        procedure=case.procedure,
        summary=summary,
        body=body.decode(),
        previous=previous,
        digest=link(previous or GENESIS, body),
    )
    case.state = to_state
    case.version += 1
    case.event_count = sequence
    case.trace_head = event.digest
    case.moved_at = at
    for name, value in fields.items():
        setattr(case, name, value)
    _store(event, case, (*MOVED, *fields))
    return event


def _store(event: CaseEvent, case: Case, moved: Sequence[str]) -> None:
    """Write the event, the case and, where the state moved, the counters: one statement.

    The event comes first: its trigger compares with the head that the case had before. The counter
    of the smaller state comes first, so that two moves never deadlock.
    """
    told, tells = columns_of(event, EVENT_COLUMNS)
    changed, changes = columns_of(case, moved)
    states = sorted({event.to_state, event.from_state} - {""})
    counts = [case.organ_id, case.scheme, states, event.to_state]
    is_move = event.from_state != event.to_state
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH event AS (INSERT INTO cases_caseevent ({', '.join(told)})"  # noqa: S608 -- columns of the models
            f" VALUES ({', '.join(['%s'] * len(told))}) RETURNING id, database_at)"
            f", moved AS (UPDATE cases_case SET {', '.join(f'{name} = %s' for name in changed)}"
            " FROM event WHERE cases_case.id = %s RETURNING cases_case.id)"
            f"{COUNTED if is_move else ''}"
            " SELECT event.id, event.database_at FROM event, moved",
            [*tells, *changes, case.pk, *(counts if is_move else ())],
        )
        event.pk, event.database_at = cursor.fetchone()
