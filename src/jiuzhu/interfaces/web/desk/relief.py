"""Pages of urgent relief at the desk: the screen, the list, one emergency, its papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.relief.enums import ReportSource
from jiuzhu.casework.relief.queries import (
    PAGE_SIZE,
    ReliefView,
    relief_view,
    reliefs_of_area,
)
from jiuzhu.casework.workspace.queries import next_steps
from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.acts.case_page import action_url, open_case
from jiuzhu.interfaces.web.acts.relief_forms import (
    UrgentForm,
)
from jiuzhu.interfaces.web.acts.stage import (
    Section,
    case_url,
    paper_links,
    table,
    today,
)
from jiuzhu.interfaces.web.acts.urgent_page import Counter, urgent_screen
from jiuzhu.interfaces.web.desk.relief_table import (
    EVERY,
    HEADS,
    OPEN,
    RELIEFS,
    keep_look,
    relief_rows,
)
from jiuzhu.interfaces.web.parts.actor import HttpRequestWithActor, asked
from jiuzhu.interfaces.web.parts.chips import chip, deadline_chip, hours_chip, state_chip
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.list_export import (
    export_url,
    exported,
    wants_workbook,
)
from jiuzhu.interfaces.web.parts.pages import query_url, refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import (
    Action,
    Chip,
    Fact,
    Link,
    Pager,
    Row,
    Table,
)
from jiuzhu.policy.urgent_relief import urgent_causes
from jiuzhu.registers.law.queries import calendar_in_force, pack_in_force

FORM_METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefList:
    """Emergencies of the area."""

    title: str
    crumbs: tuple[Link, ...]
    facts: tuple[str, ...]
    next: Action | None
    actions: tuple[Action, ...]
    tabs: tuple[Link, ...]
    table: Table
    export_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefPage:
    """One emergency."""

    title: str
    crumbs: tuple[Link, ...]
    chips: tuple[Chip, ...]
    facts: tuple[str, ...]
    next: Action | None
    actions: tuple[Action, ...]
    sections: tuple[Section, ...]


@require_http_methods(FORM_METHODS)
@refusals_as_pages
def new(request: HttpRequest) -> HttpResponse:
    """Write an emergency and the relief down on one screen."""
    counter = Counter(
        layout="layouts/desk.html",
        form=UrgentForm,
        source=ReportSource.DESK,
        back_url=reverse("desk:urgent"),
        then=reverse("desk:relief", args=["{number}"]).replace("%7B", "{").replace("%7D", "}"),
    )
    return urgent_screen(request, counter)


@require_GET
@refusals_as_pages
def listed(request: HttpRequest) -> HttpResponse:
    """Show the emergencies whose papers are open, or all of them."""
    here = asked(request)
    here.actor.require("case.view")
    if wants_workbook(request):
        return exported(request, RELIEFS)
    which = EVERY if request.GET.get("show") == EVERY else OPEN
    key = request.GET.get("before", "")
    rows = reliefs_of_area(
        actor=here.actor,
        open_only=which == OPEN,
        before=int(key) if key.isascii() and key.isdecimal() else None,
    )
    shown = rows[:PAGE_SIZE]
    keep_look(here, request, shown)
    more = query_url(request, before=str(shown[-1].relief_id)) if len(rows) > PAGE_SIZE else ""
    found = table("急难救助", HEADS, relief_rows(shown, here.at), "没有办着的急难救助。")
    page = ReliefList(
        title="急难救助",
        crumbs=(Link("我的待办", reverse("desk:tasks")),),
        facts=(),
        next=Action("急难登记", reverse("desk:urgent_new"), primary=True)
        if here.actor.may("relief.give")
        else None,
        actions=(),
        tabs=(
            Link("办着的", query_url(request, show=None, before=None), current=which == OPEN),
            Link("全部", query_url(request, show=EVERY, before=None), current=which == EVERY),
        ),
        table=Table(
            found.caption,
            found.columns,
            found.rows,
            found.empty,
            hide_caption=True,
            pager=Pager(next_url=more) if more or key else None,
        ),
        export_url=export_url(request),
    )
    return render_page(request, "desk/relief/list.html", page)


@require_GET
@refusals_as_pages
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Show one emergency with what its papers still need."""
    here = asked(request)
    open_case(request, number)
    relief = relief_view(number=number, actor=here.actor)
    steps = next_steps(number=number, actor=here.actor, on=today(request))
    offers = [*((steps.next,) if steps.next else ()), *steps.others]
    case = case_to_see(number=number, actor=here.actor)
    printed = paper_links(case, ("W38", "登记单和收条"), ("W39", "补办审批表"))
    mine = [
        Action(offer.label, url, blocked=offer.blocked)
        for offer in offers
        if (url := action_url(offer.action, number)) and _is_useful(offer.action, relief)
    ]
    first = _first(relief, printed, mine)
    page = ReliefPage(
        title=phrase("%(name)s 急难救助", name=relief.name),
        crumbs=(Link("急难救助", reverse("desk:urgent")),),
        chips=(state_chip(relief.state, relief.state_label), *_clock_chips(here, relief)),
        facts=(relief.village, phrase("编号 %(number)s", number=number)),
        next=first,
        actions=(*(act for act in mine if act is not first), _whole_case(number)),
        sections=(
            *sections_of(relief, here.at),
            *((Section("文书", links=printed),) if printed else ()),
            _reports(relief),
        ),
    )
    return render_page(request, "desk/relief/one.html", page)


def _is_useful(action: str, relief: ReliefView) -> bool:
    known = {
        "settle_person": relief.is_unknown,
        "confirm_facts": not relief.facts,
        "answer_emergency": not relief.answered_by,
    }
    return known.get(action, True)


def _first(relief: ReliefView, printed: tuple[Link, ...], mine: list[Action]) -> Action | None:
    """Return the one next thing: print the receipt first, then what is missing."""
    if printed and not relief.facts:
        return Action(phrase("打印登记单和收条"), printed[0].url, primary=True)
    return mine[0] if mine else None


def _whole_case(number: str) -> Action:
    return Action("案件和痕迹", case_url(number))


def _clock_chips(here: HttpRequestWithActor, relief: ReliefView) -> tuple[Chip, ...]:
    if relief.relieved_at is None:
        return (hours_chip(relief.due_at, here.at),)
    if relief.complete_by is None:
        return ()
    return (
        deadline_chip(
            relief.complete_by,
            legal_day(here.at),
            calendar_in_force(),
            provisional=relief.complete_provisional,
        ),
    )


def sections_of(relief: ReliefView, at: datetime) -> tuple[Section, ...]:
    """Return what happened, and what the papers need once relief was given."""
    labels = dict(urgent_causes(pack_in_force(), legal_day(at)))
    told = (
        Fact("出了什么事", labels.get(relief.cause, relief.cause)),
        Fact("一句话说明", relief.happened),
        Fact("怎么认出来", relief.seen_as),
        Fact("得知", relief.learned_at, "moment"),
        Fact("最迟救助", relief.due_at, "moment"),
        Fact("救助时间", relief.relieved_at, "moment"),
        Fact("怎么救助", relief.form),
        Fact("救助金额", relief.amount_fen, "money"),
        Fact("给了什么，付给哪家医院", relief.given_to),
        Fact("救助人", relief.given_by),
        Fact("在场的第二人", relief.witness),
        Fact("超过24小时的原因", relief.late_cause),
        Fact("县级同意的情况", relief.county_word),
        Fact("核实情况", relief.facts),
        Fact("核实人", relief.facts_by),
        Fact("身份查不明的原因", relief.unknown_reason),
        Fact("接手人", relief.answered_by),
        Fact("补办超期", relief.breached_on, "date"),
        Fact("情况不实的事实", relief.denied_for),
        Fact("应追缴金额", relief.recover_fen, "money"),
    )
    shown = Section("急难和救助", facts=tuple(fact for fact in told if fact.value))
    if not relief.needed:
        return (shown,)
    rows = tuple(
        Row(
            (
                one.label,
                chip("done", phrase("有了")) if one.is_there else chip("todo", phrase("还缺")),
            )
        )
        for one in relief.needed
    )
    papers = table("补办清单", "要补的:head 有没有:chip", rows, "")
    return (shown, Section("补办清单（救助后5个工作日内）", table=papers))


def _reports(relief: ReliefView) -> Section:
    rows = tuple(
        Row(
            (
                one.source,
                one.received_at,
                one.claimed_at,
                one.reported_by,
                one.happened,
                one.claimed_amount_fen,
            )
        )
        for one in relief.reports
    )
    heads = "途径:head 收到:moment 所说的得知时间:moment 报告人 内容 所说的金额:money"
    return Section("各次报告", table=table("各次报告", heads, rows, ""))


urlpatterns = [
    path("urgent/", listed, name="urgent"),
    path("urgent/new/", new, name="urgent_new"),
    path("cases/<str:number>/relief/", one, name="relief"),
]
