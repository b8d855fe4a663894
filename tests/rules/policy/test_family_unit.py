from datetime import date

import pytest

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.households import Absence, FamilyPerson, OtherBenefit, family_unit
from jiuzhu.policy.packs import load_pack

PACK = load_pack("taian")
OLD, NEW = date(2020, 9, 1), date(2021, 7, 1)


def standing(on=OLD, **facts):
    return family_unit([FamilyPerson(key="a", **facts)], PACK, on).standings[0]


@pytest.mark.parametrize(
    ("relation", "counts"),
    [
        ("APPLICANT", True),
        ("SPOUSE", True),
        ("MINOR_CHILD", True),
        ("DEPENDENT_ADULT_CHILD", True),
        ("OTHER_WITH_DUTY", True),
        ("ADULT_CHILD", False),
        ("OTHER", False),
    ],
)
@pytest.mark.parametrize("on", [OLD, NEW])
def test_who_counts(relation, counts, on):
    found = standing(on, relation=relation)
    assert found.counts_for_income is counts
    assert found.text.endswith("，计入" if counts else "，不计入")


def test_the_parents_of_minors_count_only_under_the_older_law():
    before = standing(date(2021, 6, 30), relation="PARENT_WITH_MINORS")
    after = standing(NEW, relation="PARENT_WITH_MINORS")
    assert (before.counts_for_income, after.counts_for_income) == (True, False)
    assert "220号" in before.article
    assert "57号" in after.article


@pytest.mark.parametrize("absence", [one for one in Absence if one is not Absence.NONE])
def test_the_absent_do_not_count(absence):
    found = standing(relation="SPOUSE", absence=absence)
    assert not found.counts_for_income
    assert not found.counts_for_benefit
    assert "不计入" in found.text


@pytest.mark.parametrize("benefit", [OtherBenefit.TEKUN, OtherBenefit.ORPHAN])
def test_who_has_another_benefit_counts_but_does_not_receive(benefit):
    found = standing(relation="MINOR_CHILD", other_benefit=benefit)
    assert found.counts_for_income
    assert not found.counts_for_benefit


def test_two_numbers():
    unit = family_unit(
        [
            FamilyPerson(key="a", relation="APPLICANT"),
            FamilyPerson(key="b", relation="OTHER_WITH_DUTY", other_benefit=OtherBenefit.TEKUN),
            FamilyPerson(key="c", relation="ADULT_CHILD"),
        ],
        PACK,
        OLD,
    )
    assert (unit.n_income, unit.n_benefit) == (2, 1)


def test_unknown_relation_and_a_day_without_law_are_refused():
    with pytest.raises(Refused) as caught:
        standing(relation="FRIEND")
    assert caught.value.code == "family.relation"
    with pytest.raises(Refused) as caught:
        standing(date(2012, 12, 11), relation="SPOUSE")
    assert caught.value.code == "policy.hole"
