"""Cases change hands at a real browser: from a list, by keys and clicks that are counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jiuzhu.casework.cases.models import CaseAssignment
from jiuzhu.infra.models import JobRun
from support.browser import Browser, as_owner, sign_in
from support.screen import Screen, off_the_loop
from support.stream import to_intent
from support.world import World

pytestmark = pytest.mark.browser
Opens = Callable[[Browser], Screen]


def test_one_case_goes_to_a_colleague_in_four_actions(world: World, screen_of: Opens) -> None:
    case, colleague = to_intent(world), world.officer("hedui")
    screen = screen_of(sign_in(world, "shouli"))
    screen.open("/w/")
    screen.press("j")
    screen.press("x")
    screen.click("form[data-bulk] button[formaction='/w/assign/']")
    screen.page.locator("[name=officer]").select_option(str(colleague.pk))
    assert screen.too_wide() == []
    screen.click("main form button[data-primary]")
    assert screen.actions <= 4
    assert f"已分派给{colleague.name}" in screen.words
    with off_the_loop(), as_owner():
        (row,) = CaseAssignment.objects.filter(case=case)
        assert row.officer_id == colleague.pk


def test_all_of_a_list_is_handed_to_a_job_that_is_followed(world: World, screen_of: Opens) -> None:
    for _ in range(3):
        to_intent(world)
    colleague = world.officer("hedui")
    screen = screen_of(sign_in(world, "shouli"))
    screen.open("/w/")
    screen.click("[data-check-all]")
    screen.click("form[data-bulk] button[formaction='/w/assign/']")
    assert "将要分派 3 件" in screen.words
    screen.page.locator("[name=officer]").select_option(str(colleague.pk))
    screen.click("main form button[data-primary]")
    assert screen.actions <= 3
    assert "批量分派" in screen.words
    assert "已办 0 / 共 3" in screen.words
    assert screen.too_wide() == []
    screen.open("/w/jobs/")
    assert "批量分派" in screen.words
    assert screen.page.locator("a[href='?to=xlsx'], a[href*='to=xlsx']").count() == 1
    assert screen.foreign == []
    with off_the_loop(), as_owner():
        assert JobRun.objects.get().total == 3
