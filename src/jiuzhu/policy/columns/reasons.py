"""Number the reasons of a result: one bit for each rule and the way it came out."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from jiuzhu.policy.columns.population import Bools, Ints

REFUSED = "REFUSED"
MOST_BITS = 63


class ReasonBit(NamedTuple):
    """Name one bit: the rule, and HIT, CLEARED, WAIVED, UNKNOWN, or REFUSED with its code."""

    rule_id: str
    status: str


@dataclass(slots=True)
class Reasons:
    """Hold which bit stands for what, the same in every chunk."""

    bits: dict[ReasonBit, int] = field(default_factory=dict)

    def mask(self, rule_id: str, status: str) -> int:
        """Give the mask of a reason.

        Raises: OverflowError past 63 reasons, rather than to lose one.
        """
        number = self.bits.setdefault(ReasonBit(rule_id, status), len(self.bits))
        if number >= MOST_BITS:
            message = "more reasons than bits of an int64"
            raise OverflowError(message)
        return 1 << number


@dataclass(slots=True)
class ReasonColumn:
    """Write the reasons of one chunk."""

    reasons: Reasons
    column: Ints

    def add(self, rule_id: str, status: str, where: Bools) -> None:
        """Set a bit where a rule came out so."""
        mask = np.int64(self.reasons.mask(rule_id, status))
        self.column |= np.multiply(where, mask, dtype=np.int64)

    def refuse(self, code: str, where: Bools) -> None:
        """Refuse households by the code of what is missing."""
        if where.any():
            self.add(code, REFUSED, where)
