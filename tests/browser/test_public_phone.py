"""Pages that anybody opens on a phone: no account, no script, large letters, little weight."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from browser.desks import Desks
from browser.officer import HAND_HELD, PHONE, TWICE_AS_LARGE

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/apply/",
    "/pinggu/",
    "/zc/",
    "/yz/",
    "/gk/",
    "/c/progress/",
    "/c/sign-in/",
    "/help/",
)
MAIN_CONTROLS = (
    "main .btn, .call, .tiles a, main input[type=text], .masthead button, .masthead summary"
)
ELDER_TARGET, ELDER_TEXT = 64, 24
MOST_WEIGHT = 30 * 1024
SMALLER = """([selector, least]) => [...document.querySelectorAll(selector)]
  .filter(el => el.offsetParent !== null).map(el => [el, el.getBoundingClientRect()])
  .filter(([, box]) => box.height < least - 0.5)
  .map(([el, box]) => `${el.outerHTML} ${box.height}`)"""
SMALL_TEXT = """least => [...document.querySelectorAll('main *')].filter(el => el.offsetParent
    && !el.matches('.sr, .sr *')
    && [...el.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
  .map(el => [el.outerHTML.slice(0, 80), parseFloat(getComputedStyle(el).fontSize)])
  .filter(([, size]) => size < least - 0.1)"""


@contextmanager
def phone(desks: Desks, **options: Any) -> Iterator[tuple[BrowserContext, Page]]:
    """Give a phone of nobody in particular."""
    context = desks.browser.new_context(viewport=PHONE, locale="zh-CN", **HAND_HELD, **options)
    try:
        yield context, context.new_page()
    finally:
        context.close()


def test_elder_view_is_large_on_every_page_and_stays(desks: Desks) -> None:
    address = desks.platform.address
    with phone(desks) as (_, page):
        page.goto(f"{address}/")
        page.get_by_role("button", name="长辈版").click()
        for path in PAGES:
            page.goto(f"{address}{path}")
            assert page.evaluate(SMALLER, [MAIN_CONTROLS, ELDER_TARGET]) == [], path
            assert page.evaluate(SMALL_TEXT, ELDER_TEXT) == [], path
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= PHONE["width"], (path, wide)


def test_letters_of_double_size_cut_nothing_off(desks: Desks) -> None:
    with phone(desks) as (_, page):
        for path in PAGES:
            page.goto(f"{desks.platform.address}{path}")
            assert page.evaluate(TWICE_AS_LARGE) == [], path


def test_every_page_is_light(desks: Desks) -> None:
    for path in PAGES:
        with phone(desks) as (_, page):
            bodies: list[bytes] = []
            page.on("response", lambda answer, kept=bodies: kept.append(answer.body()))
            page.goto(f"{desks.platform.address}{path}", wait_until="networkidle")
            weight = sum(len(gzip.compress(body)) for body in bodies)
            assert 0 < weight <= MOST_WEIGHT, (path, weight)


def test_the_self_assessment_works_without_a_script(desks: Desks) -> None:
    with phone(desks, java_script_enabled=False) as (_, page):
        page.goto(f"{desks.platform.address}/")
        page.get_by_role("link", name="自我评估").click()
        page.get_by_label("农村").check()
        for name, value in (("", ""), ("persons", "2"), ("income", "300"), ("savings", "0")):
            if name:
                page.fill(f"[name={name}]", value)
            page.get_by_role("button", name="下一步").click()
        page.get_by_role("button", name="下一步").click()
        page.get_by_role("button", name="看结果").click()
        words = page.locator("main").inner_text()
        assert "可能符合低保条件" in words
        assert "只是参考，不是决定" in words


def test_reading_aloud_is_offered_only_where_there_is_a_voice(desks: Desks) -> None:
    with phone(desks) as (_, page):
        page.goto(f"{desks.platform.address}/zc/")
        assert page.get_by_role("button", name="念给我听").is_visible()
    with phone(desks) as (context, page):
        context.add_init_script("delete globalThis.speechSynthesis")
        page.goto(f"{desks.platform.address}/zc/")
        assert page.get_by_role("button", name="念给我听").count() == 0


def test_help_opens_without_a_script(desks: Desks) -> None:
    with phone(desks, java_script_enabled=False) as (_, page):
        page.goto(f"{desks.platform.address}/c/progress/")
        page.locator(".masthead summary").click()
        assert "填错5次，今天不能再试" in page.locator(".masthead").inner_text()
