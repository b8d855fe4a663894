"""The desk: what waits, all cases, one case, its papers and its trace."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET

from jiuzhu.casework.cases.services.assign_case import ASSIGNS
from jiuzhu.casework.workspace import queries
from jiuzhu.casework.workspace.case_rows import CaseRow
from jiuzhu.casework.workspace.lists import MOST_SELECTED
from jiuzhu.casework.workspace.narrowing import DUES, OVERDUE, THIS_WEEK, TODAY, WHOSE
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.reading import reading
from jiuzhu.infra.storage import read_bytes
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.interfaces.web.acts.case_page import open_case
from jiuzhu.interfaces.web.desk.case_exports import CASES, TASKS, templates_url, wanted_of_form
from jiuzhu.interfaces.web.desk.case_table import Listing, case_table, list_url
from jiuzhu.interfaces.web.desk.columns import columns_url
from jiuzhu.interfaces.web.desk.list_forms import CasesForm, TasksForm
from jiuzhu.interfaces.web.desk.notes import notes_page
from jiuzhu.interfaces.web.desk.purpose import is_opened
from jiuzhu.interfaces.web.desk.relief_table import waiting_table
from jiuzhu.interfaces.web.desk.saved_lists import SavedListsPart, saved_lists_part
from jiuzhu.interfaces.web.desk.selection import BulkBar, acts_for, bulk_bar
from jiuzhu.interfaces.web.desk.workspace_gallery import gallery_page
from jiuzhu.interfaces.web.desk.workspace_page import (
    LATEST,
    WorkspacePage,
    workspace_page,
)
from jiuzhu.interfaces.web.desk.workspace_tabs import BUILDERS
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.list_export import exported, wants_workbook
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Empty, Link, Table
from jiuzhu.interfaces.web.parts.submit import told
from jiuzhu.interfaces.web.parts.transaction import request_facts
from jiuzhu.registers.accounts.enums import ListPage

OTHER_TABS = frozenset({*BUILDERS, "notes", "materials"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TasksPage:
    """What waits for this person."""

    form: TasksForm
    bulk: BulkBar | None
    urgent: Table | None
    columns_url: str
    facts: tuple[Link, ...]
    tabs: tuple[Link, ...]
    table: Table
    export_url: str
    templates_url: str
    saved: SavedListsPart
    notes: tuple[tuple[str, str], ...]
    may_register: bool
    may_relieve: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesPage:
    """The cases of the area."""

    form: CasesForm
    bulk: BulkBar | None
    columns_url: str
    table: Table
    export_url: str
    templates_url: str
    saved: SavedListsPart
    notes: tuple[tuple[str, str], ...]
    looked_for: str


@require_GET
@refusals_as_pages
def tasks(request: HttpRequest) -> HttpResponse:
    """Show what waits, the most urgent first."""
    here = asked(request)
    if here.actor.villages:
        return HttpResponseRedirect("/v/")
    if not here.actor.may("case.view"):
        return HttpResponseRedirect(_elsewhere(here.actor))
    with reading():
        return _tasks(request)


def _tasks(request: HttpRequest) -> HttpResponse:
    here = asked(request)
    on = legal_day(here.at)
    queries.read_around_list(page=ListPage.TASKS, actor=here.actor, on=on, is_search=False)
    form = TasksForm(request)
    is_valid = form.is_valid()
    narrow, order = form.narrowing, form.order
    if is_valid and wants_workbook(request):
        return exported(request, TASKS, wanted_of_form(form, form.given("template")))
    found = queries.my_tasks(
        actor=here.actor,
        on=on,
        narrow=narrow,
        order=order,
        after=form.given("after"),
        before=form.given("before"),
        size=form.page_size,
    )
    _listed(request, found.rows, "")
    page = TasksPage(
        form=form,
        bulk=bulk_bar(
            form, ListPage.TASKS, acts_for(here.actor, found.rows), found.rows, found.found
        ),
        urgent=waiting_table(request),
        columns_url=columns_url(request, ListPage.TASKS),
        facts=(*_urgency(request, found), *_whose(request)),
        tabs=_stage_tabs(request, found, narrow.stage),
        table=case_table(
            request,
            found.rows,
            Listing(
                page=ListPage.TASKS,
                order=order,
                orders=form.orders,
                before=found.before,
                after=found.after,
                size=form.page_size,
                found=found.found,
                most=MOST_SELECTED,
            ),
            select="case" if acts_for(here.actor, found.rows) else "",
            caption="等您办理的案件" if order != "due" else "等您办理的案件，按法定期限排列",
            empty=_no_tasks(found.total, may_register=here.actor.may("intent.register")),
        ),
        export_url=list_url(request, to="xlsx", after=None, before=None),
        templates_url=templates_url(TASKS.code, form),
        saved=saved_lists_part(request, ListPage.TASKS),
        notes=told(request),
        may_register=here.actor.may("intent.register"),
        may_relieve=here.actor.may("relief.give"),
    )
    return render_page(request, "desk/home/tasks.html", page, status=200 if is_valid else 422)


def _no_tasks(total: int, *, may_register: bool) -> Empty:
    if total:
        return Empty("没有符合条件的待办。", (Link("看全部待办", reverse("desk:tasks")),))
    return Empty(
        "今天没有待办。",
        (Link("看全部案件", reverse("desk:cases")), *_register_link(may_register)),
    )


def _stage_tabs(request: HttpRequest, found: queries.TaskList, stage: str) -> tuple[Link, ...]:
    everything = list_url(request, stage=None, after=None, before=None)
    tabs = [Link("全部", everything, found.total, current=not stage)]
    tabs += [
        Link(
            one.label,
            list_url(request, stage=one.stage, after=None, before=None),
            one.cases,
            current=one.stage == stage,
        )
        for one in found.stages
    ]
    return tuple(tabs)


def _elsewhere(actor: Actor) -> str:
    """Return where somebody works who handles no cases: payroll, law, trace, jobs."""
    if actor.may("payment.return"):
        return reverse("desk:payroll")
    if actor.may("law.prepare"):
        return reverse("desk:law")
    return reverse("desk:trace") if actor.may("trace.view") else reverse("desk:jobs")


@require_GET
@refusals_as_pages
def cases(request: HttpRequest) -> HttpResponse:
    """Show the cases of the area, narrowed by what stands in the address."""
    here = asked(request)
    here.actor.require("case.view")
    with reading():
        return _cases(request)


def _cases(request: HttpRequest) -> HttpResponse:
    here = asked(request)
    on = legal_day(here.at)
    is_search = bool(request.GET.get("q"))
    queries.read_around_list(page=ListPage.CASES, actor=here.actor, on=on, is_search=is_search)
    form = CasesForm(request)
    is_valid = form.is_valid()
    if is_valid and wants_workbook(request):
        return exported(request, CASES, wanted_of_form(form, form.given("template")))
    found = queries.case_list(
        actor=here.actor,
        on=on,
        q=form.given("q"),
        narrow=form.narrowing,
        order=form.order,
        after=form.given("after"),
        before=form.given("before"),
        size=form.page_size,
    )
    _listed(request, found.rows, found.wish.words)
    if len(found.rows) == 1 and found.wish.words and set(request.GET) == {"q"}:
        return HttpResponseRedirect(reverse("desk:case", args=[found.rows[0].number]))
    page = CasesPage(
        form=form,
        bulk=bulk_bar(
            form, ListPage.CASES, acts_for(here.actor, found.rows), found.rows, found.found
        ),
        columns_url=columns_url(request, ListPage.CASES),
        looked_for=phrase(found.wish.label, typed=found.wish.typed),
        export_url=list_url(request, to="xlsx", after=None, before=None),
        templates_url=templates_url(CASES.code, form),
        saved=saved_lists_part(request, ListPage.CASES),
        notes=told(request),
        table=case_table(
            request,
            found.rows,
            Listing(
                page=ListPage.CASES,
                order=form.order,
                orders=form.orders,
                before=found.before,
                after=found.after,
                size=form.page_size,
                found=found.found,
                most=MOST_SELECTED,
            ),
            select="case" if acts_for(here.actor, found.rows) else "",
            caption="全部案件",
            empty=Empty(
                "没有符合条件的案件。不在本辖区的案件，这里查不到。",
                (Link("去掉全部条件", reverse("desk:cases")),),
            ),
        ),
    )
    return render_page(request, "desk/home/cases.html", page, status=200 if is_valid else 422)


@require_GET
@refusals_as_pages
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show one case with its next step; the tab is part of the address."""
    with reading():
        return _case(request, number, request.GET.get("tab", ""))


def _case(request: HttpRequest, number: str, tab: str) -> HttpResponse:
    here = asked(request)
    queries.read_around_case(
        number=number,
        actor=here.actor,
        on=legal_day(here.at),
        tab=tab if tab in OTHER_TABS else "",
        latest=LATEST,
    )
    purpose = is_opened(request, number) if tab == "verification" else ""
    shown = open_case(request, number, purpose=purpose)
    if tab in BUILDERS:
        return render_page(request, "desk/home/tab.html", BUILDERS[tab](request, shown))
    if tab == "notes":
        return render_page(request, "desk/home/notes_tab.html", notes_page(request, shown))
    if tab == "materials":
        return render_page(request, "desk/home/gallery.html", gallery_page(request, shown))
    page: WorkspacePage = workspace_page(request, shown)
    return render_page(request, "desk/home/case.html", page)


@require_GET
@refusals_as_pages
def paper(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Show a stored paper; reading it is recorded. The report asks for a purpose first."""
    here = asked(request)
    document = queries.paper_to_open(number=number, code=code, actor=here.actor)
    purpose = ""
    if document.kind == "W06":
        purpose = is_opened(request, number)
        if not purpose:
            return HttpResponseRedirect(reverse("desk:open_report", args=[number]))
    content = read_bytes(bytes(document.pdf.digest))
    record_access(
        kind=AccessKind.VIEW,
        actor=here.actor,
        at=here.at,
        request=request_facts(request),
        case_number=number,
        subjects=() if document.person is None else (document.person,),
        query=f"paper/{document.kind}/{document.number}",
        purpose=purpose,
    )
    answer = HttpResponse(content, content_type=document.pdf.media_type)
    answer.headers["Content-Disposition"] = f'inline; filename="{document.kind}-{code}.pdf"'
    return answer


def _urgency(request: HttpRequest, found: queries.TaskList) -> tuple[Link, ...]:
    """Return what presses, each with the list behind it."""
    urgent = found.urgent
    counts = {OVERDUE: urgent.overdue, TODAY: urgent.today, THIS_WEEK: urgent.this_week}
    words = "%(label)s %(number)s" if not urgent.is_more else "%(label)s %(number)s（以上）"
    return tuple(
        Link(
            phrase(words, label=label, number=counts[due]),
            f"{reverse('desk:tasks')}?due={due}",
            current=request.GET.get("due") == due,
        )
        for due, label in DUES
    )


def _whose(request: HttpRequest) -> tuple[Link, ...]:
    """Return the ways to the own cases and to nobody's, for whoever can be assigned some."""
    if not asked(request).actor.may(ASSIGNS):
        return ()
    who = request.GET.get("who")
    return tuple(
        Link(label, f"{reverse('desk:tasks')}?who={code}", current=who == code)
        for code, label in WHOSE
    )


def _register_link(may: bool) -> tuple[Link, ...]:  # noqa: FBT001
    return (Link("受理登记", reverse("desk:register_intent")),) if may else ()


def _listed(request: HttpRequest, rows: tuple[CaseRow, ...], words: str) -> None:
    """Keep whose cases were listed, and what was searched for."""
    here = asked(request)
    record_access(
        kind=AccessKind.SEARCH if words else AccessKind.LIST,
        actor=here.actor,
        at=here.at,
        request=request_facts(request),
        subjects=tuple(row.applicant_id for row in rows),
        query=words,
    )


urlpatterns: list[URLPattern] = [
    path("", tasks, name="tasks"),
    path("cases/", cases, name="cases"),
    path("cases/<str:number>/", case, name="case"),
    path("cases/<str:number>/papers/<slug:code>.pdf", paper, name="document"),
]
