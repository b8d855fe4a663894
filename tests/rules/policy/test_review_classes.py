"""How often a household is reviewed."""

from __future__ import annotations

from datetime import date

import pytest

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.facts import Category, HouseholdFacts, IncomeItem, MemberFacts
from jiuzhu.policy.packs import load_pack
from jiuzhu.policy.review_classes import review_rhythm

OLD, NEW = date(2020, 9, 1), date(2021, 7, 1)


def household(
    category: Category, *, kinds: tuple[str, ...] = (), traits: tuple[str, ...] = ()
) -> HouseholdFacts:
    member = MemberFacts(
        key="1",
        born_on=date(1960, 1, 1),
        income=tuple(IncomeItem(kind=kind, amount_fen=100, months=1) for kind in kinds),
        traits=traits,
    )
    return HouseholdFacts(category=category, members=(member,))


@pytest.mark.parametrize(
    ("category", "kinds", "traits", "on", "expected"),
    [
        (Category.RURAL, (), ("SERIOUS_ILLNESS",), OLD, ("A类", 12)),
        (Category.RURAL, (), (), OLD, ("B类", 6)),
        (Category.RURAL, ("WAGES",), ("SERIOUS_ILLNESS",), OLD, ("C类", 3)),
        (Category.URBAN, ("ODD_JOBS",), (), OLD, ("C类", 1)),
        (Category.URBAN, ("PENSION",), (), OLD, ("B类", 6)),
        (Category.URBAN, ("ODD_JOBS",), (), NEW, ("C类", 6)),
        (Category.RURAL, (), ("SEVERE_DISABILITY",), NEW, ("A类", 12)),
    ],
)
def test_rhythm_follows_income_traits_and_the_version_in_force(
    category: Category,
    kinds: tuple[str, ...],
    traits: tuple[str, ...],
    on: date,
    expected: tuple[str, int],
) -> None:
    rhythm = review_rhythm(household(category, kinds=kinds, traits=traits), load_pack("taian"), on)
    assert (rhythm.label, rhythm.months) == expected
    assert rhythm.article in rhythm.text


def test_another_city_has_its_own_rhythm_and_its_own_names() -> None:
    city = load_pack("sample-city")
    rhythm = review_rhythm(household(Category.RURAL, kinds=("SALARY",)), city, OLD)
    assert (rhythm.label, rhythm.months) == ("C类", 6)
    assert review_rhythm(household(Category.RURAL, kinds=("WAGES",)), city, OLD).label == "B类"


def test_no_rhythm_before_the_rule() -> None:
    with pytest.raises(Refused) as refused:
        review_rhythm(household(Category.RURAL), load_pack("taian"), date(2010, 1, 1))
    assert refused.value.code == "policy.hole"
