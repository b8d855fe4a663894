"""Hold a procedure as it was read: states, moves, acts, limits, and what conflicts with it."""

from dataclasses import dataclass
from datetime import date

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.values import UNIT_LABELS, Unit

CLOCKS = frozenset(
    {
        "intent_answer",
        "acceptance_opinion",
        "acceptance_decision",
        "publicity_decision",
        "urgent_completion",
        "small_relief",
        "county_filing",
    }
)
PUBLICITIES = frozenset({"", "opinion", "plan", "result", "list"})
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
class ProcedureLimit:
    """Hold one time limit of a procedure version, where it has its own.

    `devolved` holds where the township decides itself; `extended` where one of the `grounds` was
    approved and told to the family. A `floor` is a least time (a publicity), not a longest one.
    """

    clock: str
    label: str
    unit: str
    amount: int
    document: str
    article: str
    verified: bool
    devolved: int | None = None
    extended: int | None = None
    grounds: tuple[str, ...] = ()
    floor: bool = False

    @property
    def kind_of_unit(self) -> Unit:
        """Return the unit as the clocks know it."""
        return Unit[self.unit.upper()]

    def for_case(self, *, devolved: bool, extended: bool = False) -> int:
        """Return the length that holds for one case."""
        if extended and self.extended is not None:
            return self.extended
        return self.devolved if devolved and self.devolved is not None else self.amount

    @property
    def text(self) -> str:
        """Write the limit as a person reads it."""
        unit = UNIT_LABELS[self.kind_of_unit]
        least = "不少于" if self.floor else ""
        parts = [f"{least}{self.amount}{unit}"]
        if self.devolved is not None and self.devolved != self.amount:
            parts.append(f"审批权下放的{self.devolved}{unit}")
        if self.extended is not None:
            parts.append(f"经批准延长的{self.extended}{unit}")
        return "，".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Say where a procedure departs from a higher rule: shown, never hidden."""

    document: str
    article: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """Hold one version of a procedure as it was read.

    `runs` tells versions that new cases may start under from those kept to read old files.
    """

    code: str
    scheme: str
    title: str
    basis: Basis
    effective_from: date
    effective_to: date | None = None
    pre_check_on_intent: bool
    review_publicity: bool
    appraisal_on_objection_only: bool
    runs: bool = True
    verified: bool = True
    parent: str = ""
    base: str = ""
    note: str = ""
    conflicts: tuple[Conflict, ...] = ()
    limits: tuple[ProcedureLimit, ...] = ()
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

    def limit(self, clock: str) -> ProcedureLimit | None:
        """Give the own limit of this version for a clock; None where the pack's holds."""
        return next((one for one in self.limits if one.clock == clock), None)

    def act(self, action: str) -> Act | None:
        """Give an act by its action."""
        return next((act for act in self.acts if act.action == action), None)
