"""Verification: the township files and answers the family, the centre accepts, asks, releases."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from jiuzhu.casework.verification.services.ask_sources import ask_sources
from jiuzhu.casework.verification.services.file_verification import file_verification
from jiuzhu.casework.verification.services.receive_request import accept_request, return_request
from jiuzhu.casework.workspace import queries
from jiuzhu.casework.workspace.queries import Queue, RequestProgress
from jiuzhu.interfaces.web.acts.case_page import Head, case_view, head_of, open_case
from jiuzhu.interfaces.web.acts.stage import (
    Act,
    Section,
    act_page,
    answer,
    case_url,
    opened,
    today,
)
from jiuzhu.interfaces.web.desk.list_sources import REQUESTS
from jiuzhu.interfaces.web.desk.verification_forms import (
    AcceptForm,
    AskForm,
    FileForm,
    ReturnForm,
)
from jiuzhu.interfaces.web.desk.verification_tables import (
    mandate_table,
    query_table,
    queue_table,
)
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.chips import chip
from jiuzhu.interfaces.web.parts.language import joined, phrase
from jiuzhu.interfaces.web.parts.list_export import export_url, exported, wants_workbook
from jiuzhu.interfaces.web.parts.pages import (
    query_url,
    refusals_as_pages,
    render_page,
)
from jiuzhu.interfaces.web.parts.presenters import Action, Chip, Fact, JobProgress, Link, Table
from jiuzhu.interfaces.web.parts.submit import told
from jiuzhu.kernel.errors import NotVisible

FORM_METHODS = ["GET", "HEAD", "POST"]
STATE_TONES = {
    "FILED": "todo",
    "RETURNED": "stopped",
    "ACCEPTED": "todo",
    "RUNNING": "doing",
    "SETTLED": "todo",
    "RELEASED": "done",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """The requests of the area."""

    tabs: tuple[Link, ...]
    table: Table
    export_url: str
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPage:
    """One request: who may be asked about, how far each question is."""

    head: Head
    notes: tuple[tuple[str, str], ...]
    state: Chip
    facts: tuple[Fact, ...]
    job: JobProgress | None
    mandates: Table
    questions: Table | None
    next_step: Action | None
    actions: tuple[Action, ...]
    poll_url: str


@require_GET
@refusals_as_pages
def queue(request: HttpRequest) -> HttpResponse:
    """Show the requests that wait, the oldest first."""
    here = asked(request)
    if wants_workbook(request):
        return exported(request, REQUESTS)
    state = request.GET.get("state", "")
    found: Queue = queries.verification_queue(
        actor=here.actor, state=state, after=request.GET.get("after", "")
    )
    everything = query_url(request, state=None, after=None)
    tabs = [Link("全部未办结", everything, found.total, current=not state)]
    tabs += [
        Link(
            one.label,
            query_url(request, state=one.state, after=None),
            one.requests,
            current=one.state == state,
        )
        for one in found.states
    ]
    page = QueuePage(
        tabs=tuple(tabs),
        table=queue_table(request, found, here.at),
        export_url=export_url(request),
        notes=told(request),
    )
    return render_page(request, "desk/verification/queue.html", page)


@require_GET
@case_view
def progress(request: HttpRequest, number: str) -> HttpResponse:
    """Show how far a request is; while questions are open the list refreshes itself."""
    case = open_case(request, number)
    here = asked(request)
    found = queries.request_progress(number=number, actor=here.actor, on=today(request))
    if found is None:
        raise NotVisible("verification.none", "这一件还没有提请核对。请从案件页面办理。")
    page = _request_page(request, head_of(request, case, "核对进度"), found)
    fragment = request.headers.get("HX-Request") == "true"
    template = "desk/verification/questions.html" if fragment else "desk/verification/request.html"
    return render_page(request, template, page)


def _request_page(request: HttpRequest, head: Head, found: RequestProgress) -> RequestPage:
    steps = queries.next_steps(number=found.number, actor=asked(request).actor, on=today(request))
    mine = [offer for offer in (steps.next, *steps.others) if offer is not None]
    centre = {"accept_verification", "ask_sources", "release_report", "return_verification"}
    actions = {
        offer.action: Action(
            label=offer.label,
            url=reverse(f"desk:{offer.action}", args=[found.number]),
            danger=offer.action == "return_verification",
        )
        for offer in mine
        if offer.action in centre
    }
    first = next(
        (actions.pop(one.action) for one in mine if one.action in actions and one.is_next), None
    )
    facts = [
        Fact("提请", found.filed_at, "moment", source=found.filed_by),
        Fact("核对中心", found.centre),
        Fact("接收", found.accepted_at, "moment", source=found.accepted_by),
    ]
    if found.returned_reason:
        facts.append(Fact("退回原因", found.returned_reason))
    return RequestPage(
        head=head,
        notes=told(request),
        state=chip(STATE_TONES[found.state], found.state_label),  # type: ignore[arg-type]
        facts=tuple(facts),
        job=_job(found),
        mandates=mandate_table(found),
        questions=query_table(found) if found.queries else None,
        next_step=first,
        actions=tuple(actions.values()),
        poll_url=reverse("desk:request", args=[found.number]) if found.is_running else "",
    )


def _job(found: RequestProgress) -> JobProgress | None:
    if not found.queries:
        return None
    return JobProgress(
        title="向部门查询",
        done=found.done,
        total=len(found.queries),
        state="running" if found.is_running else "done",
        owner=found.accepted_by,
    )


@require_http_methods(FORM_METHODS)
@case_view
def file_request(request: HttpRequest, number: str) -> HttpResponse:
    """File with the county centre: everything the filing rests on is shown before (D3)."""
    case = opened(request, number, "file_verification")
    here = asked(request)
    form = FileForm(request.POST or None, on=today(request))
    summary = queries.case_summary(number=number, actor=here.actor, on=today(request))
    unsigned = [one for one in summary.unsigned if not one.is_obligor]
    left_out = [one.name for one in summary.unsigned if one.is_obligor]
    warnings = []
    if left_out:
        warnings.append(
            phrase(
                "义务人 %(names)s 没有授权，不查询，注明“未查询”，由调查核实。",
                names=joined(left_out),
            )
        )
    blocked = ""
    if unsigned:
        names = joined([one.name for one in unsigned])
        blocked = phrase("%(names)s 还没有签授权。请先到“签署授权”补签，再提请核对。", names=names)
    elif not summary.is_statement_signed:
        blocked = "还没有签诚信声明。请先到“签署授权”补签，再提请核对。"
    return answer(
        request,
        Act(
            form=form,
            page=lambda: act_page(
                request,
                case,
                form,
                label="提请核对",
                sections=[
                    Section(
                        "提请的内容",
                        facts=(
                            Fact("提请给", phrase("%(county)s核对中心", county=summary.county)),
                            Fact(
                                "用途",
                                phrase("申请%(scheme)s，核对家庭经济状况", scheme=summary.scheme),
                            ),
                            Fact(
                                "已授权",
                                phrase("%(n)s人", n=len(summary.people) - len(summary.unsigned)),
                            ),
                        ),
                    )
                ],
                warnings=tuple(warnings),
                blocked=blocked if request.method != "POST" else "",
                intro=("提请后由县核对中心接收、查询、出具报告；乡镇不能直接向部门查询。",),
            ),
            do=lambda: _told(
                file_verification(number=number, actor=here.actor, at=here.at),
                "已提请核对，提请单已出具。",
            ),
            then=case_url(number),
            number=number,
        ),
    )


@require_http_methods(FORM_METHODS)
@case_view
def accept(request: HttpRequest, number: str) -> HttpResponse:
    """Accept a filed request after a look at its mandates."""
    case = opened(request, number, "accept_verification")
    here = asked(request)
    form = AcceptForm(request.POST or None, on=today(request))
    return answer(
        request,
        Act(
            form=form,
            page=lambda: act_page(
                request,
                case,
                form,
                label="接收提请",
                sections=_mandates(request, number),
                intro=("核对授权是否齐全、期限是否有效；不齐全的，返回后办理“退回提请”。",),
            ),
            do=lambda: _told(
                accept_request(number=number, actor=here.actor, at=here.at),
                "已接收。下一步：发起查询。",
            ),
            then=reverse("desk:request", args=[number]),
            number=number,
        ),
    )


@require_http_methods(FORM_METHODS)
@case_view
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    """Return a request to the township with a reason (D3r)."""
    case = opened(request, number, "return_verification")
    here = asked(request)
    form = ReturnForm(request.POST or None, on=today(request))
    return answer(
        request,
        Act(
            form=form,
            page=lambda: act_page(
                request, case, form, label="退回提请", danger=True,
                sections=_mandates(request, number),
            ),
            do=lambda: _told(
                return_request(
                    number=number,
                    reason=form.cleaned_data["reason"],
                    actor=here.actor,
                    at=here.at,
                ),
                "已退回乡镇（街道），退回原因已写入案件。",
            ),
            then=reverse("desk:verification"),
            number=number,
        ),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@case_view
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Write the questions; a job hands them to the departments, the page returns at once."""
    case = opened(request, number, "ask_sources")
    here = asked(request)
    form = AskForm(request.POST or None, on=today(request))
    return answer(
        request,
        Act(
            form=form,
            page=lambda: act_page(
                request,
                case,
                form,
                label="发起查询",
                sections=_mandates(request, number),
                intro=(
                    "只查询有有效授权的人和项目；没有授权的注明“未查询”。每一次查询都记入痕迹。",
                ),
            ),
            do=lambda: _told(
                ask_sources(number=number, actor=here.actor, at=here.at),
                "查询已发起，部门答复后这里自动更新。",
            ),
            then=reverse("desk:request", args=[number]),
            number=number,
        ),
    )


def _mandates(request: HttpRequest, number: str) -> list[Section]:
    """Show who may be asked about; only the centre and the filing officer come here."""
    found = queries.request_progress(number=number, actor=asked(request).actor, on=today(request))
    return [] if found is None else [Section("授权", table=mandate_table(found))]


def _told(done: object, sentence: str) -> str:
    """Return the sentence for the next page once the use case has returned."""
    del done
    return sentence


urlpatterns: list[URLPattern] = [
    path("verification/", queue, name="verification"),
    path("cases/<str:number>/verification/", progress, name="request"),
    path("cases/<str:number>/file-verification/", file_request, name="file_verification"),
    path("cases/<str:number>/accept-verification/", accept, name="accept_verification"),
    path("cases/<str:number>/return-verification/", send_back, name="return_verification"),
    path("cases/<str:number>/ask-sources/", ask, name="ask_sources"),
]
