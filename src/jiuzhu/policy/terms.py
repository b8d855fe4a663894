"""Hold what every rule of one dibao computation shares: standard, period, heads and place."""

from dataclasses import dataclass

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.arithmetic import cap_of
from jiuzhu.policy.facts import HOME_CURRENCY
from jiuzhu.policy.pack_rows import CapUnit
from jiuzhu.policy.worksheet import Worksheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Hold the monthly standard in fen, the counting period in months and the heads."""

    standard_fen: int
    months: int
    heads: int
    unit: str = ""

    @property
    def where(self) -> dict[str, str]:
        """Give the circumstances by which values of a unit are asked for."""
        return {"unit": self.unit} if self.unit else {}


def cap_for(cap: int, unit: CapUnit, terms: Terms, sheet: Worksheet) -> int | None:
    """Give a cap of the counting period in fen; None where there is none.

    Raises: Refused('policy.hole') where the minimum wage of the day is not known.
    """
    if unit is CapUnit.NONE:
        return None
    if unit is CapUnit.YUAN:
        return cap * 100 * terms.months
    base = terms.standard_fen
    if unit is CapUnit.MINIMUM_WAGE_RATE:
        base = sheet.value("income.minimum_wage", **terms.where).amount
    most: int = cap_of(cap, base, terms.months)
    return most


def refuse_currency(currency: str, label: str, field: str) -> None:
    """Refuse an amount in another currency: no rate of exchange is law here.

    Raises: Refused('facts.currency').
    """
    if currency != HOME_CURRENCY:
        raise Refused(
            "facts.currency",
            "“%(label)s”以外币%(currency)s登记，系统不折算。请按取得当日的牌价折成人民币填写，并注明依据。",
            values={"label": label, "currency": currency},
            field=field,
        )
