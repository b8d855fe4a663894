"""Say how far payroll and finance ledger agree: C1 of the seed's 95 per cent (S31).

domain.md §6.4: the union of the keys is the denominator, so that a line that is missing on either
side hurts. Nothing to compare is "n/a", never 100 per cent. A unit with few lines is shown with a
note, because one line moves it by whole per cents.
"""

from dataclasses import dataclass

from jiuzhu.kernel.money import RATE_BASE

GATE = 9_500
FEW_LINES = 30


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
        if self.union == 0:
            return "无可比数据"
        tenths = self.equal * 1000 // self.union
        return f"{tenths // 10}.{tenths % 10}%"
