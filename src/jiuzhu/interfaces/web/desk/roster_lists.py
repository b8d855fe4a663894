"""The lists of a roster before and after the freeze: differences, hits, who stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from jiuzhu.casework.payments.enums import ChangeKind, HitKind
from jiuzhu.casework.payments.queries import frozen_batch
from jiuzhu.casework.payments.roster import Changed, Hit, Roster, roster_frozen, roster_of
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven
from jiuzhu.interfaces.web.desk.payment_parts import (
    case_link,
    county_here,
    payroll_said,
    payroll_wanted,
    require_handler,
)
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.list_export import Asking, ListExport, Piece, key_of
from jiuzhu.interfaces.web.parts.presenters import Cell, Column, Empty, Row, Table
from jiuzhu.kernel.periods import Month

CHANGE_COLUMNS = (
    Column("案件", "code"),
    Column("领款人", "head"),
    Column("变化"),
    Column("上月", "money", unit="元"),
    Column("本月", "money", unit="元"),
    Column("依据的决定"),
    Column("决定时间", "moment"),
)
HIT_COLUMNS = (
    Column("案件", "code"),
    Column("所指的人", "head"),
    Column("核对结果"),
    Column("查到的情况"),
    Column("处理"),
)
HELD_COLUMNS = (
    Column("案件", "code"),
    Column("领款人", "head"),
    Column("所属月", "month"),
    Column("金额", "money", unit="元"),
    Column("原因"),
)


def roster_shown(given: PayrollGiven, asking: Asking) -> Roster:
    """Return the roster of a month: as it was frozen, or as it stands now.

    Raises: Forbidden `actor.capability`, NotVisible.
    """
    require_handler(asking.actor)
    county = county_here(asking.actor)
    batch = frozen_batch(county_id=county.pk, scheme=given.scheme, month=given.month)
    if batch is not None:
        return roster_frozen(batch)
    return roster_of(county_id=county.pk, scheme=given.scheme, month=given.month, at=asking.at)


def change_cells(one: Changed) -> tuple[Cell, ...]:
    """Return the cells of a difference; a changed account rests on its registration."""
    bound = "账户登记" if one.kind is ChangeKind.ACCOUNT else one.decision
    return (
        one.case_number,
        one.payee,
        str(one.kind.label),
        one.before_fen,
        one.after_fen,
        bound or "名册以外没有决定，请打开案件查看",
        one.decided_at,
    )


def hit_cells(one: Hit) -> tuple[Cell, ...]:
    """Return the cells of a hit."""
    return (one.case_number, one.person, str(one.kind.label), fact_of(one), ruling_of(one))


def fact_of(one: Hit) -> str:
    """Say what was found, in words."""
    if one.kind is HitKind.DEATH:
        return phrase("登记死亡日期 %(day)s", day=one.fact)
    if one.kind is HitKind.OTHER_SCHEME:
        return phrase("另案 %(number)s", number=one.fact)
    if one.kind is HitKind.ACCOUNT_SHARED:
        return phrase("%(n)s户同一账户", n=one.fact)
    return one.fact


def ruling_of(one: Hit) -> str:
    """Say what was ruled on a hit."""
    return "待处理" if one.ruling is None else str(one.ruling.label)


def change_table(changed: Iterable[Changed]) -> Table:
    """List differences; each leads to its case."""
    rows = tuple(Row((case_link(one.case_number), *change_cells(one)[1:])) for one in changed)
    columns = (Column("案件", "link"), *CHANGE_COLUMNS[1:])
    return Table("与上月的差异", columns, rows, Empty("没有差异。"), hide_caption=True)


def hit_table(hits: Iterable[Hit]) -> Table:
    """List hits; each leads to its case."""
    rows = tuple(Row((case_link(one.case_number), *hit_cells(one)[1:])) for one in hits)
    columns = (Column("案件", "link"), *HIT_COLUMNS[1:])
    return Table("名册核对", columns, rows, Empty("没有核对出问题。"), hide_caption=True)


def kind_of(text: str) -> ChangeKind | None:
    """Return the kind of difference that an address names."""
    return ChangeKind(text) if text in ChangeKind.values else None


def _cells(asking: Asking, part: str) -> tuple[tuple[Cell, ...], ...]:
    given = payroll_wanted(asking)
    roster = roster_shown(given, asking)
    kind = kind_of(asking.wanted.get("kind", ""))
    if part == "hits":
        return tuple(hit_cells(one) for one in roster.hits)
    if part == "held":
        return tuple(
            (one.case_number, one.payee, Month.of(one.month), one.amount_fen, one.reason_text)
            for one in roster.held
        )
    return tuple(change_cells(one) for one in roster.changed if kind in {None, one.kind})


def _reader(part: str) -> Callable[[Asking], Piece]:
    def read(asking: Asking) -> Piece:
        begin = key_of(asking) or 0
        rows = _cells(asking, part)[begin : begin + asking.size]
        following = str(begin + len(rows)) if len(rows) == asking.size else ""
        return Piece(rows=rows, after=following)

    return read


def _export(code: str, title: str, columns: tuple[Column, ...], part: str) -> ListExport:
    return ListExport(
        code=code,
        title=title,
        names=("scheme", "month", "kind"),
        columns=lambda _: columns,
        read=_reader(part),
        count=lambda asking: len(_cells(asking, part)),
        said=payroll_said,
    )


CHANGES = _export("payroll-changes", "与上月的差异", CHANGE_COLUMNS, "changes")
HITS = _export("payroll-hits", "名册核对", HIT_COLUMNS, "hits")
HELD = _export("payroll-held", "未列入的家庭和原因", HELD_COLUMNS, "held")
ROSTER_EXPORTS = (CHANGES, HITS, HELD)
