"""Saved lists on the pages: narrow, name, open again, take away."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from support.browser import Browser
from support.stream import to_authorising, to_intent
from support.world import World

pytestmark = pytest.mark.django_db(databases=["default", "aside"])
KEY = re.compile(r'name="idempotency_key" value="([^"]+)"')


def test_list_is_named_opened_and_taken_away(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    to_intent(world)
    shown = to_authorising(world)
    browser = browser_as("shouli")
    page = browser.get("/w/cases/?state=AUTHORISING&q=测试").content.decode()
    given = {
        "idempotency_key": KEY.findall(page)[-1],
        "page": "CASES",
        "name": "等签授权",
        "is_shared": "on",
        "state": "AUTHORISING",
    }
    answer = browser.post("/w/lists/", given)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/w/cases/?state=AUTHORISING"
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "已存为常用：等签授权" in page
    assert 'href="/w/cases/?state=AUTHORISING" aria-current="page">等签授权' in page
    assert shown.number in page
    colleague = browser_as("shenhe").get("/w/cases/").content.decode()
    assert "等签授权" in colleague
    assert "删去<" not in colleague
    code = re.findall(r'name="code" value="([0-9a-f]{12})"', page)[0]
    assert browser_as("shenhe").post("/w/lists/remove/", {"code": code}).status_code == 404
    removed = browser.post("/w/lists/remove/", {"code": code})
    assert removed.headers["Location"] == "/w/cases/"
    assert "已删去常用清单：等签授权" in browser.get("/w/cases/").content.decode()
    assert "等签授权</a>" not in browser.get("/w/cases/").content.decode()


def test_refusal_says_what_to_do(world: World, browser_as: Callable[..., Browser]) -> None:
    to_intent(world)
    browser = browser_as("shouli")
    page = browser.get("/w/?stage=intent").content.decode()
    key = KEY.findall(page)[-1]
    nothing = {"idempotency_key": key, "page": "TASKS", "name": "空的"}
    answer = browser.post("/w/lists/", nothing)
    assert answer.status_code == 422
    assert "先按环节或所在地筛选" in answer.content.decode()
    assert browser.post("/w/lists/", {**nothing, "page": "OTHER"}).status_code == 422
