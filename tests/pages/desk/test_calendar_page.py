"""The administrator loads a year of holidays after seeing what it moves."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jiuzhu.casework.cases.models import CaseClock
from jiuzhu.registers.law.models import CalendarVersion
from support.browser import Browser, as_owner
from support.stream import to_accepted
from support.world import COUNTY, World

pytestmark = pytest.mark.django_db
HERE = "/w/calendar/"
TYPED = {
    "year": "2020",
    "document": "国办发明电〔2020〕样例",
    "text": "2020-09-14..2020-09-16 休 临时调休",
}


def sent(browser: Browser, step: str, **change: object) -> object:
    key = re.search(r'name="idempotency_key" value="([^"]+)"', browser.get(HERE).content.decode())
    assert key is not None
    return browser.post(HERE, {**TYPED, "idempotency_key": key[1], "step": step, **change})


def test_the_preview_names_townships_and_no_case_and_stores_nothing(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_accepted(world)
    before = CaseClock.objects.get(case=case, kind="acceptance_decision")
    name = case.applicant.name
    page = sent(browser_as("guanli", COUNTY), "preview").content.decode()
    assert "会变的期限共 1 个" in page
    assert "祝阳镇" in page
    assert before.due_on.isoformat() in page
    assert case.number not in page
    assert name not in page
    assert 'value="load"' in page
    assert CalendarVersion.objects.count() == 1


def test_the_second_press_loads_it_once(world: World, browser_as: Callable[..., Browser]) -> None:
    browser = browser_as("guanli", COUNTY)
    answer = sent(browser, "load")
    assert answer.status_code == 302
    assert "cn-2026.2" in browser.get(HERE).content.decode()
    again = sent(browser, "load")
    assert again.status_code == 422
    assert "完全相同" in again.content.decode()


def test_a_file_is_read_into_the_field(world: World, browser_as: Callable[..., Browser]) -> None:
    for content in (TYPED["text"].encode(), TYPED["text"].encode("gb18030")):
        file = SimpleUploadedFile("2020.txt", content)
        page = sent(browser_as("guanli", COUNTY), "preview", text="", file=file).content.decode()
        assert "临时调休" in page
        assert 'value="load"' in page


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"text": "2020-02-30 休"}, "第1行没有这一天"),
        ({"text": ""}, "没有读到任何一天"),
        ({"year": "二零"}, "四位数字"),
        ({"year": "2029", "text": "2029-01-01 休"}, "请先载入中间缺少的年份"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    world: World, browser_as: Callable[..., Browser], change: dict[str, str], named: str
) -> None:
    answer = sent(browser_as("guanli", COUNTY), "preview", **change)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert named in page
    assert TYPED["document"] in page


def test_nobody_else_opens_it(world: World, browser_as: Callable[..., Browser]) -> None:
    for seat in ("shouli", "shenpi"):
        assert browser_as(seat).get(HERE).status_code == 403


def test_the_flow_page_shows_versions_limits_and_the_conflict(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    browser = browser_as("shouli")
    seed = browser.get("/w/flow/").content.decode()
    assert "与上位规定不一致" in seed
    assert "649号" in seed
    now = browser.get("/w/flow/?procedure=TA-NOW").content.decode()
    assert "与上位规定不一致" not in now
    assert "依据未经核实" in now
    assert "10个工作日" in now
    old = browser.get("/w/flow/?procedure=N-2012").content.decode()
    assert "只用于查看过去的案卷" in old
    with as_owner():
        assert browser.get("/w/flow.svg?procedure=T-2026").status_code == 200
