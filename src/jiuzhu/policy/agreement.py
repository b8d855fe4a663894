"""Say how far payroll and finance ledger agree: C1 of the seed's 95 per cent (S31).

domain.md §6.4: the union of the keys is the denominator, so that a line that is missing on either
side hurts. Nothing to compare is "n/a", never 100 per cent. A unit with few lines is shown with a
note, because one line moves it by whole per cents. The figure of a month is the one of the fixed
day, fifteen days after the end of the month; what is put right later counts in its own month.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from math import sqrt
from typing import Any

from jiuzhu.kernel.money import RATE_BASE
from jiuzhu.kernel.periods import Month

GATE = 9_500
FEW_LINES = 30
AMOUNT_ALARM = 9_990
SNAPSHOT_DAYS = 15
NOTHING = "无可比数据"
Z = 1.96  # ninety-five per cent of the samples lie within


def snapshot_day(month: Month) -> date:
    """Return the day on which the agreement of a payment month is counted for good (T+15)."""
    return month.last_day + timedelta(days=SNAPSHOT_DAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRate:
    """Hold the two counts and what follows from them."""

    equal: int
    union: int

    def __post_init__(self) -> None:
        if not 0 <= self.equal <= self.union:
            raise ValueError(f"{self.equal} of {self.union} cannot agree")

    @property
    def per_ten_thousand(self) -> int | None:
        """Give the rate, cut, never rounded up to a gate; None when there is nothing to compare."""
        return None if self.union == 0 else self.equal * RATE_BASE // self.union

    @property
    def passes(self) -> bool | None:
        """Say whether 95 per cent are reached, by the exact fraction; None without any line."""
        return None if self.union == 0 else self.equal * RATE_BASE >= GATE * self.union

    @property
    def has_few_lines(self) -> bool:
        """Say whether the unit is too small for a rate of its own."""
        return self.union < FEW_LINES

    @property
    def text(self) -> str:
        """Write the rate in per cent with one decimal, cut: 94.99 per cent never reads as 95."""
        return share_text(self.equal, self.union)

    @property
    def span(self) -> tuple[int, int] | None:
        """Give the bounds in tenths of a per cent between which the rate of so few lines lies.

        Wilson's interval at 95 per cent; None without any line.
        """
        if self.union == 0:
            return None
        n, k = self.union, self.equal
        middle = (k + Z * Z / 2) / (n + Z * Z)
        half = Z * sqrt(k * (n - k) / n + Z * Z / 4) / (n + Z * Z)
        return max(0, int((middle - half) * 1000)), min(1000, round((middle + half) * 1000))


def share_text(part: int, whole: int) -> str:
    """Write a share in per cent with one decimal, cut; nothing to compare is never 100."""
    if whole == 0:
        return NOTHING
    tenths = part * 1000 // whole
    return f"{tenths // 10}.{tenths % 10}%"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementCounts:
    """Hold what is counted for one unit, scheme and payment month (domain.md §6.4, C1 to C5).

    `ledger_persons` is None where a ledger does not say for how many a line is. One-off items are
    counted apart and touch none of the five.
    """

    equal: int = 0
    union: int = 0
    gap_fen: int = 0
    most_fen: int = 0
    payroll_persons: int = 0
    ledger_persons: int | None = 0
    payroll_households: int = 0
    ledger_households: int = 0
    stock_both: int = 0
    stock_union: int = 0
    unexplained: int = 0
    one_off_equal: int = 0
    one_off_union: int = 0

    @property
    def lines(self) -> AgreementRate:
        """Give C1: equal keys over the union of keys."""
        return AgreementRate(equal=self.equal, union=self.union)

    @property
    def amount_text(self) -> str:
        """Write C2: one minus the differing fen over the greater fen of every key, two decimals."""
        if self.most_fen == 0:
            return NOTHING
        hundredths = (self.most_fen - self.gap_fen) * RATE_BASE // self.most_fen
        return f"{hundredths // 100}.{hundredths % 100:02d}%"

    @property
    def amount_alarms(self) -> bool:
        """Say whether C2 lies below 0.999."""
        return (self.most_fen - self.gap_fen) * RATE_BASE < AMOUNT_ALARM * self.most_fen

    @property
    def heads_text(self) -> str:
        """Write C3 for persons; nothing where the ledger does not count them."""
        if self.ledger_persons is None:
            return NOTHING
        most = max(self.payroll_persons, self.ledger_persons)
        return share_text(min(self.payroll_persons, self.ledger_persons), most)

    @property
    def households_text(self) -> str:
        """Write C3 for households."""
        most = max(self.payroll_households, self.ledger_households)
        return share_text(min(self.payroll_households, self.ledger_households), most)

    @property
    def stock_text(self) -> str:
        """Write C4: payees in benefit at month end found on both sides over those on either."""
        return share_text(self.stock_both, self.stock_union)

    @property
    def unexplained_text(self) -> str:
        """Write C5: unexplained differences over the union of keys."""
        return share_text(self.unexplained, self.union)

    @property
    def one_off_text(self) -> str:
        """Write the line rate of the one-off items alone."""
        return share_text(self.one_off_equal, self.one_off_union)


def pooled(counts: Iterable[AgreementCounts]) -> AgreementCounts:
    """Add up the counts of several units; persons are unknown where one unit does not know them."""
    found = tuple(counts)
    sums: dict[str, Any] = {
        field.name: sum(getattr(one, field.name) or 0 for one in found)
        for field in fields(AgreementCounts)
    }
    if any(one.ledger_persons is None for one in found):
        return AgreementCounts(**{**sums, "ledger_persons": None})
    return AgreementCounts(**sums)
