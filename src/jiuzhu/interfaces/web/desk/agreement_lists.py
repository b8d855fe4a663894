"""The differences with the finance ledger as a list and as a file."""

from __future__ import annotations

from django.urls import reverse

from jiuzhu.casework.payments.agreement import DifferenceRow
from jiuzhu.casework.payments.agreement_places import (
    NOT_HERE,
    Place,
    count_place_differences,
    place_differences,
    place_of,
)
from jiuzhu.infra.actor import Actor
from jiuzhu.interfaces.web.parts.list_export import Asking, ListExport, Piece, key_of
from jiuzhu.interfaces.web.parts.presenters import Cell, Column, Empty, Link, Row, Table
from jiuzhu.kernel.errors import Forbidden, NotVisible, Refused
from jiuzhu.kernel.periods import Month

WITH_NAMES = ("case.view", "ledger.import", "payment.freeze")
DIFFERENCE_COLUMNS = (
    Column("领款人", "head"),
    Column("差异"),
    Column("所属月", "month"),
    Column("平台", "money", unit="元"),
    Column("台账", "money", unit="元"),
    Column("平台人数", "number"),
    Column("台账人数", "number"),
    Column("乡镇（街道）"),
    Column("责任方"),
    Column("应查清", "date"),
    Column("说明"),
    Column("案件编号", "code"),
)


def may_see_lines(actor: Actor) -> bool:
    """Tell whether the names behind the figures are for this person."""
    return any(actor.may(capability) for capability in WITH_NAMES)


def difference_cells(row: DifferenceRow) -> tuple[Cell, ...]:
    """Return the cells of one difference."""
    return (
        row.payee or "台账没有写姓名",
        row.difference,
        Month.of(row.month),
        row.payroll_fen,
        row.ledger_fen,
        row.payroll_persons,
        row.ledger_persons,
        row.organ or None,
        row.owner,
        row.due_on,
        row.cause or None,
        row.case_number or None,
    )


def differences_shown(rows: tuple[DifferenceRow, ...], *, may_explain: bool) -> Table:
    """List differences; one that nobody explained leads to the page where it is explained."""
    columns: tuple[Column, ...] = DIFFERENCE_COLUMNS
    shown = []
    for row in rows:
        url = reverse("desk:explain_difference", args=[row.key])
        link = Link("说明原因", url) if may_explain and not row.cause else None
        cells = difference_cells(row)
        shown.append(Row((*cells, link) if may_explain else cells))
    if may_explain:
        columns = (*columns, Column("办理", "link"))
    empty = Empty("没有差异。")
    return Table("差异清单", columns, tuple(shown), empty, hide_caption=True, wide=True)


def month_of(text: str) -> Month:
    """Return the month that an address names.

    Raises: NotVisible `agreement.no_unit`.
    """
    try:
        return Month.parse(text)
    except (Refused, ValueError) as error:
        raise NotVisible("agreement.no_unit", NOT_HERE) from error


def _asked(asking: Asking) -> Place:
    if not may_see_lines(asking.actor):
        raise Forbidden("actor.capability", "差异清单含个人信息，您的岗位只看汇总。")
    wanted = asking.wanted
    return place_of(
        actor=asking.actor,
        month=month_of(wanted.get("month", "")),
        unit=wanted.get("unit", ""),
        scheme=wanted.get("scheme", ""),
    )


def _read(asking: Asking) -> Piece:
    found = place_differences(
        _asked(asking),
        kind=asking.wanted.get("kind", ""),
        after=key_of(asking) or 0,
        size=asking.size,
    )
    return Piece(
        rows=tuple(difference_cells(row) for row in found),
        subjects=tuple(row.payee_id for row in found if row.payee_id is not None),
        after=str(found[-1].key) if len(found) == asking.size else "",
    )


def _said(asking: Asking) -> tuple[str, ...]:
    return tuple(
        f"{label}：{asking.wanted[name]}"
        for name, label in (("month", "月份"), ("unit", "单位"), ("scheme", "事项"))
        if asking.wanted.get(name)
    )


DIFFERENCES = ListExport(
    code="differences",
    title="与财务台账的差异",
    names=("month", "unit", "scheme", "kind"),
    columns=lambda _: DIFFERENCE_COLUMNS,
    read=_read,
    count=lambda asking: count_place_differences(
        _asked(asking), kind=asking.wanted.get("kind", "")
    ),
    said=_said,
)
