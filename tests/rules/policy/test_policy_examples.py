from pathlib import Path

import pytest
from support_packs import changed_folder, changed_pack

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.examples import main, run_examples

CASES = Path(__file__).parent / "cases"
SHIPPED = run_examples(CASES)
ONE = """cases:
  - name: 全额
    period: 2020-09
    input: {category: URBAN, members: [{key: a, born_on: 1950-01-01}]}
    output: {amount: "630.00"}
"""


@pytest.mark.parametrize("outcome", SHIPPED.outcomes, ids=lambda one: one.name)
def test_case(outcome):
    assert outcome.differences == ()


def test_the_shipped_cases_are_many():
    assert SHIPPED.passed == len(SHIPPED.outcomes) >= 70


def written(tmp_path, text):
    path = tmp_path / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    return tmp_path


def test_a_wrong_expectation_fails_and_says_what_differs(tmp_path, capsys):
    folder = written(tmp_path, ONE.replace("630.00", "631.00"))
    assert main([str(folder)]) == 1
    printed = capsys.readouterr().out
    assert "amount：应为 631.00，实为 630.00" in printed
    assert printed.endswith("0 passed, 1 failed\n")


def test_a_right_one_passes(tmp_path, capsys):
    assert main([str(written(tmp_path, ONE))]) == 0
    assert capsys.readouterr().out.endswith("1 passed, 0 failed\n")


def test_a_city_tries_its_own_law(tmp_path, capsys):
    (tmp_path / "cases").mkdir()
    folder = written(tmp_path / "cases", ONE.replace("630.00", "700.00"))
    pack = changed_folder(tmp_path, "standards.yaml", ('amount: "630.00"', 'amount: "700.00"'))
    assert main([str(folder), "--pack", str(pack)]) == 0
    assert run_examples(folder).failed == 1
    assert run_examples(folder, pack=changed_pack(tmp_path, "codes.yaml")).failed == 0
    assert capsys.readouterr().out.endswith("1 passed, 0 failed\n")


@pytest.mark.parametrize("words", [[], ["--pack"], ["/nowhere"]])
def test_without_cases_it_says_so(words, capsys):
    assert main(words) == 2
    assert capsys.readouterr().err


def test_lines_that_differ_or_are_missing_are_named(tmp_path):
    text = ONE.replace('amount: "630.00"', 'lines: {dibao.amount: "1.00", no.such: "1.00"}')
    (outcome,) = run_examples(written(tmp_path, text)).outcomes
    assert outcome.differences == (
        "dibao.amount：应为 1.00，实为 630.00",
        "no.such：应为 1.00，实为 没有这一行",
    )


def test_an_unexpected_refusal_fails_the_case(tmp_path):
    (outcome,) = run_examples(written(tmp_path, ONE.replace("2020-09", "2021-09"))).outcomes
    assert not outcome.passed
    assert "被拒绝" in outcome.differences[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("cases:", "examples:"),
        ("output:", "outcome:"),
        ('{amount: "630.00"}', "{}"),
        ("amount:", "amuont:"),
        ("name: 全额", "name: ''"),
        ("period: 2020-09", "period: 2020"),
    ],
)
def test_a_misspelt_case_is_refused_not_passed(tmp_path, old, new):
    with pytest.raises(Refused) as caught:
        run_examples(written(tmp_path, ONE.replace(old, new)))
    assert caught.value.code == "policy.pack"
