"""T3: an emergency registered, relieved and the receipt opened, counted at a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from browser.test_ui_catalogue import MAIN_CONTROLS, RULES, SMALLER_THAN
from jiuzhu.casework.relief.models import UrgentRelief
from support.browser import Browser, as_owner, sign_in
from support.screen import Screen, off_the_loop
from support.world import World

pytestmark = pytest.mark.browser
Opens = Callable[[Browser], Screen]
MOST = 6


def shown_fields(screen: Screen) -> int:
    """Count the fields that stand open; those of one choice are one field."""
    return screen.page.evaluate(
        "new Set([...document.querySelectorAll('main form input, main form select')]"
        ".filter(e => e.type !== 'hidden' && e.checkVisibility()).map(e => e.name)).size"
    )


def test_at_the_desk_in_six_actions_and_nine_fields(world: World, screen_of: Opens) -> None:
    village = world.village.organplace_set.get().region.code
    screen = screen_of(sign_in(world, "shouli"))
    screen.open("/w/")
    screen.click("main a[href='/w/urgent/new/']")
    assert shown_fields(screen) <= 9
    assert screen.too_wide() == []
    page = screen.page
    page.locator("[name=village]").select_option(village)
    screen.click("[name=cause][value=FIRE]")
    page.locator("[name=happened]").fill("灶间起火，没有地方住")
    page.locator("[name=name]").fill("测试火")
    screen.click("[name=form][value=ADVANCE]")
    page.locator("[name=amount]").fill("800")
    page.locator("[name=learned_at]").fill("2020-09-01 08:30")
    screen.click("main form button[data-primary]")
    screen.says("还缺")
    assert screen.too_wide() == []
    checked = Axe().run(page, options={"runOnly": RULES})
    assert checked.violations_count == 0, checked.generate_report()
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate(SMALLER_THAN, [MAIN_CONTROLS, 44]) == []
    receipt = page.locator("main a[href$='.pdf']").first.get_attribute("href")
    assert receipt is not None
    assert screen.actions + 1 <= MOST  # and the click that opens the receipt
    with off_the_loop(), as_owner():
        assert UrgentRelief.objects.get().amount_fen == 80_000


def test_on_the_phone_in_six_taps_and_six_fields(world: World, screen_of: Opens) -> None:
    screen = screen_of(sign_in(world, "xieli", world.village.code))
    screen.page.set_viewport_size({"width": 360, "height": 800})
    screen.open("/v/")
    screen.click("main a[href='/v/urgent/']")
    assert shown_fields(screen) <= 6
    screen.click("[name=cause][value=FIRE]")
    screen.page.locator("[name=happened]").fill("灶间起火")
    screen.page.locator("[name=name]").fill("测试火")
    screen.click("[name=form][value=NOT_YET]")
    screen.click("main form button[data-primary]")
    screen.says("急难已登记")
    assert screen.actions <= MOST
    assert screen.too_wide() == []
