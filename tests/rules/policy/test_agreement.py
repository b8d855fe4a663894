"""The rate of agreement: exact at the gate, never 100 per cent of nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuzhu.policy.agreement import AgreementRate


@pytest.mark.parametrize(
    ("equal", "union", "share", "passes", "text"),
    [
        (193, 204, 9460, False, "94.6%"),
        (194, 203, 9556, True, "95.5%"),
        (95, 100, 9500, True, "95.0%"),
        (9499, 10000, 9499, False, "94.9%"),
        (949_999, 1_000_000, 9499, False, "94.9%"),
        (0, 3, 0, False, "0.0%"),
        (3, 3, 10_000, True, "100.0%"),
        (0, 0, None, None, "无可比数据"),
    ],
)
def test_rate(equal: int, union: int, share: int | None, passes: bool | None, text: str) -> None:
    rate = AgreementRate(equal=equal, union=union)
    assert (rate.per_ten_thousand, rate.passes, rate.text) == (share, passes, text)


@pytest.mark.parametrize(("equal", "union"), [(2, 1), (-1, 1)])
def test_impossible_counts_are_refused(equal: int, union: int) -> None:
    with pytest.raises(ValueError, match="cannot agree"):
        AgreementRate(equal=equal, union=union)


def test_small_units_carry_a_note() -> None:
    assert AgreementRate(equal=29, union=29).has_few_lines
    assert not AgreementRate(equal=30, union=30).has_few_lines


@given(
    st.integers(1, 10**7).flatmap(lambda union: st.tuples(st.integers(0, union), st.just(union)))
)
def test_text_never_shows_a_gate_that_was_missed(counts: tuple[int, int]) -> None:
    rate = AgreementRate(equal=counts[0], union=counts[1])
    assert rate.passes is (counts[0] * 100 >= 95 * counts[1])
    assert (float(rate.text[:-1]) >= 95.0) is rate.passes
