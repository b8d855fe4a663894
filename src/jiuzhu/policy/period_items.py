"""Bring what a family earns or spends to the counting period; refuse figures that cannot be."""

from dataclasses import dataclass

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import MAX_FEN
from jiuzhu.policy.arithmetic import over_months
from jiuzhu.policy.facts import ExpenseItem, IncomeItem
from jiuzhu.policy.terms import refuse_currency


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """What a refusal says of such items: the stem of its code, the field, the sentence on amounts.

    The sentence names the item as `%(label)s`.
    """

    code: str
    field: str
    amount: str


def over_period(item: IncomeItem | ExpenseItem, label: str, months: int, entries: Entries) -> int:
    """Bring an item to the counting period of so many months.

    Raises: Refused('….months') and what `check_item` raises.
    """
    check_item(item, label, entries)
    if months % item.months:
        raise Refused(
            f"{entries.code}.months",
            "“%(label)s”所属月数应能整除计算期%(months)s个月（按月填1，按年填12）。",
            values={"label": label, "months": months},
            field=entries.field,
        )
    amount: int = over_months(item.amount_fen, item.months, months)
    return amount


def check_item(item: IncomeItem | ExpenseItem, label: str, entries: Entries) -> None:
    """Refuse figures of an item that cannot be, whatever the law says.

    Raises: Refused('….amount'), Refused('….months'), Refused('facts.currency').
    """
    refuse_currency(item.currency, label, entries.field)
    if not 0 <= item.amount_fen < MAX_FEN:
        raise Refused(
            f"{entries.code}.amount", entries.amount, values={"label": label}, field=entries.field
        )
    if item.months < 1:
        raise Refused(
            f"{entries.code}.months",
            "“%(label)s”所属月数至少为1（按月填1，按年填12）。",
            values={"label": label},
            field=entries.field,
        )
