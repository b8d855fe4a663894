"""Emergencies as rows: above all tasks, in their list, in a file."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse

from jiuzhu.casework.relief.queries import (
    ReliefRow,
    count_reliefs,
    reliefs_of_area,
    waiting_for_relief,
)
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.interfaces.web.acts.stage import table
from jiuzhu.interfaces.web.parts.actor import HttpRequestWithActor, asked
from jiuzhu.interfaces.web.parts.chips import chip, hours_chip, state_chip
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.list_export import Asking, ListExport, Piece, key_of
from jiuzhu.interfaces.web.parts.presenters import Cell, Chip, Column, Row, Table
from jiuzhu.interfaces.web.parts.transaction import request_facts
from jiuzhu.policy.urgent_relief import urgent_causes
from jiuzhu.registers.law.queries import pack_in_force

OPEN, EVERY = "open", "all"
HEADS = "姓名:head 村（居） 出了什么事 得知:moment 救助期限:chip 救助 金额:money 办到哪一步:chip"
EXPORT_COLUMNS = (
    Column("案件编号", "head"),
    Column("姓名"),
    Column("村（居）"),
    Column("事由"),
    Column("经过"),
    Column("得知", "moment"),
    Column("最迟救助", "moment"),
    Column("救助时间", "moment"),
    Column("形式"),
    Column("金额", "money", unit="元"),
    Column("状态"),
)


def relief_rows(rows: tuple[ReliefRow, ...], at: datetime) -> tuple[Row, ...]:
    """Lay out emergencies; each opens its own page."""
    labels = dict(urgent_causes(pack_in_force(), legal_day(at)))
    return tuple(
        Row(
            cells=(
                row.name,
                row.village,
                labels.get(row.cause, row.cause),
                row.learned_at,
                _relief_chip(row, at),
                row.form or "还没有",
                row.amount_fen,
                state_chip(row.state, row.state_label),
            ),
            url=reverse("desk:relief", args=[row.number]),
        )
        for row in rows
    )


def waiting_table(request: HttpRequest) -> Table | None:
    """Return what stands above all tasks: emergencies that nobody has relieved, by hours left."""
    here = asked(request)
    rows = waiting_for_relief(actor=here.actor)
    if not rows:
        return None
    keep_look(here, request, rows)
    return table("急难，先救助", HEADS, relief_rows(rows, here.at), "")


def keep_look(
    here: HttpRequestWithActor, request: HttpRequest, rows: tuple[ReliefRow, ...]
) -> None:
    """Keep whose emergencies were listed."""
    record_access(
        kind=AccessKind.LIST,
        actor=here.actor,
        at=here.at,
        request=request_facts(request),
        subjects=tuple(row.person_id for row in rows),
    )


def _relief_chip(row: ReliefRow, at: datetime) -> Chip:
    if row.relieved_at is None:
        return hours_chip(row.due_at, at)
    if row.relieved_at > row.due_at:
        return chip("overdue", phrase("超过24小时才救助"))
    return chip("done", phrase("24小时内"))


def _exported(asking: Asking) -> Piece:
    rows = reliefs_of_area(
        actor=asking.actor,
        open_only=asking.wanted.get("show") != EVERY,
        before=key_of(asking),
        size=asking.size - 1,
    )
    labels = dict(urgent_causes(pack_in_force(), legal_day(asking.at)))
    return Piece(
        rows=tuple(_cells(row, labels) for row in rows),
        subjects=tuple(row.person_id for row in rows),
        after=str(rows[-1].relief_id) if len(rows) == asking.size else "",
    )


def _cells(row: ReliefRow, labels: dict[str, str]) -> tuple[Cell, ...]:
    return (
        row.number,
        row.name,
        row.village,
        labels.get(row.cause, row.cause),
        row.happened,
        row.learned_at,
        row.due_at,
        row.relieved_at,
        row.form,
        row.amount_fen,
        row.state_label,
    )


RELIEFS = ListExport(
    code="reliefs",
    title="急难救助",
    names=("show",),
    columns=lambda _: EXPORT_COLUMNS,
    read=_exported,
    count=lambda asking: count_reliefs(
        actor=asking.actor, open_only=asking.wanted.get("show") != EVERY
    ),
)
