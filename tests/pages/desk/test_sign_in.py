"""Staff sign in by password, then by code; nothing is open without both."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from jiuzhu.infra.models import AccessEvent
from jiuzhu.registers.accounts.models import User
from support.browser import PASSWORD, Browser, as_owner, open_test_account, totp_code
from support.world import ZHUYANG, World


def test_password_then_code_opens_the_desk(browser_as: Callable[..., Browser]) -> None:
    browser = browser_as("shouli")
    page = browser.get("/accounts/2fa/")
    assert "已设置动态口令" in page.content.decode()


def test_every_sign_in_is_kept_with_organ_and_officer(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    browser_as("shouli")
    world.as_("jianguan", "370911")
    kept = AccessEvent.objects.get(kind="SIGN_IN")
    assert (kept.actor_name, kept.organ) == (
        world.officer("shouli").name,
        world.organ(ZHUYANG).pk,
    )


def test_wrong_password_keeps_the_name_and_says_why(world: World) -> None:
    user, _secret = open_test_account(world.officer("shouli"))
    page = Client().post("/accounts/login/", {"login": user.username, "password": "wrong"})
    text = page.content.decode()
    assert page.status_code == 200
    assert user.username in text
    assert "处需要更正" in text


def test_wrong_code_does_not_sign_in(world: World) -> None:
    user, secret = open_test_account(world.officer("shouli"))
    client = Client()
    client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    right = totp_code(secret)
    wrong = f"{(int(right) + 1) % 1000000:06d}"
    page = client.post("/accounts/2fa/authenticate/", {"code": wrong})
    assert page.status_code == 200
    assert "处需要更正" in page.content.decode()
    assert "_auth_user_id" not in client.session
    world.as_("jianguan", "370911")
    assert not AccessEvent.objects.filter(kind="SIGN_IN").exists()


def test_a_code_works_once(world: World) -> None:
    user, secret = open_test_account(world.officer("shouli"))
    code = totp_code(secret)
    for expected in (302, 200):
        client = Client()
        client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
        assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == expected


def test_first_sign_in_sets_up_the_second_factor(world: World) -> None:
    user, _secret = open_test_account(world.officer("shouli"))
    with as_owner():
        Authenticator.objects.filter(user=user).delete()
    client = Client()
    client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    sent = client.get("/w/")
    assert (sent.status_code, sent.headers["Location"]) == (302, "/accounts/2fa/totp/activate/")
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200, page.headers
    secret = client.session["mfa.totp.secret"]
    assert secret in page.content.decode()
    done = client.post("/accounts/2fa/totp/activate/", {"code": totp_code(secret)}, follow=True)
    assert "已设置动态口令" in done.content.decode()


def test_closed_account_is_told_and_stays_out(world: World) -> None:
    user, _secret = open_test_account(world.officer("shouli"))
    with as_owner():
        User.objects.filter(pk=user.pk).update(is_active=False)
    page = Client().post(
        "/accounts/login/", {"login": user.username, "password": PASSWORD}, follow=True
    )
    assert "这个账号已停用" in page.content.decode()


def test_second_factor_cannot_be_taken_away(browser_as: Callable[..., Browser]) -> None:
    browser = browser_as("shouli")
    answer = browser.post("/accounts/2fa/totp/deactivate/")
    assert answer.headers["Location"] == "/accounts/2fa/"
    assert Authenticator.objects.filter(user__username__contains="shouli").exists()


@pytest.mark.parametrize("path", ["/w/", "/w/cases/", "/w/intents/new/", "/w/verification/"])
def test_nobody_sees_the_desk_without_sign_in(path: str, db: None) -> None:
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_too_many_wrong_passwords_are_stopped(world: World) -> None:
    user, _secret = open_test_account(world.officer("shouli"))
    client = Client()
    for _ in range(12):
        page = client.post("/accounts/login/", {"login": user.username, "password": "wrong"})
    assert "登录" in page.content.decode()
    right = client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    assert right.status_code in {200, 429}
