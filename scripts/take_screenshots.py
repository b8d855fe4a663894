#!/usr/bin/env python3
"""Take the pictures of the handbook from a running demo.

Usage: take_screenshots.py STATE_DIR [ADDRESS] [NAME …]
Start `./jiuzhu up` with demo cases first. Signs every role in with the accounts of
STATE_DIR/demo/accounts.json, opens the pages of SHOTS and writes small PNG files into
docs/screenshots/. A page that does not open, or a role without a case to show, is an error.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import struct
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "docs/screenshots"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=zh-CN")
DESK, PHONE = (1366, 768), (360, 800)
COLOURS = 64
PERIOD = 30
MOST_TRIED = 10


@dataclass(frozen=True)
class Shot:
    """One picture: who looks, where, through which links, how large."""

    name: str
    role: str
    path: str
    follow: tuple[str, ...] = ()
    size: tuple[int, int] = DESK
    elder: bool = False
    open_help: bool = False


SHOTS = (
    Shot("clerk-tasks", "窗口受理员", "/w/"),
    Shot("clerk-register", "窗口受理员", "/w/intents/new/"),
    Shot("clerk-help", "窗口受理员", "/w/intents/new/", open_help=True),
    Shot("clerk-cases", "窗口受理员", "/w/cases/"),
    Shot("clerk-urgent", "窗口受理员", "/w/urgent/"),
    Shot("clerk-handover", "窗口受理员", "/w/handover/"),
    Shot("clerk-jobs", "窗口受理员", "/w/jobs/"),
    Shot("tour", "窗口受理员", "/help/tour/1/"),
    Shot("verifier-list", "核对专员", "/w/verification/"),
    Shot("verifier-centre", "县核对中心核对员", "/w/verification/"),
    Shot("assessor-tasks", "审核人", "/w/"),
    Shot("decider-tasks", "审批人", "/w/"),
    Shot("finance-payroll", "发放员", "/w/payroll/"),
    Shot("finance-ledger", "财务", "/w/payroll/"),
    Shot("supervisor-looks", "监管员", "/w/trace/"),
    Shot("flow", "窗口受理员", "/w/flow/"),
    Shot("assistant-home", "村级协理员", "/v/", size=PHONE),
    Shot("assistant-elder", "村级协理员", "/v/", size=PHONE, elder=True),
    Shot("assistant-register", "村级协理员", "/w/intents/new/", size=PHONE),
    Shot("citizen-start", "", "/", size=PHONE),
    Shot("citizen-progress", "", "/c/progress/", size=PHONE),
    Shot("citizen-assess", "", "/pinggu/", size=PHONE),
    Shot("citizen-policy", "", "/zc/", size=PHONE),
    Shot("admin-sign-in", "", "/accounts/login/"),
)


def code(secret: str) -> str:
    """Return the six digits that an authenticator shows now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = struct.pack(">Q", int(time.time()) // PERIOD)
    digest = hmac.new(key, counter, hashlib.sha1).digest()
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


class Camera:
    """One browser in which every role is signed in once."""

    def __init__(self, browser: Browser, state: Path, address: str) -> None:
        self.browser = browser
        self.address = address
        accounts = json.loads((state / "demo/accounts.json").read_text("utf-8"))
        self.accounts: dict[str, list[dict[str, Any]]] = {}
        for account in accounts:
            for role in account["role"].split("、"):
                self.accounts.setdefault(role, []).append(account)
        self.sessions: dict[str, Any] = {}

    def take(self, shot: Shot) -> Path:
        """Open the page of a shot and write its picture."""
        width, height = shot.size
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            storage_state=self._session(shot.role) if shot.role else None,
            locale="zh-CN",
        )
        if shot.elder:
            context.add_cookies([{"name": "elder", "value": "1", "url": self.address}])
        page = context.new_page()
        self._open(page, shot.path)
        for name in shot.follow:
            page.get_by_role("link", name=name).first.click()
        if shot.open_help:
            page.get_by_text("帮助", exact=True).first.click()
        target = FOLDER / f"{shot.name}.png"
        page.screenshot(path=target)
        context.close()
        _make_small(target)
        return target

    def _open(self, page: Page, path: str) -> None:
        answer = page.goto(self.address + path)
        if answer is None or not answer.ok:
            raise SystemExit(f"{path}: {answer.status if answer else 'no answer'}")

    def _session(self, role: str) -> Any:
        if role not in self.sessions:
            accounts = self.accounts.get(role, [])[:MOST_TRIED]
            if not accounts:
                raise SystemExit(f"no demo account of the role {role}")
            self.sessions[role] = self._busiest(accounts)
        return self.sessions[role]

    def _busiest(self, accounts: list[dict[str, Any]]) -> Any:
        """Sign in until somebody has work; a code of the authenticator works only once."""
        sessions = []
        for account in accounts:
            sessions.append(self._sign_in(account))
            if self._has_work(sessions[-1]):
                return sessions[-1]
        return sessions[0]

    def _has_work(self, session: Any) -> bool:
        """Tell whether somebody's first page shows a row or a card: pictures show work."""
        context = self.browser.new_context(storage_state=session)
        page = context.new_page()
        self._open(page, "/w/")
        found = page.locator("main tbody tr, main article").count()
        context.close()
        return found > 0

    def _sign_in(self, account: dict[str, Any]) -> Any:
        context = self.browser.new_context()
        page = context.new_page()
        self._open(page, "/accounts/login/")
        page.fill("input[name=login]", account["username"])
        page.fill("input[name=password]", account["password"])
        page.locator("main [data-primary], main button").first.click()
        page.fill("input[name=code]", code(account["totp"]))
        page.locator("main [data-primary], main button").first.click()
        page.wait_for_load_state()
        if "/accounts/" in page.url:
            raise SystemExit(f"{account['username']} could not sign in: {page.url}")
        state = context.storage_state()
        context.close()
        return state


def _make_small(path: Path) -> None:
    """Keep few colours: pages have few, and the project stays light."""
    with Image.open(path) as image:
        image.convert("RGB").quantize(COLOURS).save(path, optimize=True)


def main(arguments: list[str]) -> int:
    """Take the named pictures, or all."""
    if not arguments:
        print(__doc__)
        return 2
    state = Path(arguments[0])
    address = arguments[1] if len(arguments) > 1 else "http://127.0.0.1:8000"
    wanted = [shot for shot in SHOTS if not arguments[2:] or shot.name in arguments[2:]]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        camera = Camera(browser, state, address)
        for place, shot in enumerate(wanted, 1):
            path = camera.take(shot)
            print(f"{place}/{len(wanted)} {path.name} {path.stat().st_size // 1024} KB")
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
