"""Compare one household and its decisions under a changed law with what is paid and was decided."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from jiuzhu.casework.assessments.models import Computation
from jiuzhu.casework.assessments.queries import facts_of
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.decisions.enums import DecisionKind
from jiuzhu.casework.decisions.models import Award, Decision
from jiuzhu.casework.reviews.models import BacktestDifference, SimulatedHousehold, Simulation
from jiuzhu.kernel.periods import Month
from jiuzhu.policy.effects import (
    Effect,
    Outcome,
    effect_on_award,
    effect_on_refused,
    months_from,
    outcome,
    outcomes,
    paid_under,
)
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.results import Eligibility

NO_COMPUTATION = "存量转入，没有核算数据，无法测算；请先补录家庭数据并核算。"
NOT_KNOWN = Outcome(eligible=Eligibility.UNDECIDABLE, amount_fen=0, problem=NO_COMPUTATION)
LONGEST_PROBLEM = 400
COUNTED = {
    Effect.GAIN: "gains",
    Effect.LOSE: "losses",
    Effect.NEW: "newly",
    Effect.UNKNOWN: "unknown",
}


@dataclass(slots=True)
class Piece:
    """Gather what one piece of the work adds; it is written in one transaction."""

    households: list[SimulatedHousehold] = field(default_factory=list)
    differences: list[BacktestDifference] = field(default_factory=list)
    units: dict[int, Counter[str]] = field(default_factory=dict)
    costs: dict[tuple[int, date], list[int]] = field(default_factory=dict)

    def count(self, county: int, name: str) -> None:
        """Count one more of a county."""
        self.units.setdefault(county, Counter())[name] += 1

    def spend(self, county: int, month: date, old: int, new: int) -> None:
        """Add a month of one household to the cost of a county."""
        sums = self.costs.setdefault((county, month), [0, 0])
        sums[0] += old
        sums[1] += new


Ahead = dict[int, tuple[Outcome, ...]]


def months_ahead(simulation: Simulation) -> tuple[date, ...]:
    """Return the first day of every month that a simulation looks at."""
    return tuple(month.first_day for month in months_from(Month.of(simulation.first_month)))


def ahead(simulation: Simulation, pack: Pack, decisions: dict[int, list[Decision]]) -> Ahead:
    """Return by case what the newest known facts give in every month ahead; all cases at once."""
    newest = {case: _newest(made) for case, made in decisions.items()}
    known = {case: facts_of(found) for case, found in newest.items() if found is not None}
    days = months_ahead(simulation)
    found = dict(zip(known, outcomes(tuple(known.values()), pack, days), strict=True))
    return {case: found.get(case, (NOT_KNOWN,) * len(days)) for case in decisions}


def look_ahead(
    simulation: Simulation,
    case: Case,
    made: list[Decision],
    award: Award | None,
    then: tuple[Outcome, ...],
    piece: Piece,
) -> None:
    """Compare what a household is paid, or was refused, with what the change gives it by month."""
    now = then[0]
    if award is None:
        if made[-1].kind == DecisionKind.REFUSE:
            _note(simulation, case, made, effect_on_refused(now), 0, now, piece)
        return
    piece.count(case.county_id, "households")
    old = award.amount_fen
    _note(simulation, case, made, effect_on_award(old, now), old, now, piece)
    for month, new in zip(months_ahead(simulation), then, strict=True):
        piece.spend(case.county_id, month, old, paid_under(old, effect_on_award(old, new), new))


def look_back(
    simulation: Simulation, pack: Pack, case: Case, made: list[Decision], piece: Piece
) -> None:
    """Compute every decision again for its own day; what comes out otherwise is a difference."""
    for decision in made:
        computation = decision.computation
        if computation is None:
            continue
        piece.count(case.county_id, "decided")
        again = outcome(facts_of(computation), pack, computation.computed_on)
        if (again.eligible.value, again.amount_fen) == (
            computation.eligible,
            computation.amount_fen,
        ):
            continue
        piece.count(case.county_id, "differences")
        piece.differences.append(
            BacktestDifference(
                simulation=simulation,
                case=case,
                organ_id=case.organ_id,
                decision=decision,
                computed_on=computation.computed_on,
                old_eligible=computation.eligible,
                old_fen=computation.amount_fen,
                new_eligible=again.eligible.value,
                new_fen=again.amount_fen,
                problem=again.problem[:LONGEST_PROBLEM],
            )
        )


def _newest(made: list[Decision]) -> Computation | None:
    """Return the computation with the newest known facts of a household."""
    return next((one.computation for one in reversed(made) if one.computation), None)


def _note(
    simulation: Simulation,
    case: Case,
    made: list[Decision],
    effect: Effect,
    old: int,
    new: Outcome,
    piece: Piece,
) -> None:
    """Write a household down that the change touches."""
    if effect is Effect.SAME:
        return
    piece.count(case.county_id, COUNTED[effect])
    piece.households.append(
        SimulatedHousehold(
            simulation=simulation,
            case=case,
            organ_id=case.organ_id,
            computation=_newest(made),
            effect=effect.value,
            old_fen=old,
            new_fen=paid_under(old, effect, new),
            problem=new.problem[:LONGEST_PROBLEM],
        )
    )
