"""Compute the amounts of the schemes beside dibao, without a branch on any value.

As in `arithmetic`: the same text runs on plain integers and on int64 columns; money is fen, rates
are per ten thousand, and every amount is rounded once.
"""

from jiuzhu.policy.arithmetic import RATE_BASE, Number, ceil_div, least, most


def below_rate(
    total: Number, standard: Number, rate: Number, months: Number, heads: Number
) -> Number:
    """Say whether income per head is below a multiple of the standard, by the exact fraction."""
    return total * RATE_BASE < standard * rate * months * heads


def share_reached(part: Number, whole: Number, rate: Number) -> Number:
    """Say whether a part reaches its share of the whole; of nothing every outlay is all."""
    return (part > 0) * (part * RATE_BASE >= most(whole, 0) * rate)


def tekun_amount(basic: Number, care: Number, step: Number) -> Number:
    """Give the monthly amount of one person: basic living and care, rounded once, upward."""
    return ceil_div(basic + care, step) * step


def self_paid(amount: Number, borne_by_others: Number) -> Number:
    """Give what a family paid itself."""
    return most(amount - borne_by_others, 0)


def band_aid(
    months: Number, standard: Number, floor: Number, outlay: Number, capped: Number
) -> Number:
    """Give the aid of a band: months of the standard, at least the floor.

    Where the law says so (`capped` is 1) it is not above the outlay itself.
    """
    wanted = most(months * standard, floor)
    return wanted + (least(wanted, outlay) - wanted) * capped


def within_limits(wanted: Number, room: Number, step: Number) -> Number:
    """Round aid once, upward to `step`, and never above the room that the limits leave."""
    return least(ceil_div(wanted, step) * step, most(room, 0))
