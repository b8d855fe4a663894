"""Work on long jobs of people, under their own scope; notice when one's process died.

A kind of work is a function of a run: it opens `working_for(run)` once for every row (or batch),
counts with `tick`, writes `note_row`, asks `is_cancelled` between two rows, and returns the
sentence that the owner reads at the end. It is registered in `registry.py` under its kind. A
Refused that it raises ends the run with the sentence of the refusal.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime

from django.urls import reverse
from procrastinate import App

from jiuzhu.infra.enums import JobState
from jiuzhu.infra.job_results import forget_results
from jiuzhu.infra.job_runs import (
    WORK,
    RunLost,
    fail_run,
    finish_run,
    lost_runs,
    mark_silent,
    queue_run,
    take_run,
)
from jiuzhu.infra.models import JobRun
from jiuzhu.interfaces.jobs.scope import working, working_for
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.accounts.enums import NoticeKind
from jiuzhu.registers.accounts.services.notify_account import notify_account

Work = Callable[[JobRun], str]
BROKEN = "程序出错，没有办完。请在任务页点“继续”再试；仍不行，请联系管理员，告知任务编号 %(code)s。"
INTERRUPTED = "办理中断，已办的不会重办。请在任务页点“继续”。"
MOST_ATTEMPTS = 3
log = logging.getLogger(__name__)


def work_run(code: str, works: Mapping[str, Work]) -> None:
    """Take a run up and do it to its end; a run that is over or in other hands is left alone."""
    with working():
        run = take_run(code=code)
    if run is None:
        return
    try:
        sentence = works[run.kind](run)
        _end(run, sentence)
    except RunLost:
        log.warning("run %s went on elsewhere", code)
    except Refused as refusal:
        _fail(run, refusal.message)
    except Exception:
        _fail(run, BROKEN % {"code": code})
        raise


def watch_runs(timestamp: int) -> None:
    """Mark runs whose process died and queue them again; the third time their owner is told.

    What waits without a place in the queue gets one.
    """
    del timestamp
    with working() as (_, at):
        for run in mark_silent():
            if run.attempts < MOST_ATTEMPTS:
                queue_run(run)
            else:
                _tell(run, NoticeKind.JOB_FAILED, INTERRUPTED, f"stalled-{run.attempts}", at=at)
        for run in lost_runs():
            queue_run(run)


def forget_files(timestamp: int) -> None:
    """Delete the files of runs whose time is over."""
    del timestamp
    with working() as (_, at):
        forget_results(at=at)


def _end(run: JobRun, sentence: str) -> None:
    with working_for(run, still=False) as (_, at):
        state = finish_run(run, at=at, sentence=sentence)
        if state == JobState.DONE:
            _tell(run, NoticeKind.JOB_DONE, sentence, "done", at=at)


def _fail(run: JobRun, sentence: str) -> None:
    with working_for(run, still=False) as (_, at):
        try:
            fail_run(run, at=at, sentence=sentence)
        except RunLost:
            return
        _tell(run, NoticeKind.JOB_FAILED, sentence, "failed", at=at)


def _tell(run: JobRun, kind: NoticeKind, sentence: str, what: str, *, at: datetime) -> None:
    if run.owner is not None:
        notify_account(
            account=run.owner,
            kind=kind,
            text=f"{run.title}：{sentence}",
            url=reverse("desk:job", args=[run.code]),
            at=at,
            key=f"run-{run.code}-{what}-{run.attempts}",
        )


def register(app: App, works: Mapping[str, Work]) -> None:
    """Register the one job that works on runs, and the watch every quarter of a minute."""

    def work(*, code: str) -> None:
        work_run(code, works)

    app.task(name=WORK, queue="default")(work)
    app.periodic(cron="* * * * * */15")(app.task(name="runs.watch", queue="default")(watch_runs))
    app.periodic(cron="7 * * * *")(app.task(name="runs.forget", queue="default")(forget_files))
