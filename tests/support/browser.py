"""A browser of the page tests: signs in with password and code, asks as the web role."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from typing_extensions import override

from jiuzhu.infra import clock
from jiuzhu.registers.accounts.models import User
from jiuzhu.registers.organs.models import Officer
from support.world import ZHUYANG, World

PASSWORD = "Ceshi-mima-2020"
TOTP_PERIOD = 30


@contextmanager
def as_owner() -> Iterator[None]:
    """Prepare something as the owner of the database, then be the web role again."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE jiuzhu_web")


def totp_code(secret: str) -> str:
    """Return the six digits that the telephone shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // TOTP_PERIOD))


SAME_MOMENT = timedelta(minutes=1)


class Browser(Client):
    """One signed-in officer; every page is asked at the moment of the world's clock."""

    def __init__(self, world: World, **defaults: Any) -> None:
        super().__init__(**defaults)
        self.world = world

    @override
    def request(self, **request: Any) -> HttpResponse:  # type: ignore[override]
        """Let the demo clock show the world's moment, then ask.

        While it does it is left alone: set again for every page it would jump back within the
        second, and a page would be older than what the page before it wrote.
        """
        with as_owner():
            if not self.world.at <= clock.now() < self.world.at + SAME_MOMENT:
                clock.move_to(self.world.at)
        return super().request(**request)  # type: ignore[return-value]

    def submit(self, path: str, values: dict[str, Any] | None = None, **more: Any) -> HttpResponse:
        """Open a form, take its key and hidden values, and post it as a person would."""
        shown = self.get(path)
        assert shown.status_code == 200, (path, shown.status_code, shown.content.decode()[:2000])
        return self.post(path, {**hidden_values(shown), **(values or {}), **more})


def hidden_values(response: HttpResponse) -> dict[str, str]:
    """Return the hidden inputs of the last form in the main part of a page."""
    from html.parser import HTMLParser

    class Hidden(HTMLParser):
        found: dict[str, str]
        in_main = False

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            given = dict(attrs)
            if tag == "main":
                self.in_main = True
            if self.in_main and tag == "input" and given.get("type") == "hidden":
                self.found[given.get("name") or ""] = given.get("value") or ""

        def handle_endtag(self, tag: str) -> None:
            if tag == "main":
                self.in_main = False

    parser = Hidden()
    parser.found = {}
    parser.feed(response.content.decode())
    parser.found.pop("csrfmiddlewaretoken", None)
    return parser.found


def open_test_account(officer: Officer) -> tuple[User, str]:
    """Give an officer an account and a second factor; return the account and the secret."""
    with as_owner():
        user = User.objects.create_staff(
            username=officer.staff_number, password=PASSWORD, officer=officer
        )
        secret = generate_totp_secret()
        TOTP.activate(user, secret)
    return user, secret


def sign_in(world: World, seat: str, organ: str = ZHUYANG) -> Browser:
    """Sign an officer in through the real pages: password first, then the code."""
    user, secret = open_test_account(world.officer(seat, organ))
    browser = Browser(world)
    first = browser.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    assert first.status_code == 302, first.content.decode()
    assert first.headers["Location"] == "/accounts/2fa/authenticate/"
    second = browser.post("/accounts/2fa/authenticate/", {"code": totp_code(secret)})
    assert second.status_code == 302, second.content.decode()
    return browser
