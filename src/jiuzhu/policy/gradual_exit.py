"""Plan the gradual exit (渐退) of a family that work has lifted above the standard.

57号 art. 31 and 83号: the family keeps an allowance for some months, normally six at most; which
share in which month is a table of the pack. A plan is data: a person decides on it.
"""

from dataclasses import dataclass
from datetime import date

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import format_yuan
from jiuzhu.kernel.periods import Month
from jiuzhu.policy.arithmetic import RATE_BASE, least, round_to
from jiuzhu.policy.pack_rows import ExitStep
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.results import Line, ValueUse
from jiuzhu.policy.worksheet import Worksheet, percent


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitMonth:
    """Hold one month of the plan: which share of the last amount is paid, in fen."""

    month: Month
    rate_per_ten_thousand: int
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitPlan:
    """Hold the months of a gradual exit with their lines; the month after the last pays nothing."""

    months: tuple[ExitMonth, ...]
    lines: tuple[Line, ...]
    uses: tuple[ValueUse, ...]


def plan_exit(last_amount_fen: int, first: Month, pack: Pack, on: date) -> ExitPlan:
    """Plan the months from `first` on, from the amount paid last, under the law of a day.

    Raises: Refused('exit.off') where the place has no gradual exit, Refused('exit.amount') for an
    amount that is none, Refused('policy.hole').
    """
    sheet = Worksheet(pack, on)
    if not sheet.law.is_on("exit.enabled"):
        raise Refused(
            "exit.off", "本地没有登记渐退办法，不能安排渐退。请由政策管理员登记文件后再办理。"
        )
    if last_amount_fen <= 0:
        raise Refused("exit.amount", "此前没有在发的保障金，不存在渐退，请核对。")
    rule = sheet.value("exit.enabled")
    step = sheet.value("dibao.rounding_step").amount
    most_months = sheet.value("exit.most_months").amount
    months: list[ExitMonth] = []
    for number in range(1, most_months + 1):
        row = _row_for(number, sheet)
        if row is None or row.rate_per_ten_thousand == 0:
            break
        amount: int = least(
            round_to(last_amount_fen * row.rate_per_ten_thousand, RATE_BASE, step), last_amount_fen
        )
        month = first.plus(number - 1)
        months.append(
            ExitMonth(
                month=month, rate_per_ten_thousand=row.rate_per_ten_thousand, amount_fen=amount
            )
        )
        sheet.line(
            code=f"exit.{number}",
            label=f"渐退第{number}个月（{month}）",
            formula_text=f"{format_yuan(last_amount_fen)} × {percent(row.rate_per_ten_thousand)}",
            value_fen=amount,
            article=sheet.source(rule),
        )
    return ExitPlan(months=tuple(months), lines=tuple(sheet.lines), uses=tuple(sheet.uses.values()))


def _row_for(number: int, sheet: Worksheet) -> ExitStep | None:
    """Give the step that holds for a month of the plan."""
    reached = [row for row in sheet.law.rows(ExitStep) if row.from_month <= number]
    found = max(reached, key=lambda row: row.from_month, default=None)
    if found is not None:
        sheet.note(found, f"exit_steps.{found.code}", found.label)
    return found
