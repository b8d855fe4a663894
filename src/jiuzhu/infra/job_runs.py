"""Keep the progress of a long job where people can see it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from jiuzhu.infra.enums import JobState
from jiuzhu.infra.models import JobRun


def start_run(*, code: str, title: str, total: int, done: int, at: datetime) -> JobRun:
    """Begin (or take up again) a job that people may watch."""
    run, _ = JobRun.objects.update_or_create(
        code=code,
        defaults={
            "title": title,
            "state": JobState.RUNNING,
            "done": done,
            "total": total,
            "ended_at": None,
        },
        create_defaults={
            "title": title,
            "state": JobState.RUNNING,
            "done": done,
            "total": total,
            "started_at": at,
        },
    )
    return run


def count_on(*, code: str, stopped: bool = False) -> None:
    """Count one more unit as done; several processes may count."""
    JobRun.objects.filter(code=code, done__lt=F("total")).update(
        done=F("done") + 1, stopped=F("stopped") + (1 if stopped else 0)
    )


def end_run(*, code: str, state: JobState, at: datetime) -> None:
    """End a job."""
    JobRun.objects.filter(code=code).update(state=state, ended_at=at)


def runs() -> tuple[JobRun, ...]:
    """Return all jobs, the newest first."""
    return tuple(JobRun.objects.order_by("-started_at", "-pk")[:50])
