"""Compute the amounts of the law: the arithmetic core, without a branch on any value.

The same text runs on plain integers (one household) and on integer columns (a million households):
only `+ - * //` and comparisons, whose truth values multiply as 0 and 1. Money is fen, rates are
per ten thousand, every division is the one documented rounding of its amount.
"""

from typing import Any, TypeAlias

from jiuzhu.kernel.money import Rounding

Number: TypeAlias = Any  # an int, or a column of int64 that computes element by element
RATE_BASE = 10_000


def most(one: Number, other: Number) -> Number:
    """Give the larger of two, element by element."""
    return one + (other - one) * (other > one)


def least(one: Number, other: Number) -> Number:
    """Give the smaller of two, element by element."""
    return one + (other - one) * (other < one)


def ceil_div(one: Number, other: Number) -> Number:
    """Divide and round up, exactly."""
    return -(-one // other)


def over_months(amount: Number, months: Number, counting_months: Number) -> Number:
    """Bring an amount that covers some months to the counting period; `months` divides it."""
    return amount * (counting_months // months)


def group_net(counted: Number, deducted: Number, floor_at_zero: Number) -> Number:
    """Give a group of income net of its deductions, not below zero where the law says so."""
    net = counted - deducted
    return net + (most(net, 0) - net) * floor_at_zero


def per_head(total: Number, months: Number, heads: Number) -> Number:
    """Give the income per head and month cut to the fen: for display, never for a decision."""
    return most(total, 0) // (months * heads)


def imputed_wages(wage: Number, rate: Number, months: Number) -> Number:
    """Give the labour income imputed to a grade of working capacity, cut to the fen."""
    return wage * rate * months // RATE_BASE


def farm_gross(quantity: Number, yields: Number, price: Number, months: Number) -> Number:
    """Value what was grown or kept by yield and price, cut to the fen; both are hundredths."""
    return quantity * yields * price * months // (100 * 100 * 12)


def farm_cost(quantity: Number, cost: Number, months: Number) -> Number:
    """Give the cost of what was grown or kept, cut to the fen; the quantity is in hundredths."""
    return quantity * cost * months // (100 * 12)


def cap_of(rate: Number, base: Number, months: Number) -> Number:
    """Give the cap of the counting period from a monthly rate of a standard or wage."""
    return base * rate // RATE_BASE * months


def share_of(amount: Number, rate: Number) -> Number:
    """Give a share of an amount, cut to the fen."""
    return amount * rate // RATE_BASE


def below_standard(
    total: Number, standard: Number, months: Number, heads: Number, line_rate: Number = RATE_BASE
) -> Number:
    """Say whether income per head is below a line of the standard, by the exact fraction.

    649号 art. 9; the line is the standard itself unless the law names a rate of it.
    """
    return total * RATE_BASE < standard * months * heads * line_rate


def household_amount(
    total: Number,
    standard: Number,
    months: Number,
    n_income: Number,
    n_benefit: Number,
    top_up_rates: Number,
    step: Number,
    floor_rate: Number = 0,
    line_rate: Number = RATE_BASE,
    rounding: Rounding = Rounding.UP,
) -> Number:
    """Give the monthly amount of a household by the gap, rounded once to `step` (649号 art. 12).

    Exact: max(S − Y/(P·n), floor × S) × m + S × Σ top-up rates; 0 where income is not below the
    line; never above S × m (plus the top-ups), whatever the rounding does.
    """
    full = standard * months * n_income
    gap = most(full - most(total, 0), 0)
    entitled = below_standard(most(total, 0), standard, months, n_income, line_rate)
    exact = most(gap * RATE_BASE, full * floor_rate) * n_benefit + full * top_up_rates
    rounded = round_to(exact, months * n_income * RATE_BASE, step, rounding)
    return _at_most_full(rounded, standard, n_benefit, top_up_rates) * entitled * (n_benefit > 0)


def tier_amount(
    rate: Number,
    standard: Number,
    n_benefit: Number,
    top_up_rates: Number,
    step: Number,
    rounding: Rounding = Rounding.UP,
) -> Number:
    """Give the monthly amount of a household in a tier, rounded once to `step` (57号 art. 23)."""
    exact = (rate * n_benefit + top_up_rates) * standard
    rounded = round_to(exact, RATE_BASE, step, rounding)
    return _at_most_full(rounded, standard, n_benefit, top_up_rates) * (n_benefit > 0)


def in_tier(
    total: Number, standard: Number, months: Number, heads: Number, gap_rate: Number
) -> Number:
    """Say whether the gap of income per head reaches a rate of the standard."""
    full = standard * months * heads
    return (full - most(total, 0)) * RATE_BASE >= full * gap_rate


def round_to(exact: Number, base: Number, step: Number, rounding: Rounding = Rounding.UP) -> Number:
    """Divide by `base` and round once to a multiple of `step`, as the rule prescribes."""
    unit = base * step
    bias = {Rounding.UP: unit - 1, Rounding.DOWN: 0, Rounding.HALF_UP: unit // 2}[rounding]
    return (exact + bias) // unit * step


def _at_most_full(
    amount: Number, standard: Number, n_benefit: Number, top_up_rates: Number
) -> Number:
    """Hold an amount at the full standard of all who receive, and their top-ups."""
    return least(amount, standard * n_benefit + ceil_div(top_up_rates * standard, RATE_BASE))


def support_f1(
    income: Number, size: Number, supported: Number, standard: Number, k: Number, rate: Number
) -> Number:
    """F1: the surplus of the obligor's household over k standards a head, a share, per person."""
    surplus = most(income * RATE_BASE - k * standard * size, 0)
    return surplus * rate // (RATE_BASE * RATE_BASE * supported)


def support_f2(
    income: Number, size: Number, supported: Number, standard: Number, k: Number, rate: Number
) -> Number:
    """F2: the surplus per head of the obligor's household over k standards, a share, per person."""
    surplus = most(income * RATE_BASE - k * standard * size, 0)
    return surplus * rate // (RATE_BASE * RATE_BASE * size * supported)


def support_f3(income: Number, size: Number, line: Number, rate: Number) -> Number:
    """F3: a share of what the obligor's household has above the low-income line."""
    return most(income - line * size, 0) * rate // RATE_BASE


def support_f4(income: Number, children: Number, rate: Number, cap: Number) -> Number:
    """F4: maintenance of one child: a share of the payer's income, capped over all children."""
    return income * least(rate * children, cap) // (RATE_BASE * children)
