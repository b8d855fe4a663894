"""The counter at the browser: a sitting by keyboard, interrupted, resumed, handed over."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page

from browser import steps
from browser.desks import SIBLING, Desks
from browser.families import Family, a_family
from browser.officer import Officer, Person, code_of

pytestmark = pytest.mark.browser

MOST_ACTIONS = 14  # ux.md §6.1, T4
TYPED_LOST = 5_000
SWITCH_SECONDS = 5.0
NEW = "/w/intents/new/"
SITTING = a_family(621, "方")
KILLED = a_family(622, "田")
EXPIRED = a_family(623, "向")


@dataclass
class Hands:
    """The hands at keyboard and mouse: typing of data is free, clicks and chords are counted."""

    page: Page
    actions: int = 0

    def type(self, text: str) -> None:
        """Type into the field that has the focus and go on to the next one."""
        if text:
            self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def choose(self, label: str) -> None:
        """Choose from the list that has the focus by the arrow keys, and go on."""
        steps_down = self.page.evaluate(
            """label => { const field = document.activeElement, all = [...field.options];
            return all.findIndex(one => one.label === label) - field.selectedIndex}""",
            label,
        )
        for _ in range(steps_down):
            self.page.keyboard.press("ArrowDown")
        self.type("")

    def chord(self, keys: str) -> None:
        """Press a key that is not data."""
        self.actions += 1
        self.page.keyboard.press(keys)

    def draw(self) -> None:
        """Write on the pad."""
        self.actions += 1
        box = self.page.locator("#pad canvas").bounding_box()
        assert box is not None
        mouse = self.page.mouse
        mouse.move(box["x"] + 80, box["y"] + 60)
        mouse.down()
        mouse.move(box["x"] + 400, box["y"] + 160, steps=6)
        mouse.up()

    def on(self, name: str) -> None:
        """Wait until the focus stands on a field: an answer may still be moving it on."""
        self.page.wait_for_function("name => document.activeElement.name === name", arg=name)


def test_a_sitting_of_three_by_keyboard_and_pad(desks: Desks) -> None:
    window = desks["shouli"].open("/w/")
    page = window.page
    hands = Hands(page)
    page.locator("main a.btn-primary", has_text="受理登记").focus()
    hands.chord("Enter")
    page.wait_for_url(f"**{NEW}")
    window.look()
    _wish(hands, SITTING)
    _members(hands, SITTING)
    page.wait_for_function("document.querySelector('#trial').innerText.includes('试算，不保存')")
    hands.chord("Alt+Enter")
    page.wait_for_url("**/sign-authorization/")
    window.look()
    number = window.path.split("/")[3]
    hands.chord("Enter")
    for member in SITTING.at_home:
        page.locator("#pad h2", has_text=member.name).wait_for()
        hands.draw()
        hands.chord("Enter")
    hands.on("statement")
    hands.chord("Space")
    hands.chord("Alt+Enter")
    page.wait_for_url(f"**/w/cases/{number}/")
    assert "3 人的授权" in window.told
    assert "核对专员" in window.words, "the verifier is next"
    assert hands.actions <= MOST_ACTIONS, hands.actions


def _wish(hands: Hands, family: Family) -> None:
    """Read out, look at the card, type the applicant and the need."""
    hands.on("purpose_told")
    hands.chord("Space")
    hands.type("")
    hands.chord("Space")
    hands.type("")
    hands.type(family.applicant.name)
    hands.type(family.applicant.number)
    hands.on("phone")  # sex and birthday are filled in and passed over
    assert hands.page.locator("[name=born_on]").input_value() == "1968-05-20"
    hands.type(family.phone)
    hands.choose("祝阳村委会")
    hands.on("scheme")
    hands.type("")
    hands.on("category")
    hands.type("")
    hands.type("有承包地")
    hands.on("need")
    hands.page.keyboard.type("户主患病，收入减少")
    hands.page.keyboard.press("Tab")


def _members(hands: Hands, family: Family) -> None:
    """Go on to the table and type those who live together."""
    page = hands.page
    for _ in range(12):
        if page.evaluate("document.activeElement.name") == "members-0-name":
            break
        hands.type("")
    for place, (relation, member) in enumerate(
        zip(("配偶", "儿子"), family.at_home[1:], strict=True)
    ):
        hands.on(f"members-{place}-name")
        hands.type(member.name)
        hands.type(member.number)
        hands.on(f"members-{place}-relation")
        hands.choose(relation)
        page.locator(f"[name=members-{place}-born_on]").wait_for()
        for field in ("family_relation", "phone", "trait"):
            hands.on(f"members-{place}-{field}")
            hands.type("")


def test_what_was_typed_outlives_the_browser(desks: Desks) -> None:
    account = desks.platform.account("shouli", SIBLING)
    first = Officer(desks.browser, desks.looked, account)
    first.open(NEW).fill(name=KILLED.applicant.name, need="只写了一半")
    first.page.keyboard.press("F3")
    assert first.page.evaluate("document.activeElement.name") == "members-3-name"
    first.page.keyboard.type("测试末行")
    first.page.wait_for_timeout(TYPED_LOST)
    assert "已存" in first.page.locator("#saved").inner_text()
    cookies: Any = first.context.cookies()
    first.context.close()  # no farewell: nothing runs any more
    second = Person(desks.browser, desks.looked)
    second.context.add_cookies(cookies)
    second.open(NEW).follow(f"接着填 {KILLED.applicant.name}")
    assert second.page.locator("[name=need]").input_value() == "只写了一半"
    assert second.page.locator("[name$=-name][value=测试末行]").count() == 1
    tab = second.context.new_page()
    tab.goto(second.page.url)
    tab.fill("[name=need]", "另一个窗口写的")
    tab.locator("#saved", has_text="已存").wait_for()
    tab.wait_for_timeout(2_000)
    tab.close()
    second.fill(need="这个窗口写的")
    second.page.locator("#saved", has_text="另一个窗口").wait_for()
    second.open(NEW).press("不要了")
    assert KILLED.applicant.name not in second.words
    second.context.close()


def test_an_expired_session_and_a_lost_network_lose_nothing(desks: Desks) -> None:
    window = Officer(desks.browser, desks.looked, desks.platform.account("diaocha", "祝阳镇"))
    page = window.open(NEW).page
    typed = {"name": EXPIRED.applicant.name, "identity_number": EXPIRED.applicant.number}
    window.fill(**typed, village={"label": "祝阳村委会"}, need="户主患病", category_ground="有地")
    window.fill(purpose_told=True, identity_checked=True)
    page.route("**/w/drafts/**", lambda route: route.abort())
    window.fill(need="网断了也在写")
    page.locator("#saved", has_text="没有网络").wait_for()
    page.click("button[value=wish]")
    page.wait_for_timeout(500)
    assert page.locator("[name=need]").input_value() == "网断了也在写", "the form stays"
    page.unroute("**/w/drafts/**")
    page.locator("#saved", has_text="已存").wait_for()
    window.context.clear_cookies()
    page.click("button[value=wish]")
    dialog = page.locator("#sign-in")
    dialog.locator("[name=login]").wait_for()
    assert "您填的内容都还在" in dialog.inner_text()
    dialog.locator("[name=login]").fill(window.account["username"])
    dialog.locator("[name=password]").fill(window.account["password"])
    page.keyboard.press("Enter")
    dialog.locator("[name=code]").fill(code_of(window.account["totp"]))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "已登记" in window.told
    assert "网断了也在写" in window.open(steps.case(window.path.split("/")[3])).words or window.told
    window.context.close()


def test_any_other_form_outlives_the_session_and_the_network_too(desks: Desks) -> None:
    window = Officer(desks.browser, desks.looked, desks.platform.account("shenhe", "祝阳镇"))
    page = window.page
    page.clock.install()
    window.open("/w/exports/cases/templates/")
    window.fill(name="断网不能丢", place_due="1")
    keep = page.locator("main form[method=post] button.btn-primary").first
    window.context.set_offline(True)
    keep.click()
    page.locator("[data-stays]", has_text="没有网络").wait_for()
    window.context.set_offline(False)
    assert page.locator("[name=name]").input_value() == "断网不能丢", "the form stays"
    page.clock.fast_forward("10:00")
    window.context.clear_cookies()
    keep.click()
    dialog = page.locator("#sign-in")
    dialog.locator("[name=login]").fill(window.account["username"])
    dialog.locator("[name=password]").fill(window.account["password"])
    page.keyboard.press("Enter")
    dialog.locator("[name=code]").fill(code_of(window.account["totp"]))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "已存为模板：断网不能丢" in window.words
    window.context.close()


def test_two_officers_share_a_pc(desks: Desks) -> None:
    window = Officer(desks.browser, desks.looked, desks.platform.account("shouli", "祝阳镇"))
    page = window.open(NEW).page
    window.fill(name="程测留", need="还没写完就换人")
    page.evaluate("sessionStorage.setItem('row:/w/', 'x')")
    hands = Hands(page)
    begun = time.monotonic()
    hands.chord("Alt+q")
    page.wait_for_url("**/accounts/login/")
    other = desks.platform.account("diaocha", "祝阳镇")
    page.keyboard.type(other["username"])
    page.keyboard.press("Tab")
    page.keyboard.type(other["password"])
    hands.chord("Enter")
    page.locator("[name=code]").wait_for()
    spent = time.monotonic() - begun
    page.keyboard.type(code_of(other["totp"]))
    begun = time.monotonic()
    hands.chord("Enter")
    page.wait_for_url(lambda address: "/accounts/" not in address)
    spent += time.monotonic() - begun
    assert spent <= SWITCH_SECONDS, spent
    assert hands.actions == 3
    assert page.evaluate("sessionStorage.length") == 0
    assert "程测留" not in page.content()
    page.go_back()
    page.go_back()
    page.wait_for_load_state()
    assert "程测留" not in page.content()
    page.goto(f"{desks.platform.address}{NEW}")
    assert "程测留" not in page.content(), "the draft is its owner's"
    assert "还没写完就换人" not in page.content()
    window.context.close()
    owner = Officer(desks.browser, desks.looked, desks.platform.account("shouli", "祝阳镇"))
    owner.open(NEW).follow("接着填 程测留")
    assert owner.page.locator("[name=need]").input_value() == "还没写完就换人"
    owner.context.close()


def test_a_block_from_a_spreadsheet_and_ten_megabytes(desks: Desks) -> None:
    page = desks["shouli"].open(NEW).page
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.focus("[name=members-0-name]")
    rows = zip(("妻子", "长子"), SITTING.at_home[1:], strict=True)
    block = "\n".join(f"{one.name}\t{one.number}\t{relation}" for relation, one in rows)
    _paste(page, block)
    page.locator("#pasted[open]").wait_for()
    assert "要填入2行" in page.locator("#pasted").inner_text()
    page.keyboard.press("Enter")
    assert page.locator("[name=members-1-relation]").input_value() == "SON"
    page.locator("[name=members-1-born_on]").evaluate("field => field.value")
    page.wait_for_function("document.querySelector('[name=members-1-born_on]').value")
    seen = len(requests)
    _paste(page, "大\t" * 5_000_000)
    page.locator("#saved", has_text="太大").wait_for()
    assert not [url for url in requests[seen:] if "pasted" in url]


def _paste(page: Page, text: str) -> None:
    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData('text/plain', text);
        document.activeElement.dispatchEvent(
          new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}))}""",
        text,
    )
