"""The desk: what waits, all cases, one case, its papers and its trace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import override
from django.views.decorators.http import require_GET

from jiuzhu.casework.workspace import queries
from jiuzhu.casework.workspace.lists import CaseRow
from jiuzhu.casework.workspace.places import states
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.storage import read_bytes
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.interfaces.web.acts.case_page import open_case
from jiuzhu.interfaces.web.desk.purpose import is_opened
from jiuzhu.interfaces.web.desk.saved_lists import SavedListsPart, saved_lists_part
from jiuzhu.interfaces.web.desk.workspace_gallery import gallery_page
from jiuzhu.interfaces.web.desk.workspace_page import WorkspacePage, workspace_page
from jiuzhu.interfaces.web.desk.workspace_tabs import BUILDERS
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.chips import deadline_chip, state_chip
from jiuzhu.interfaces.web.parts.forms import CodeField, PageForm, PlainTextField
from jiuzhu.interfaces.web.parts.frame import frame_of
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import query_url, refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import (
    Column,
    Empty,
    Link,
    Pager,
    Row,
    Table,
)
from jiuzhu.interfaces.web.parts.submit import told
from jiuzhu.interfaces.web.parts.transaction import request_facts
from jiuzhu.interfaces.web.parts.workbook import Source, workbook_answer
from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.flowchart import STAGE_LABELS
from jiuzhu.registers.accounts.enums import ListPage
from jiuzhu.registers.law.queries import calendar_in_force

MOST_QUERY = 60
MOST_EXPORTED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class TasksPage:
    """What waits for this person."""

    facts: tuple[str, ...]
    tabs: tuple[Link, ...]
    table: Table
    export_url: str
    saved: SavedListsPart
    notes: tuple[tuple[str, str], ...]
    may_register: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesPage:
    """The cases of the area."""

    form: CasesForm
    table: Table
    export_url: str
    saved: SavedListsPart
    notes: tuple[tuple[str, str], ...]
    looked_for: str


class CasesForm(PageForm):
    """Narrow the list; everything stands in the address."""

    q = PlainTextField(
        label="查什么",
        required=False,
        max_length=MOST_QUERY,
        help_text="姓名、拼音首字母、证件号后四位、手机、案件编号",
    )
    state = CodeField(label="环节", codes=(), required=False)
    place = CodeField(label="所在地", codes=(), required=False)
    after = PlainTextField(required=False, max_length=40)
    before = PlainTextField(required=False, max_length=40)
    to = CodeField(codes=(("xlsx", "Excel"),), required=False)


@require_GET
@refusals_as_pages
def tasks(request: HttpRequest) -> HttpResponse:
    """Show what waits, the most urgent first."""
    here = asked(request)
    if here.actor.villages:
        return HttpResponseRedirect("/v/")
    if not here.actor.may("case.view"):
        return HttpResponseRedirect(_elsewhere(here.actor))
    on = legal_day(here.at)
    stage = request.GET.get("stage", "")
    if _wants_workbook(request):
        rows = queries.my_tasks(actor=here.actor, on=on, stage=stage, size=MOST_EXPORTED + 1).rows
        label = STAGE_LABELS.get(stage, "")
        return _download(request, "我的待办", rows, (f"环节：{label}",) if label else ())
    found = queries.my_tasks(
        actor=here.actor,
        on=on,
        stage=stage,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    _listed(request, found.rows, "")
    everything = query_url(request, stage=None, after=None, before=None)
    tabs = [Link("全部", everything, found.total, current=not stage)]
    tabs += [
        Link(
            one.label,
            query_url(request, stage=one.stage, after=None, before=None),
            one.cases,
            current=one.stage == stage,
        )
        for one in found.stages
    ]
    page = TasksPage(
        facts=_urgency(found),
        tabs=tuple(tabs),
        table=_table(
            request,
            found.rows,
            found.before,
            found.after,
            caption="等您办理的案件，按法定期限排列",
            empty=Empty(
                "今天没有待办。",
                (
                    Link("看全部案件", reverse("desk:cases")),
                    *_register_link(here.actor.may("intent.register")),
                ),
            ),
        ),
        export_url=_export_url(request),
        saved=saved_lists_part(request, ListPage.TASKS),
        notes=told(request),
        may_register=here.actor.may("intent.register"),
    )
    return render_page(request, "desk/home/tasks.html", page)


def _elsewhere(actor: Actor) -> str:
    """Return where somebody works who handles no cases: the payroll, the trace, the jobs."""
    if actor.may("payment.return"):
        return reverse("desk:payroll")
    return reverse("desk:trace") if actor.may("trace.view") else reverse("desk:jobs")


@require_GET
@refusals_as_pages
def cases(request: HttpRequest) -> HttpResponse:
    """Show the cases of the area, narrowed by what stands in the address."""
    here = asked(request)
    here.actor.require("case.view")
    form = CasesForm(request.GET, on=legal_day(here.at))
    stages = [("", "全部环节"), *((one.code, one.label) for one in states())]
    form.fields["state"].choices = stages  # type: ignore[attr-defined]
    places = queries.places_to_choose(here.actor)
    form.fields["place"].choices = [("", "全部"), *places]  # type: ignore[attr-defined]
    is_valid = form.is_valid()
    wanted = form.cleaned_data if is_valid else {}
    if is_valid and _wants_workbook(request):
        return _cases_workbook(request, form)
    found = queries.case_list(
        actor=here.actor,
        q=wanted.get("q") or "",
        state=wanted.get("state") or "",
        place=wanted.get("place") or "",
        after=wanted.get("after") or "",
        before=wanted.get("before") or "",
    )
    _listed(request, found.rows, found.wish.words)
    if len(found.rows) == 1 and found.wish.words and set(request.GET) == {"q"}:
        return HttpResponseRedirect(reverse("desk:case", args=[found.rows[0].number]))
    page = CasesPage(
        form=form,
        looked_for=phrase(found.wish.label, typed=found.wish.typed),
        export_url=_export_url(request),
        saved=saved_lists_part(request, ListPage.CASES),
        notes=told(request),
        table=_table(
            request,
            found.rows,
            found.before,
            found.after,
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
    tab = request.GET.get("tab", "")
    purpose = is_opened(request, number) if tab == "verification" else ""
    shown = open_case(request, number, purpose=purpose)
    if tab in BUILDERS:
        return render_page(request, "desk/home/tab.html", BUILDERS[tab](request, shown))
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


def _urgency(found: queries.TaskList) -> tuple[str, ...]:
    words = (("超期", found.overdue), ("今天到期", found.today), ("7天内到期", found.this_week))
    return tuple(
        phrase("%(label)s %(number)s", label=label, number=number) for label, number in words
    )


def _register_link(may: bool) -> tuple[Link, ...]:  # noqa: FBT001
    return (Link("登记救助意愿", reverse("desk:register_intent")),) if may else ()


def _wants_workbook(request: HttpRequest) -> bool:
    return request.GET.get("to") == "xlsx"


def _export_url(request: HttpRequest) -> str:
    return query_url(request, to="xlsx", after=None, before=None)


def _cases_workbook(request: HttpRequest, form: CasesForm) -> HttpResponse:
    wanted = form.cleaned_data
    found = queries.case_list(
        actor=asked(request).actor,
        q=wanted["q"] or "",
        state=wanted["state"] or "",
        place=wanted["place"] or "",
        size=MOST_EXPORTED + 1,
    )
    chosen = {name: dict(form.fields[name].choices) for name in ("state", "place")}  # type: ignore[attr-defined]
    conditions = [f"查：{found.wish.words}"] if found.wish.words else []
    conditions += [
        f"{form.fields[name].label}：{chosen[name][wanted[name]]}"
        for name in ("state", "place")
        if wanted[name]
    ]
    return _download(request, "全部案件", found.rows, conditions)


@override(settings.LANGUAGE_CODE)  # a file that leaves the house stays Chinese
def _download(
    request: HttpRequest, title: str, rows: tuple[CaseRow, ...], conditions: Sequence[str]
) -> HttpResponse:
    """Hand the list over as a workbook and keep who took whose cases.

    Raises: Refused `export.too_many`.
    """
    here, frame = asked(request), frame_of(request)
    if len(rows) > MOST_EXPORTED:
        raise Refused(
            "export.too_many",
            "一次最多导出 %(most)s 件，现在的条件下还不止这些。"
            "请按环节、所在地缩小范围，分几次导出。",
            values={"most": MOST_EXPORTED},
        )
    record_access(
        kind=AccessKind.EXPORT,
        actor=here.actor,
        at=here.at,
        request=request_facts(request),
        subjects=tuple(row.applicant_id for row in rows),
        query="；".join((title, *conditions, phrase("%(n)s 件", n=len(rows)))),
    )
    source = Source(
        title=title, organ=frame.organ, user=frame.user, at=here.at, conditions=conditions
    )
    return workbook_answer(
        _table(request, rows, "", "", caption=title, empty=Empty("没有案件。")), source
    )


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


def _table(
    request: HttpRequest,
    rows: tuple[CaseRow, ...],
    before: str,
    after: str,
    *,
    caption: str,
    empty: Empty,
) -> Table:
    here = asked(request)
    on, calendar = legal_day(here.at), calendar_in_force()
    in_township = here.actor.organ_kind == "TOWNSHIP"
    return Table(
        caption=caption,
        columns=(
            Column("期限", "chip"),
            Column("申请人", "head"),
            Column("人口", "number"),
            Column("环节", "chip"),
            Column("村（居）" if in_township else "乡镇（街道）、村（居）"),
            Column("类别"),
            Column("登记", "date"),
            Column("案件编号", "code"),
        ),
        rows=tuple(
            Row(
                cells=(
                    deadline_chip(
                        row.due_on,
                        on,
                        calendar,
                        paused=row.is_paused,
                        provisional=row.due_provisional,
                    ),
                    row.applicant,
                    row.people,
                    state_chip(row.state, row.state_label),
                    row.village if in_township else f"{row.organ} {row.village}",
                    row.category,
                    legal_day(row.opened_at),
                    row.number,
                ),
                url=reverse("desk:case", args=[row.number]),
                key=row.number,
            )
            for row in rows
        ),
        empty=empty,
        keys=True,
        as_of=here.at,
        pager=Pager(
            previous_url=query_url(request, before=before, after=None) if before else "",
            next_url=query_url(request, after=after, before=None) if after else "",
            words=phrase("本页 %(n)s 件", n=len(rows)),
        )
        if rows
        else None,
    )


urlpatterns: list[URLPattern] = [
    path("", tasks, name="tasks"),
    path("cases/", cases, name="cases"),
    path("cases/<str:number>/", case, name="case"),
    path("cases/<str:number>/papers/<slug:code>.pdf", paper, name="document"),
]
