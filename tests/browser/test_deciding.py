"""The decision desk and the gallery at a real browser, with every click and key counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jiuzhu.casework.decisions.models import PlannedGrant
from jiuzhu.casework.documents.models import Document
from support.browser import Browser, as_owner, sign_in
from support.pages import state_of
from support.screen import Screen, off_the_loop
from support.stream import to_opinion, to_surveyed, to_verified
from support.world import World

pytestmark = pytest.mark.browser
CLEAN = 23
Opens = Callable[[Browser], Screen]
DESK_ITEM = 'nav.menu a[href="/w/decisions/"]'


def test_t6_twenty_three_clean_cases_in_four_actions(world: World, screen_of: Opens) -> None:
    morning = world.at
    for _ in range(CLEAN):
        world.at = morning
        to_opinion(world)
    screen = screen_of(sign_in(world, "shenpi"))
    screen.open("/w/")
    screen.click(DESK_ITEM)
    assert "未签发" in screen.words
    screen.click("[data-check-all]")
    assert f"确认所选 {CLEAN}" in screen.words
    assert screen.too_wide() == []
    screen.click("[data-count]")
    assert "23,575.00" in screen.words
    screen.click("main form button[data-primary]")
    assert screen.actions <= 4
    assert f"已确认 {CLEAN} 件" in screen.words
    assert screen.too_wide() == []
    assert screen.foreign == []
    with off_the_loop(), as_owner():
        assert PlannedGrant.objects.filter(state="WAITING").count() == CLEAN


def test_t7_a_case_goes_back_with_its_reason_in_three_actions(
    world: World, screen_of: Opens
) -> None:
    case = to_opinion(world)
    screen = screen_of(sign_in(world, "shenpi"))
    screen.open("/w/")
    screen.click(DESK_ITEM)
    screen.press("r")
    screen.type("请补一张入户照片")
    screen.click("details form button.btn-danger")
    assert screen.actions <= 3
    assert "已退回审核人" in screen.words
    with off_the_loop():
        assert state_of(case) == "SURVEY"


def test_rows_of_the_desk_are_walked_by_keys(world: World, screen_of: Opens) -> None:
    to_opinion(world)
    second = to_opinion(world)
    screen = screen_of(sign_in(world, "shenpi"))
    screen.open("/w/decisions/")
    screen.press("j")
    screen.press("j")
    screen.press("Enter")
    screen.page.wait_for_url(f"**case={second.number}")
    shown = screen.page.locator("section.card iframe").get_attribute("src")
    assert second.number in str(shown)


def test_files_of_a_case_are_walked_by_keys(world: World, screen_of: Opens) -> None:
    case = to_surveyed(world)
    screen = screen_of(sign_in(world, "shenhe"))
    screen.open(f"/w/cases/{case.number}/?tab=materials")
    screen.click(".pick-list a")
    first = screen.page.url
    screen.press("ArrowRight")
    screen.page.wait_for_url(lambda url: url != first)
    assert "第 2 份" in screen.words
    screen.press("ArrowLeft")
    screen.page.wait_for_url(first)
    for key, kind in (("r", "turn-1"), ("R", "turn-2"), ("+", "zoom-2")):
        screen.press(key)
        assert kind in str(screen.page.locator(".viewer figure").get_attribute("class"))
    shown = screen.page.locator(".viewer figure iframe, .viewer figure img").first
    assert shown.evaluate("one => getComputedStyle(one).transform") == "matrix(-1, 0, 0, -1, 0, 0)"
    assert screen.too_wide() == []


def test_t5_an_unfit_report_is_explained_by_two_officers_in_five_actions(
    world: World, screen_of: Opens
) -> None:
    case = to_verified(world, has_car=True)
    first, second = sign_in(world, "shouli"), sign_in(world, "diaocha")
    screen = screen_of(first)
    screen.open(f"/w/cases/{case.number}/")
    screen.click(".head [data-primary]")
    screen.click("main form button[data-primary]")
    assert "理由已起草" in screen.words
    screen.sits(second)
    screen.open(f"/w/cases/{case.number}/")
    screen.click(".head [data-primary]")
    assert "机动车" in screen.words
    screen.click("input[name=confirm]")
    screen.click("main form button[data-primary]")
    assert screen.actions <= 5
    assert "告知书" in screen.words
    assert "可以坚持申请" in screen.words
    with off_the_loop(), as_owner():
        assert Document.objects.filter(case=case, kind="W07").count() == 1
