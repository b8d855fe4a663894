"""Check that a procedure table holds together: nothing twice, nothing unknown, no dead end."""

from collections import Counter
from collections.abc import Iterator

from jiuzhu.policy.deadlines import EXTENSION_LABELS
from jiuzhu.policy.document_kinds import CATALOGUE
from jiuzhu.policy.guards import GUARDS
from jiuzhu.policy.procedure_rows import ANY_STATE, CLOCKS, PUBLICITIES, Procedure
from jiuzhu.policy.roles import CAPABILITIES, roles_with

UNITS = frozenset({"WORKING_DAYS", "CALENDAR_DAYS", "HOURS"})
LONGEST = 3650


def procedure_problems(procedure: Procedure) -> tuple[str, ...]:
    """Say everything that keeps a table from holding together."""
    return (
        *_double(procedure),
        *_unknown_words(procedure),
        *_unreachable(procedure),
        *_without_owner(procedure),
        *_wrong_limits(procedure),
    )


def _double(procedure: Procedure) -> Iterator[str]:
    """Find numbers, states and (state, action) pairs that occur twice."""
    counted = Counter(move.no for move in procedure.transitions)
    yield from (f"步骤编号 {no} 重复" for no, times in counted.items() if times > 1)
    states = Counter(state.code for state in procedure.states)
    yield from (f"状态 {code} 重复" for code, times in states.items() if times > 1)
    pairs = Counter(
        (state, move.action) for move in procedure.transitions for state in move.from_states
    )
    yield from (
        f"状态 {state} 下的动作 {action} 有两条"
        for (state, action), times in pairs.items()
        if times > 1
    )


def _unknown_words(procedure: Procedure) -> Iterator[str]:
    """Find states, guards, documents and clocks nobody has defined."""
    states = {state.code for state in procedure.states}
    for move in procedure.transitions:
        named = {state for state in move.from_states if state is not None} | {move.to_state}
        yield from (f"步骤 {move.no} 引用未定义的状态 {code}" for code in sorted(named - states))
        yield from (
            f"步骤 {move.no} 的条件 {one} 未定义" for one in move.guards if one not in GUARDS
        )
        papers = (*move.documents, *move.notices)
        yield from (f"步骤 {move.no} 的文书 {one} 未定义" for one in papers if one not in CATALOGUE)
        clocks = (*move.clocks_start, *move.clocks_stop)
        yield from (f"步骤 {move.no} 的时限 {one} 未定义" for one in clocks if one not in CLOCKS)
        if move.publicity not in PUBLICITIES:
            yield f"步骤 {move.no} 的公示 {move.publicity} 未定义"
    for act in procedure.acts:
        unknown = set(act.in_states) - states - {ANY_STATE}
        yield from (f"动作 {act.action} 引用未定义的状态 {code}" for code in sorted(unknown))


def _unreachable(procedure: Procedure) -> Iterator[str]:
    """Find states no case can come to, and open states no case can leave."""
    reached: set[str | None] = {None}
    while True:
        more = {
            move.to_state
            for move in procedure.transitions
            if reached & set(move.from_states) and move.to_state not in reached
        }
        if not more:
            break
        reached |= more
    for state in procedure.states:
        if state.code not in reached:
            yield f"状态 {state.code} 无法到达"
        if not state.terminal and not procedure.actions_from(state.code):
            yield f"状态 {state.code} 没有出路"


def _without_owner(procedure: Procedure) -> Iterator[str]:
    """Find steps without a capability, and capabilities no role holds (S4: no orphan step)."""
    steps = [(move.no, move.capability) for move in procedure.transitions]
    steps += [(act.action, act.capability) for act in procedure.acts]
    for name, capability in steps:
        if capability not in CAPABILITIES or not roles_with(capability):
            yield f"步骤 {name} 的权限“{capability}”没有岗位承担"


def _wrong_limits(procedure: Procedure) -> Iterator[str]:
    """Find limits without a sensible length, a known unit, or a ground for an extension."""
    counted = Counter(one.clock for one in procedure.limits)
    yield from (f"时限 {clock} 重复" for clock, times in counted.items() if times > 1)
    for one in procedure.limits:
        if one.unit.upper() not in UNITS:
            yield f"时限 {one.clock} 的单位 {one.unit} 不认识"
        lengths = (one.amount, one.devolved, one.extended)
        if any(length is not None and not 0 < length <= LONGEST for length in lengths):
            yield f"时限 {one.clock} 的长度不合理"
        if (one.extended is None) != (not one.grounds):
            yield f"时限 {one.clock} 的延长和延长事由应同时写明"
        yield from (
            f"时限 {one.clock} 的延长事由 {ground} 未定义"
            for ground in one.grounds
            if ground not in EXTENSION_LABELS
        )
