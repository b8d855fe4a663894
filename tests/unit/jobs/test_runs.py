"""Long jobs of people: worked on under their scope, marked when a process died, never stuck."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from procrastinate import App
from procrastinate.testing import InMemoryConnector

from jiuzhu.infra import clock
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.enums import JobState
from jiuzhu.infra.job_runs import LANES, WORK, open_run, take_run, tick
from jiuzhu.infra.models import JobRun
from jiuzhu.infra.scope import apply_scope
from jiuzhu.interfaces.jobs.registry import register
from jiuzhu.interfaces.jobs.runs import MOST_ATTEMPTS, forget_files, watch_runs, work_run
from jiuzhu.interfaces.jobs.scope import working, working_for
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.accounts.models import User
from jiuzhu.registers.accounts.queries import notices_of
from jiuzhu.registers.organs.models import Organ
from support.accounts import with_account
from support.browser import as_owner
from support.world import World

pytestmark = pytest.mark.django_db


@contextmanager
def at_work(world: World) -> Iterator[None]:
    """Be the worker at the world's moment."""
    with as_owner():
        clock.move_to(world.at)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE jiuzhu_worker")
        yield


def opened(world: World, actor: Actor, total: int = 2) -> str:
    run = open_run(kind="t", title="测试任务", actor=actor, order={}, total=total, at=world.at)
    return run.code


def worked(world: World, code: str, work: Callable[[JobRun], str]) -> JobRun:
    """Let the worker do a run, then look at it as its owner."""
    with at_work(world):
        work_run(code, {"t": work})
    apply_scope(with_account(world, "shouli"))
    return JobRun.objects.get(code=code)


def queued() -> int:
    """Return how many jobs of runs wait, and empty the queue."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", [WORK])
        return cursor.rowcount


def test_work_runs_under_the_scope_of_its_owner(world: World) -> None:
    owner = with_account(world, "shouli")
    seen: list[Actor] = []

    def work(run: JobRun) -> str:
        for _ in range(2):
            with working_for(run) as (actor, at):
                seen.append(actor)
                assert abs(at - world.at) < timedelta(minutes=1)
                with connection.cursor() as cursor:
                    cursor.execute("SELECT jiuzhu_is_system(), jiuzhu_organs()")
                    assert cursor.fetchone() == (False, list(owner.organs))
                tick(run)
        return "两行都办完了"

    run = worked(world, opened(world, owner), work)
    assert (run.state, run.done, run.sentence) == (JobState.DONE, 2, "两行都办完了")
    assert seen == [owner, owner]
    (notice,) = notices_of(owner)
    assert (notice.kind, notice.text) == ("JOB_DONE", "测试任务：两行都办完了")
    assert run.code in notice.url


def test_a_refusal_ends_the_run_with_its_sentence(world: World) -> None:
    owner = with_account(world, "shouli")

    def work(run: JobRun) -> str:
        del run
        raise Refused("t.no", "只有 %(n)s 行。", values={"n": 3})

    run = worked(world, opened(world, owner), work)
    assert (run.state, run.sentence) == (JobState.FAILED, "只有 3 行。")
    assert [one.kind for one in notices_of(owner)] == ["JOB_FAILED"]


def test_a_broken_program_says_what_to_do_and_is_not_hushed_up(world: World) -> None:
    owner = with_account(world, "shouli")
    code = opened(world, owner)

    def work(run: JobRun) -> str:
        with working_for(run):
            tick(run)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        worked(world, code, work)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE jiuzhu_web")
    apply_scope(owner)
    run = JobRun.objects.get(code=code)
    assert (run.state, run.done) == (JobState.FAILED, 0)  # the half row is undone
    assert "继续" in run.sentence
    assert code in run.sentence


def test_an_owner_without_a_post_cannot_go_on(world: World) -> None:
    owner = with_account(world, "shouli")
    code = opened(world, owner)
    with as_owner():
        User.objects.filter(pk=owner.user_id).update(is_active=False)

    def work(run: JobRun) -> str:
        with working_for(run):
            pytest.fail("nothing is done for somebody who left")

    with at_work(world):
        work_run(code, {"t": work})
    apply_scope(owner)
    run = JobRun.objects.get(code=code)
    assert (run.state, "岗位" in run.sentence) == (JobState.FAILED, True)


def test_a_run_in_other_hands_is_left_alone(world: World) -> None:
    code = opened(world, with_account(world, "shouli"))
    assert take_run(code=code) is not None
    run = worked(world, code, lambda run: pytest.fail(run.code))
    assert run.state == JobState.RUNNING


def test_work_that_was_overtaken_does_not_end_the_run(world: World) -> None:
    def work(run: JobRun) -> str:
        with working():
            JobRun.objects.filter(pk=run.pk).update(beat_at=Now() - timedelta(minutes=1))
            assert take_run(code=run.code) is not None
        return "晚了"

    owner = with_account(world, "shouli")
    run = worked(world, opened(world, owner), work)
    assert (run.state, run.sentence) == (JobState.RUNNING, "")
    assert notices_of(owner) == ()


def test_the_watch_marks_the_silent_and_queues_them_again(world: World) -> None:
    owner = with_account(world, "shouli")
    code = opened(world, owner)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        apply_scope(owner)
        assert take_run(code=code) is not None
        queued()
        with at_work(world):
            watch_runs(0)
        assert queued() == 0  # it has just been heard
        with at_work(world), working():
            JobRun.objects.filter(code=code).update(beat_at=Now() - timedelta(seconds=59))
            watch_runs(0)
            assert JobRun.objects.get(code=code).state == JobState.STALLED
        assert queued() == (1 if attempt < MOST_ATTEMPTS else 0)
    apply_scope(owner)
    assert [(one.kind, "继续" in one.text) for one in notices_of(owner)] == [("JOB_FAILED", True)]


def test_the_watch_finds_what_waits_without_a_place_in_the_queue(world: World) -> None:
    code = opened(world, with_account(world, "shouli"))
    with at_work(world), working():
        JobRun.objects.filter(code=code).update(beat_at=Now() - timedelta(minutes=1))
        watch_runs(0)
    assert queued() == 1  # its own place, not a second one
    with at_work(world):
        watch_runs(0)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT args, lock FROM procrastinate_jobs WHERE task_name = %s", [WORK])
        ((arguments, lock),) = cursor.fetchall()
    assert json.loads(arguments) == {"code": code}
    assert lock == f"runs-{int(code, 16) % LANES}"


def test_expired_files_are_forgotten_by_the_clock(world: World) -> None:
    with at_work(world):
        forget_files(0)
    app = App(connector=InMemoryConnector())
    register(app)
    crons = {
        name: periodic.cron for (name, _), periodic in app.periodic_registry.periodic_tasks.items()
    }
    assert crons["runs.watch"] == "* * * * * */15"
    assert "runs.forget" in crons
    assert WORK in app.tasks


def test_another_organ_than_the_first_is_kept(world: World) -> None:
    owner = with_account(world, "shouli")
    code = opened(world, owner)
    with as_owner():
        there = Organ.objects.exclude(pk=owner.organ_id).order_by("pk")[0]
        JobRun.objects.filter(code=code).update(organ=there.pk)
    run = worked(world, code, lambda run: str(run.pk))
    assert run.state == JobState.DONE
