"""The clock of demo and test: moved to a moment it never shows an earlier one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jiuzhu.infra import clock
from support.browser import as_owner
from support.world import World


@pytest.mark.parametrize("fraction", range(0, 1_000_000, 90_000))
def test_the_moved_clock_never_shows_an_earlier_moment(world: World, fraction: int) -> None:
    """Else a form that proposes "now" is refused: its minute would lie after the next request's."""
    moment = world.at + timedelta(microseconds=fraction)
    with as_owner():
        clock.move_to(moment)
        shown = clock.now()
    assert moment <= shown < moment + timedelta(seconds=5)
