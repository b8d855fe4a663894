"""What a simulation found: counts and cost by unit and month, as tables beside a drawn chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from jiuzhu.casework.reviews.models import Simulation, SimulationCost, SimulationUnit
from jiuzhu.infra.actor import Actor
from jiuzhu.interfaces.web.acts.stage import table
from jiuzhu.interfaces.web.desk.law_parts import change_url
from jiuzhu.interfaces.web.parts.formats import yuan
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.presenters import Fact, Link, Row, Table
from jiuzhu.kernel.periods import Month
from jiuzhu.registers.law.models import LawChange

HEIGHT, FOOT, LEFT, STEP, BAR = 180, 24, 8, 56, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: where it stands in the picture, and what it says."""

    x: int
    y: int
    height: int
    told: str
    look: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CostChart:
    """Monthly cost before and after a change; the table beside it says the same in numbers."""

    width: int
    height: int
    base: int
    bar: int
    bars: tuple[Bar, ...]
    labels: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What a simulation says of a change."""

    facts: tuple[Fact, ...]
    units: Table
    chart: CostChart
    months: Table
    links: tuple[Link, ...]
    unexplained: int


def results_of(change: LawChange, simulation: Simulation, actor: Actor) -> Results:
    """Gather what a finished simulation found; counts and sums only."""
    units = tuple(
        SimulationUnit.objects.filter(simulation=simulation)
        .select_related("county")
        .order_by("county__code")
    )
    sums = _months(simulation)
    unexplained = sum(one.differences - one.explained for one in units)
    more = sum(new - old for _, old, new in sums)
    return Results(
        facts=(
            Fact("数据时点", simulation.started_at, "moment"),
            Fact("执行首月", Month.of(simulation.first_month), "month"),
            Fact("增加待遇", phrase("%(n)s 户", n=sum(one.gains for one in units))),
            Fact("减少或退出", phrase("%(n)s 户", n=sum(one.losses for one in units))),
            Fact("新符合条件", phrase("%(n)s 户", n=sum(one.newly for one in units))),
            Fact("无法测算", phrase("%(n)s 户", n=sum(one.unknown for one in units))),
            Fact("十二个月多支出", more, "money"),
        ),
        units=_units(units),
        chart=cost_chart(sums),
        months=_cost_table(sums),
        links=_links(change, actor),
        unexplained=unexplained,
    )


def _months(simulation: Simulation) -> tuple[tuple[date, int, int], ...]:
    found = (
        SimulationCost.objects.filter(simulation=simulation)
        .values("month")
        .annotate(old=Sum("old_fen"), new=Sum("new_fen"))
        .order_by("month")
    )
    return tuple((row["month"], row["old"], row["new"]) for row in found)


def _links(change: LawChange, actor: Actor) -> tuple[Link, ...]:
    """Lead to the lists of households; whoever reaches no case gets none of them."""
    if not actor.may("case.view") or not actor.organs:
        return ()
    links = [Link("受影响的家庭", change_url(change, "law_households"))]
    if actor.may("law.explain"):
        links.append(Link("回测差异", change_url(change, "law_differences")))
    return tuple(links)


def _units(units: tuple[SimulationUnit, ...]) -> Table:
    rows = [
        Row(
            (
                one.county.short_name,
                one.households,
                one.gains,
                one.losses,
                one.newly,
                one.unknown,
                one.decided,
                one.differences,
                one.differences - one.explained,
            )
        )
        for one in units
    ]
    heads = (
        "单位:head 在保户数:number 增加:number 减少或退出:number 新符合:number 无法测算:number "
        "回测决定:number 差异:number 未说明:number"
    )
    return table("各单位结果", heads, rows, "没有已作出决定的案件。")


def _cost_table(sums: tuple[tuple[date, int, int], ...]) -> Table:
    rows = [Row((Month.of(month), old, new, new - old)) for month, old, new in sums]
    heads = "月份:month 变更前（元）:money 变更后（元）:money 多支出（元）:money"
    return table("逐月支出", heads, rows, "没有在保家庭，不产生支出。")


def cost_chart(sums: tuple[tuple[date, int, int], ...]) -> CostChart:
    """Draw two bars a month; the tallest fills the height."""
    most = max((max(old, new) for _, old, new in sums), default=0) or 1
    bars, labels = [], []
    for place, (month, old, new) in enumerate(sums):
        left = LEFT + place * STEP
        for shift, fen, look, words in (
            (0, old, "old", "变更前"),
            (BAR + 2, new, "new", "变更后"),
        ):
            height = fen * HEIGHT // most
            told = phrase(
                "%(month)s %(words)s %(amount)s 元",
                month=f"{month:%Y-%m}",
                words=phrase(words),
                amount=yuan(fen),
            )
            bars.append(Bar(x=left + shift, y=HEIGHT - height, height=height, told=told, look=look))
        labels.append((left, f"{month:%y-%m}"))
    return CostChart(
        width=LEFT * 2 + STEP * max(len(sums), 1),
        height=HEIGHT + FOOT,
        base=HEIGHT,
        bar=BAR,
        bars=tuple(bars),
        labels=tuple(labels),
    )
