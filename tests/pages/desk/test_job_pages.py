"""The pages of long jobs and notices, as their owner and as a colleague."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now

from jiuzhu.infra.enums import RowOutcome
from jiuzhu.infra.job_results import keep_result
from jiuzhu.infra.job_runs import finish_run, note_row, open_run, take_run, tick
from jiuzhu.infra.models import AccessEvent, JobRun
from jiuzhu.infra.scope import apply_scope
from jiuzhu.registers.accounts.enums import NoticeKind
from jiuzhu.registers.accounts.models import Notice, User
from jiuzhu.registers.accounts.services.notify_account import notify_account
from support.browser import Browser
from support.world import COUNTY, World

pytestmark = pytest.mark.django_db


def actor_of(world: World, seat: str) -> Any:
    user = User.objects.get(officer=world.officer(seat))
    actor = replace(world.actor(seat), user_id=user.pk)
    apply_scope(actor)
    return actor


def opened(world: World, seat: str = "shouli", total: int = 3) -> JobRun:
    run = open_run(
        kind="t",
        title="批量测试",
        actor=actor_of(world, seat),
        order={},
        total=total,
        at=world.at,
        reason="月底核对",
    )
    taken = take_run(code=run.code)
    assert taken is not None
    return taken


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:3000]
    return str(answer.content.decode())


def test_a_running_job_is_followed_with_and_without_a_script(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    browser = browser_as("shouli")
    run = opened(world)
    tick(run)
    shown = text(browser.get(f"/w/jobs/{run.code}/"))
    assert "已办 1 / 共 3" in shown
    assert "用途：月底核对" in shown
    assert 'hx-trigger="every 2s"' in shown
    assert f'href="/w/jobs/{run.code}/"' in shown  # the way without a script
    part = text(browser.get(f"/w/jobs/{run.code}/", headers={"HX-Request": "true"}))
    assert part.lstrip().startswith('<div id="progress"')
    assert "批量测试" in text(browser.get("/w/jobs/"))


def test_errors_are_grouped_and_listed_and_the_file_is_the_owners(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    browser, colleague = browser_as("shouli"), browser_as("shenhe")
    run = opened(world, total=60)
    for number in range(55):
        cause, sentence = ("a", "没有权限") if number else ("b", "已由他人办理")
        note_row(
            run,
            key=str(number),
            outcome=RowOutcome.FAILED,
            at=world.at,
            label=f"第{number}行",
            cause=cause,
            sentence=sentence,
        )
        tick(run)
    keep_result(run, content=b"xlsx", name="结果.xlsx", at=world.at)
    finish_run(run, at=world.at, sentence="办好5行，55行没有办成。")
    shown = text(browser.get(f"/w/jobs/{run.code}/"))
    assert "54 行：没有权限" in shown
    assert "1 行：已由他人办理" in shown
    assert "hx-trigger" not in shown
    assert "第49行" in shown
    assert "第50行" not in shown
    after = shown.split("after=")[1].split('"')[0]
    assert "第54行" in text(browser.get(f"/w/jobs/{run.code}/?after={after}"))
    assert text(browser.get(f"/w/jobs/{run.code}/?after=x"), 422)
    assert browser.get(f"/w/jobs/{run.code}/file/").content == b"xlsx"
    world.as_("jianguan", COUNTY)
    kept = AccessEvent.objects.filter(kind="EXPORT").latest("pk")
    assert ("结果.xlsx" in kept.query, kept.purpose) == (True, "月底核对")
    for path in ("", "file/"):
        assert text(colleague.get(f"/w/jobs/{run.code}/{path}"), 404)
    for act in ("cancel", "resume"):
        assert text(colleague.post(f"/w/jobs/{run.code}/{act}/"), 404)
    world.later(days=4)
    assert "已经删除" in text(browser.get(f"/w/jobs/{run.code}/"))
    assert text(browser.get(f"/w/jobs/{run.code}/file/"), 422)


def test_a_job_is_cancelled_and_taken_up_again(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    browser = browser_as("shouli")
    run = opened(world)
    assert "已要求取消" in text(browser.post(f"/w/jobs/{run.code}/cancel/", follow=True))
    actor_of(world, "shouli")
    finish_run(run, at=world.at)
    shown = text(browser.get(f"/w/jobs/{run.code}/"))
    assert "已取消" in shown
    assert "/resume/" in shown
    assert "/cancel/" not in shown
    assert "已接着办理" in text(browser.post(f"/w/jobs/{run.code}/resume/", follow=True))
    assert text(browser.post(f"/w/jobs/{run.code}/resume/"), 422)


def test_a_job_whose_process_died_says_so(world: World, browser_as: Callable[..., Browser]) -> None:
    browser = browser_as("shouli")
    run = opened(world)
    JobRun.objects.filter(pk=run.pk).update(beat_at=Now() - timedelta(minutes=2))
    shown = text(browser.get(f"/w/jobs/{run.code}/"))
    assert "办理中断" in shown
    assert "/resume/" in shown


def test_the_bell_counts_and_each_notice_leads_to_its_row(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    browser, colleague = browser_as("shouli"), browser_as("shenhe")
    account = actor_of(world, "shouli").user_id
    for number in range(22):
        notify_account(
            account=account,
            kind=NoticeKind.MENTION,
            text=f"第{number}条",
            url="/w/flow/",
            at=world.at,
        )
    bell = 'href="/w/notices/">提醒&nbsp;<span class="count">22</span>'
    flow = text(browser.get("/w/flow/"))
    assert bell in flow, flow[flow.find("/w/notices/") - 20 :][:120]
    shown = text(browser.get("/w/notices/"))
    assert "第21条" in shown
    assert "第1条" not in shown
    older = shown.split("before=")[1].split('"')[0]
    assert "第1条" in text(browser.get(f"/w/notices/?before={older}"))
    assert text(browser.get("/w/notices/?before=x"), 422)
    actor_of(world, "shouli")
    newest = Notice.objects.latest("pk").pk
    assert browser.get(f"/w/notices/{newest}/").headers["Location"] == "/w/flow/"
    assert 'class="count">21<' in text(browser.get("/w/notices/"))
    assert text(colleague.get(f"/w/notices/{newest}/"), 404)
    silent = {"ring": [kind for kind in NoticeKind.values if kind != "MENTION"]}
    assert "已保存" in text(browser.post("/w/notices/mute/", silent, follow=True))
    assert 'class="count"' not in text(browser.get("/w/flow/"))
    assert text(browser.post("/w/notices/mute/", {"ring": "NOSUCH"}), 422)
    assert "21 条" in text(browser.post("/w/notices/read/", follow=True))
