"""The columns that a list of cases can show, and the table made of those that somebody chose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.urls import reverse

from jiuzhu.casework.workspace.narrowing import PAGE_SIZE, PAGE_SIZES
from jiuzhu.casework.workspace.queries import CaseRow
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.chips import deadline_chip, state_chip
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import query_url
from jiuzhu.interfaces.web.parts.presenters import (
    Cell,
    Column,
    Empty,
    Kind,
    Link,
    Pager,
    Row,
    Sorted,
    Table,
)
from jiuzhu.kernel.workdays import WorkCalendar
from jiuzhu.registers.accounts.enums import ListPage
from jiuzhu.registers.accounts.queries import chosen_columns
from jiuzhu.registers.law.queries import calendar_in_force


@dataclass(frozen=True, slots=True)
class Here:
    """What the cells of a row need besides the row."""

    on: date
    calendar: WorkCalendar
    in_township: bool


@dataclass(frozen=True, slots=True)
class CaseColumn:
    """One column: its head, what stands in a cell, and the order by which its head sorts."""

    label: str
    kind: Kind
    cell: Callable[[CaseRow, Here], Cell]
    order: str = ""


def _deadline(row: CaseRow, here: Here) -> Cell:
    return deadline_chip(
        row.due_on,
        here.on,
        here.calendar,
        paused=row.is_paused,
        provisional=row.due_provisional,
    )


def _place(row: CaseRow, here: Here) -> Cell:
    return row.village if here.in_township else f"{row.organ} {row.village}"


COLUMNS: Mapping[str, CaseColumn] = {
    "due": CaseColumn("期限", "chip", _deadline, "due"),
    "applicant": CaseColumn("申请人", "head", lambda row, _: row.applicant, "applicant"),
    "people": CaseColumn("人口", "number", lambda row, _: row.people),
    "state": CaseColumn("环节", "chip", lambda row, _: state_chip(row.state, row.state_label)),
    "assignee": CaseColumn("经办人", "text", lambda row, _: row.assignee),
    "place": CaseColumn("村（居）", "text", _place),
    "category": CaseColumn("类别", "text", lambda row, _: row.category),
    "opened": CaseColumn("登记", "date", lambda row, _: legal_day(row.opened_at), "opened"),
    "number": CaseColumn("案件编号", "code", lambda row, _: row.number),
    "scheme": CaseColumn("事项", "text", lambda row, _: row.scheme),
    "accepted": CaseColumn("受理", "date", lambda row, _: row.accepted_on),
    "moved": CaseColumn("最近变动", "moment", lambda row, _: row.moved_at, "moved"),
    "code": CaseColumn("查询码", "code", lambda row, _: row.progress_code),
}
USUAL = ("due", "applicant", "people", "state", "assignee", "place", "category", "opened", "number")
ALWAYS = "applicant"


def label_of(code: str, *, in_township: bool) -> str:
    """Return the head of a column; a county reads the township before the village."""
    if code == "place" and not in_township:
        return "乡镇（街道）、村（居）"
    return COLUMNS[code].label


def shown_columns(request: HttpRequest, page: ListPage) -> tuple[str, ...]:
    """Return the columns that whoever asks sees."""
    return columns_for(asked(request).actor, page)


def columns_for(actor: Actor, page: ListPage) -> tuple[str, ...]:
    """Return the columns that an account sees; what is not known any more is left out."""
    chosen = chosen_columns(page=page, actor=actor)
    known = tuple(code for code in chosen if code in COLUMNS)
    return known if ALWAYS in known else USUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """How a list stands: its page, its order, the keys around it, how many there are."""

    page: ListPage
    order: str
    orders: Sequence[str]
    before: str = ""
    after: str = ""
    size: int = PAGE_SIZE
    found: int | None = None
    most: int = 0


def list_url(request: HttpRequest, **changes: str | None) -> str:
    """Return this list's address with other conditions, without the row one came back to."""
    return query_url(request, **{"row": None, **changes})


def case_table(
    request: HttpRequest,
    rows: Sequence[CaseRow],
    listing: Listing,
    *,
    caption: str,
    empty: Empty,
    select: str = "",
) -> Table:
    """Return the table of a list as this account wants to see it."""
    asks = asked(request)
    in_township = asks.actor.organ_kind == "TOWNSHIP"
    here = Here(legal_day(asks.at), calendar_in_force(), in_township)
    codes = shown_columns(request, listing.page)
    back_to = request.GET.get("row", "")
    return Table(
        caption=caption,
        columns=tuple(
            Column(
                label_of(code, in_township=in_township),
                COLUMNS[code].kind,
                sort_url=_sort_url(request, COLUMNS[code].order, listing),
                sorted=_sorted(COLUMNS[code].order, listing),
            )
            for code in codes
        ),
        rows=tuple(
            Row(
                cells=tuple(COLUMNS[code].cell(row, here) for code in codes),
                url=reverse("desk:case", args=[row.number]),
                key=row.number,
                name=row.applicant,
                returned=row.number == back_to,
            )
            for row in rows
        ),
        empty=empty,
        select=select,
        keys=True,
        as_of=asks.at,
        pager=_pager(request, listing, len(rows)) if rows else None,
    )


def _sort_url(request: HttpRequest, order: str, listing: Listing) -> str:
    if not order or order not in listing.orders:
        return ""
    wanted = f"-{order}" if listing.order == order else order
    by_itself = next(iter(listing.orders))
    return list_url(request, sort=None if wanted == by_itself else wanted, after=None, before=None)


def _sorted(order: str, listing: Listing) -> Sorted:
    if order and listing.order == order:
        return "ascending"
    return "descending" if order and listing.order == f"-{order}" else "none"


def _pager(request: HttpRequest, listing: Listing, shown: int) -> Pager:
    sizes = tuple(
        Link(
            str(size),
            list_url(
                request, size=None if size == PAGE_SIZE else str(size), after=None, before=None
            ),
            current=size == listing.size,
        )
        for size in PAGE_SIZES
    )
    before, after = listing.before, listing.after
    return Pager(
        previous_url=list_url(request, before=before, after=None) if before else "",
        next_url=list_url(request, after=after, before=None) if after else "",
        words=count_words(listing.found, listing.most, shown),
        sizes=sizes if before or after or shown > PAGE_SIZES[0] else (),
    )


def count_words(found: int | None, most: int, shown: int) -> str:
    """Say how many there are: exactly, or from where on they were not counted."""
    if found is None:
        return phrase("本页 %(n)s 件", n=shown)
    if most and found > most:
        return phrase("共 %(most)s 件以上，本页 %(n)s 件", most=most, n=shown)
    return phrase("共 %(found)s 件，本页 %(n)s 件", found=max(found, shown), n=shown)
