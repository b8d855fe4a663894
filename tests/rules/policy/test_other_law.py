"""Run the cases of a law that switches on what Tai'an leaves off, under each formula of support."""

from pathlib import Path

import pytest
from support_households import full_pack

from jiuzhu.policy.examples import run_examples

CASES = Path(__file__).parent / "other_law"
LINE = "{effective_from: 2012-12-12, hole: 泰安市低收入线没有取得正式文本}"


@pytest.mark.parametrize(
    ("folder", "formula", "count"),
    [("full", "F2", 45), ("F1", "F1", 8), ("F3", "F3", 3), ("F4", "F4", 4)],
)
def test_cases_of_another_law(tmp_path, folder, formula, count):
    pack = full_pack(
        tmp_path,
        ("support.yaml", "text: F2", f"text: {formula}"),
        ("support.yaml", LINE, '{provision: sample, amount: "900.00"}'),
    )
    summary = run_examples(CASES / folder, pack=pack)
    assert [(one.name, one.differences) for one in summary.outcomes if not one.passed] == []
    assert summary.passed == count
