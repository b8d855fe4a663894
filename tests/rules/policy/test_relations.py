"""Relations that cannot be are refused with a sentence; rare ones that can are let in."""

from __future__ import annotations

from datetime import date

import pytest

from jiuzhu.demo.population import make_population
from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.relations import Related, refuse_impossible

APPLICANT = date(1965, 5, 20)
SPOUSE = Related("测试乙", "SPOUSE", date(1967, 3, 2))


def code_of(*people: Related, applicant_born_on: date | None = APPLICANT) -> str:
    try:
        refuse_impossible(people, applicant_born_on=applicant_born_on)
    except Refused as refusal:
        return refusal.code
    return ""


def test_refusal_names_the_person_and_the_way_out() -> None:
    with pytest.raises(Refused, match=r"“测试丙”.*请核对") as refusal:
        refuse_impossible([Related("测试丙", "SON", date(1950, 1, 1))], applicant_born_on=APPLICANT)
    assert refusal.value.field == "members"


@pytest.mark.parametrize(
    ("relation", "born_on", "code"),
    [
        ("FATHER", date(1965, 5, 20), "relation.age_order"),
        ("FATHER", date(1966, 1, 1), "relation.age_order"),
        ("FATHER", date(1940, 1, 1), ""),
        ("MOTHER", date(1990, 1, 1), "relation.age_order"),
        ("GRANDPARENT", date(1970, 1, 1), "relation.age_order"),
        ("SON", date(1960, 1, 1), "relation.age_order"),
        ("SON", date(1965, 5, 20), "relation.age_order"),
        ("SON", date(1965, 5, 21), ""),
        ("DAUGHTER", date(1964, 12, 31), "relation.age_order"),
        ("GRANDCHILD", date(1950, 1, 1), "relation.age_order"),
        ("SIBLING", date(1950, 1, 1), ""),
        ("OTHER", date(1940, 1, 1), ""),
        ("SELF", date(1990, 1, 1), "relation.self"),
    ],
)
def test_order_of_ages(relation: str, born_on: date, code: str) -> None:
    assert code_of(Related("测试丙", relation, born_on)) == code


def test_one_spouse_at_most() -> None:
    assert code_of(SPOUSE) == ""
    assert code_of(SPOUSE, Related("测试戊", "SPOUSE", None)) == "relation.two_spouses"


def test_unknown_birthdays_refuse_nobody() -> None:
    assert code_of(Related("测试丙", "SON", None)) == ""
    assert code_of(Related("测试丙", "SON", date(1900, 2, 2)), applicant_born_on=None) == ""


def test_households_of_the_demo_could_be() -> None:
    for household in make_population(11, 400, ["370911101001"]).households:
        head = household.members[0]
        outside = [each.person for each in household.supporters if head.key in each.supports]
        people = [
            Related(each.name, each.relation, each.born_on)
            for each in (*household.members[1:], *outside)
        ]
        refuse_impossible(people, applicant_born_on=head.born_on)
