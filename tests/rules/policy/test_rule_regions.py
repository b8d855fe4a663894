"""Which rules can be met at all: proofs that add up, examples that satisfy, nothing sampled."""

import json
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiuzhu.interfaces.cli.main import main
from jiuzhu.policy.linear import Condition, Example, Proof, solve
from jiuzhu.policy.pack_checks import Severity
from jiuzhu.policy.packs import read_pack
from jiuzhu.policy.regions import check_regions
from jiuzhu.policy.whole_check import check_place
from rules.policy.support_packs import changed_folder

NAMES = ("x", "y", "z")
conditions = st.lists(
    st.builds(
        lambda factors, constant, strict: Condition(
            {name: Fraction(f) for name, f in zip(NAMES, factors, strict=True)},
            strict=strict,
            constant=Fraction(constant),
        ),
        st.tuples(*[st.integers(-3, 3)] * 3),
        st.integers(-4, 4),
        st.booleans(),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=300)
@given(conditions)
def test_an_example_satisfies_and_a_proof_adds_up(found_conditions):
    found = solve(found_conditions)
    if isinstance(found, Example):
        values = {name: found.values.get(name, Fraction(0)) for name in NAMES}
        assert all(one.holds(values) for one in found_conditions)
        return
    assert all(factor >= 0 for factor in found.factors)
    total = dict.fromkeys(NAMES, Fraction(0))
    constant, strict = Fraction(0), False
    for one, factor in zip(found_conditions, found.factors, strict=True):
        constant += factor * one.constant
        strict = strict or (one.strict and factor > 0)
        for name, each in one.terms.items():
            total[name] += factor * each
    assert set(total.values()) == {Fraction(0)}
    assert constant < 0 or (constant == 0 and strict)


@settings(max_examples=100)
@given(conditions)
def test_no_whole_numbers_nearby_contradict_a_proof(found_conditions):
    if isinstance(solve(found_conditions), Proof):
        for values in product(range(-4, 5), repeat=3):
            example = dict(zip(NAMES, map(Fraction, values), strict=True))
            assert not all(one.holds(example) for one in found_conditions)


def test_a_condition_and_its_opposite_share_nobody_and_miss_nobody():
    one = Condition({"x": Fraction(2)}, strict=True, constant=Fraction(-3), text="2x > 3")
    for value in (1, Fraction(3, 2), 2):
        example = {"x": Fraction(value)}
        assert one.holds(example) is not one.negated().holds(example)


def problems(tmp_path, *changes, on=None):
    folder = changed_folder(tmp_path, "regions.yaml", *changes)
    return check_regions(folder, read_pack(folder), on)


def kinds(found):
    return {(one.kind, one.severity) for one in found}


def test_the_proposed_rule_is_proved_empty_and_the_proof_is_written(tmp_path):
    (empty,) = [one for one in problems(tmp_path) if one.kind == "empty"]
    assert empty.severity is Severity.WARNING
    assert "没有任何家庭能符合" in empty.text
    assert "2 ×（rigid > 50% income） + 1 ×（income < 2 standard）" in empty.text
    assert "得到 0 > 0" in empty.text


def test_the_same_rule_in_force_is_an_error(tmp_path):
    found = problems(tmp_path, ("group: proposal, draft: yes", "group: proposal"))
    assert ("empty", Severity.ERROR) in kinds(found)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"rigid > 50% income"', '"rigid > 1/3 income"'),
        ('"income < 2 standard"', '"income <= 3 standard"'),
        ('"income - rigid >= standard"', '"income - rigid >= 1/2 standard"'),
    ],
)
def test_a_rule_that_somebody_meets_is_not_called_empty(tmp_path, old, new):
    assert not [one for one in problems(tmp_path, (old, new)) if one.kind == "empty"]


def test_the_edge_of_the_impossible_rule_is_exact(tmp_path):
    """With 'at least half' and 'at most twice' one point is left; one step less and none is."""
    touching = (
        ('"rigid > 50% income"', '"rigid >= 50% income"'),
        ('"income < 2 ', '"income <= 2 '),
    )
    assert not [one for one in problems(tmp_path, *touching) if one.kind == "empty"]


def test_bands_that_overlap_or_leave_a_gap_are_found_with_an_example(tmp_path):
    end = 'standard"], document: 社会救助暂行办法, article: 第九条}\n  - {code: EDGE_BAND'
    gap = problems(tmp_path, (f"income < {end}", f"income < 90% {end}"))
    (missed,) = [one for one in gap if one.kind == "claimed_by_none"]
    assert missed.severity is Severity.ERROR
    assert "例：收入" in missed.text


def test_an_overlap_in_a_complete_group_is_an_error(tmp_path):
    found = problems(tmp_path, ("income >= {low_income.line_rate} standard", "income >= standard"))
    assert ("claimed_twice", Severity.ERROR) in kinds(found)


def test_an_overlap_that_an_order_settles_is_a_notice(tmp_path):
    found = [one for one in problems(tmp_path) if one.kind == "claimed_twice"]
    assert {one.severity for one in found} == {Severity.NOTICE}
    assert all("classification.order" in one.text for one in found)


def test_a_rule_counts_only_where_its_values_are_known(tmp_path):
    from datetime import date

    early = problems(tmp_path, on=date(2020, 9, 1))
    assert not [one for one in early if "刚性" in one.text]
    late = problems(tmp_path, on=date(2026, 1, 1))
    assert [one for one in late if "刚性" in one.text]


BROKEN = [
    ('"income < 2 standard"', '"income < __import__"', "看不懂"),
    ('"income < 2 standard"', '"income < 2 wealth"', "“wealth”不认识"),
    ('"income < 2 standard"', '"income 2 standard"', "左边 < 右边"),
    ('"income < 2 standard"', '"income < 1/0 standard"', "分母是零"),
    ('"income < 2 standard"', '"income < {no.such} standard"', "no.such"),
    ("group: proposal, draft", "group: nothing, draft", "没有定义"),
    ("article: 样例（不生效）", "article: ''", "缺少 document 或 article"),
    ('when: ["rigid > 50% income", "income < 2 standard", "income - rigid >= standard"]',
     "when: []", "没有条件"),
    ("groups:\n", "grops: []\ngroups:\n", "grops"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "named"), BROKEN, ids=[one[2] for one in BROKEN])
def test_a_condition_that_is_no_condition_is_refused_with_its_rule(tmp_path, old, new, named):
    (problem,) = problems(tmp_path, (old, new))
    assert (problem.kind, problem.severity) == ("unreadable", Severity.ERROR)
    assert named in problem.text


def test_the_command_is_green_and_shows_the_conflict(capsys):
    assert main(["policy", "check", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["place"] for row in rows} >= {"taian", "sample-city"}
    conflicts = [row for row in rows if row["kind"] == "conflict"]
    assert {(row["severity"], row["where"]) for row in conflicts} == {
        ("WARNING", "procedures/TA-2019.yaml"),
        ("WARNING", "procedures/TK-2019.yaml"),
    }
    assert all("649号" in row["text"] for row in conflicts)
    assert [row for row in rows if row["kind"] == "empty"]
    assert not [row for row in rows if row["severity"] == "ERROR"]


def test_the_command_checks_any_folder_and_fails_on_an_error(tmp_path, capsys):
    folder = changed_folder(tmp_path, "regions.yaml", ("draft: yes, ", ""))
    assert main(["policy", "check", "--pack", str(folder)]) == 1
    words = capsys.readouterr().out
    assert "[ERROR]" in words
    assert "其中错误 1 项" in words


def test_a_procedure_that_loosens_its_parent_is_an_error(tmp_path):
    folder = changed_folder(
        tmp_path, "procedures/TA-NOW.yaml", ("amount: 20, devolved: 20", "amount: 31, devolved: 20")
    )
    found = check_place("taian", folder=folder)
    (loosened,) = [one for one in found if one.kind == "loosens"]
    assert loosened.severity is Severity.ERROR
    assert "由30延长为31" in loosened.text


def test_a_procedure_under_a_wrong_name_is_an_error(tmp_path):
    folder = changed_folder(tmp_path, "procedures/SD-2021.yaml", ("code: SD-2021", "code: SD-2020"))
    found = check_place("taian", folder=folder)
    assert any("文件名与版本代码 SD-2020 不同" in one.text for one in found)


def test_a_pack_that_cannot_be_read_says_so_once(tmp_path):
    folder = changed_folder(tmp_path, "support.yaml", ("values:", "value:"))
    (problem,) = check_place("taian", folder=folder)
    assert problem.kind == "unreadable"
