"""No page and no use case reads a large table from end to end: explained on a city's rows."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import psycopg
import pytest
from django.core.cache import cache
from django.db import connection, transaction

from jiuzhu.infra.postgres import sign_in_from_state
from jiuzhu.interfaces.web.access_table import ACCESS_TABLE
from support import stream
from support.areas import Areas
from support.many_copies import multiply
from support.own_database import own_database
from support.plans import Explainer, explaining
from support.records import Records, look_up
from support.settings import STATE
from support.visitors import VISITORS, Visitor, client_of
from support.visits import LISTS, paths, visits
from support.world import ZHUYANG, World

pytestmark = [pytest.mark.django_db(databases=["default", "aside"]), pytest.mark.once]

WARM = 10  # until server and process know the statements
MOST_OF_A_LIST, MOST_OF_A_CASE = 4, 8
# How many functions a page may call: a quarter more than it does, less than a page that is made
# twice. What that takes beside the bare statements is measured by benchmarks/pages.
MOST_CALLS = {
    "/w/": 82_000,
    "/w/cases/": 67_000,
    "/w/cases/?q=测试甲&state=": 57_000,
    "case": 52_000,
}
COPIES = 2_500
LARGE = 2_000  # rows: what every table of a person's data holds here, the busy ones over 10,000
BUSY = ("cases_case", "cases_casemember", "households_person", "documents_document")
# Who is owed in a month is computed for all families of a county unit at once: what it reads of a
# city is a large part of it, and the page stands before one payroll officer once a month.
DUE = "WITH ruled AS ("
HIDDEN = """
CREATE FUNCTION pg_temp.people() RETURNS bigint LANGUAGE plpgsql AS
$$ BEGIN RETURN (SELECT count(*) FROM households_person WHERE name = 'x'); END $$
"""


@pytest.fixture(autouse=True)
def _one_connection() -> None:
    """Do without the single connection of the other page tests: here there are really two."""
    cache.clear()


@dataclass(frozen=True)
class City:
    """The cases of the areas among thousands of others."""

    areas: Areas
    records: Records
    sizes: dict[str, int]


@pytest.fixture(scope="module")
def city(areas: Areas, django_db_blocker: Any) -> Iterator[City]:
    """Copy the areas into a database of its own and fill it; dropped at the end."""
    admin = sign_in_from_state(STATE, "admin").for_psycopg()
    with django_db_blocker.unblock(), areas.entered("jiuzhu_owner"), own_database() as name:
        with psycopg.connect(**{**admin, "dbname": name}) as asking:  # type: ignore[arg-type]
            sizes = multiply(asking, COPIES)
        connection.close()
        yield City(replace(areas, database=name), look_up(areas), sizes)


def said(explainer: Explainer) -> str:
    """Write down what scanned, for whoever has to mend it."""
    return "\n\n".join(
        f"{table}: {sql}" for table, statements in explainer.scans.items() for sql in statements
    )


def test_the_city_is_large(city: City) -> None:
    assert all(city.sizes[table] > 10_000 for table in BUSY)
    assert min(city.sizes.values()) > LARGE


def test_every_page_is_among_the_visits() -> None:
    asked = {row.path for rows in visits().values() for row in rows}
    assert asked == {row.path for row in ACCESS_TABLE if row.get}
    assert set(LISTS) <= {*asked, "/w/payroll/dibao/2020-10/"}


@pytest.mark.parametrize("visitor", [v for v, rows in visits().items() if rows], ids=str)
def test_no_page_reads_a_large_table(city: City, visitor: Visitor) -> None:
    with city.areas.entered():
        client = client_of(visitor, city.records.people)
        with explaining(city.sizes, large=LARGE) as explainer:
            for row in visits()[visitor]:
                for path in paths(row, city.records):
                    client.get(path)
    for statements in explainer.scans.values():
        statements -= {sql for sql in statements if DUE in sql}
    assert not any(explainer.scans.values()), said(explainer)
    assert explainer.statements


def test_no_use_case_reads_a_large_table(city: City) -> None:
    with (
        city.areas.entered(),
        transaction.atomic(),
        explaining(city.sizes, large=LARGE) as explainer,
    ):
        stream.to_archived(World())
        transaction.set_rollback(True)
    assert not explainer.scans, said(explainer)


@pytest.mark.parametrize("path", MOST_CALLS)
def test_a_page_is_made_with_few_statements_and_calls(
    city: City, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    visitor = next(one for one in VISITORS if one.role == "WINDOW" and one.organ == ZHUYANG)
    address = f"/w/cases/{city.areas.cases[ZHUYANG, 'ACCEPTED']}/" if path == "case" else path
    with city.areas.entered():
        client = client_of(visitor, city.records.people)
        for _ in range(WARM):
            assert client.get(address).status_code == 200
        asked = statements_of(partial(client.get, address))
        calls = called(partial(client.get, address))
        assert calls == pytest.approx(called(partial(client.get, address)), rel=0.02)
    with capsys.disabled():
        sys.stdout.write(f"\n{path}: {len(asked)} statements, {calls} calls\n")
    assert 0 < len(asked) <= (MOST_OF_A_CASE if path == "case" else MOST_OF_A_LIST)
    assert calls < MOST_CALLS[path]


def statements_of(act: Callable[[], Any]) -> list[str]:
    """Return what an act asks the database, in this order."""
    statements: list[str] = []

    def noted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        act()
    return statements


def called(act: Callable[[], Any]) -> int:
    """Return how many functions an act calls: the same on a busy machine as on a quiet one."""
    calls = 0

    def counted(frame: Any, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    gc.disable()
    sys.setprofile(counted)
    try:
        act()
    finally:
        sys.setprofile(None)
        gc.enable()
    return calls


def test_a_scan_is_noticed(city: City) -> None:
    with (
        city.areas.entered("jiuzhu_owner"),
        transaction.atomic(),
        explaining(city.sizes, large=LARGE) as explainer,
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT 1 FROM cases_case WHERE number = 'x'")
        cursor.execute("SELECT 1 FROM cases_case WHERE category_ground = 'x'")
        cursor.execute(HIDDEN)
        cursor.execute("SELECT pg_temp.people()")
    assert explainer.scans == {
        "cases_case": {"SELECT 1 FROM cases_case WHERE category_ground = 'x'"},
        "households_person": {"SELECT pg_temp.people()"},
    }
