"""A long job shows how far it is, also when several processes count."""

from __future__ import annotations

from jiuzhu.infra.enums import JobState
from jiuzhu.infra.job_runs import count_on, end_run, runs, start_run
from support.world import World


def test_run_counts_up_and_never_past_its_total(world: World) -> None:
    start_run(code="t", title="测试任务", total=2, done=0, at=world.at)
    for stopped in (False, True, True):
        count_on(code="t", stopped=stopped)
    (run,) = runs()
    assert (run.done, run.total, run.stopped, run.state) == (2, 2, 1, JobState.RUNNING)
    end_run(code="t", state=JobState.DONE, at=world.later(minutes=1))
    assert runs()[0].state == JobState.DONE


def test_run_taken_up_again_keeps_its_start(world: World) -> None:
    begun = world.at
    start_run(code="t", title="测试任务", total=5, done=0, at=begun)
    start_run(code="t", title="测试任务", total=5, done=3, at=world.later(hours=1))
    (run,) = runs()
    assert (run.started_at, run.done) == (begun, 3)
