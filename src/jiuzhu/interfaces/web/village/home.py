"""The assistant's phone: four large tiles, and the lists behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from jiuzhu.casework.publicity.queries import NoticeRow, notices_to_post, notices_to_take_down
from jiuzhu.casework.workspace import queries
from jiuzhu.casework.workspace.case_rows import CaseRow
from jiuzhu.casework.workspace.narrowing import Narrowing
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.interfaces.web.parts.actor import HttpRequestWithActor, asked
from jiuzhu.interfaces.web.parts.chips import state_chip
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Chip, Link, Tile
from jiuzhu.interfaces.web.parts.submit import told
from jiuzhu.interfaces.web.parts.transaction import request_facts
from jiuzhu.kernel.errors import Forbidden

ONLY_HERE = "这里只给村（居）协理员用。请回到您自己的工作台办理。"
HELPABLE = ("AUTHORISING", "INVITED", "CLOSED")
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do, as a large card."""

    title: str
    lines: tuple[str, ...]
    link: Link
    chips: tuple[Chip, ...] = ()


@dataclass(frozen=True, slots=True)
class HomePage:
    """Four tiles, and what has to be put up or taken down now."""

    organ: str
    tiles: tuple[Tile, ...]
    to_post: tuple[Task, ...]
    to_take_down: tuple[Task, ...]
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DutiesPage:
    """The sheets of the village."""

    to_post: tuple[Task, ...]
    to_take_down: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class FamiliesPage:
    """Families of the village, as cards."""

    title: str
    families: tuple[Task, ...]
    empty: str
    newer: str
    older: str


@require_GET
@refusals_as_pages
def home(request: HttpRequest) -> HttpResponse:
    """Show the four tiles and the sheets that wait."""
    here = assistant_of(request)
    to_post, to_take_down = _sheets(here)
    waiting = len(to_post) + len(to_take_down)
    page = HomePage(
        organ=here.actor.organ_name,
        tiles=(
            Tile("急难登记", reverse("village:urgent"), "phone", "先救人，24小时都能报"),
            Tile("主动发现", reverse("desk:register_intent"), "find", "登记谁家有困难"),
            Tile("代办申请", reverse("village:proxying"), "proxy", "替人签授权、交申请"),
            Tile(
                "入户、公示任务",
                reverse("village:duties"),
                "house",
                phrase("%(n)s件要办", n=waiting) if waiting else "现在没有",
            ),
            Tile("我帮的人", reverse("village:helping"), "people", "办到哪一步"),
        ),
        to_post=to_post,
        to_take_down=to_take_down,
        notes=told(request),
    )
    return render_page(request, "village/home.html", page)


@require_GET
@refusals_as_pages
def duties(request: HttpRequest) -> HttpResponse:
    """Show the sheets to put up and to take down."""
    to_post, to_take_down = _sheets(assistant_of(request))
    return render_page(request, "village/duties.html", DutiesPage(to_post, to_take_down))


@require_GET
@refusals_as_pages
def helping(request: HttpRequest) -> HttpResponse:
    """Show every family of the village that has a case."""
    here = assistant_of(request)
    found = queries.case_list(
        actor=here.actor,
        on=legal_day(here.at),
        after=request.GET.get("after", "")[:LONGEST],
        before=request.GET.get("before", "")[:LONGEST],
    )
    page = FamiliesPage(
        title="我帮的人",
        families=_families(request, found.rows),
        empty="村里还没有办件。知道谁家有困难的，点主动发现登记。",
        newer=f"?before={found.before}" if found.before else "",
        older=f"?after={found.after}" if found.after else "",
    )
    return render_page(request, "village/families.html", page)


@require_GET
@refusals_as_pages
def proxying(request: HttpRequest) -> HttpResponse:
    """Show the families for whom the assistant can do something now."""
    here = assistant_of(request)
    on = legal_day(here.at)
    rows = tuple(
        row
        for state in HELPABLE
        for row in queries.case_list(actor=here.actor, on=on, narrow=Narrowing(state=state)).rows
    )
    page = FamiliesPage(
        title="代办申请",
        families=_families(request, rows),
        empty="现在没有要代办的。要签授权、要交申请的，会列在这里。",
        newer="",
        older="",
    )
    return render_page(request, "village/families.html", page)


def assistant_of(request: HttpRequest) -> HttpRequestWithActor:
    """Let only somebody in office in a village go on.

    Raises: Forbidden `village.only`.
    """
    here = asked(request)
    if not here.actor.villages or here.actor.officer_id is None:
        raise Forbidden("village.only", ONLY_HERE)
    return here


def day_words(day: date | None) -> str:
    """Say a day as people do; nothing where there is none."""
    return "" if day is None else phrase("%(month)s月%(day)s日", month=day.month, day=day.day)


def _families(request: HttpRequest, rows: tuple[CaseRow, ...]) -> tuple[Task, ...]:
    """Make cards of families, and keep that they were listed."""
    here = asked(request)
    record_access(
        kind=AccessKind.LIST,
        actor=here.actor,
        at=here.at,
        request=request_facts(request),
        subjects=tuple(row.applicant_id for row in rows),
    )
    return tuple(
        Task(
            title=row.applicant,
            lines=(phrase("%(opened_at)s登记", opened_at=legal_day(row.opened_at)),),
            link=Link("看看", reverse("village:case", args=[row.number])),
            chips=(state_chip(row.state, row.state_label),),
        )
        for row in rows
    )


def _sheets(here: HttpRequestWithActor) -> tuple[tuple[Task, ...], tuple[Task, ...]]:
    """Return what waits to be put up and to be taken down."""
    on, villages = legal_day(here.at), here.actor.villages
    down = notices_to_take_down(village_ids=villages, on=on)
    return (
        tuple(_to_post(row, on) for row in notices_to_post(village_ids=villages)),
        tuple(_to_take_down(row) for row in down),
    )


def _to_post(row: NoticeRow, on: date) -> Task:
    late = row.planned_on < on
    lines: tuple[str, ...] = (
        phrase("计划%(planned_on)s张贴", planned_on=day_words(row.planned_on)),
        phrase("查验码 %(code)s", code=row.code),
    )
    if late:
        lines = (*lines, "已过计划日，请镇里重制公示单。")
    return Task(
        title=row.shown_name,
        lines=lines,
        link=Link("去贴，拍照", reverse("village:post", args=[row.code])),
    )


def _to_take_down(row: NoticeRow) -> Task:
    return Task(
        title=row.shown_name,
        lines=(phrase("%(ends_on)s已期满", ends_on=day_words(row.ends_on)),),
        link=Link("去撤，拍照", reverse("village:take_down", args=[row.code])),
    )
