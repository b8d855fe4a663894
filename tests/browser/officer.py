"""People at a browser: they sign in as in service, open pages, fill forms, are refused.

Every page that is opened or led to is looked at: nothing wider than the screen, no finding of
axe, no request to a foreign host, no script that failed.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response

from browser.families import Family
from support.pictures import a_photo

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 800}
TIMEOUT = 90_000
PERIOD = 30
NOT_FOUND, FORBIDDEN, ERROR = 404, 403, 400
Inbox = Callable[[], str]
KEPT_OUT = ("Content Security Policy", "Refused to", "Uncaught")


class Looked:
    """What was looked at before: a page of the same shape is not measured twice."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.shapes: set[str] = set()
        self.foreign: list[str] = []
        self.complaints: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        """Write down every request to another host and every script that failed."""
        context.on("request", self._request)
        context.on("console", lambda message: self._complaint(message.text))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:", "about:")):
            self.foreign.append(request.url)

    def _complaint(self, text: str) -> None:
        if any(word in text for word in KEPT_OUT):
            self.complaints.append(text)


class Person:
    """One person with a browser context of its own."""

    def __init__(self, browser: Browser, looked: Looked, *, phone: bool = False) -> None:
        self.looked = looked
        self.screen = PHONE if phone else DESK
        self.context = browser.new_context(viewport=self.screen, locale="zh-CN")
        self.context.set_default_timeout(TIMEOUT)
        looked.watch(self.context)
        self.page: Page = self.context.new_page()

    @property
    def path(self) -> str:
        """Return where the browser stands."""
        return self.page.url.removeprefix(self.looked.address)

    @property
    def words(self) -> str:
        """Return the text of the page."""
        return self.page.locator("main").inner_text()

    def open(self, path: str, status: int = 200) -> Self:
        """Open a page by its address."""
        answer = self._goto(path)
        assert answer.status == status, (path, answer.status, self.page.content()[:3000])
        self.look()
        return self

    def follow(self, words: str) -> Self:
        """Click a link or the button of the next step by its words."""
        link = self.page.locator("main").get_by_role("link", name=words).first
        with self.page.expect_navigation():
            link.click()
        self.look()
        return self

    def fill(self, **values: Any) -> Self:
        """Fill the fields of the form by their names."""
        for name, value in values.items():
            self._set(name, value)
        return self

    def attach(self, name: str, seed: int) -> Self:
        """Attach a photo."""
        photo = {"name": "photo.png", "mimeType": "image/png", "buffer": a_photo(seed)}
        self.page.set_input_files(f"main input[name='{name}']", photo)
        return self

    def send(self) -> Self:
        """Press the one button of the form; the form must be taken."""
        self._press("main form button[data-primary]")
        errors = self.page.locator("#errors")
        assert errors.count() == 0, errors.inner_text()
        self.look()
        return self

    @property
    def told(self) -> str:
        """Return what the platform said about the act before."""
        return " ".join(self.page.locator(".note-ok").all_inner_texts())

    def is_refused(self, path: str) -> None:
        """Try an address that is somebody else's: 403 or 404, with a sentence."""
        answer = self._goto(path)
        assert answer.status in {FORBIDDEN, NOT_FOUND}, (
            self.account["username"],
            path,
            answer.status,
        )
        assert "。" in self.words
        self.look()

    def fetch(self, path: str, kind: str) -> bytes:
        """Fetch a file with the cookies of this browser."""
        answer = self.context.request.get(f"{self.looked.address}{path}")
        assert answer.ok, (path, answer.status, answer.text()[:500])
        assert answer.headers["content-type"].startswith(kind)
        return answer.body()

    def picture(self, folder: str, name: str) -> None:
        """Take a picture for the README where a folder was named."""
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"{name}.png")

    def look(self) -> None:
        """Measure the page where its shape was not measured before."""
        shape = self._shape()
        if shape in self.looked.shapes:
            return
        self.looked.shapes.add(shape)
        found = [problem for width in (DESK, PHONE) for problem in self._measure(width)]
        self.page.set_viewport_size(self.screen)
        assert found == [], (self.path, found)
        assert self.looked.foreign == []
        assert self.looked.complaints == []

    def _measure(self, screen: dict[str, int]) -> Iterator[str]:
        self.page.set_viewport_size(screen)
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > screen["width"]:
            yield f"{wide} wide on a screen of {screen['width']}"
        report = Axe().run(self.page, options={"runOnly": RULES})
        if report.violations_count:
            yield f"at {screen['width']}: {report.generate_report()}"

    def _shape(self) -> str:
        path = re.sub(r"[0-9]{4,}", "N", self.path.partition("?")[0])
        path = re.sub(r"/papers/[^/]+", "/papers/X", path)
        heads = self.page.locator("main h1, main h2, main .btn-primary").all_inner_texts()
        return f"{path} {len(heads)} {[re.sub(r'[0-9]+', 'N', head) for head in heads]}"

    def _goto(self, path: str) -> Response:
        answer = self.page.goto(f"{self.looked.address}{path}")
        assert answer is not None
        return answer

    def _press(self, selector: str) -> None:
        with self.page.expect_navigation():
            self.page.locator(selector).last.click()

    def _set(self, name: str, value: Any) -> None:
        fields = self.page.locator(f"main [name='{name}']")
        kind = fields.first.evaluate("e => e.type")
        if kind in {"radio", "checkbox"}:
            _tick(fields, value)
        elif kind == "select-one":
            fields.first.select_option(
                **value if isinstance(value, dict) else {"value": str(value)}
            )
        else:
            fields.first.fill(str(value))


class Officer(Person):
    """Somebody of the staff, signed in with password and code."""

    def __init__(
        self, browser: Browser, looked: Looked, account: Mapping[str, str], *, phone: bool = False
    ) -> None:
        super().__init__(browser, looked, phone=phone)
        self.open("/accounts/login/").fill(login=account["username"], password=account["password"])
        self.send()
        self.fill(code=code_of(account["totp"])).send()
        assert "/accounts/" not in self.path, self.words


class Citizen(Person):
    """An applicant with a telephone, signed in with the code of a text message."""

    def __init__(self, browser: Browser, looked: Looked, family: Family, inbox: Inbox) -> None:
        super().__init__(browser, looked, phone=True)
        self.open("/c/sign-in/").fill(phone=family.phone).send()
        code = newest_code(inbox, family.phone)
        self.fill(code=code, last_four=family.applicant.number[-4:]).send()
        assert "我的文书" in self.words, self.words


def newest_code(inbox: Inbox, phone: str) -> str:
    """Return the code of the newest text message to a telephone, once it has arrived."""
    deadline = time.monotonic() + TIMEOUT / 1_000
    while not (found := re.findall(rf"短信 → {phone}  .*?([0-9]{{6}})", inbox())):
        assert time.monotonic() < deadline, "no text message has come"
        time.sleep(0.5)
    return str(found[-1])


def _tick(fields: Locator, value: Any) -> None:
    """Set a box, or those of several boxes whose values are named."""
    if isinstance(value, bool):
        fields.first.set_checked(value)
        return
    wanted = {value} if isinstance(value, str) else set(value)
    for box in fields.all():
        if box.get_attribute("value") in wanted:
            box.check()


def code_of(secret: str) -> str:
    """Return the six digits that the telephone shows now, fresh enough to be typed."""
    left = PERIOD - time.time() % PERIOD
    if left < 3:  # the page must come before the digits change
        time.sleep(left + 0.2)
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))
