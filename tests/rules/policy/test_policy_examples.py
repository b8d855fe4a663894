import shutil
from datetime import date

import pytest
from support_packs import changed_folder, changed_pack

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.examples import main, run_examples, shipped_folders
from jiuzhu.policy.explain import way_out
from jiuzhu.policy.pack_yaml import read_yaml
from jiuzhu.policy.packs import load_pack, places

SHIPPED = run_examples(*shipped_folders())
ONE = """place: taian
cases:
  - name: 全额
    period: 2020-09
    input: {category: URBAN, members: [{key: a, born_on: 1950-01-01}]}
    output: {amount: "630.00"}
"""


@pytest.mark.parametrize("outcome", SHIPPED.outcomes, ids=lambda one: f"{one.place} {one.name}")
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


def test_without_cases_it_says_so(capsys):
    assert main(["/nowhere"]) == 2
    assert "/nowhere" in capsys.readouterr().err


def test_without_a_folder_the_shipped_ones_of_every_place_run(capsys):
    assert main([]) == 0
    assert capsys.readouterr().out.endswith(f"\n{SHIPPED.passed} passed, 0 failed\n")
    assert {one.place for one in SHIPPED.outcomes} == set(places())


def test_cases_beside_a_pack_are_computed_with_it_and_named_after_it(tmp_path, capsys):
    changes = (('amount: "630.00"', 'amount: "700.00"'),)
    pack = changed_folder(tmp_path, "standards.yaml", *changes)
    (pack / "pack.yaml").write_text("place: elsewhere\ntitle: 别处\n", encoding="utf-8")
    shutil.rmtree(pack / "cases")
    (pack / "cases").mkdir()
    text = ONE.replace("630.00", "700.00").replace("place: taian\n", "")
    written(pack / "cases", text)
    (outcome,) = run_examples(pack / "cases").outcomes
    assert (outcome.passed, outcome.place) == (True, "elsewhere")
    assert main(["--pack", str(pack)]) == 0
    assert "elsewhere" in capsys.readouterr().out


def test_a_case_without_place_outside_a_pack_is_refused(tmp_path):
    with pytest.raises(Refused) as caught:
        run_examples(written(tmp_path, ONE.replace("place: taian\n", "")))
    assert "没有写 place" in caught.value.message


@pytest.mark.parametrize(
    ("value", "margin", "passes"),
    [
        ("629.99", "0.01", True),
        ("629.98", "0.01", False),
        ("630.02", "0.02", True),
        ("630.03", "0.02", False),
        ("630.00", "much", False),
    ],
)
def test_an_output_may_be_off_by_its_margin(tmp_path, value, margin, passes):
    text = ONE.replace('"630.00"', f'{{value: "{value}", margin: "{margin}"}}')
    (outcome,) = run_examples(written(tmp_path, text)).outcomes
    assert outcome.passed is passes


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


def test_every_ground_in_the_cases_says_what_a_family_can_do():
    grounds = set()
    for folder in shipped_folders():
        pack = load_pack(folder.parent.name)
        for path in folder.rglob("*.yaml"):
            for case in read_yaml(path)["cases"]:
                for rule_id in case["output"].get("hits", ()):
                    assert way_out(rule_id, pack, date(2020, 9, 1)).endswith("。"), rule_id
                    grounds.add(rule_id.split(".")[0])
    assert grounds >= {"dibao", "asset", "tekun"}
