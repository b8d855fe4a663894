"""Say how often a household is reviewed, by what it lives on (定期复核).

民发〔2012〕220号 art. 33 until 2021-06-30: A yearly, B half-yearly, C monthly in town and
quarterly in the country; 民发〔2021〕57号 art. 31 since: yearly where little changes, half-yearly
where income varies or somebody can work.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jiuzhu.policy.facts import Category, HouseholdFacts

NEW_SINCE = date(2021, 7, 1)
LASTING_TRAITS = frozenset({"SEVERE_DISABILITY", "SERIOUS_ILLNESS"})
VARYING_KINDS = frozenset({"WAGES", "ODD_JOBS", "BUSINESS_REVENUE"})


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


def review_rhythm(facts: HouseholdFacts, on: date) -> ReviewRhythm:
    """Give the class and rhythm of a household on a day.

    Income from work varies and comes first; lasting illness or disability without it changes
    little; everything else is in between.
    """
    found = _class_of(facts)
    if on >= NEW_SINCE:
        months = 12 if found is ReviewClass.A else 6
        article = "民发〔2021〕57号第三十一条"
    else:
        often = 1 if facts.category is Category.URBAN else 3
        months = {ReviewClass.A: 12, ReviewClass.B: 6, ReviewClass.C: often}[found]
        article = "民发〔2012〕220号第三十三条"
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


def _class_of(facts: HouseholdFacts) -> ReviewClass:
    """Give the class by income from work, then by lasting traits."""
    counted = [one for one in facts.members if one.counts_for_income]
    if any(item.kind in VARYING_KINDS for one in counted for item in one.income):
        return ReviewClass.C
    if any(LASTING_TRAITS & set(one.traits) for one in counted):
        return ReviewClass.A
    return ReviewClass.B


def _every(months: int) -> str:
    """Write a number of months as people say it."""
    return {1: "月", 3: "季度", 6: "半年", 12: "年"}[months]
