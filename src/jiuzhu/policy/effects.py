"""Say what a change of the law does to one household: before, after, month by month."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.periods import Month
from jiuzhu.policy.amendments import Amendment
from jiuzhu.policy.dibao import assess_dibao
from jiuzhu.policy.facts import HouseholdFacts
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.results import Eligibility

MONTHS_AHEAD = 12


class Effect(StrEnum):
    """Say how a household comes out of a change."""

    GAIN = "GAIN"
    LOSE = "LOSE"
    NEW = "NEW"
    SAME = "SAME"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Hold what the rules give for a household on a day; `problem` says why they give nothing."""

    eligible: Eligibility
    amount_fen: int
    problem: str = ""


def outcome(facts: HouseholdFacts, pack: Pack, on: date) -> Outcome:
    """Assess a household; what cannot be computed is said, never counted as 0."""
    try:
        result = assess_dibao(facts, pack, on)
    except Refused as refusal:
        return Outcome(eligible=Eligibility.UNDECIDABLE, amount_fen=0, problem=str(refusal.message))
    return _outcome(result.eligible, result.amount_fen)


def outcomes(
    households: Sequence[HouseholdFacts], pack: Pack, days: Sequence[date]
) -> tuple[tuple[Outcome, ...], ...]:
    """Assess many households on several days at once, in columns: for each its outcome by day.

    The same as `outcome` of each; whoever the columns refuse is asked alone, for the words.
    """
    from jiuzhu.policy.columns import Assessed, assess_population, population_of  # noqa: PLC0415 - NumPy comes late

    def of_day(day: date) -> Iterable[Outcome]:
        try:
            found: Assessed = assess_population(population, pack, day)
        except Refused:
            return [outcome(one, pack, day) for one in households]
        return [
            outcome(one, pack, day)
            if result is None or _comes_later(one, day)
            else _outcome(result, int(amount))
            for one, result, amount in zip(
                households, found.eligibilities(), found.amount_fen, strict=True
            )
        ]

    if not households:
        return ()
    population = population_of(households, max(days))
    return tuple(zip(*map(of_day, days), strict=True))


def _comes_later(facts: HouseholdFacts, day: date) -> bool:
    """Say whether somebody is born or dies only after a day: the facts do not fit it."""
    dates = (when for one in facts.members for when in (one.born_on, one.died_on))
    return any(when is not None and when > day for when in dates)


def _outcome(eligible: Eligibility, amount_fen: int) -> Outcome:
    """Write a result down; an open question is said."""
    problem = "尚有待查事项" if eligible is Eligibility.UNDECIDABLE else ""
    return Outcome(eligible=eligible, amount_fen=amount_fen, problem=problem)


def first_month(amendments: Iterable[Amendment]) -> Month:
    """Give the first month that is paid under the change: the law of its first day counts."""
    first = min(one.effective_from for one in amendments)
    month = Month.of(first)
    return month if first.day == 1 else month.next()


def months_from(first: Month, count: int = MONTHS_AHEAD) -> tuple[Month, ...]:
    """Give the months that a cost is shown for."""
    return tuple(first.plus(n) for n in range(count))


def effect_on_award(old_fen: int, new: Outcome) -> Effect:
    """Say what becomes of a household that is paid now."""
    if new.problem:
        return Effect.UNKNOWN
    if new.amount_fen == old_fen and new.eligible is Eligibility.ELIGIBLE:
        return Effect.SAME
    return Effect.GAIN if new.amount_fen > old_fen else Effect.LOSE


def effect_on_refused(new: Outcome) -> Effect:
    """Say what becomes of a household that was refused."""
    if new.problem:
        return Effect.UNKNOWN
    return Effect.NEW if new.eligible is Eligibility.ELIGIBLE else Effect.SAME


def paid_under(old_fen: int, effect: Effect, new: Outcome) -> int:
    """Give what a month costs after the change; the same as now where nothing can be computed."""
    return old_fen if effect is Effect.UNKNOWN else new.amount_fen


def back_pay(paid: Mapping[Month, int], facts: HouseholdFacts, pack: Pack) -> dict[Month, int]:
    """Give for every month already paid what it should have been, where that is more.

    A fall in the past is never taken back; a month that cannot be computed gives no claim here.
    """
    due: dict[Month, int] = {}
    for month, old_fen in paid.items():
        new = outcome(facts, pack, month.first_day)
        if effect_on_award(old_fen, new) is Effect.GAIN:
            due[month] = new.amount_fen
    return due
