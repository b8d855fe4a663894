"""The bell: what staff should know, read one by one or all at once, silent by kind."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from jiuzhu.interfaces.web.desk.notice_table import NOTICE_COLUMNS, NOTICES, notice_cells
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.list_export import export_url, exported, wants_workbook
from jiuzhu.interfaces.web.parts.pages import query_url, refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Empty, Link, Pager, Row, Table
from jiuzhu.interfaces.web.parts.submit import tell, told
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.accounts.enums import NoticeKind
from jiuzhu.registers.accounts.models import Notice
from jiuzhu.registers.accounts.queries import notices_of, silent_kinds
from jiuzhu.registers.accounts.services.read_notices import (
    mute_kinds,
    read_all_notices,
    read_notice,
)

SHOWN = 20


@dataclass(frozen=True, slots=True)
class KindChoice:
    """One kind of notice, and whether it is silent."""

    code: str
    label: str
    is_muted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticesPage:
    """The notices of whoever asks, the newest first."""

    table: Table
    export_url: str
    has_unread: bool
    kinds: tuple[KindChoice, ...]
    notes: tuple[tuple[str, str], ...]


@require_GET
@refusals_as_pages
def notices(request: HttpRequest) -> HttpResponse:
    """Show the notices."""
    actor = asked(request).actor
    if wants_workbook(request):
        return exported(request, NOTICES)
    before = request.GET.get("before", "")
    if before and not (before.isascii() and before.isdecimal()):
        raise Refused("list.key", "页码不正确。请从列表第一页重新翻页。")
    found = notices_of(actor, before=int(before[:18]) if before else None, size=SHOWN + 1)
    muted = silent_kinds(actor)
    page = NoticesPage(
        table=_table(request, found),
        export_url=export_url(request) if found else "",
        has_unread=any(one.read_at is None for one in found),
        kinds=tuple(KindChoice(kind.value, kind.label, kind in muted) for kind in NoticeKind),
        notes=told(request),
    )
    return render_page(request, "desk/notices/notices.html", page)


@require_GET
@refusals_as_pages
def open_notice(request: HttpRequest, notice: int) -> HttpResponse:
    """Mark a notice as read and go to what it is about."""
    here = asked(request)
    found = read_notice(notice=notice, actor=here.actor, at=here.at)
    return HttpResponseRedirect(found.url or reverse("desk:notices"))


@require_POST
@refusals_as_pages
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    here = asked(request)
    number = read_all_notices(actor=here.actor, at=here.at)
    tell(request, phrase("%(n)s 条提醒已标为已读。", n=number))
    return HttpResponseRedirect(reverse("desk:notices"))


@require_POST
@refusals_as_pages
def mute(request: HttpRequest) -> HttpResponse:
    """Keep which kinds ring; what is not ticked stays in the list without a number."""
    here = asked(request)
    rings = set(request.POST.getlist("ring"))
    if not rings <= set(NoticeKind.values):
        raise Refused("notice.kind", "没有这种提醒。请刷新页面后重新勾选。")
    silent = [kind for kind in NoticeKind if kind.value not in rings]
    mute_kinds(kinds=silent, actor=here.actor, at=here.at)
    tell(request, "提醒方式已保存。不提示的种类仍在这里看得到，只是不计入上方数字。")
    return HttpResponseRedirect(reverse("desk:notices"))


def _table(request: HttpRequest, found: tuple[Notice, ...]) -> Table:
    shown = found[:SHOWN]
    older = query_url(request, before=str(shown[-1].pk)) if found[SHOWN:] else ""
    newest = query_url(request, before=None) if request.GET.get("before") else ""
    return Table(
        caption="提醒",
        columns=NOTICE_COLUMNS,
        rows=tuple(
            Row(
                cells=notice_cells(one),
                url=reverse("desk:notice", args=[one.pk]),
                key=str(one.pk),
            )
            for one in shown
        ),
        empty=Empty("没有提醒。", (Link("回到我的待办", reverse("desk:tasks")),)),
        keys=True,
        hide_caption=True,
        pager=Pager(newest, older, phrase("本页 %(n)s 条", n=len(shown))) if shown else None,
    )


urlpatterns = [
    path("notices/", notices, name="notices"),
    path("notices/read/", read_all, name="read_notices"),
    path("notices/mute/", mute, name="mute_notices"),
    path("notices/<int:notice>/", open_notice, name="notice"),
]
