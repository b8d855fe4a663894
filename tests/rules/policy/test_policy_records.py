from dataclasses import dataclass
from datetime import date

import pytest

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.facts import Category, HouseholdFacts, MemberFacts
from jiuzhu.policy.records import from_plain, to_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    on: date | None
    count: int = 1
    is_open: bool = False


def test_dates_and_absent_values_round_trip():
    for leaf in (Leaf(on=None), Leaf(on=date(2020, 2, 29), count=-5, is_open=True)):
        assert from_plain(Leaf, to_plain(leaf)) == leaf
    assert from_plain(Leaf, {"on": date(2020, 2, 29)}).on == date(2020, 2, 29)


@pytest.mark.parametrize(
    "plain",
    [
        {"on": None, "count": True},
        {"on": None, "count": 1.0},
        {"on": None, "count": "1"},
        {"on": None, "is_open": 1},
        {"on": 20200229},
        {"on": "29.02.2020"},
        {"count": 1},
        {"on": None, "colour": "red"},
        [],
        None,
    ],
)
def test_another_shape_is_refused(plain):
    with pytest.raises(Refused) as caught:
        from_plain(Leaf, plain)
    assert caught.value.code == "policy.record"


def test_a_text_is_no_list():
    with pytest.raises(Refused, match="列表"):
        HouseholdFacts.from_record({"category": "URBAN", "members": "ab"})


@pytest.mark.parametrize("value", [1.5, {1}, {"a": 1}, b"x"])
def test_what_has_no_exact_form_is_an_error(value):
    with pytest.raises(TypeError):
        to_plain(value)


def test_enums_are_stored_by_their_value():
    facts = HouseholdFacts(category=Category.RURAL, members=(MemberFacts(key="a", born_on=None),))
    assert facts.to_record()["category"] == "RURAL"
    assert type(facts.to_record()["category"]) is str
