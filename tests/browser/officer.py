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
HAND_HELD = {"has_touch": True, "is_mobile": True, "device_scale_factor": 2}
FINGER = 44
TARGETS = "a[href], button, select, input:not([type=hidden]), textarea, summary"
# What a finger has to hit; a tick counts with its label, a link inside a sentence with its line.
TOO_SMALL = """([targets, least]) => [...document.querySelectorAll(targets)]
  .map(el => el.matches('[type=checkbox], [type=radio]') ? el.closest('label') ?? el : el)
  .filter(el => el.offsetParent !== null && !el.matches('.sr, .skip'))
  .filter(el => getComputedStyle(el).display !== 'inline')
  .map(el => [el.outerHTML.slice(0, 90), el.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < least - 0.5 || box.width < least - 0.5))
  .map(([html, box]) => `too small for a finger: ${html} ${box.width}x${box.height}`)"""
# Letters of double size: nothing is wider than the screen, nothing is cut off.
TWICE_AS_LARGE = """() => {
  const root = document.documentElement, wide = root.clientWidth;
  root.style.fontSize = `${2 * parseFloat(getComputedStyle(root).fontSize)}px`;
  const cut = [...document.querySelectorAll('body *')]
    .filter(el => el.offsetParent !== null && !el.closest('.sr, .skip, select, input, textarea'))
    .filter(el => el.clientWidth > 1)  // one pixel is for the ear alone
    .filter(el => el.getBoundingClientRect().right > wide + 1
      || (getComputedStyle(el).overflowX === 'hidden' && el.scrollWidth > el.clientWidth + 1))
    .map(el => `cut off when letters are doubled: ${el.outerHTML.slice(0, 90)}`);
  const over = root.scrollWidth > wide ? [`${root.scrollWidth} wide when letters are doubled`] : [];
  root.style.fontSize = '';
  return [...over, ...cut];
}"""
TIMEOUT = 90_000
PERIOD = 30
NOT_FOUND, FORBIDDEN, ERROR = 404, 403, 400
Inbox = Callable[[], str]
# Nothing of these leaves the machine; the last two are the browser's own view of a PDF.
OF_THE_BROWSER = ("data:", "blob:", "about:", "chrome-extension:", "chrome:")
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
        if not request.url.startswith((self.address, *OF_THE_BROWSER)):
            self.foreign.append(request.url)

    def _complaint(self, text: str) -> None:
        if any(word in text for word in KEPT_OUT):
            self.complaints.append(text)


class Person:
    """One person with a browser context of its own."""

    def __init__(self, browser: Browser, looked: Looked, *, phone: bool = False) -> None:
        self.looked = looked
        self.on_phone = phone
        self.screen = PHONE if phone else DESK
        kind: dict[str, Any] = HAND_HELD if phone else {}
        self.context = browser.new_context(viewport=self.screen, locale="zh-CN", **kind)
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

    def follow(self, words: str | re.Pattern[str]) -> Self:
        """Click a link or the button of the next step by its words."""
        link = self.page.locator("main").get_by_role("link", name=words).first
        with self.page.expect_navigation():
            self._touch(link)
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

    def press(self, words: str) -> Self:
        """Press a button by its words."""
        with self.page.expect_navigation():
            self._touch(self.page.locator("main").get_by_role("button", name=words))
        self.look()
        return self

    def send_in_vain(self) -> str:
        """Press the button of a form that must not be taken; return what was said."""
        self._press("main form button[data-primary]")
        self.look()
        return self.page.locator("#errors").inner_text()

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
        screens = (PHONE,) if self.on_phone else (DESK, PHONE)
        found = [problem for screen in screens for problem in self._measure(screen)]
        self.page.set_viewport_size(self.screen)
        assert found == [], (self.path, found)
        assert self.looked.foreign == []
        assert self.looked.complaints == []

    def _measure(self, screen: dict[str, int]) -> Iterator[str]:
        self.page.set_viewport_size(screen)
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > screen["width"]:
            yield f"{wide} wide on a screen of {screen['width']}"
        if self.on_phone:
            yield from self.page.evaluate(TOO_SMALL, [TARGETS, FINGER])
            yield from self.page.evaluate(TWICE_AS_LARGE)
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
            self._touch(self.page.locator(selector).last)

    def _touch(self, target: Locator) -> None:
        """Tap on the phone, click at the desk."""
        if self.on_phone:
            target.tap()
        else:
            target.click()

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
        self.account = account
        self.open("/accounts/login/").fill(login=account["username"], password=account["password"])
        self.send()
        self.fill(code=code_of(account["totp"])).send()
        assert "/accounts/" not in self.path, self.words


class Citizen(Person):
    """An applicant with a telephone, signed in with the code of a text message."""

    def __init__(self, browser: Browser, looked: Looked, family: Family, inbox: Inbox) -> None:
        super().__init__(browser, looked, phone=True)
        seen = len(sent_to(inbox, family.phone))
        self.open("/c/sign-in/").fill(phone=family.phone).send()
        code = code_in(next_message(inbox, family.phone, seen))
        self.fill(code=code, last_four=family.applicant.number[-4:]).send()
        assert "我的文书" in self.words, self.words


def sent_to(inbox: Inbox, phone: str) -> list[str]:
    """Return the text messages to a telephone, the oldest first."""
    return re.findall(rf"短信 → {phone}  (.*)", inbox())


def next_message(inbox: Inbox, phone: str, seen: int) -> str:
    """Return the text message that comes after those already seen, once it has arrived."""
    deadline = time.monotonic() + TIMEOUT / 1_000
    while len(found := sent_to(inbox, phone)) <= seen:
        assert time.monotonic() < deadline, "no text message has come"
        time.sleep(0.3)
    return found[seen]


def code_in(message: str) -> str:
    """Return the six digits of a text message; those of a link do not count."""
    found = re.search(r"验证码[^0-9]*([0-9]{6})", message)
    assert found is not None, message
    return found[1]


def _tick(fields: Locator, value: Any) -> None:
    """Set a box, or those of several boxes whose values are named."""
    if isinstance(value, bool):
        fields.first.set_checked(value)
        return
    wanted = {value} if isinstance(value, str) else set(value)
    for box in fields.all():
        if box.get_attribute("value") in wanted:
            box.check()


USED: dict[str, int] = {}
"""The period in which a secret was last used: the same digits are not taken twice."""


def code_of(secret: str) -> str:
    """Return the six digits that the telephone shows now, fresh enough to be typed."""
    left = PERIOD - time.time() % PERIOD
    if left < 3 or USED.get(secret) == int(time.time()) // PERIOD:
        time.sleep(left + 0.2)  # the page must come before the digits change
    USED[secret] = int(time.time()) // PERIOD
    return format_hotp_value(hotp_value(secret, USED[secret]))
