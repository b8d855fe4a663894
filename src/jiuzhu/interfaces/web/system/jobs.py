"""Show how far the long jobs are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from jiuzhu.infra.enums import JobState
from jiuzhu.infra.job_runs import runs
from jiuzhu.infra.models import JobRun
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import render_page
from jiuzhu.interfaces.web.parts.presenters import JobProgress

STATES: dict[str, Literal["running", "done", "failed"]] = {
    JobState.RUNNING: "running",
    JobState.DONE: "done",
    JobState.FAILED: "failed",
}


@dataclass(frozen=True, slots=True)
class JobsPage:
    """Hold the jobs, the newest first."""

    jobs: tuple[JobProgress, ...]


@require_GET
@login_required
def jobs(request: HttpRequest) -> HttpResponse:
    """List the long jobs with done and total."""
    page = JobsPage(jobs=tuple(_progress(run) for run in runs()))
    return render_page(request, "system/jobs.html", page)


def _progress(run: JobRun) -> JobProgress:
    stopped = (
        (phrase("%(stopped)s 件停在中途，原因见日志", stopped=run.stopped),) if run.stopped else ()
    )
    return JobProgress(
        title=run.title,
        done=run.done,
        total=run.total,
        state=STATES[run.state],
        owner="系统",
        errors=stopped,
    )
