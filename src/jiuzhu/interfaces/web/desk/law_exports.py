"""The lists behind a change of the law as columns and cells: for the page and for the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from jiuzhu.casework.reviews.services.activate_change import finished_simulation
from jiuzhu.casework.workspace.law_effects import (
    DifferenceRow,
    NewlyRow,
    OwedRow,
    TouchedRow,
    back_pay_run,
    count_differences,
    count_newly,
    count_owed,
    count_touched,
    difference_rows,
    newly_rows,
    owed_rows,
    touched_rows,
)
from jiuzhu.interfaces.web.desk.law_parts import change_here
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.list_export import Asking, ListExport, Piece, key_of
from jiuzhu.interfaces.web.parts.presenters import Cell, Column
from jiuzhu.policy.results import Eligibility

ELIGIBLE = {
    Eligibility.ELIGIBLE.value: "符合",
    Eligibility.NOT_ELIGIBLE.value: "不符合",
    Eligibility.UNDECIDABLE.value: "无法判断",
}
HOUSEHOLDS = (
    Column("案件", "code"),
    Column("申请人"),
    Column("乡镇（街道）"),
    Column("影响"),
    Column("变更前", "money", unit="元/月"),
    Column("变更后", "money", unit="元/月"),
    Column("差额", "money", unit="元/月"),
    Column("说明"),
)
DIFFERENCES = (
    Column("案件", "code"),
    Column("乡镇（街道）"),
    Column("核算日", "date"),
    Column("原结论"),
    Column("原金额", "money", unit="元/月"),
    Column("回测结论"),
    Column("回测金额", "money", unit="元/月"),
    Column("说明"),
)
OWED = (
    Column("案件", "code"),
    Column("申请人"),
    Column("乡镇（街道）"),
    Column("所属月", "month"),
    Column("已按", "money", unit="元"),
    Column("应发", "money", unit="元"),
    Column("补发", "money", unit="元"),
)
NEWLY = (
    Column("案件", "code"),
    Column("申请人"),
    Column("乡镇（街道）"),
    Column("政策变更"),
    Column("执行首月", "month"),
    Column("预计每月", "money", unit="元"),
)


class _Keyed(Protocol):
    @property
    def key(self) -> int: ...

    @property
    def applicant_id(self) -> int: ...


Found = TypeVar("Found", bound=_Keyed)


def _piece(
    asking: Asking, rows: Sequence[Found], cells: Callable[[Found], tuple[Cell, ...]]
) -> Piece:
    return Piece(
        rows=tuple(cells(one) for one in rows),
        subjects=tuple(one.applicant_id for one in rows),
        after=str(rows[-1].key) if len(rows) == asking.size else "",
    )


def _code(asking: Asking) -> str:
    return asking.wanted.get("change", "")


def _households(asking: Asking) -> Piece:
    asking.actor.require("case.view")
    found = touched_rows(
        finished_simulation(change_here(_code(asking))),
        effect=asking.wanted.get("effect", ""),
        after=key_of(asking) or 0,
        size=asking.size,
    )
    return _piece(asking, found, _household_cells)


def _count_households(asking: Asking) -> int:
    simulation = finished_simulation(change_here(_code(asking)))
    return count_touched(simulation, effect=asking.wanted.get("effect", ""))


def _household_cells(one: TouchedRow) -> tuple[Cell, ...]:
    return (
        one.number,
        one.applicant,
        one.organ,
        one.effect,
        one.old_fen,
        one.new_fen,
        one.new_fen - one.old_fen,
        one.problem,
    )


def read_differences(asking: Asking) -> tuple[DifferenceRow, ...]:
    """Read some of the differences that the address asks for."""
    asking.actor.require("law.explain")
    return difference_rows(
        finished_simulation(change_here(_code(asking))),
        is_open=bool(asking.wanted.get("open")),
        after=key_of(asking) or 0,
        size=asking.size,
    )


def _count_differences(asking: Asking) -> int:
    simulation = finished_simulation(change_here(_code(asking)))
    return count_differences(simulation, is_open=bool(asking.wanted.get("open")))


def difference_cells(one: DifferenceRow) -> tuple[Cell, ...]:
    """Return the cells of one difference: its explanation, or why nothing could be computed."""
    words = one.problem
    if one.explanation:
        words = phrase("%(text)s（%(name)s）", text=one.explanation, name=one.explained_by)
    return (
        one.number,
        one.organ,
        one.computed_on,
        phrase(ELIGIBLE[one.old_eligible]),
        one.old_fen,
        phrase(ELIGIBLE[one.new_eligible]),
        one.new_fen,
        words,
    )


def _owed(asking: Asking) -> Piece:
    if not asking.actor.may("case.view"):
        asking.actor.require("law.prepare")
    run = back_pay_run(change_here(_code(asking)))
    found = owed_rows(run, after=key_of(asking) or 0, size=asking.size)
    return _piece(asking, found, _owed_cells)


def _owed_cells(one: OwedRow) -> tuple[Cell, ...]:
    return (
        one.number,
        one.applicant,
        one.organ,
        one.month,
        one.old_fen,
        one.new_fen,
        one.new_fen - one.old_fen,
    )


def _newly(asking: Asking) -> Piece:
    asking.actor.require("case.view")
    return _piece(asking, newly_rows(after=key_of(asking) or 0, size=asking.size), _newly_cells)


def _newly_cells(one: NewlyRow) -> tuple[Cell, ...]:
    return one.number, one.applicant, one.organ, one.change, one.first_month, one.new_fen


LAW_HOUSEHOLDS = ListExport(
    code="law-households",
    title="政策变更受影响的家庭",
    names=("change", "effect"),
    columns=lambda _: HOUSEHOLDS,
    read=_households,
    count=_count_households,
)
LAW_DIFFERENCES = ListExport(
    code="law-differences",
    title="政策变更回测差异",
    names=("change", "open"),
    columns=lambda _: DIFFERENCES,
    read=lambda asking: _piece(asking, read_differences(asking), difference_cells),
    count=_count_differences,
)
LAW_BACK_PAY = ListExport(
    code="law-back-pay",
    title="提标补发清单",
    names=("change",),
    columns=lambda _: OWED,
    read=_owed,
    count=lambda asking: count_owed(back_pay_run(change_here(_code(asking)))),
)
NEWLY_ELIGIBLE = ListExport(
    code="newly-eligible",
    title="新符合条件的家庭",
    names=(),
    columns=lambda _: NEWLY,
    read=_newly,
    count=lambda _: count_newly(),
)
LAW_EXPORTS = (LAW_HOUSEHOLDS, LAW_DIFFERENCES, LAW_BACK_PAY, NEWLY_ELIGIBLE)
