"""How many statements a page asks of the database: everything is counted but BEGIN and COMMIT.

The pages are opened as the web role on connections of its own, through the whole middleware.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client

from jiuzhu.config import settings
from jiuzhu.interfaces.web.desk.workspace_frame import TABS, TRACE
from support.areas import Areas
from support.browser import Browser
from support.records import look_up
from support.stream import (
    to_authorising,
    to_explained,
    to_filed,
    to_opinion,
    to_published,
    to_unfit_opinion,
)
from support.visitors import VISITORS, client_of
from support.world import COUNTY, ZHUYANG, World

pytestmark = [pytest.mark.django_db(databases=["default", "aside"]), pytest.mark.once]

OF_A_LIST, OF_A_CASE = 4, 8
ROLES = ("WINDOW", "VERIFIER", "DECIDER", "SUPERVISOR", "COUNTY_DECIDER")
LISTS = (
    "/w/",
    "/w/?stage=intent&sort=opened",
    "/w/?category=RURAL&due=week",
    "/w/?after=2020-09-20_1",
    "/w/cases/",
    "/w/cases/?q=测试甲&state=",
    "/w/cases/?q=0001&state=",
    "/w/cases/?category=RURAL",
    "/w/cases/?state=ACCEPTED&since=2020-01-01",
)
STAGES = (to_authorising, to_filed, to_explained, to_unfit_opinion, to_opinion, to_published)


@contextmanager
def counting(statements: list[str]) -> Iterator[None]:
    """Note what goes over the connection of the page, what the driver is asked directly too."""

    def noted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        return execute(sql, params, many, context)

    here = connections["default"]
    direct = psycopg.Connection.execute

    def asked_directly(self: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        if self is here.connection:
            statements.append(str(query))
        return direct(self, query, *args, **kwargs)

    psycopg.Connection.execute = asked_directly  # type: ignore[method-assign]
    try:
        with here.execute_wrapper(noted):
            yield
    finally:
        psycopg.Connection.execute = direct  # type: ignore[method-assign]


def statements_of(client: Client, path: str) -> list[str]:
    """Open a page twice and return what the second time asked."""
    client.get(path)
    found: list[str] = []
    with counting(found):
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return found


def said(path: str, statements: list[str]) -> str:
    return "\n".join((f"{path}: {len(statements)}", *(one[:160] for one in statements)))


@pytest.fixture
def clients(areas: Areas) -> Iterator[dict[str, Client]]:
    """Give the officers of one township and its county, on connections of their own."""
    cache.clear()
    people = look_up(areas).people
    here = [v for v in VISITORS if v.organ in {ZHUYANG, COUNTY} and v.role in ROLES]
    with areas.entered():
        yield {visitor.role: client_of(visitor, people) for visitor in here}


@pytest.mark.parametrize("path", LISTS)
def test_a_list_asks_four_times(clients: dict[str, Client], path: str) -> None:
    assert set(clients) == set(ROLES)
    for role, client in clients.items():
        if role == "SUPERVISOR" and path.startswith("/w/?"):
            continue
        found = statements_of(client, path)
        assert len(found) <= OF_A_LIST, f"{role} {said(path, found)}"


def test_a_case_asks_eight_times(clients: dict[str, Client], areas: Areas) -> None:
    numbers = [number for (place, _), number in areas.cases.items() if place == ZHUYANG]
    assert len(numbers) > 2
    for client in clients.values():
        for number in numbers:
            found = statements_of(client, f"/w/cases/{number}/")
            assert len(found) <= OF_A_CASE, said(number, found)


@pytest.mark.parametrize("tab", [tab for tab, _ in TABS if tab != TRACE])
def test_a_tab_of_a_case_asks_few_times(clients: dict[str, Client], areas: Areas, tab: str) -> None:
    for (place, _), number in areas.cases.items():
        if place == ZHUYANG:
            found = statements_of(clients["DECIDER"], f"/w/cases/{number}/?tab={tab}")
            assert len(found) <= OF_A_CASE, said(tab, found)


@pytest.mark.parametrize("carry", STAGES)
@pytest.mark.parametrize("seat", ["shouli", "shenpi"])
def test_a_case_asks_as_few_times_in_every_stage(
    world: World, browser_as: Any, carry: Any, seat: str
) -> None:
    carried = carry(world)
    case = getattr(carried, "case", carried)
    browser: Browser = browser_as(seat)
    browser.get("/w/")  # sets the clock
    plain = Client()
    plain.cookies = browser.cookies
    found = statements_of(plain, f"/w/cases/{case.number}/")
    # Inside the test's own transaction, BEGIN and COMMIT of the page are a savepoint.
    assert found[0].startswith("SAVEPOINT")
    assert found[-1].startswith("RELEASE")
    assert len(found[1:-1]) <= OF_A_CASE, said(case.state, found)


def test_no_page_asks_first_whether_its_connection_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "JIUZHU_ROLE", "web")
    assert settings._database()["CONN_HEALTH_CHECKS"] is False
    monkeypatch.setattr(settings, "JIUZHU_ROLE", "worker")
    assert settings._database()["CONN_HEALTH_CHECKS"] is True


def test_a_lost_connection_is_opened_anew(clients: dict[str, Client], areas: Areas) -> None:
    client = clients["WINDOW"]
    assert client.get("/w/cases/").status_code == 200
    with areas.connect("jiuzhu_owner") as asking:
        asking.execute("RESET ROLE")
        lost = connections["default"].connection.info.backend_pid
        asking.execute("SELECT pg_terminate_backend(%s, 5000)", [lost])
    assert client.get("/w/cases/").status_code == 200
    assert connections["default"].connection.info.backend_pid != lost
