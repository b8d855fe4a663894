"""The long jobs of an account as a table and as a file."""

from __future__ import annotations

from typing import Literal

from jiuzhu.infra.enums import JobState
from jiuzhu.infra.job_runs import count_runs, runs
from jiuzhu.infra.models import JobRun
from jiuzhu.interfaces.web.parts.chips import chip
from jiuzhu.interfaces.web.parts.list_export import Asking, ListExport, Piece, key_of
from jiuzhu.interfaces.web.parts.presenters import Cell, Column, Tone

State = Literal["waiting", "running", "stalled", "done", "failed", "cancelled"]
STATES: dict[str, tuple[State, Tone]] = {
    JobState.WAITING: ("waiting", "waiting"),
    JobState.RUNNING: ("running", "doing"),
    JobState.STALLED: ("stalled", "near"),
    JobState.DONE: ("done", "done"),
    JobState.FAILED: ("failed", "near"),
    JobState.CANCELLED: ("cancelled", "stopped"),
}
RUN_COLUMNS = (
    Column("任务", "head"),
    Column("状态", "chip"),
    Column("已办", "number"),
    Column("共", "number"),
    Column("没有办成", "number"),
    Column("发起人"),
    Column("发起时间", "moment"),
)


def run_cells(run: JobRun) -> tuple[Cell, ...]:
    """Return the cells of one job."""
    return (
        run.title,
        chip(STATES[run.state][1], JobState(run.state).label),
        run.done,
        run.total,
        run.stopped,
        run.owner_name or "系统",
        run.started_at,
    )


def _runs(asking: Asking) -> Piece:
    found = runs(before=key_of(asking), size=asking.size)
    return Piece(
        rows=tuple(run_cells(run) for run in found),
        after=str(found[-1].pk) if len(found) == asking.size else "",
    )


RUNS = ListExport(
    code="jobs",
    title="任务进度",
    names=(),
    columns=lambda _: RUN_COLUMNS,
    read=_runs,
    count=lambda _: count_runs(),
)
