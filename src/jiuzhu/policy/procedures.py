"""Load the procedure tables: which moves exist, who may make them, under which conditions.

One table drives engine, buttons, flow chart and the trigger in the database. A table is checked
when it is read: a state nobody reaches, a step nobody may take or a number used twice is refused
with the file named.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.document_kinds import CATALOGUE
from jiuzhu.policy.guards import GUARDS
from jiuzhu.policy.pack_files import read_rows
from jiuzhu.policy.pack_yaml import bad, read_yaml
from jiuzhu.policy.records import from_plain
from jiuzhu.policy.roles import CAPABILITIES, roles_with

ROOT = Path(__file__).parent / "packs"
CLOCKS = frozenset({"intent_answer", "acceptance_decision"})
ANY_STATE = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Hold one state of a case; an ended (terminal) case may still be archived or insisted on."""

    code: str
    label: str
    stage: str
    terminal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """Hold one move: from where, to where, by whom, if what, with which papers and clocks.

    A None among `from_states` means that the case is born by this move; `system` that the system
    owes it where nobody did it (a job).
    """

    no: str
    action: str
    label: str
    from_states: tuple[str | None, ...]
    to_state: str
    capability: str
    guards: tuple[str, ...] = ()
    clocks_start: tuple[str, ...] = ()
    clocks_stop: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    publicity: str = ""
    system: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Hold one act that leaves the state as it is."""

    action: str
    label: str
    in_states: tuple[str, ...]
    capability: str

    def possible_in(self, state: str) -> bool:
        """Say whether the act belongs to a state."""
        return state in self.in_states or ANY_STATE in self.in_states


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Name the document a procedure rests on."""

    document: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """Hold one version of a procedure as it was read."""

    code: str
    scheme: str
    title: str
    basis: Basis
    effective_from: date
    effective_to: date | None = None
    pre_check_on_intent: bool
    review_publicity: bool
    appraisal_on_objection_only: bool
    parent: str = ""
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    acts: tuple[Act, ...]

    def state(self, code: str) -> State:
        """Give a state by its code.

        Raises: Refused('procedure.state').
        """
        for state in self.states:
            if state.code == code:
                return state
        raise Refused("procedure.state", f"“{self.title}”中没有状态“{code}”，请刷新页面后重试。")

    def transition(self, state: str | None, action: str) -> Transition | None:
        """Give the move an action makes from a state; None when there is none."""
        for move in self.transitions:
            if move.action == action and state in move.from_states:
                return move
        return None

    def actions_from(self, state: str | None) -> tuple[Transition, ...]:
        """Give every move from a state, in the order of the table."""
        return tuple(move for move in self.transitions if state in move.from_states)

    def acts_in(self, state: str) -> tuple[Act, ...]:
        """Give the acts of a state that do not move the case."""
        return tuple(act for act in self.acts if act.possible_in(state))

    def capability(self, action: str) -> str:
        """Give what an action asks of its actor, whatever the state.

        Raises: KeyError for an action that the table does not name.
        """
        for move in self.transitions:
            if move.action == action:
                return move.capability
        act = self.act(action)
        if act is None:
            raise KeyError(action)
        return act.capability

    def act(self, action: str) -> Act | None:
        """Give an act by its action."""
        return next((act for act in self.acts if act.action == action), None)


@cache
def load_procedure(code: str, place: str = "taian") -> Procedure:
    """Give a shipped procedure, read and checked once.

    Raises: Refused('procedure.unknown'), Refused('policy.pack') for a table that does not hold
    together.
    """
    path = ROOT / place / "procedures" / f"{code}.yaml"
    if code not in procedure_codes(place):
        known = "、".join(procedure_codes(place))
        raise Refused("procedure.unknown", f"没有程序版本“{code}”。现有：{known}。")
    return read_procedure(path)


def procedure_codes(place: str = "taian") -> tuple[str, ...]:
    """Name the procedures a place has."""
    return tuple(sorted(path.stem for path in (ROOT / place / "procedures").glob("*.yaml")))


def read_procedure(path: Path) -> Procedure:
    """Read a procedure from a file and check that it holds together.

    Raises: Refused('policy.pack') naming the file and everything wrong in it.
    """
    found = read_yaml(path)
    head = {
        key: item for key, item in found.items() if key not in {"states", "transitions", "acts"}
    }
    states = read_rows(path.name, found.get("states"), State, "states")
    moves = [_renamed(path.name, row) for row in found.get("transitions") or []]
    transitions = read_rows(path.name, moves, Transition, "transitions")
    acts = [_renamed(path.name, row) for row in found.get("acts") or []]
    read_acts = read_rows(path.name, acts, Act, "acts")
    try:
        procedure = from_plain(
            Procedure,
            {**head, "states": [], "transitions": [], "acts": []},
            where=path.name,
        )
    except Refused as problem:
        raise bad(path.name, str(problem.message).split("。")[0]) from None
    built = replace(procedure, states=states, transitions=transitions, acts=read_acts)
    problems = procedure_problems(built)
    if problems:
        raise bad(path.name, "；".join(problems))
    return built


def _renamed(file: str, row: object) -> dict[str, Any]:
    """Give the words of the file (from, to, in, clocks) the names of the code."""
    if not isinstance(row, dict):
        raise bad(file, "每个步骤应为键值")
    words = {"from": "from_states", "to": "to_state", "in": "in_states"}
    named: dict[str, Any] = {
        words.get(key, str(key)): item for key, item in row.items() if key != "clocks"
    }
    clocks = row.get("clocks", {})
    if not isinstance(clocks, dict) or not set(clocks) <= {"start", "stop"}:
        raise bad(file, f"步骤 {row.get('no', '')} 的 clocks 只能有 start 和 stop")
    return named | {f"clocks_{word}": kinds for word, kinds in clocks.items()}


def procedure_problems(procedure: Procedure) -> tuple[str, ...]:
    """Say everything that keeps a table from holding together."""
    return (
        *_double(procedure),
        *_unknown_words(procedure),
        *_unreachable(procedure),
        *_without_owner(procedure),
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


def tightening_problems(parent: Procedure, local: Procedure) -> tuple[str, ...]:
    """Say where a local version loosens its parent; it may only tighten (S2)."""
    found = []
    mine = {move.no: move for move in local.transitions}
    for move in parent.transitions:
        kept = mine.get(move.no)
        if kept is None:
            found.append(f"缺少步骤 {move.no}（{move.label}）")
        else:
            found.extend(f"步骤 {move.no} {what}" for what in _loosened(move, kept))
    known = {move.no for move in parent.transitions}
    found.extend(f"新增了上级程序没有的步骤 {no}" for no in mine if no not in known)
    return tuple(found)


def _loosened(parent: Transition, local: Transition) -> Iterator[str]:
    """Find what one step of a local version has lost or moved."""
    if (parent.from_states, parent.to_state) != (local.from_states, local.to_state):
        yield "改变了起止状态"
    if (parent.clocks_start, parent.clocks_stop) != (local.clocks_start, local.clocks_stop):
        yield "改变了时限的起止"
    if parent.capability != local.capability:
        yield "改变了承担岗位"
    for name, word in (("guards", "条件"), ("documents", "文书"), ("notices", "送达")):
        lost = set(getattr(parent, name)) - set(getattr(local, name))
        if lost:
            yield f"减少了{word}：{'、'.join(sorted(lost))}"
    if parent.publicity != local.publicity:
        yield "改变了公示要求"
