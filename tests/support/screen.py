"""A real Chromium before the pages of a test: its requests are answered by the test's own client.

So a journey starts from cases that the use cases made, and clicks and keys can be counted. What a
person types is not counted; every click and every key or chord is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, Request, Route

from support.browser import Browser

ADDRESS = "http://127.0.0.1"


@contextmanager
def off_the_loop() -> Iterator[None]:
    """Hide the browser's event loop: Django keeps its connections apart where one is running."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(loop)


class Screen:
    """One page of one officer, with the actions counted."""

    def __init__(self, page: Page, browser: Browser) -> None:
        self.page = page
        self.actions = 0
        self._browser = browser
        self.foreign: list[str] = []
        page.route("**/*", self._answer)

    def sits(self, browser: Browser) -> None:
        """Let another officer sit down before the same screen."""
        self._browser = browser

    def open(self, path: str) -> None:
        """Open a page by its address; where a journey starts is no action."""
        self.page.goto(ADDRESS + path)

    def click(self, selector: str) -> None:
        """Click once."""
        self.actions += 1
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state()

    def press(self, key: str) -> None:
        """Press a key or a chord once."""
        self.actions += 1
        self.page.keyboard.press(key)
        self.page.wait_for_load_state()

    def type(self, words: str) -> None:
        """Type where the cursor stands."""
        self.page.keyboard.type(words)

    @property
    def words(self) -> str:
        """Return the text of the page."""
        return self.page.locator("main").inner_text()

    def says(self, words: str) -> None:
        """Wait until the page says something: the answer to a click may still be on its way."""
        self.page.locator("main", has_text=words).wait_for()

    def too_wide(self) -> list[int]:
        """Return the widths at which the page is wider than the screen."""
        found = []
        for width in (360, 683, 1366):
            self.page.set_viewport_size({"width": width, "height": 768})
            if self.page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(width)
        return found

    def _answer(self, route: Route) -> None:
        request = route.request
        if request.url.startswith("chrome"):  # the browser's own reader of PDF
            route.continue_()
            return
        if not request.url.startswith(ADDRESS):
            self.foreign.append(request.url)
            route.abort()
            return
        with off_the_loop():
            status, headers, body = self._ask(request)
        headers.pop("Content-Length", None)
        route.fulfill(status=status, headers=headers, body=body)

    def _ask(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        """Ask the test's client; a page that leads on is followed at once."""
        path = request.url.removeprefix(ADDRESS)
        if request.method == "POST":
            answer: Any = self._browser.generic(
                "POST",
                path,
                request.post_data_buffer or b"",
                content_type=request.headers.get("content-type", ""),
            )
        else:
            answer = self._browser.get(path)
        if answer.status_code in {301, 302}:
            answer = self._browser.get(answer.headers["Location"])
        headers = {name: str(value) for name, value in answer.headers.items()}
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer.status_code, headers, body
