"""Release a report, and open one: with a purpose, by a named officer, on the record."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from jiuzhu.casework.verification.services.open_report import open_report
from jiuzhu.casework.verification.services.release_report import release_report
from jiuzhu.casework.workspace import queries
from jiuzhu.casework.workspace.queries import ReportView
from jiuzhu.interfaces.web.acts.case_page import Head, case_view, head_of, open_case
from jiuzhu.interfaces.web.acts.stage import (
    Act,
    Section,
    act_page,
    answer,
    opened,
    today,
)
from jiuzhu.interfaces.web.desk.purpose import MINUTES, is_opened, keep_opened
from jiuzhu.interfaces.web.desk.verification_forms import (
    PurposeForm,
    ReleaseForm,
)
from jiuzhu.interfaces.web.desk.verification_tables import (
    difference_table,
    earlier_table,
    hit_table,
    matrix_table,
    query_table,
)
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.chips import chip
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import (
    Reshown,
    handle_refusal,
    render_page,
)
from jiuzhu.interfaces.web.parts.presenters import Chip, Fact, Table, Tone
from jiuzhu.interfaces.web.parts.transaction import request_facts
from jiuzhu.kernel.errors import Refused

FORM_METHODS = ["GET", "HEAD", "POST"]
PURPOSE = "desk/verification/purpose.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposePage:
    """Ask for the purpose before a report is opened."""

    head: Head
    form: PurposeForm


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """An opened report."""

    head: Head
    purpose: str
    report: ReportView
    conclusion: Chip
    matrix: Table
    hits: Table
    differences: Table
    earlier: Table | None
    paper_url: str
    minutes: int


@require_http_methods(FORM_METHODS)
@case_view
def release(request: HttpRequest, number: str) -> HttpResponse:
    """Release the report (D4); the rules draw the conclusion, silence is listed as silence."""
    case = opened(request, number, "release_fit")
    here = asked(request)
    found = queries.request_progress(number=number, actor=here.actor, on=today(request))
    open_queries = 0 if found is None else found.open_queries
    form = ReleaseForm(request.POST or None, on=today(request))
    if open_queries == 0:
        del form.fields["mark_unanswered"]

    def page() -> object:
        preview = queries.report_preview(number=number, actor=here.actor, on=today(request))
        sections = [] if preview is None else [_preview(preview)]
        if found is not None and found.queries:
            sections.append(Section("各项查询", table=query_table(found)))
        warning = phrase(
            "还有 %(open_queries)s 项没有答复。可以再等；要现在出具，请勾选注明未答复，"
            "这些项目在报告里写“未答复，需要调查”，不会当作“无登记”。",
            open_queries=open_queries,
        )
        return act_page(
            request,
            case,
            form,
            label="出具核对报告",
            sections=sections,
            warnings=(warning,) if open_queries else (),
        )

    def do() -> str:
        report = release_report(
            number=number,
            actor=here.actor,
            at=here.at,
            mark_unanswered=bool(form.cleaned_data.get("mark_unanswered")),
        )
        return phrase(
            "报告已出具：%(conclusion)s，有效期至%(valid_until)s。",
            conclusion=report.get_conclusion_display(),
            valid_until=report.valid_until,
        )

    then = reverse("desk:request", args=[number])
    return answer(request, Act(form=form, page=page, do=do, then=then, number=number))


@require_http_methods(FORM_METHODS)
@case_view
def report(request: HttpRequest, number: str) -> HttpResponse:
    """Open a report: say what for, then read; both are kept (S10–S13)."""
    here = asked(request)
    here.actor.require("report.open")
    case = open_case(request, number)
    form = PurposeForm(request.POST or None, on=today(request))
    page = PurposePage(head=head_of(request, case, "查看核对报告"), form=form)
    known = is_opened(request, number)
    if request.method != "POST" and not known:
        return render_page(request, PURPOSE, page)
    if request.method == "POST" and not form.is_valid():
        return render_page(request, PURPOSE, page, status=422)
    purpose = form.purpose if request.method == "POST" else known
    try:
        found = open_report(
            number=number,
            purpose=purpose,
            actor=here.actor,
            at=here.at,
            request=request_facts(request),
        )
    except Refused as refusal:
        return handle_refusal(request, refusal, again=Reshown(PURPOSE, page, form))
    keep_opened(request, number, purpose)
    return render_page(
        request,
        "desk/verification/report.html",
        _report_page(page.head, purpose, queries.report_view(found)),
    )


def _report_page(head: Head, purpose: str, shown: ReportView) -> ReportPage:
    tone: Tone = "done" if shown.conclusion == "FIT" else "near"
    paper = reverse("desk:document", args=[head.number, shown.document_code])
    return ReportPage(
        head=head,
        purpose=purpose,
        report=shown,
        conclusion=chip(tone, phrase("结论：%(result)s", result=shown.conclusion_label)),
        matrix=matrix_table(shown),
        hits=hit_table(shown),
        differences=difference_table(shown),
        earlier=earlier_table(shown, head.number) if shown.earlier else None,
        paper_url=paper if shown.document_code else "",
        minutes=MINUTES,
    )


def _preview(shown: ReportView) -> Section:
    return Section(
        "按现有答复，报告将写明",
        facts=(
            Fact(
                "结论",
                chip("done" if shown.conclusion == "FIT" else "near", shown.conclusion_label),
                "chip",
            ),
            Fact("说明", "报告只供参考，不是审批决定；不符合的，家庭仍可坚持申请。"),
        ),
        table=hit_table(shown),
    )


urlpatterns: list[URLPattern] = [
    path("cases/<str:number>/release-report/", release, name="release_report"),
    path("cases/<str:number>/release-fit/", release, name="release_fit"),
    path("cases/<str:number>/release-unfit/", release, name="release_unfit"),
    path("cases/<str:number>/report/", report, name="open_report"),
]
