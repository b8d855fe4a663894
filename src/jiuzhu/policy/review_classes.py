"""Say how often a household is reviewed, by what it lives on (定期复核).

The months between two reviews, the kinds of income that are earned and the lasting hardships are
values of the pack (民发〔2012〕220号 art. 33, 民发〔2021〕57号 art. 31).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jiuzhu.policy.facts import HouseholdFacts
from jiuzhu.policy.pack_rows import IncomeKind
from jiuzhu.policy.packs import Pack

YEAR = 12


class ReviewClass(StrEnum):
    """Name the three classes of the review."""

    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRhythm:
    """Hold the class of a household, the months between two reviews and the sentence about it."""

    review_class: ReviewClass
    months: int
    text: str
    article: str

    @property
    def label(self) -> str:
        """Write the class as a paper prints it."""
        return f"{self.review_class.value}类"


def review_rhythm(facts: HouseholdFacts, pack: Pack, on: date) -> ReviewRhythm:
    """Give the class and rhythm of a household under the law of a day.

    Income from work varies and comes first; lasting illness or disability without it changes
    little; everything else is in between.

    Raises: Refused('policy.hole') where the law of that day is not known.
    """
    found = _class_of(facts, pack, on)
    rule = pack.value("review.months", on, review_class=found.value, category=facts.category.value)
    months, article = rule.amount, str(rule.source)
    grounds = {
        ReviewClass.A: "家庭成员和收入基本没有变化",
        ReviewClass.B: "家庭成员和收入相对稳定",
        ReviewClass.C: "收入来源不固定、有劳动能力",
    }
    return ReviewRhythm(
        review_class=found,
        months=months,
        text=f"{grounds[found]}，每{_every(months)}复核一次（{article}）",
        article=article,
    )


def _class_of(facts: HouseholdFacts, pack: Pack, on: date) -> ReviewClass:
    """Give the class by income from work, then by lasting traits."""
    counted = [one for one in facts.members if one.counts_for_income]
    earned = {row.code for row in pack.rows(IncomeKind, on) if row.from_work}
    if any(item.kind in earned for one in counted for item in one.income):
        return ReviewClass.C
    lasting = frozenset(pack.value("review.lasting_traits", on).items)
    if any(lasting & set(one.traits) for one in counted):
        return ReviewClass.A
    return ReviewClass.B


def _every(months: int) -> str:
    """Write a number of months as people say it."""
    spoken = {1: "月", 3: "季度", 6: "半年", YEAR: "年"}
    return spoken.get(months, f"{months}个月")
