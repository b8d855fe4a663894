"""Long jobs that belong to somebody: start, count, stop, take up again, end.

Whoever offers a long act calls `open_run`; a module of `interfaces/jobs` does the work under the
owner's scope and calls `tick`, `note_row`, `is_cancelled`. Nothing here decides what is done.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Greatest, Now
from procrastinate.contrib.django.models import ProcrastinateJob

from jiuzhu.infra.actor import Actor
from jiuzhu.infra.enums import JobState, RowOutcome
from jiuzhu.infra.jobs import enqueue
from jiuzhu.infra.models import JobRow, JobRun
from jiuzhu.kernel.errors import Forbidden, NotVisible, Refused

WORK = "runs.work"
LANES = 2
SILENT_AFTER = timedelta(seconds=40)
CODE_BYTES = 8
LONGEST_SENTENCE = 300
MINUTE = 60
OPEN = (JobState.WAITING, JobState.RUNNING, JobState.STALLED)
AGAIN = (JobState.STALLED, JobState.FAILED, JobState.CANCELLED)


class RunLost(RuntimeError):  # noqa: N818 -- it says what happened, and only work sees it
    """Say that somebody else has taken the run up: stop without writing anything more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast a run goes and how long it still takes; None while nobody can say."""

    per_minute: int | None
    seconds_left: int | None


def open_run(
    *,
    kind: str,
    title: str,
    actor: Actor,
    order: Mapping[str, Any],
    total: int,
    at: datetime,
    reason: str = "",
) -> JobRun:
    """Start a job for whoever asks; it is queued in the transaction of the caller.

    `kind` names the work (interfaces/jobs/registry.py), `order` says what to do in plain values,
    `total` counts the rows (0 where only the work can tell, see `set_total`).

    Raises: Forbidden `run.no_account` for somebody without an account or an organ.
    """
    if actor.user_id is None or actor.organ_id is None:
        raise Forbidden("run.no_account", "后台任务须由在岗工作人员发起。请以工作人员账户登录。")
    run = JobRun.objects.create(
        code=secrets.token_hex(CODE_BYTES),
        kind=kind,
        title=title,
        state=JobState.WAITING,
        owner=actor.user_id,
        organ=actor.organ_id,
        owner_name=actor.name,
        order=json.dumps(order, ensure_ascii=False),
        reason=reason,
        total=total,
        started_at=at,
        beat_at=Now(),
    )
    queue_run(run)
    return run


def order_of(run: JobRun) -> dict[str, Any]:
    """Return what the run is to do, as `open_run` was told."""
    return dict(json.loads(run.order)) if run.order else {}


def queue_run(run: JobRun) -> None:
    """Put the run into the queue; one run is never worked on twice at a time."""
    enqueue(WORK, lock=f"runs-{int(run.code, 16) % LANES}", code=run.code)


@transaction.atomic
def take_run(*, code: str) -> JobRun | None:
    """Take a run up for work; None where it is over or in other hands.

    What was counted before starts anew from the rows that are done.
    """
    silent = Q(state=JobState.RUNNING, beat_at__lt=Now() - SILENT_AFTER)
    free = Q(state__in=(JobState.WAITING, JobState.STALLED)) | silent
    run = JobRun.objects.select_for_update().filter(free, code=code).order_by("pk").first()
    if run is None:
        return None
    done = run.rows.filter(outcome=RowOutcome.DONE).count()
    JobRun.objects.filter(pk=run.pk).update(
        state=JobState.RUNNING,
        attempts=F("attempts") + 1,
        begun_at=Now(),
        beat_at=Now(),
        done=done,
        done_before=done,
        total=Greatest(F("total"), done),
        stopped=0,
    )
    run.refresh_from_db()
    return run


def set_total(run: JobRun, total: int) -> None:
    """Say how many rows there are, once the work has counted them.

    Raises: RunLost.
    """
    _mine(run, total=Greatest(F("done"), total))


def tick(run: JobRun, rows: int = 1) -> None:
    """Count rows as gone through, done or not, and show that somebody is at work.

    Call it in the transaction of the row, or every second or so; a run without a sign for
    `SILENT_AFTER` counts as interrupted.

    Raises: RunLost.
    """
    _mine(run, done=F("done") + rows, total=Greatest(F("total"), F("done") + rows))


def note_row(
    run: JobRun,
    *,
    key: str,
    outcome: RowOutcome,
    at: datetime,
    label: str = "",
    cause: str = "",
    sentence: str = "",
    url: str = "",
) -> None:
    """Write down what became of a row: `key` finds it again, `label` is what people read.

    Written in the transaction of the act itself, so that a done row is done once. `cause` groups
    errors (the code of a refusal). A row that failed earlier may be done now.
    """
    JobRow.objects.update_or_create(
        run=run,
        key=key,
        defaults={
            "outcome": outcome,
            "label": label,
            "cause": cause,
            "sentence": sentence[:LONGEST_SENTENCE],
            "url": url,
            "at": at,
        },
    )
    if outcome == RowOutcome.FAILED:
        JobRun.objects.filter(pk=run.pk).update(stopped=F("stopped") + 1)


def rows_done(run: JobRun) -> frozenset[str]:
    """Return the keys of the rows that need not be done again."""
    return frozenset(run.rows.filter(outcome=RowOutcome.DONE).values_list("key", flat=True))


def is_cancelled(run: JobRun) -> bool:
    """Tell whether the owner asked to stop; ask between two rows."""
    return JobRun.objects.filter(pk=run.pk, cancel_asked_at__isnull=False).exists()


def finish_run(run: JobRun, *, at: datetime, sentence: str = "") -> JobState:
    """End a run: done, or cancelled where the owner asked to stop and rows are left.

    Raises: RunLost.
    """
    run.refresh_from_db(fields=["done", "total", "cancel_asked_at"])
    stopped = run.cancel_asked_at is not None and run.done < run.total
    state = JobState.CANCELLED if stopped else JobState.DONE
    _mine(run, state=state, ended_at=at, sentence=sentence[:LONGEST_SENTENCE])
    return state


def fail_run(run: JobRun, *, at: datetime, sentence: str) -> None:
    """End a run that could not be done, with the reason for its owner; it may be taken up again.

    Raises: RunLost.
    """
    _mine(run, state=JobState.FAILED, ended_at=at, sentence=sentence[:LONGEST_SENTENCE])


def own_run(*, code: str, actor: Actor) -> JobRun:
    """Return a run of the actor's own.

    Raises: NotVisible.
    """
    run = JobRun.objects.filter(code=code, owner=actor.user_id, owner__isnull=False).first()
    if run is None:
        raise NotVisible("run.not_visible", "没有找到这个任务，或它是同事发起的。")
    return run


@transaction.atomic
def cancel_run(*, code: str, actor: Actor, at: datetime) -> JobRun:
    """Ask a run to stop; where nobody works on it, it stops at once.

    Raises: NotVisible, Refused `run.over`.
    """
    own_run(code=code, actor=actor)
    run = JobRun.objects.select_for_update().get(code=code)
    if run.state not in OPEN:
        raise Refused("run.over", "任务已经结束，不需要取消。请刷新页面看结果。")
    run.cancel_asked_at = at
    if run.state != JobState.RUNNING or is_silent(run):
        run.state, run.ended_at = JobState.CANCELLED, at
        run.attempts += 1
    run.save(update_fields=["cancel_asked_at", "state", "ended_at", "attempts"])
    return run


@transaction.atomic
def resume_run(*, code: str, actor: Actor) -> JobRun:
    """Put an interrupted, failed or cancelled run into the queue again.

    Raises: NotVisible, Refused `run.not_stopped`.
    """
    own_run(code=code, actor=actor)
    run = JobRun.objects.select_for_update().get(code=code)
    if run.state not in AGAIN and not is_silent(run):
        raise Refused("run.not_stopped", "任务正在办理或已经办完，不需要继续。请刷新页面看进度。")
    JobRun.objects.filter(pk=run.pk).update(
        state=JobState.WAITING, cancel_asked_at=None, ended_at=None, sentence="", beat_at=Now()
    )
    queue_run(run)
    return run


def is_silent(run: JobRun) -> bool:
    """Tell whether a run is said to go on but its process gave no sign for too long."""
    silent = JobRun.objects.filter(
        pk=run.pk, state=JobState.RUNNING, beat_at__lt=Now() - SILENT_AFTER
    )
    return silent.exists()


def mark_silent() -> tuple[JobRun, ...]:
    """Mark runs whose process died as interrupted, and return them; needs the system's scope."""
    silent = JobRun.objects.filter(
        state=JobState.RUNNING, owner__isnull=False, beat_at__lt=Now() - SILENT_AFTER
    )
    found = tuple(silent.order_by("pk"))
    silent.filter(pk__in=[run.pk for run in found]).update(state=JobState.STALLED)
    return found


def lost_runs() -> tuple[JobRun, ...]:
    """Return the runs that wait although no job in the queue is theirs any more."""
    queued = ProcrastinateJob.objects.alias(run=KT("args__code")).filter(
        task_name=WORK, status__in=("todo", "doing"), run=OuterRef("code")
    )
    waiting = JobRun.objects.filter(
        ~Exists(queued),
        state=JobState.WAITING,
        owner__isnull=False,
        beat_at__lt=Now() - SILENT_AFTER,
    )
    return tuple(waiting.order_by("pk"))


def pace_of(run: JobRun) -> Pace:
    """Return rows a minute and seconds left, from the moments of this taking up."""
    if run.begun_at is None or run.beat_at is None or run.state != JobState.RUNNING:
        return Pace(per_minute=None, seconds_left=None)
    seconds = (run.beat_at - run.begun_at).total_seconds()
    rows = run.done - run.done_before
    if seconds < 1 or rows < 1:
        return Pace(per_minute=None, seconds_left=None)
    return Pace(
        per_minute=max(round(rows * MINUTE / seconds), 1),
        seconds_left=round((run.total - run.done) * seconds / rows),
    )


def _mine(run: JobRun, **changes: Any) -> None:
    held = JobRun.objects.filter(
        pk=run.pk, attempts=run.attempts, state__in=(JobState.RUNNING, JobState.STALLED)
    )
    if not held.update(**{"state": JobState.RUNNING, "beat_at": Now(), **changes}):
        raise RunLost(run.code)


def start_run(*, code: str, title: str, total: int, done: int, at: datetime) -> JobRun:
    """Begin (or take up again) a job of the system itself, without an owner."""
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
    """Count one more unit of a system's job as done; several processes may count."""
    JobRun.objects.filter(code=code, done__lt=F("total")).update(
        done=F("done") + 1, stopped=F("stopped") + (1 if stopped else 0)
    )


def end_run(*, code: str, state: JobState, at: datetime) -> None:
    """End a job of the system."""
    JobRun.objects.filter(code=code).update(state=state, ended_at=at)


def count_runs() -> int:
    """Count the jobs that the scope shows."""
    return JobRun.objects.count()


def runs(*, before: int | None = None, size: int = 50) -> tuple[JobRun, ...]:
    """Return the jobs that the scope shows (one's own, the system's), the newest first.

    `before` is the id behind which the next page begins.
    """
    found = JobRun.objects.defer("order").order_by("-pk")
    return tuple((found if before is None else found.filter(pk__lt=before))[:size])
