"""A long list leaves the house by a job: with a reason, under the owner's scope, for the owner."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from jiuzhu.infra import clock
from jiuzhu.infra.enums import JobState, RowOutcome
from jiuzhu.infra.job_runs import cancel_run, note_row, open_run, take_run, tick
from jiuzhu.infra.models import AccessEvent, JobRun
from jiuzhu.infra.scope import apply_scope
from jiuzhu.interfaces.jobs import exports
from jiuzhu.interfaces.jobs.registry import WORKS
from jiuzhu.interfaces.jobs.runs import work_run
from jiuzhu.interfaces.web.desk import exports as pages
from jiuzhu.interfaces.web.desk.agreement_lists import DIFFERENCES
from jiuzhu.interfaces.web.desk.law_exports import LAW_EXPORTS
from jiuzhu.interfaces.web.desk.relief_table import RELIEFS
from jiuzhu.interfaces.web.desk.reserve import RESERVE
from jiuzhu.interfaces.web.desk.roster_lists import ROSTER_EXPORTS
from jiuzhu.interfaces.web.parts import list_export
from jiuzhu.registers.accounts.enums import NoticeKind
from jiuzhu.registers.accounts.queries import notices_of
from jiuzhu.registers.accounts.services.notify_account import notify_account
from support.accounts import with_account
from support.browser import Browser, as_owner
from support.stream import to_authorising, to_filed, to_in_payment, to_intent
from support.workbooks import read_in_pieces, sheet_of
from support.world import COUNTY, OTHER_TOWNSHIP, World

pytestmark = pytest.mark.django_db


@contextmanager
def at_work(world: World) -> Iterator[None]:
    """Be the worker at the world's moment."""
    with as_owner():
        clock.move_to(world.at)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE jiuzhu_worker")
        yield


def started(browser: Browser, path: str) -> str:
    """Say why, and return the code of the job that begins."""
    sent = browser.submit(path, {"reason": "月底核对名单"})
    assert sent.status_code == 302, sent.content.decode()[:2000]
    return str(sent.headers["Location"]).split("/")[3]


def test_a_long_list_is_written_by_a_job_in_pieces(
    world: World, browser_as: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = {to_intent(world, name=name).number for name in ("测试甲", "测试乙", "测试丙")}
    to_intent(world, township=OTHER_TOWNSHIP)
    to_authorising(world)
    browser, colleague = browser_as("shouli"), browser_as("shenhe")
    monkeypatch.setattr(list_export, "AT_ONCE", 2)
    monkeypatch.setattr(exports, "PIECE", 2)
    led = browser.get("/w/cases/?state=INTENT&to=xlsx").headers["Location"]
    asked = browser.get(led).content.decode()
    assert "共3行" in asked
    assert "环节：" in asked
    assert browser.submit(led, {"reason": ""}).status_code == 422
    code = started(browser, led)
    with at_work(world):
        work_run(code, WORKS)
    assert "已导出3行" in browser.get(f"/w/jobs/{code}/").content.decode()
    taken = browser.get(f"/w/jobs/{code}/file/")
    rows = sheet_of(taken.content, 1)
    head = rows[0].index("案件编号")
    assert {row[head] for row in rows[1:]} == numbers
    assert "月底核对名单" in {cell for row in sheet_of(taken.content, 2) for cell in row}
    assert colleague.get(f"/w/jobs/{code}/file/").status_code == 404
    world.as_("jianguan", COUNTY)
    kept = AccessEvent.objects.filter(kind="EXPORT", route="runs.work").order_by("pk")
    assert [len(one.subjects) for one in kept] == [2, 1]
    assert {one.purpose for one in kept} == {"月底核对名单"}
    owner = with_account(world, "shouli")
    assert [one.kind for one in notices_of(owner)] == ["JOB_DONE"]


def test_the_same_form_sent_twice_starts_one_job(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    browser = browser_as("shouli")
    form = {"reason": "核对", "idempotency_key": str(uuid4())}
    first = browser.post("/w/exports/cases/", form).headers["Location"]
    assert browser.post("/w/exports/cases/", form).headers["Location"] == first
    with_account(world, "shouli")
    assert JobRun.objects.count() == 1


def test_a_cancelled_export_leaves_no_file(
    world: World, browser_as: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        to_intent(world)
    code = started(browser_as("shouli"), "/w/exports/cases/")
    monkeypatch.setattr(exports, "PIECE", 1)
    real = exports.record_export

    def cancelled_meanwhile(*given: Any, **more: Any) -> None:
        cancel_run(code=code, actor=with_account(world, "shouli"), at=world.at)
        real(*given, **more)

    monkeypatch.setattr(exports, "record_export", cancelled_meanwhile)
    with at_work(world):
        work_run(code, WORKS)
    with_account(world, "shouli")
    run = JobRun.objects.get(code=code)
    assert (run.state, run.done, run.result_name) == (JobState.CANCELLED, 1, "")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/w/exports/nosuch/", 404),
        ("/w/exports/payroll/?month=2020-10", 403),
        ("/w/exports/looks/", 403),
        ("/w/exports/cases/?since=gestern", 422),
        ("/w/exports/job-rows/?job=ffff", 404),
    ],
)
def test_nobody_takes_what_the_list_would_not_show(
    world: World, browser_as: Callable[..., Browser], path: str, status: int
) -> None:
    assert browser_as("shouli").get(path).status_code == status


def test_every_long_list_is_read_in_pieces_without_loss(world: World) -> None:
    """Each source: pieces of one row give the same rows as one piece, as many as are counted."""
    for _ in range(2):
        to_filed(world)
    to_in_payment(world)
    actors = {
        "cases": with_account(world, "shouli"),
        "tasks": with_account(world, "shouli"),
        "requests": with_account(world, "hedui"),
        "payroll": with_account(world, "fafang", COUNTY),
        "looks": with_account(world, "jianguan", COUNTY),
        "job-rows": with_account(world, "shouli"),
        "notices": with_account(world, "shouli"),
        "jobs": with_account(world, "shouli"),
    }
    for key in ("1", "2"):
        account = actors["notices"].user_id or 0
        notify_account(
            account=account, kind=NoticeKind.MENTION, text=key, url="/w/", at=world.at, key=key
        )
    apply_scope(actors["job-rows"])
    for title in ("t", "u"):
        run = open_run(
            kind="t", title=title, actor=actors["job-rows"], order={}, total=2, at=world.at
        )
    taken = take_run(code=run.code)
    assert taken is not None
    for key in ("1", "2"):
        note_row(taken, key=key, outcome=RowOutcome.FAILED, at=world.at, sentence="没有办成")
        tick(taken)
    of_the_law = {export.code for export in LAW_EXPORTS}  # with the pages of a change
    of_the_roster = {export.code for export in ROSTER_EXPORTS}  # with the pages of a roster
    elsewhere = {DIFFERENCES.code, RELIEFS.code, RESERVE.code}  # with the pages of these
    apart = of_the_law | of_the_roster | elsewhere
    assert set(pages.EXPORTS) - apart == set(actors)
    for code, actor in actors.items():
        export = pages.EXPORTS[code]
        apply_scope(actor)
        wanted = {"payroll": {"month": "2020-10"}, "job-rows": {"job": run.code}}.get(code, {})
        if code == "payroll" and not _has_payroll(actor):
            continue
        asking = list_export.Asking(actor=actor, at=world.at, wanted=wanted, size=100)
        rows = read_in_pieces(export, asking)
        assert len(rows) >= 2 or code in {"payroll", "looks", "tasks"}, code


def test_notices_and_jobs_are_handed_over_as_they_stand(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    browser, clerk = browser_as("shouli"), with_account(world, "shouli")
    assert "?to=xlsx" not in browser.get("/w/notices/").content.decode()
    notify_account(
        account=clerk.user_id or 0, kind=NoticeKind.MENTION, text="请看", url="/w/", at=world.at
    )
    apply_scope(clerk)
    open_run(kind="t", title="导出名单", actor=clerk, order={}, total=7, at=world.at)
    for path, words in (("/w/notices/", ["同事提到我", "请看"]), ("/w/jobs/", ["导出名单"])):
        assert f"{path}?to=xlsx" in browser.get(path).content.decode()
        rows = sheet_of(browser.get(f"{path}?to=xlsx").content, 1)
        assert any(set(words) <= set(row) for row in rows), rows
    assert "请看" not in str(sheet_of(browser_as("hedui").get("/w/notices/?to=xlsx").content, 1))


def _has_payroll(actor: Any) -> bool:
    from jiuzhu.casework.payments.models import PaymentBatch

    return PaymentBatch.objects.filter(county_id=actor.organ_id).exists()
