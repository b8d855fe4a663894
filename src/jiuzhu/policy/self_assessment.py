"""Tell a family roughly what it may apply for, from a few plain answers (自我评估).

The very rules of the assessment run on the answers, with the values of the pack in force; nothing
is kept, and nothing is decided: a person verifies, visits and decides later. Where the pack holds
no standard for the day, that is said instead of a guess.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.dibao import assess_dibao
from jiuzhu.policy.facts import AssetFacts, Category, HouseholdFacts, IncomeItem, MemberFacts
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.results import DibaoResult, Eligibility, Reason
from jiuzhu.policy.values import Value

SECOND_HOME = "SECOND_HOME"
OWNED = ("CAR", "SHIP_MACHINE", SECOND_HOME, "NON_RESIDENTIAL", "OPERATING_FIRM")
HOLE = "policy.hole"


class Outlook(StrEnum):
    """Say how the family's answers look under the rules."""

    MAY_FIT = "MAY_FIT"
    MAY_NOT_FIT = "MAY_NOT_FIT"
    UNKNOWN = "UNKNOWN"


class Situation(StrEnum):
    """Name what may open another scheme beside dibao."""

    ALONE = "ALONE"
    ACCIDENT = "ACCIDENT"
    COSTS = "COSTS"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAnswers:
    """Hold what somebody answered; the income is a month's, of the whole family together."""

    category: Category
    persons: int
    income_fen: int
    savings_fen: int
    owned: frozenset[str] = frozenset()
    situations: frozenset[Situation] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfAssessment:
    """Hold the outlook with the figures and articles it rests on; `hole` says what is not known."""

    outlook: Outlook
    result: DibaoResult | None
    standard: Value | None
    reasons: tuple[Reason, ...]
    hole: str = ""


def assess_oneself(answers: OwnAnswers, pack: Pack, on: date) -> SelfAssessment:
    """Run the rules of a day on a family's own answers.

    Raises: Refused('facts.…') for answers that cannot be.
    """
    facts = _facts(answers, on)
    try:
        standard = pack.value("dibao.standard", on, category=answers.category.value)
        result = assess_dibao(facts, pack, on)
    except Refused as refusal:
        if refusal.code != HOLE:
            raise
        return SelfAssessment(
            outlook=Outlook.UNKNOWN, result=None, standard=None, reasons=(), hole=refusal.message
        )
    fits = result.eligible is not Eligibility.NOT_ELIGIBLE
    return SelfAssessment(
        outlook=Outlook.MAY_FIT if fits else Outlook.MAY_NOT_FIT,
        result=result,
        standard=standard,
        reasons=() if fits else result.reasons,
    )


def _facts(answers: OwnAnswers, on: date) -> HouseholdFacts:
    """Put the answers into the facts of a household.

    The income was told as one sum, so it is carried by the first person as one counted item; ages
    are not asked, because no rule reads them without a trait.
    """
    income = IncomeItem(kind="WAGES", amount_fen=answers.income_fen, months=1)
    members = tuple(
        MemberFacts(key=str(place), born_on=on, income=(income,) if place == 1 else ())
        for place in range(1, answers.persons + 1)
    )
    savings = (AssetFacts(kind="DEPOSIT", value_fen=answers.savings_fen),)
    return HouseholdFacts(
        category=answers.category,
        members=members,
        assets=(*(savings if answers.savings_fen else ()), *_owned(answers.owned)),
    )


def _owned(kinds: frozenset[str]) -> tuple[AssetFacts, ...]:
    """Count a second home as two homes, everything else as one piece."""
    return tuple(
        AssetFacts(kind="HOME", count=2) if kind == SECOND_HOME else AssetFacts(kind=kind)
        for kind in sorted(kinds)
    )
