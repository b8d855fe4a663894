"""The notices of an account as a table and as a file."""

from __future__ import annotations

from jiuzhu.interfaces.web.parts.chips import chip
from jiuzhu.interfaces.web.parts.list_export import Asking, ListExport, Piece, key_of
from jiuzhu.interfaces.web.parts.presenters import Cell, Column, Tone
from jiuzhu.registers.accounts.enums import NoticeKind
from jiuzhu.registers.accounts.models import Notice
from jiuzhu.registers.accounts.queries import count_notices, notices_of

TONES: dict[str, Tone] = {
    NoticeKind.JOB_DONE: "done",
    NoticeKind.JOB_FAILED: "near",
    NoticeKind.MENTION: "todo",
    NoticeKind.ASSIGNED: "todo",
    NoticeKind.DEADLINE_NEAR: "near",
    NoticeKind.DEADLINE_OVER: "overdue",
    NoticeKind.RETURNED: "todo",
    NoticeKind.DIGEST: "calm",
}
NOTICE_COLUMNS = (
    Column("种类", "chip"),
    Column("内容", "head"),
    Column("时间", "moment"),
    Column("状态"),
)


def notice_cells(one: Notice) -> tuple[Cell, ...]:
    """Return the cells of one notice."""
    return (
        chip(TONES[one.kind], NoticeKind(one.kind).label),
        one.text,
        one.at,
        "未读" if one.read_at is None else "已读",
    )


def _notices(asking: Asking) -> Piece:
    found = notices_of(asking.actor, before=key_of(asking), size=asking.size)
    return Piece(
        rows=tuple(notice_cells(one) for one in found),
        after=str(found[-1].pk) if len(found) == asking.size else "",
    )


NOTICES = ListExport(
    code="notices",
    title="提醒",
    names=(),
    columns=lambda _: NOTICE_COLUMNS,
    read=_notices,
    count=lambda asking: count_notices(asking.actor),
)
