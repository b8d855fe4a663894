"""Compute the amounts of the law: the arithmetic core, without a branch on any value.

The same text runs on plain integers (one household) and on integer columns (a million households):
only `+ - * //` and comparisons, whose truth values multiply as 0 and 1. Money is fen, rates are
per ten thousand, every division is the one documented rounding of its amount.
"""

from typing import Any, TypeAlias

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


def below_standard(total: Number, standard: Number, months: Number, heads: Number) -> Number:
    """Say whether income per head is below the standard, by the exact fraction (649号 art. 9)."""
    return total < standard * months * heads


def household_amount(
    total: Number,
    standard: Number,
    months: Number,
    n_income: Number,
    n_benefit: Number,
    top_up_rates: Number,
    step: Number,
) -> Number:
    """Give the monthly amount of a household, rounded once, upward to `step` (649号 art. 12).

    Exact: (S − Y/(P·n)) × m + S × Σ top-up rates; 0 where income is not below the standard; never
    above S × m (plus the top-ups), whatever the rounding does.
    """
    gap = standard * months * n_income - most(total, 0)
    entitled = (gap > 0) * (n_benefit > 0)
    exact = gap * n_benefit * RATE_BASE + top_up_rates * standard * months * n_income
    rounded = ceil_div(exact, months * n_income * RATE_BASE * step) * step
    ceiling = standard * n_benefit + ceil_div(top_up_rates * standard, RATE_BASE)
    return least(rounded, ceiling) * entitled


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
