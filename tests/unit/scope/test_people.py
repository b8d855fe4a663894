"""A person is seen through a dated row, for a case; a supporter elsewhere by the case's organs."""

from __future__ import annotations

import psycopg
import pytest

from jiuzhu.infra.actor import Actor
from support.areas import Areas, key_columns, seen_rows
from support.sight import become_web, insiders, strangers
from support.world import COUNTY, ZHUYANG, World

pytestmark = pytest.mark.django_db

PERSON_TABLES = ("households_person", "households_identitydocument", "households_personhistory")
SUPPORTERS = """
SELECT m.person_id FROM cases_casemember m JOIN cases_case c ON c.id = m.case_id
WHERE m.part = 'OBLIGOR' AND c.number = %s
"""
SEES = "SELECT count(*) FROM households_person WHERE id = %s"


@pytest.fixture
def supporter(areas: Areas) -> int:
    """The daughter in 新泰市 of a family in 祝阳镇."""
    with areas.connect("jiuzhu_owner") as asking:
        row = asking.execute(SUPPORTERS, [areas.cases[ZHUYANG, "ACCEPTED"]]).fetchone()
    assert row is not None
    return int(row[0])


def sees(asking: psycopg.Connection[tuple[int]], actor: Actor, person: int) -> bool:
    with become_web(asking, actor):
        return asking.execute(SEES, [person]).fetchone() == (1,)


def test_supporter_elsewhere_is_seen_by_the_organs_of_the_case(
    areas: Areas, supporter: int
) -> None:
    with areas.connect("jiuzhu_owner") as asking:
        seen = {name: sees(asking, actor, supporter) for name, actor in insiders().items()}
    assert seen == dict.fromkeys(insiders(), True)


def test_supporter_is_not_seen_where_he_lives_nor_anywhere_else(
    areas: Areas, supporter: int
) -> None:
    with areas.connect("jiuzhu_owner") as asking:
        seen = {name for name, actor in strangers().items() if sees(asking, actor, supporter)}
    assert seen == set()


def test_supporter_sees_himself_and_nobody_else(areas: Areas, supporter: int) -> None:
    himself = Actor(
        name="测试丁",
        roles=frozenset({"CITIZEN"}),
        capabilities=frozenset(),
        person_id=supporter,
    )
    with areas.connect("jiuzhu_owner") as asking:
        keys = key_columns(asking)
        with become_web(asking, himself):
            people = seen_rows(asking, "households_person", keys["households_person"])
            cases = seen_rows(asking, "cases_case", keys["cases_case"])
    assert people == {str(supporter)}
    assert cases == frozenset()


@pytest.mark.parametrize(
    ("change", "is_seen"),
    [
        ("effective_to = '2020-09-04'", True),
        ("effective_to = '2020-09-03'", False),
        ("effective_from = '2021-01-01'", False),
        ("effective_from = '2020-09-01', effective_to = NULL", True),
        ("effective_to = '2021-01-01'", True),
    ],
)
def test_sight_begins_and_ends_on_its_days(
    areas: Areas, supporter: int, change: str, is_seen: bool
) -> None:
    """The clock of this database stands on 2020-09-03 of the demo world."""
    with areas.connect("jiuzhu_owner") as asking:
        today = asking.execute(
            "SELECT (jiuzhu_now() AT TIME ZONE 'Asia/Shanghai')::date"
        ).fetchone()
        assert today is not None
        assert str(today[0]) == "2020-09-03"
        sql = f"UPDATE households_personaccess SET {change} WHERE person_id = %s"  # noqa: S608
        asking.execute(sql, [supporter])
        seen = {name for name, actor in insiders().items() if sees(asking, actor, supporter)}
        asking.rollback()
    assert seen == (set(insiders()) if is_seen else set())


def test_applicant_sees_the_own_case_only(areas: Areas) -> None:
    number = areas.cases[ZHUYANG, "ACCEPTED"]
    with areas.connect("jiuzhu_owner") as asking:
        row = asking.execute(
            "SELECT applicant_id FROM cases_case WHERE number = %s", [number]
        ).fetchone()
        assert row is not None
        citizen = Actor(
            name="测试甲",
            roles=frozenset({"CITIZEN"}),
            capabilities=frozenset(),
            person_id=row[0],
        )
        with become_web(asking, citizen):
            seen = asking.execute("SELECT number FROM cases_case").fetchall()
            vault = asking.execute("SELECT count(*) FROM kinship_declaredrelative").fetchone()
    assert seen == [(number,)]
    assert vault == (0,)


def test_village_sees_its_own_cases_not_its_neighbours(areas: Areas, world: World) -> None:
    helper = world.actor("xieli", world.village.code)
    with areas.connect("jiuzhu_owner") as asking:
        with become_web(asking, helper):
            seen = asking.execute("SELECT DISTINCT village_id FROM cases_case").fetchall()
        next_door = asking.execute(
            "SELECT id FROM organs_organ WHERE parent_id ="
            " (SELECT id FROM organs_organ WHERE code = %s) AND id <> %s LIMIT 1",
            [ZHUYANG, world.village.pk],
        ).fetchone()
        assert next_door is not None
        neighbour = Actor(
            name="",
            roles=frozenset({"ASSISTANT"}),
            capabilities=frozenset(),
            villages=(next_door[0],),
        )
        with become_web(asking, neighbour):
            assert asking.execute("SELECT count(*) FROM cases_case").fetchone() == (0,)
    assert seen == [(world.village.pk,)]


def test_administrator_of_accounts_sees_no_case_and_nobody(areas: Areas, world: World) -> None:
    """The database itself shows nothing to who manages accounts, whatever a page forgets."""
    admin = world.actor("guanli", COUNTY)
    with areas.connect("jiuzhu_owner") as asking, become_web(asking, admin):
        for table in ("cases_case", "households_person", "documents_document"):
            sql = f"SELECT count(*) FROM {table}"  # noqa: S608
            assert asking.execute(sql).fetchone() == (0,), table
