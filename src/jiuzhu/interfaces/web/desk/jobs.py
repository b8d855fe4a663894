"""Long jobs: how far they are, what did not work, and the file that came out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from jiuzhu.infra.enums import AccessKind, JobState, RowOutcome
from jiuzhu.infra.job_results import result_of
from jiuzhu.infra.job_runs import (
    AGAIN,
    OPEN,
    cancel_run,
    is_silent,
    own_run,
    pace_of,
    resume_run,
    runs,
)
from jiuzhu.infra.models import JobRow, JobRun
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.interfaces.web.desk.list_sources import ERROR_COLUMNS, JOB_ROWS
from jiuzhu.interfaces.web.desk.run_table import RUN_COLUMNS, RUNS, STATES, run_cells
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.list_export import export_url, exported, wants_workbook
from jiuzhu.interfaces.web.parts.pages import query_url, refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import (
    Action,
    Empty,
    JobProgress,
    Link,
    Pager,
    Row,
    Table,
)
from jiuzhu.interfaces.web.parts.submit import tell, told
from jiuzhu.interfaces.web.parts.transaction import request_facts
from jiuzhu.interfaces.web.parts.workbook import file_answer
from jiuzhu.kernel.errors import Refused

SHOWN_ROWS = 50
SHOWN_RUNS = 50
MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class JobsPage:
    """The own jobs and those of the system, the newest first."""

    table: Table
    export_url: str
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPage:
    """One job; `poll_url` is empty once nothing changes any more."""

    job: JobProgress
    sentence: str
    reason: str
    poll_url: str
    refresh_url: str
    file: Link | None
    file_words: str
    causes: tuple[tuple[str, int], ...]
    errors: Table | None
    export_url: str
    notes: tuple[tuple[str, str], ...]
    crumbs: tuple[Link, ...]


@require_GET
@refusals_as_pages
def jobs(request: HttpRequest) -> HttpResponse:
    """List the jobs."""
    if wants_workbook(request):
        return exported(request, RUNS)
    table = _jobs_table(request)
    page = JobsPage(
        table=table, export_url=export_url(request) if table.rows else "", notes=told(request)
    )
    return render_page(request, "desk/jobs/jobs.html", page)


@require_GET
@refusals_as_pages
def job(request: HttpRequest, code: str) -> HttpResponse:
    """Show one job of the own; a script asks for the moving part only."""
    run = own_run(code=code, actor=asked(request).actor)
    if wants_workbook(request):
        return exported(request, JOB_ROWS, {"job": run.code})
    is_part = request.headers.get("HX-Request") == "true"
    page = _job_page(request, run, notes=() if is_part else told(request))
    template = "desk/jobs/progress.html" if is_part else "desk/jobs/job.html"
    return render_page(request, template, page)


@require_POST
@refusals_as_pages
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Ask a job to stop; what is done stays done."""
    here = asked(request)
    run = cancel_run(code=code, actor=here.actor, at=here.at)
    stopped = "已取消，已办的不撤回。"
    tell(
        request, stopped if run.state == JobState.CANCELLED else "已要求取消，办完手头这一行就停。"
    )
    return HttpResponseRedirect(reverse("desk:job", args=[code]))


@require_POST
@refusals_as_pages
def resume(request: HttpRequest, code: str) -> HttpResponse:
    """Take a job up again; rows that are done are not done again."""
    resume_run(code=code, actor=asked(request).actor)
    tell(request, "已接着办理，办好的不会重办。")
    return HttpResponseRedirect(reverse("desk:job", args=[code]))


@require_GET
@refusals_as_pages
def file(request: HttpRequest, code: str) -> HttpResponse:
    """Hand the result to its owner and keep that it was taken."""
    here = asked(request)
    found = result_of(code=code, actor=here.actor, at=here.at)
    run = own_run(code=code, actor=here.actor)
    record_access(
        kind=AccessKind.EXPORT,
        actor=here.actor,
        at=here.at,
        request=request_facts(request),
        query=phrase("下载 %(name)s，%(n)s 行", name=found.name, n=run.done),
        purpose=run.reason,
    )
    return file_answer(found.content, found.name)


def _jobs_table(request: HttpRequest) -> Table:
    before = request.GET.get("before", "")
    if before and not (before.isascii() and before.isdecimal()):
        raise Refused("list.key", "页码不正确。请从列表第一页重新翻页。")
    found = runs(before=int(before[:18]) if before else None, size=SHOWN_RUNS + 1)
    shown = found[:SHOWN_RUNS]
    older = query_url(request, before=str(shown[-1].pk)) if found[SHOWN_RUNS:] else ""
    newest = query_url(request, before=None) if before else ""
    return Table(
        caption="后台任务",
        columns=RUN_COLUMNS,
        rows=tuple(
            Row(
                cells=run_cells(run),
                url=reverse("desk:job", args=[run.code]) if run.owner is not None else "",
                key=run.code,
            )
            for run in shown
        ),
        empty=Empty("还没有后台任务。导出超过500行、批量办理时，进度在这里看。"),
        keys=True,
        hide_caption=True,
        pager=Pager(newest, older, phrase("本页 %(n)s 行", n=len(shown))) if shown else None,
    )


def _job_page(request: HttpRequest, run: JobRun, *, notes: tuple[tuple[str, str], ...]) -> JobPage:
    here, silent = asked(request), is_silent(run)
    address = reverse("desk:job", args=[run.code])
    is_open = run.state in OPEN and not silent
    kept = bool(run.result_key) and (
        run.result_expires_at is None or run.result_expires_at > here.at
    )
    return JobPage(
        job=_progress(run, silent=silent),
        sentence=run.sentence,
        reason=run.reason,
        poll_url=address if is_open else "",
        refresh_url=address,
        file=Link(run.result_name, reverse("desk:job_file", args=[run.code])) if kept else None,
        file_words=_file_words(run, kept=kept),
        causes=_causes(run),
        errors=_errors(request, run),
        export_url=f"{address}?to=xlsx",
        notes=notes,
        crumbs=(Link("任务进度", reverse("desk:jobs")), Link(run.title, "")),
    )


def _file_words(run: JobRun, *, kept: bool) -> str:
    if not run.result_name:
        return ""
    if not kept or run.result_expires_at is None:
        return "文件已过保留期，已经删除。需要时请重新导出。"
    return phrase(
        "文件保留到 %(day)s，只有您能下载，下载会记入痕迹。", day=_minute(run.result_expires_at)
    )


def _progress(run: JobRun, *, silent: bool) -> JobProgress:
    pace = pace_of(run)
    state = "stalled" if silent else STATES[run.state][0]
    actions: list[Action] = []
    if run.state in OPEN:
        actions.append(Action("取消", reverse("desk:cancel_job", args=[run.code]), "post"))
    if run.state in AGAIN or silent:
        again = reverse("desk:resume_job", args=[run.code])
        actions.append(Action("继续", again, "post", primary=True))
    rate = "" if pace.per_minute is None else phrase("每分钟约%(n)s行", n=pace.per_minute)
    return JobProgress(
        title=run.title,
        done=run.done,
        total=run.total,
        state=state,
        owner=run.owner_name or "系统",
        rate="" if silent else rate,
        left="" if silent else _left(pace.seconds_left),
        actions=tuple(actions),
    )


def _left(seconds: int | None) -> str:
    if seconds is None:
        return ""
    if seconds < MINUTE:
        return "还要不到1分钟"
    return phrase("大约还要%(n)s分钟", n=-(-seconds // MINUTE))


def _causes(run: JobRun) -> tuple[tuple[str, int], ...]:
    """Return why rows were not done, the most frequent reason first."""
    if not run.stopped:
        return ()
    failed = run.rows.filter(outcome=RowOutcome.FAILED).order_by("pk")
    counted = Counter(failed.values_list("cause", flat=True))
    first = dict(reversed(failed.values_list("cause", "sentence")))
    return tuple((first[cause], number) for cause, number in counted.most_common())


def _errors(request: HttpRequest, run: JobRun) -> Table | None:
    if not run.stopped:
        return None
    failed = run.rows.filter(outcome=RowOutcome.FAILED).order_by("pk")
    found = list(failed.filter(pk__gt=_after(request))[: SHOWN_ROWS + 1])
    more = query_url(request, after=str(found[SHOWN_ROWS - 1].pk)) if found[SHOWN_ROWS:] else ""
    first = query_url(request, after=None) if request.GET.get("after") else ""
    return errors_table(
        tuple(found[:SHOWN_ROWS]),
        Pager(first, more, phrase("本页 %(n)s 行", n=len(found[:SHOWN_ROWS]))),
    )


def errors_table(rows: tuple[JobRow, ...], pager: Pager | None = None) -> Table:
    """Return the rows that were not done, each with its reason."""
    return Table(
        caption="没有办成的行",
        columns=ERROR_COLUMNS,
        rows=tuple(
            Row(cells=(row.label or row.key, row.sentence, row.at), url=row.url, key=row.key)
            for row in rows
        ),
        empty=Empty("没有更多的行。"),
        keys=True,
        pager=pager,
    )


def _after(request: HttpRequest) -> int:
    text = request.GET.get("after", "") or "0"
    if not (text.isascii() and text.isdecimal()):
        raise Refused("list.key", "页码不正确。请从列表第一页重新翻页。")
    return int(text[:18])


def _minute(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


urlpatterns = [
    path("jobs/", jobs, name="jobs"),
    path("jobs/<slug:code>/", job, name="job"),
    path("jobs/<slug:code>/cancel/", cancel, name="cancel_job"),
    path("jobs/<slug:code>/resume/", resume, name="resume_job"),
    path("jobs/<slug:code>/file/", file, name="job_file"),
]
