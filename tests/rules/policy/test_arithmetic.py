from hypothesis import given
from hypothesis import strategies as st

from jiuzhu.policy import arithmetic as core


class Column:
    """Hold a column that computes element by element and refuses to be asked for its truth."""

    def __init__(self, values):
        self.values = list(values)

    def _with(self, other, act):
        others = other.values if isinstance(other, Column) else [other] * len(self.values)
        return Column(act(mine, theirs) for mine, theirs in zip(self.values, others, strict=True))

    def __bool__(self):
        raise AssertionError("the core asked a column for its truth")

    __hash__ = None

    def __add__(self, other):
        return self._with(other, lambda a, b: a + b)

    __radd__ = __add__

    def __sub__(self, other):
        return self._with(other, lambda a, b: a - b)

    def __rsub__(self, other):
        return self._with(other, lambda a, b: b - a)

    def __mul__(self, other):
        return self._with(other, lambda a, b: a * b)

    __rmul__ = __mul__

    def __floordiv__(self, other):
        return self._with(other, lambda a, b: a // b)

    def __rfloordiv__(self, other):
        return self._with(other, lambda a, b: b // a)

    def __neg__(self):
        return Column(-value for value in self.values)

    def __gt__(self, other):
        return self._with(other, lambda a, b: int(a > b))

    def __lt__(self, other):
        return self._with(other, lambda a, b: int(a < b))


FEN = st.integers(-10_000_000, 100_000_000)
ROWS = st.lists(
    st.tuples(FEN, st.integers(1, 15), st.integers(0, 15), st.integers(0, 20_000)),
    min_size=1,
    max_size=8,
)


@given(ROWS)
def test_the_same_text_runs_on_a_column(rows):
    totals, heads, receivers, rates = (Column(values) for values in zip(*rows, strict=True))
    column = core.household_amount(totals, 63000, 12, heads, receivers, rates, 100)
    single = [core.household_amount(t, 63000, 12, n, m, r, 100) for t, n, m, r in rows]
    assert column.values == single
    assert core.per_head(totals, 12, heads).values == [
        core.per_head(t, 12, n) for t, n, _, _ in rows
    ]
    below = core.below_standard(totals, 63000, 12, heads).values
    assert below == [core.below_standard(t, 63000, 12, n) for t, n, _, _ in rows]


@given(ROWS)
def test_support_runs_on_a_column(rows):
    incomes, sizes, _, rates = (Column(values) for values in zip(*rows, strict=True))
    for formula in (core.support_f1, core.support_f2):
        column = formula(incomes, sizes, sizes, 63000, 20_000, rates)
        assert column.values == [formula(i, s, s, 63000, 20_000, r) for i, s, _, r in rows]
    assert core.support_f3(incomes, sizes, 90000, 3000).values == [
        core.support_f3(i, s, 90000, 3000) for i, s, _, _ in rows
    ]
    assert core.support_f4(incomes, sizes, 2500, 5000).values == [
        core.support_f4(i, s, 2500, 5000) for i, s, _, _ in rows
    ]
    assert core.group_net(incomes, sizes, 1).values == [
        core.group_net(i, s, 1) for i, s, _, _ in rows
    ]


def test_three_legal_answers_to_one_case():
    family = (800000, 4, 4, 63000)
    assert core.support_f1(*family, 20_000, 5_000) == 37000
    assert core.support_f1(*family, 10_000, 5_000) == 68500
    assert core.support_f2(800000, 4, 1, 63000, 20_000, 5_000) == 37000


def test_low_income_line_and_children():
    assert core.support_f3(800000, 4, 94500, 3_000) == 126600
    assert core.support_f3(300000, 4, 94500, 3_000) == 0
    assert core.support_f4(400000, 1, 2_500, 5_000) == 100000
    assert core.support_f4(400000, 2, 2_500, 5_000) == 100000
    assert core.support_f4(400000, 4, 2_500, 5_000) == 50000


@given(FEN, FEN)
def test_most_and_least(one, other):
    assert core.most(one, other) == max(one, other)
    assert core.least(one, other) == min(one, other)


def test_rounding_never_lifts_the_amount_above_the_full_standard():
    assert core.household_amount(0, 47550, 12, 1, 1, 0, 100) == 47550
    assert core.household_amount(1, 47550, 12, 1, 1, 0, 100) == 47550
    assert core.household_amount(12 * 60, 47550, 12, 1, 1, 0, 100) == 47500


def test_income_at_the_standard_gives_nothing_even_with_a_top_up():
    assert core.household_amount(63000 * 12, 63000, 12, 1, 1, 2_000, 100) == 0
    assert core.household_amount(63000 * 12 - 1, 63000, 12, 1, 1, 2_000, 100) == 12700
