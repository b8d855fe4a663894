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
from jiuzhu.policy.edge import assess_low_income
from jiuzhu.policy.facts import AssetFacts, Category, HouseholdFacts, IncomeItem, MemberFacts
from jiuzhu.policy.pack_rows import AssetKind, IncomeKind
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.results import DibaoResult, Eligibility, Reason
from jiuzhu.policy.scheme_facts import EdgeFacts
from jiuzhu.policy.scheme_results import SchemeResult
from jiuzhu.policy.values import Value

INCOME, SAVINGS, SECOND_HOME = "INCOME", "SAVINGS", "SECOND_HOME"
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
    """Hold the outlook with the figures and articles it rests on.

    `hole` says what is not known; `edge` is there for a family above dibao that may be low-income.
    """

    outlook: Outlook
    result: DibaoResult | None
    standard: Value | None
    reasons: tuple[Reason, ...]
    hole: str = ""
    edge: SchemeResult | None = None


def assess_oneself(answers: OwnAnswers, pack: Pack, on: date) -> SelfAssessment:
    """Run the rules of a day on a family's own answers.

    Raises: Refused('facts.…') for answers that cannot be.
    """
    try:
        facts = _facts(answers, pack, on)
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
        edge=None if fits else _edge(facts, pack, on),
    )


def _edge(facts: HouseholdFacts, pack: Pack, on: date) -> SchemeResult | None:
    """Give the result as a low-income-edge family where it may be one and the day has law."""
    try:
        found = assess_low_income(EdgeFacts(household=facts), pack, on)
    except Refused as refusal:
        if refusal.code != HOLE:
            raise
        return None
    return None if found.eligible is Eligibility.NOT_ELIGIBLE else found


def _facts(answers: OwnAnswers, pack: Pack, on: date) -> HouseholdFacts:
    """Put the answers into the facts of a household, in the codes of the place.

    The income was told as one sum, so it is carried by the first person as one counted item; ages
    are not asked, because no rule reads them without a trait.

    Raises: Refused('policy.hole') where the pack has no kind for what was asked.
    """
    kinds = {row.asked_as or row.code: row.code for row in pack.rows(AssetKind, on)}
    income = IncomeItem(kind=_income_kind(pack, on), amount_fen=answers.income_fen, months=1)
    members = tuple(
        MemberFacts(key=str(place), born_on=on, income=(income,) if place == 1 else ())
        for place in range(1, answers.persons + 1)
    )
    owned = {SAVINGS, *answers.owned} if answers.savings_fen else answers.owned
    return HouseholdFacts(
        category=answers.category,
        members=members,
        assets=tuple(
            AssetFacts(
                kind=kinds[name],
                value_fen=answers.savings_fen if name == SAVINGS else 0,
                count=2 if name == SECOND_HOME else 1,
            )
            for name in sorted(owned)
            if name in kinds
        ),
    )


def _income_kind(pack: Pack, on: date) -> str:
    """Give the kind of income that the one sum is counted as.

    Raises: Refused('policy.hole').
    """
    for row in pack.rows(IncomeKind, on):
        if row.asked_as == INCOME:
            return row.code
    raise Refused(HOLE, "政策包没有写明自我评估的收入按哪一项计算，请补充后再使用。")
