"""The first statement of a page proposes a scope; what session and register allow now decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from jiuzhu.casework.cases.models import Case
from jiuzhu.infra.scope.setting import SETTINGS
from jiuzhu.interfaces.web.parts import opening
from jiuzhu.registers.accounts.models import User
from jiuzhu.registers.accounts.opening import NOBODY_YET, Proposal, open_request
from support.browser import Browser, as_owner
from support.stream import to_intent
from support.world import OTHER_TOWNSHIP, World

pytestmark = pytest.mark.django_db(databases=["default", "aside"])


def key_of(browser: Client) -> str:
    return str(browser.cookies["sessionid"].value)


def scope_now() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(f"current_setting('{name}', true)" for name in SETTINGS)
        )
        return dict(zip(SETTINGS, cursor.fetchone(), strict=True))


@pytest.fixture
def foreign(world: World, browser_as: Callable[..., Browser]) -> tuple[Case, Proposal]:
    """Give a case of one township and what its officer's pages propose."""
    case = to_intent(world)
    officer = browser_as("shouli")
    officer.get("/w/cases/")
    return case, opening._proposals[key_of(officer)]


def test_wrong_proposal_shows_nothing(
    foreign: tuple[Case, Proposal], browser_as: Callable[..., Browser]
) -> None:
    case, proposal = foreign
    browser = browser_as("shouli", OTHER_TOWNSHIP)
    browser.get("/w/cases/")
    mine = opening._proposals[key_of(browser)]
    assert proposal.scope["jiuzhu.organs"] not in {"", mine.scope["jiuzhu.organs"]}
    for wrong in (proposal, Proposal(account=mine.account, scope=proposal.scope)):
        opening._proposals[key_of(browser)] = wrong
        page = browser.get("/w/cases/").content.decode()
        assert case.number not in page
        assert scope_now() == dict(mine.scope)
        assert opening._proposals[key_of(browser)] == mine
        opening._proposals[key_of(browser)] = wrong
        assert browser.get(f"/w/cases/{case.number}/").status_code == 404


def test_proposal_of_a_session_that_ended_shows_nothing(
    foreign: tuple[Case, Proposal], browser_as: Callable[..., Browser]
) -> None:
    case, proposal = foreign
    browser = browser_as("shouli")
    Session.objects.filter(pk=key_of(browser)).update(expire_date=browser.world.at)
    answer = browser.get(f"/w/cases/{case.number}/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")
    assert set(scope_now().values()) == {""}
    assert proposal.scope["jiuzhu.organs"]


@pytest.mark.parametrize("key", ["", "x" * 32, "a'b", "0" * 500, "-" * 32])
def test_unknown_key_is_nobody(foreign: tuple[Case, Proposal], client: Client, key: str) -> None:
    client.cookies["sessionid"] = key
    opening._proposals["x" * 32] = foreign[1]
    assert client.get("/w/").status_code == 302
    assert set(scope_now().values()) == {""}
    assert "x" * 32 not in opening._proposals or key != "x" * 32


def test_sign_out_ends_the_session_at_once(
    foreign: tuple[Case, Proposal], browser_as: Callable[..., Browser]
) -> None:
    browser = browser_as("shouli")
    copied = Client()
    copied.cookies["sessionid"] = key_of(browser)
    assert copied.get("/w/cases/").status_code == 200
    browser.post("/accounts/logout/")
    assert copied.get("/w/cases/").status_code == 302


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"password": "!"}], ids=["closed", "new password"]
)
def test_closed_account_and_new_password_act_at_once(
    foreign: tuple[Case, Proposal], browser_as: Callable[..., Browser], change: dict[str, Any]
) -> None:
    browser = browser_as("shouli")
    assert browser.get("/w/cases/").status_code == 200
    with as_owner():
        User.objects.filter(pk=foreign[1].account).update(**change)
    assert browser.get("/w/cases/").status_code == 302
    assert set(scope_now().values()) == {""}


def test_post_of_yesterday_is_asked_again_on_a_new_day(
    foreign: tuple[Case, Proposal], browser_as: Callable[..., Browser], world: World
) -> None:
    from jiuzhu.registers.organs.models import Post

    browser = browser_as("shouli")
    with as_owner():
        Post.objects.filter(officer=world.officer("shouli")).update(
            effective_to=(world.at + timedelta(days=1)).date()
        )
    world.later(days=1)
    assert browser.get(f"/w/cases/{foreign[0].number}/").status_code in {302, 403, 404}
    assert set(scope_now().values()) == {""}


def test_opening_reads_all_in_one_statement(
    foreign: tuple[Case, Proposal],
    browser_as: Callable[..., Browser],
    django_assert_num_queries: Any,
) -> None:
    proposal = foreign[1]
    key = key_of(browser_as("shouli"))
    with django_assert_num_queries(1):
        opened = open_request(session_key=key, proposal=proposal)
    assert opened.user == User.objects.get(pk=proposal.account)
    assert opened.user is not None
    assert opened.user.username
    assert opened.session_data
    assert scope_now() == dict(proposal.scope)
    nobody = open_request(session_key="nobody", proposal=proposal)
    assert (nobody.user, nobody.session_data) == (None, None)
    assert open_request(session_key=key).scope == NOBODY_YET.scope


def test_proposals_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_REMEMBERED", 3)
    before = len(opening._proposals)
    for number in range(before + 5):
        opening._propose(f"key{number}", Proposal(account=number, scope={}))
    assert len(opening._proposals) == 3
    opening._propose(f"key{before + 4}", NOBODY_YET)
    assert len(opening._proposals) == 2
    opening._proposals.clear()
