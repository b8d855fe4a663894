"""The real platform and Debian's browser for the tests of whole streams."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections
from playwright.sync_api import sync_playwright

from browser.desks import Desks
from browser.families import EVERYBODY
from browser.platform_up import PlatformUp
from support.browser import Browser
from support.screen import Screen

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--lang=zh-CN",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
MISSING = "chromium is not installed: apt-get install chromium"


def chromium() -> Path:
    """Return Debian's browser; without it skip by its name, or fail where nothing may lack."""
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return CHROMIUM


@pytest.fixture(scope="session")
def platform() -> Iterator[PlatformUp]:
    """Start the real platform once, with its offices and what the departments know."""
    chromium()
    started = PlatformUp()
    try:
        started.start()
        started.write_truth(line for family in EVERYBODY for line in family.truth())
        yield started
    finally:
        started.stop()


@pytest.fixture
def _one_connection(db: None, settings: Any) -> Iterator[None]:
    """Answer the browser on the test's own connection."""
    settings.MFA_TOTP_TOLERANCE = 1
    cache.clear()
    aside = connections["aside"]
    connections["aside"] = connections["default"]
    yield
    connections["aside"] = aside


@pytest.fixture
def screen_of(_one_connection: None) -> Iterator[Callable[..., Screen]]:
    """Open Chromium for an officer, once the cases are there."""
    with ExitStack() as stack:

        def open_screen(signed_in: Browser) -> Screen:
            playwright = stack.enter_context(sync_playwright())
            browser = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
            stack.callback(browser.close)
            return Screen(browser.new_page(viewport={"width": 1366, "height": 768}), signed_in)

        yield open_screen


@pytest.fixture(scope="module")
def desks(platform: PlatformUp) -> Iterator[Desks]:
    """Seat the officers, each in a browser context of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        yield Desks(browser, platform)
        browser.close()
