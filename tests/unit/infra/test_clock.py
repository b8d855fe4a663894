"""The clock of demo and test: moved to a moment it never shows an earlier one."""

from __future__ import annotations

from datetime import timedelta
from time import sleep

import pytest

from jiuzhu.infra import clock
from support.browser import Browser, as_owner
from support.world import World


@pytest.mark.parametrize("fraction", range(0, 1_000_000, 90_000))
def test_the_moved_clock_never_shows_an_earlier_moment(world: World, fraction: int) -> None:
    """Else a form that proposes "now" is refused: its minute would lie after the next request's."""
    moment = world.at + timedelta(microseconds=fraction)
    with as_owner():
        clock.move_to(moment)
        shown = clock.now()
    assert moment <= shown < moment + timedelta(seconds=5)


def test_pages_of_one_moment_follow_each_other(world: World) -> None:
    """Else what a page wrote lies in the future of the next one, and it does not show it."""
    browser, moments = Browser(world), []
    for _ in range(6):
        browser.get("/accounts/login/")
        with as_owner():
            moments.append(clock.now())
        sleep(0.25)
    assert moments == sorted(moments)
