"""Pages: Django's client as signed-in officers, on one connection that is the web role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections

from support.browser import Browser, sign_in
from support.world import ZHUYANG, World


@pytest.fixture(autouse=True)
def _one_connection(db: None, settings: Any) -> Iterator[None]:
    """Let the second alias write on the test's own connection, so that a test sees and undoes it.

    A code that was read just before the half minute ended is taken, however slow the machine is.
    """
    settings.MFA_TOTP_TOLERANCE = 1
    cache.clear()
    aside = connections["aside"]
    connections["aside"] = connections["default"]
    yield
    connections["aside"] = aside


@pytest.fixture
def browser_as(world: World) -> Callable[..., Browser]:
    """Return a browser of the officer of a seat; the same officer signs in once per test."""
    known: dict[tuple[str, str], Browser] = {}

    def open_browser(seat: str, organ: str = ZHUYANG) -> Browser:
        if (seat, organ) not in known:
            known[seat, organ] = sign_in(world, seat, organ)
        return known[seat, organ]

    return open_browser
