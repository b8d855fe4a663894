from datetime import date

import pytest
from support_packs import changed_pack

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.dibao import (
    Category,
    HouseholdFacts,
    MemberFacts,
    SupporterFacts,
    assess_dibao,
)

ON = date(2020, 9, 1)


def support_under(tmp_path, *changes, **facts):
    pack = changed_pack(tmp_path, "support.yaml", *changes)
    given = {"family_income_fen": 800000, "family_size": 4, "supported_persons": 4} | facts
    household = HouseholdFacts(
        category=Category.URBAN,
        members=(MemberFacts(key="a", born_on=date(1945, 1, 1)),),
        supporters=(SupporterFacts(key="s", **given),),
    )
    return next(
        line for line in assess_dibao(household, pack, ON).lines if line.code == "support.s"
    )


def test_f1_with_twice_and_once_the_standard(tmp_path):
    assert support_under(tmp_path, ("text: F2", "text: F1")).value_fen == 37000
    once = ("number: 20000", "number: 10000")
    assert support_under(tmp_path, once).value_fen == 68500


def test_f2_without_spreading(tmp_path):
    line = support_under(tmp_path, ("switch: yes", "switch: no"))
    assert line.value_fen == 37000
    assert line.formula_text == ("(8000.00 ÷ 4 − 630.00 × 2倍) × 50% ÷ 1，不足零按零计 = 370.00")
    assert line.sealed


def test_f3_needs_its_line_and_refuses_a_hole(tmp_path):
    with pytest.raises(Refused) as caught:
        support_under(tmp_path, ("text: F2", "text: F3"))
    assert caught.value.code == "policy.hole"
    hole = (
        "{effective_from: 2012-12-12, hole: 泰安市低收入线没有取得正式文本}",
        '{provision: sample, amount: "945.00"}',
    )
    assert support_under(tmp_path, hole).value_fen == 126600


def test_f4_spreads_the_cap_over_the_children(tmp_path):
    line = support_under(
        tmp_path, ("text: F2", "text: F4"), family_income_fen=400000, minor_children=4
    )
    assert line.value_fen == 50000
    assert "25%" in line.formula_text


def test_a_formula_nobody_knows_is_refused(tmp_path):
    with pytest.raises(Refused) as caught:
        support_under(tmp_path, ("text: F2", "text: income * 2"))
    assert caught.value.code == "policy.pack"


@pytest.mark.parametrize("field", ["received_fen", "family_income_fen", "agreed_fen"])
@pytest.mark.parametrize("amount", [-1, 10**10])
def test_impossible_amounts_are_refused(tmp_path, field, amount):
    with pytest.raises(Refused) as caught:
        support_under(tmp_path, **{field: amount})
    assert caught.value.code == "support.amount"
