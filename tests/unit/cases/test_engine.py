"""One table drives everything: state × action × role, exhaustively; the database agrees."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError

from jiuzhu.casework.cases.enums import HoldKind, Scheme
from jiuzhu.casework.cases.models import Case, CaseCounter, CaseEvent, CaseHold
from jiuzhu.casework.cases.services.advance import advance, record_act
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Conflict, Forbidden, Refused
from jiuzhu.policy.procedures import Procedure, load_procedure, running_codes
from jiuzhu.policy.roles import ROLES
from jiuzhu.registers.law.models import ProcedureTransition
from support.forced_state import in_state
from support.stream import to_authorising, to_intent
from support.world import World

RUNNING = [
    load_procedure(code, "taian")
    for scheme in Scheme
    for code in running_codes("taian", scheme=scheme)
]
PROCEDURE = RUNNING[0]


def all_true(state: str, action: str, table: Procedure = PROCEDURE) -> dict[str, bool]:
    move = table.transition(state, action)
    return dict.fromkeys(move.guards, True) if move else {}


@pytest.mark.parametrize(
    ("table", "state"),
    [
        pytest.param(table, state.code, marks=() if table is PROCEDURE else (pytest.mark.once,))
        for table in RUNNING
        for state in table.states
    ],
    ids=lambda one: one if isinstance(one, str) else one.code,
)
def test_every_action_and_role_follows_the_table(
    world: World, table: Procedure, state: str
) -> None:
    actor = world.as_("shouli")
    case = in_state(to_intent(world), state, table)
    actions = sorted({move.action for move in table.transitions})
    checked = 0
    for action in actions:
        move = table.transition(state, action)
        for role in ROLES.values():
            person = replace(actor, roles=frozenset({role.code}), capabilities=role.capabilities)
            outcome = attempt(case, action, person, world, table)
            if move is None:
                assert outcome == "case.state", (state, action, role.code)
            elif move.capability not in role.capabilities or action not in role.only.get(
                move.capability, {action}
            ):
                assert outcome == "actor.capability", (state, action, role.code)
            else:
                assert outcome == move.to_state, (state, action, role.code)
            checked += 1
    assert checked == len(actions) * len(ROLES)


def attempt(case: Case, action: str, actor: Actor, world: World, table: Procedure) -> str:
    """Take the step and take it back; return the new state or the code of the refusal."""
    point = transaction.savepoint()
    fresh = Case.objects.get(pk=case.pk)
    try:
        advance(
            case=fresh,
            action=action,
            actor=actor,
            at=world.at,
            facts=all_true(case.state, action, table),
        )
    except Refused as refusal:
        return refusal.code
    else:
        return fresh.state
    finally:
        transaction.savepoint_rollback(point)


@pytest.mark.parametrize("table", RUNNING, ids=lambda one: one.code)
def test_every_guard_refuses_alone(world: World, table: Procedure) -> None:
    actor = replace(world.as_("shouli"), is_system=True)
    case = to_intent(world)
    asked = 0
    for move in table.transitions:
        start = move.from_states[0]
        if start is None:
            continue
        case = in_state(case, start, table)
        for guard in move.guards:
            facts = {**all_true(start, move.action, table), guard: False}
            with pytest.raises(Refused) as refusal:
                advance(case=case, action=move.action, actor=actor, at=world.at, facts=facts)
            assert refusal.value.code == f"guard.{guard}"
            asked += 1
    assert CaseEvent.objects.filter(case=case).count() == 1
    assert asked == sum(
        len(move.guards) for move in table.transitions if move.from_states[0] is not None
    )


def test_missing_fact_is_a_programming_error(world: World) -> None:
    case = to_intent(world)
    with pytest.raises(LookupError):
        advance(
            case=case,
            action="open_authorization",
            actor=world.as_("shouli"),
            at=world.at,
            facts={},
        )


def test_sql_cannot_jump_a_state(world: World) -> None:
    case = to_intent(world)
    with pytest.raises(IntegrityError, match="no step"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="IN_PAYMENT", event_count=2)


def test_sql_cannot_move_without_an_event(world: World) -> None:
    case = to_intent(world)
    with pytest.raises(IntegrityError, match="without an event"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="AUTHORISING")


def test_owner_cannot_jump_either_and_the_table_in_force_decides(world: World) -> None:
    case = to_intent(world)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="STOPPED", event_count=5)
    ProcedureTransition.objects.create(
        procedure="TA-2019", scheme="dibao", action="test", from_state="INTENT", to_state="STOPPED"
    )
    Case.objects.filter(pk=case.pk).update(state="STOPPED", event_count=5)


def test_database_table_equals_the_procedures_that_run(world: World) -> None:
    stored = set(
        ProcedureTransition.objects.values_list(
            "procedure", "scheme", "from_state", "action", "to_state"
        )
    )
    told = {
        (table.code, table.scheme, state or "", move.action, move.to_state)
        for table in RUNNING
        for move in table.transitions
        for state in move.from_states
    }
    assert stored == told


def test_a_version_kept_for_reading_takes_no_case(world: World) -> None:
    """The trigger knows no step of it: no case starts under it, none moves, even from SQL."""
    case = to_intent(world)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    Case.objects.filter(pk=case.pk).update(procedure="N-2012")
    with pytest.raises(IntegrityError, match="no step of N-2012"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="APPLIED", event_count=5)


def test_broken_link_is_refused_by_the_database(world: World) -> None:
    case = to_intent(world)
    event = CaseEvent.objects.get(case=case)
    event.pk, event.sequence = None, 2
    with pytest.raises(DatabaseError, match="chain"), transaction.atomic():
        event.save(force_insert=True)


def test_counters_follow_the_moves(world: World) -> None:
    to_authorising(world)
    to_intent(world, name="测试戊")
    counted = dict(CaseCounter.objects.exclude(cases=0).values_list("state", "cases"))
    assert counted == {"AUTHORISING": 1, "INTENT": 1}


def test_open_hold_bars_a_decision(world: World) -> None:
    case = in_state(to_intent(world), "OPINION")
    CaseHold.objects.create(
        case=case, kind=HoldKind.COURT_ORDER, reason="法院来函", opened_at=world.at
    )
    with pytest.raises(Refused) as refusal:
        advance(
            case=case,
            action="grant",
            actor=replace(world.as_("shenpi"), is_system=False),
            at=world.at,
            facts=all_true("OPINION", "grant"),
        )
    assert refusal.value.code == "case.held"


def test_act_outside_its_state_is_a_conflict(world: World) -> None:
    case = to_intent(world)
    with pytest.raises(Conflict):
        record_act(
            case=case, action="post_notice", actor=world.as_("shouli"), at=world.at, summary="x"
        )


def test_act_needs_its_capability(world: World) -> None:
    case = to_authorising(world)
    with pytest.raises(Forbidden):
        record_act(
            case=case,
            action="sign_authorization",
            actor=world.as_("shenpi"),
            at=world.at,
            summary="x",
        )
