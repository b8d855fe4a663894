import pytest
from support_households import ON, full_pack
from support_packs import changed_pack

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.periods import Month
from jiuzhu.policy.gradual_exit import plan_exit
from jiuzhu.policy.packs import load_pack

FIRST = Month(2020, 11)


def test_three_months_in_full_then_three_by_half_across_the_year(tmp_path):
    plan = plan_exit(75050, FIRST, full_pack(tmp_path), ON)
    assert [str(one.month) for one in plan.months] == [
        *("2020-11", "2020-12", "2021-01", "2021-02", "2021-03", "2021-04"),
    ]
    assert [one.amount_fen for one in plan.months] == [75050] * 3 + [37600] * 3
    assert [one.rate_per_ten_thousand for one in plan.months] == [10_000] * 3 + [5_000] * 3
    assert [line.value_fen for line in plan.lines] == [one.amount_fen for one in plan.months]
    assert all(line.article for line in plan.lines)
    assert {use.ref.split("@")[0] for use in plan.uses} == {
        *("exit.enabled", "exit.most_months", "dibao.rounding_step"),
        *("exit_steps.FULL", "exit_steps.HALF"),
    }


@pytest.mark.parametrize(
    ("old", "new", "months"),
    [
        (
            "from_month: 4, rate_per_ten_thousand: 5000",
            "from_month: 4, rate_per_ten_thousand: 0",
            3,
        ),
        ("from_month: 1,", "from_month: 2,", 0),
        ("number: 6, document: 民发〔2022〕83号", "number: 2, document: 民发〔2022〕83号", 2),
    ],
)
def test_the_plan_ends_where_the_law_says(tmp_path, old, new, months):
    pack = full_pack(tmp_path, ("standards.yaml", old, new))
    assert len(plan_exit(63000, FIRST, pack, ON).months) == months


def test_no_plan_without_a_law_or_an_amount(tmp_path):
    with pytest.raises(Refused) as off:
        plan_exit(63000, FIRST, load_pack("taian"), ON)
    with pytest.raises(Refused) as nothing:
        plan_exit(0, FIRST, full_pack(tmp_path), ON)
    assert (off.value.code, nothing.value.code) == ("exit.off", "exit.amount")


def test_where_the_law_says_nothing_there_is_no_gradual_exit(tmp_path):
    pack = changed_pack(tmp_path, "standards.yaml", ("key: exit.enabled", "key: exit.other"))
    with pytest.raises(Refused):
        plan_exit(63000, FIRST, pack, ON)
