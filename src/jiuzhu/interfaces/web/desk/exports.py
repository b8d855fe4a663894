"""Ask why a long list leaves the house, and let a job write it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from jiuzhu.infra.job_runs import open_run
from jiuzhu.interfaces.web.desk.agreement_lists import DIFFERENCES
from jiuzhu.interfaces.web.desk.case_exports import CASES, TASKS
from jiuzhu.interfaces.web.desk.law_exports import LAW_EXPORTS
from jiuzhu.interfaces.web.desk.list_sources import JOB_ROWS, LOOKS, PAYROLL, REQUESTS
from jiuzhu.interfaces.web.desk.notice_table import NOTICES
from jiuzhu.interfaces.web.desk.relief_table import RELIEFS
from jiuzhu.interfaces.web.desk.reserve import RESERVE
from jiuzhu.interfaces.web.desk.roster_lists import ROSTER_EXPORTS
from jiuzhu.interfaces.web.desk.run_table import RUNS
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import PlainTextField, SubmitForm
from jiuzhu.interfaces.web.parts.list_export import KIND, Asking, ListExport, behind, wanted_of
from jiuzhu.interfaces.web.parts.pages import (
    Reshown,
    handle_refusal,
    refusals_as_pages,
    render_page,
)
from jiuzhu.interfaces.web.parts.submit import submit
from jiuzhu.kernel.errors import NotVisible, Refused

EXPORTS: Mapping[str, ListExport] = {
    each.code: each
    for each in (
        *(CASES, TASKS, REQUESTS, PAYROLL, DIFFERENCES, LOOKS, JOB_ROWS, NOTICES, RUNS),
        *(RELIEFS, RESERVE),
        *LAW_EXPORTS,
        *ROSTER_EXPORTS,
    )
}
FORM_METHODS = ["GET", "HEAD", "POST"]


class ExportForm(SubmitForm):
    """Say what the file is for; it goes into the trace and into the file."""

    reason = PlainTextField(
        label="用途",
        max_length=200,
        help_text="例如：月底核对在保名单。会写进文件和痕迹。",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPage:
    """What will be taken out, and the form that asks why."""

    title: str
    form: ExportForm
    conditions: tuple[str, ...]
    total: int
    action: str


@require_http_methods(FORM_METHODS)
@refusals_as_pages
def export(request: HttpRequest, list: str) -> HttpResponse:  # noqa: A002 -- named in the address
    """Ask for the purpose, then start the job."""
    if list not in EXPORTS:
        raise NotVisible("export.unknown", "没有这个清单。请从清单页面点“导出 Excel”。")
    here, chosen = asked(request), EXPORTS[list]
    asking = Asking(actor=here.actor, at=here.at, wanted=wanted_of(request, chosen))
    chosen.read(behind(asking, "", 1))  # whoever may not read the list is refused here
    form = ExportForm(request.POST if request.method == "POST" else None)
    page = ExportPage(
        title=chosen.title,
        form=form,
        conditions=tuple(chosen.said(asking)),
        total=chosen.count(asking),
        action=request.get_full_path(),
    )
    if request.method != "POST":
        return render_page(request, "desk/jobs/export.html", page)
    again = Reshown("desk/jobs/export.html", page, form)
    if not form.is_valid():
        return render_page(request, again.template, page, status=422)
    try:
        done = submit(request, form, lambda: _start(chosen, asking, form.cleaned_data["reason"]))
    except Refused as refusal:
        return handle_refusal(request, refusal, again=again)
    return HttpResponseRedirect(reverse("desk:job", args=[done["code"]]))


def _start(chosen: ListExport, asking: Asking, reason: str) -> dict[str, str]:
    run = open_run(
        kind=KIND,
        title=f"导出{chosen.title}",
        actor=asking.actor,
        order={"list": chosen.code, "wanted": dict(asking.wanted)},
        total=chosen.count(asking),
        at=asking.at,
        reason=reason,
    )
    return {"code": run.code}


urlpatterns = [path("exports/<slug:list>/", export, name="export")]
