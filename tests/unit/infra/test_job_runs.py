"""A long job shows how far it is, also when several processes count."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now

from jiuzhu.infra.enums import JobState, RowOutcome
from jiuzhu.infra.job_results import forget_results, keep_result, result_of
from jiuzhu.infra.job_runs import (
    WORK,
    Pace,
    RunLost,
    cancel_run,
    count_on,
    end_run,
    fail_run,
    finish_run,
    is_cancelled,
    is_silent,
    note_row,
    open_run,
    order_of,
    pace_of,
    resume_run,
    rows_done,
    runs,
    set_total,
    start_run,
    take_run,
    tick,
)
from jiuzhu.infra.models import JobRun
from jiuzhu.kernel.errors import Forbidden, NotVisible, Refused
from support.accounts import with_account
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


def opened(world: World, total: int = 3) -> JobRun:
    """Open a run of the window officer and take it up."""
    actor = with_account(world, "shouli")
    code = open_run(
        kind="t", title="测试任务", actor=actor, order={"a": 1}, total=total, at=world.at
    ).code
    run = take_run(code=code)
    assert run is not None
    return run


def silence(run: JobRun, seconds: int = 60) -> None:
    """Let the last sign of a run lie some time back."""
    JobRun.objects.filter(pk=run.pk).update(beat_at=Now() - timedelta(seconds=seconds))


def done(run: JobRun, key: str, world: World) -> None:
    note_row(run, key=key, outcome=RowOutcome.DONE, at=world.at)
    tick(run)


def test_a_run_is_queued_and_taken_up_by_one_only(world: World) -> None:
    run = opened(world)
    assert (run.state, run.attempts, order_of(run)) == (JobState.RUNNING, 1, {"a": 1})
    assert take_run(code=run.code) is None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args ->> 'code' FROM procrastinate_jobs WHERE task_name = %s", [WORK]
        )
        assert cursor.fetchall() == [(run.code,)]


def test_rows_that_are_done_are_not_done_again(world: World) -> None:
    run = opened(world)
    done(run, "1", world)
    note_row(run, key="2", outcome=RowOutcome.FAILED, at=world.at, cause="c", sentence="说明")
    tick(run)
    silence(run)
    again = take_run(code=run.code)
    assert again is not None
    assert (again.done, again.stopped, rows_done(again)) == (1, 0, {"1"})
    done(again, "2", world)
    done(again, "3", world)
    assert finish_run(again, at=world.at) == JobState.DONE
    assert rows_done(again) == {"1", "2", "3"}
    assert take_run(code=run.code) is None


def test_a_process_that_was_given_up_writes_nothing_more(world: World) -> None:
    lost = opened(world)
    silence(lost)
    assert take_run(code=lost.code) is not None
    for late in (
        lambda: tick(lost),
        lambda: set_total(lost, 9),
        lambda: finish_run(lost, at=world.at),
        lambda: fail_run(lost, at=world.at, sentence="晚了"),
    ):
        with pytest.raises(RunLost):
            late()


def test_a_slow_process_that_speaks_again_goes_on(world: World) -> None:
    run = opened(world)
    silence(run)
    JobRun.objects.filter(pk=run.pk).update(state=JobState.STALLED)
    tick(run)
    run.refresh_from_db()
    assert (run.state, run.done) == (JobState.RUNNING, 1)


def test_more_rows_than_were_counted_move_the_total(world: World) -> None:
    run = opened(world, total=0)
    set_total(run, 2)
    tick(run, 5)
    run.refresh_from_db()
    assert (run.done, run.total) == (5, 5)


def test_a_cancelled_run_stops_between_two_rows(world: World) -> None:
    run = opened(world)
    actor = with_account(world, "shouli")
    assert not is_cancelled(run)
    cancel_run(code=run.code, actor=actor, at=world.at)
    assert is_cancelled(run)
    done(run, "1", world)
    assert finish_run(run, at=world.at) == JobState.CANCELLED
    with pytest.raises(Refused, match="已经结束"):
        cancel_run(code=run.code, actor=actor, at=world.at)
    resume_run(code=run.code, actor=actor)
    again = take_run(code=run.code)
    assert again is not None
    assert not is_cancelled(again)


def test_what_nobody_works_on_is_cancelled_at_once(world: World) -> None:
    run = opened(world)
    silence(run)
    assert is_silent(run)
    assert cancel_run(code=run.code, actor=with_account(world, "shouli"), at=world.at).state == (
        JobState.CANCELLED
    )
    with pytest.raises(RunLost):
        tick(run)


def test_a_run_that_goes_on_is_not_resumed(world: World) -> None:
    run = opened(world)
    with pytest.raises(Refused, match="不需要继续"):
        resume_run(code=run.code, actor=with_account(world, "shouli"))
    silence(run)
    assert resume_run(code=run.code, actor=with_account(world, "shouli")).code == run.code


def test_a_colleague_neither_sees_nor_stops_it(world: World) -> None:
    run = opened(world)
    start_run(code="t", title="系统任务", total=1, done=0, at=world.at)
    colleague = with_account(world, "shenhe")
    assert [one.code for one in runs()] == ["t"]
    for act in (
        lambda: cancel_run(code=run.code, actor=colleague, at=world.at),
        lambda: resume_run(code=run.code, actor=colleague),
        lambda: result_of(code=run.code, actor=colleague, at=world.at),
        lambda: cancel_run(code="t", actor=colleague, at=world.at),
    ):
        with pytest.raises(NotVisible):
            act()


def test_who_has_no_account_starts_nothing(world: World) -> None:
    with pytest.raises(Forbidden, match="在岗工作人员"):
        open_run(kind="t", title="测试", actor=world.as_("shouli"), order={}, total=1, at=world.at)


def test_pace_is_told_from_moments(world: World) -> None:
    run = opened(world, total=90)
    assert pace_of(run) == Pace(per_minute=None, seconds_left=None)
    run.done, run.begun_at, run.beat_at = 30, world.at, world.at + timedelta(seconds=20)
    assert pace_of(run) == Pace(per_minute=90, seconds_left=40)
    run.done_before = 20
    assert pace_of(run) == Pace(per_minute=30, seconds_left=120)
    run.state = JobState.DONE
    assert pace_of(run).seconds_left is None


def test_a_result_is_encrypted_and_expires(world: World, settings: Any) -> None:
    run = opened(world)
    actor = with_account(world, "shouli")
    with pytest.raises(Refused, match="没有可下载"):
        result_of(code=run.code, actor=actor, at=world.at)
    keep_result(run, content="甲乙".encode(), name="旧.xlsx", at=world.at)
    keep_result(run, content="丙丁".encode(), name="清/单.xlsx", at=world.at)
    (file,) = Path(settings.JIUZHU_FILES_DIR).with_name("results").iterdir()
    assert "丙丁".encode() not in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    got = result_of(code=run.code, actor=actor, at=world.at)
    assert (got.name, got.content.decode()) == ("单.xlsx", "丙丁")
    late = world.later(days=3)
    with pytest.raises(Refused, match="已过保留期"):
        result_of(code=run.code, actor=actor, at=late)
    assert forget_results(at=late) == 1
    assert not file.exists()
    assert forget_results(at=late) == 0
