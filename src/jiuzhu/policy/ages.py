"""Count full years as the law of a place counts them (周岁; P68)."""

from datetime import date, timedelta

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.periods import years_between
from jiuzhu.policy.values import Value
from jiuzhu.policy.worksheet import Worksheet

REACHED_ON = "age.reached_on"
DAY_AFTER = "DAY_AFTER"


def full_years(born_on: date | None, on: date, sheet: Worksheet) -> int:
    """Give the full years on a day, reached on the birthday or the day after, as the pack says.

    Raises: Refused('facts.born_on') without a day of birth or with one that lies ahead,
    Refused('policy.hole').
    """
    if born_on is None:
        raise Refused("facts.born_on", "缺少出生日期，无法核算，请补登。", field="born_on")
    if born_on > on:
        raise Refused("facts.born_on", "出生日期晚于核算日期，请核对。", field="born_on")
    counted = counted_to(on, sheet.value(REACHED_ON))
    return years_between(born_on, max(counted, born_on))


def counted_to(on: date, reached: Value) -> date:
    """Give the last birthday that counts on a day, as the value says when a year is full."""
    return on - timedelta(days=1) if reached.text == DAY_AFTER else on
