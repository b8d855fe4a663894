"""Take-over by workbook: template, errors handed back, preview, then one result a household."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.decisions.models import Decision
from jiuzhu.infra import clock
from jiuzhu.infra.models import JobRun
from jiuzhu.interfaces.jobs.registry import WORKS
from jiuzhu.interfaces.jobs.runs import work_run
from support.accounts import with_account
from support.browser import Browser, as_owner, hidden_values
from support.legacy import HEADS, a_member, a_number, a_row
from support.workbooks import a_book, sheet_of
from support.world import OTHER_TOWNSHIP, World

pytestmark = pytest.mark.django_db
PATH = "/w/imports/legacy/"


@contextmanager
def at_work(world: World) -> Iterator[None]:
    """Be the worker at the world's moment."""
    with as_owner():
        clock.move_to(world.at)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE jiuzhu_worker")
        yield


def sent(browser: Browser, rows: list[list[object]] | bytes, name: str = "名单.xlsx") -> Any:
    content = rows if isinstance(rows, bytes) else a_book(rows)
    values = {"source_system": "旧低保系统", "first_month": "2020-10"}
    return browser.submit(PATH, {**values, "file": SimpleUploadedFile(name, content)})


def here(world: World, source: str, **changes: object) -> list[object]:
    return a_row(source, village=world.village.code, **changes)


def confirmed(browser: Browser, preview: Any) -> str:
    """Confirm what the preview shows, and return the code of the job."""
    done = browser.post(PATH, hidden_values(preview))
    assert done.status_code == 302, done.content.decode()[:3000]
    return str(done.headers["Location"]).split("/")[3]


def work(world: World, code: str) -> JobRun:
    with at_work(world):
        work_run(code, WORKS)
    with_account(world, "shenpi")
    return JobRun.objects.get(code=code)


def test_the_template_has_text_cells_choices_and_its_own_villages(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    import zipfile
    from io import BytesIO

    browser = browser_as("shenpi")
    content = browser.get(f"{PATH}template.xlsx").content
    head, *_ = sheet_of(content, 1)
    assert [label.rstrip("*") for label in head] == HEADS
    assert any(world.village.code in cell for row in sheet_of(content, 2) for cell in row)
    with zipfile.ZipFile(BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count('type="list"') == 4
    assert 'state="frozen"' in sheet


def test_errors_come_back_in_the_same_file_and_nothing_is_written(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    browser = browser_as("shenpi")
    rows = [
        ["旧低保系统名单"],
        HEADS,
        here(world, "1"),
        here(world, "2", identity=3.70911196505201e17),
        here(world, "3", category="乡村", identity=3.70911196505202e17),
    ]
    answer = sent(browser, rows)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "有3处需要更正" in text
    assert "2处：证件号码" in text
    link = re.search(r'href="(/w/imports/legacy/returned/[^"]+)"', text)
    assert link is not None
    returned = sheet_of(browser.get(link[1]).content, 1)
    assert returned[0][1] == "旧低保系统名单"
    assert returned[1][:2] == ["错误说明", HEADS[0]]
    assert returned[2][0] == ""
    assert "文本" in returned[3][0]
    assert "类别：" in returned[4][0]
    assert browser_as("xianshenpi", "370911").get(link[1]).status_code == 422
    with_account(world, "shenpi")
    assert (Case.objects.count(), JobRun.objects.count()) == (0, 0)
    fixed = [list(map(str, row)) for row in returned]
    for row in fixed[3:]:
        row[3], row[7] = a_number(), "农村"
    assert "没有错误" in sent(browser, fixed).content.decode()  # type: ignore[arg-type]


def test_a_clean_file_is_previewed_confirmed_and_taken_over_once(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    browser = browser_as("shenpi")
    first = [HEADS, here(world, "A1"), a_member("A1"), here(world, "A2", holes="授权书")]
    preview = sent(browser, first)
    text = preview.content.decode()
    assert preview.status_code == 200
    for words in ("户数：2", "人数：3", "新转入：2", "确认转入2户"):
        assert words in text, words
    with_account(world, "shenpi")
    assert Case.objects.count() == 0
    code = confirmed(browser, preview)
    again = browser.post(PATH, hidden_values(preview))
    assert again.headers["Location"] == f"/w/jobs/{code}/"  # a double click starts one job
    run = work(world, code)
    assert (run.state, run.done, run.sentence) == ("DONE", 2, "共2户，办成2户，没有办成0户。")
    assert set(Case.objects.values_list("state", "is_legacy")) == {("IN_PAYMENT", True)}
    assert Decision.objects.filter(kind="TAKE_OVER", amount_fen=47_550).count() == 2
    results = sheet_of(browser.get(f"/w/jobs/{code}/file/").content, 1)
    assert [row[0] for row in results] == ["转入结果", "已办", "已办"]
    conflict = here(world, "B1", identity=first[1][2])
    second = sent(browser, [*first, [*conflict[:2], a_number(), *conflict[3:]]])
    text = second.content.decode()
    for words in ("已转入过，跳过：2", "新转入：1", "有冲突，不转入：0"):
        assert words in text, words
    third = sent(browser, [HEADS, conflict]).content.decode()
    assert "有冲突，不转入：1" in third
    assert "确认转入" not in third


def test_one_refused_household_does_not_stop_the_others(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    browser = browser_as("shenpi")
    same = a_number()
    rows = [HEADS, here(world, "1"), here(world, "2", identity=same)]
    code = confirmed(browser, sent(browser, rows))
    other = confirmed(browser, sent(browser, [HEADS, here(world, "X", identity=same)]))
    assert work(world, other).stopped == 0
    run = work(world, code)
    assert (run.done, run.stopped) == (2, 1)
    assert "另一件" in browser.get(f"/w/jobs/{code}/").content.decode()
    assert run.rows.get(outcome="FAILED").cause == "member.live_case"
    browser.post(f"/w/jobs/{code}/cancel/")
    assert Case.objects.count() == 2


def test_a_run_taken_up_again_goes_on_where_it_stopped(
    world: World, browser_as: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    from jiuzhu.interfaces.jobs import legacy

    browser = browser_as("shenpi")
    code = confirmed(browser, sent(browser, [HEADS, here(world, "1"), here(world, "2")]))
    real, seen = legacy.take_over_case, []

    def breaks(**given: Any) -> Any:
        seen.append(given["given"].source_number)
        if len(seen) == 2:
            raise RuntimeError
        return real(**given)

    monkeypatch.setattr(legacy, "take_over_case", breaks)
    with pytest.raises(RuntimeError):
        work(world, code)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE jiuzhu_web")
    browser.post(f"/w/jobs/{code}/resume/")
    run = work(world, code)
    assert (run.state, run.done, seen) == ("DONE", 2, ["1", "2", "2"])
    assert Case.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "名单.xlsx", "另存为 .xlsx"),
        ("姓名,证件号码\n甲,1".encode(), "名单.xlsx", "不是 .xlsx"),
        (a_book([["姓名", "电话"], ["甲", "1"]]), "名单.xlsx", "没有找到表头"),
        (a_book([HEADS]), "名单.xlsx", "没有数据"),
        (a_book([HEADS, a_row("1")], merged="A2:A3"), "名单.xlsx", "合并的单元格"),
        (b"", "名单.xlsx", "空"),
    ],
)
def test_bad_files_are_answered_in_place(
    world: World, browser_as: Callable[..., Browser], content: bytes, name: str, words: str
) -> None:
    answer = sent(browser_as("shenpi"), content, name)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_other_posts_and_places_take_nothing_over(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    assert browser_as("shouli").get(PATH).status_code == 403
    elsewhere = sent(browser_as("shenpi", OTHER_TOWNSHIP), [HEADS, here(world, "1")])
    assert "不是您辖区" in elsewhere.content.decode()
