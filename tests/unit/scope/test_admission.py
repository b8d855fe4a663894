"""A person is opened by one function for one reason; crafted rows open nobody."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from jiuzhu.infra import keys
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.identity import make_identity_number
from support.areas import Areas
from support.sight import become_web
from support.world import COUNTY, FANZHEN, OTHER_TOWNSHIP, START, ZHUYANG, World, first_village

pytestmark = pytest.mark.django_db

ADMIT = (
    "SELECT admitted, is_new FROM"
    " jiuzhu_admit_person(%s, '测试甲', false, %s, 'CASE', %s, '2020-09-03')"
)
SEES = "SELECT count(*) FROM households_person WHERE id = %s"
NUMBERS = keys.blind_index(make_identity_number("370982", START, 777), kind="identity")
CLERKS = (
    ("shouli", FANZHEN),
    ("shenpi", OTHER_TOWNSHIP),
    ("xianshenpi", COUNTY),
    ("zhongxin", f"{COUNTY}HD"),
    ("shiji", "3709"),
)


@pytest.fixture
def person(areas: Areas) -> tuple[int, bytes, int]:
    """Give the applicant of a case in 新泰市: id, digest of the number, id of the organ."""
    with areas.connect("jiuzhu_owner") as asking:
        row = asking.execute(
            "SELECT c.applicant_id, d.number_index, c.organ_id FROM cases_case c"
            " JOIN households_identitydocument d ON d.person_id = c.applicant_id"
            " WHERE c.number = %s",
            [areas.cases[OTHER_TOWNSHIP, "INTENT"]],
        ).fetchone()
    assert row is not None
    return row


def refused(asking: psycopg.Connection[Any], sql: str, *values: Any) -> bool:
    """Tell whether the database refuses a statement."""
    try:
        with asking.transaction():
            asking.execute(sql, values)
    except psycopg.errors.InsufficientPrivilege:
        return True
    return False


@pytest.mark.parametrize("organ", [ZHUYANG, FANZHEN, COUNTY, OTHER_TOWNSHIP])
def test_no_plain_row_opens_a_person(
    areas: Areas, world: World, person: tuple[int, bytes, int], organ: str
) -> None:
    """Neither for the own organ nor for another; nor by turning an own row round."""
    row = (
        "INSERT INTO households_personaccess (person_id, organ_id, ground, case_number,"
        " effective_from) VALUES (%s, %s, 'CASE', %s, '2020-01-01')"
    )
    turned = "UPDATE households_personaccess SET person_id = %s WHERE organ_id = %s"
    own = areas.cases[ZHUYANG, "ACCEPTED"]
    with (
        areas.connect("jiuzhu_owner") as asking,
        become_web(asking, world.actor("shouli")),
    ):
        assert refused(asking, row, person[0], world.organ(organ).pk, own)
        assert refused(asking, turned, person[0], world.organ(organ).pk)
        assert asking.execute(SEES, [person[0]]).fetchone() == (0,)


def test_the_policy_alone_refuses_too(
    areas: Areas, world: World, person: tuple[int, bytes, int]
) -> None:
    """Should the right ever be granted again, no row passes; without the policy it would."""
    here = world.organ(ZHUYANG).pk
    row = (
        "INSERT INTO households_personaccess (person_id, organ_id, ground, case_number,"
        " effective_from) VALUES (%s, %s, 'CASE', 'x', '2020-01-01')"
    )
    with areas.connect("jiuzhu_owner") as asking:
        asking.execute("GRANT INSERT ON households_personaccess TO jiuzhu_web")
        with become_web(asking, world.actor("shouli")):
            assert refused(asking, row, person[0], here)
        asking.execute("DROP POLICY area_scope ON households_personaccess")
        asking.execute(
            "CREATE POLICY area_scope ON households_personaccess TO jiuzhu_web USING (true)"
        )
        with become_web(asking, world.actor("shouli")):
            assert not refused(asking, row, person[0], here)
            assert asking.execute(SEES, [person[0]]).fetchone() == (1,)
        asking.rollback()


@pytest.mark.parametrize(
    ("table", "columns", "values"),
    [
        (
            "households_identitydocument",
            "kind, number, number_index, last_four, warnings, reason, effective_from",
            "'RESIDENT_ID', '\\x00', '\\x00', '', '{}', '', '2020-01-01'",
        ),
        ("households_address", "kind, region_id, effective_from", "'HUKOU', 1, '2020-01-01'"),
        (
            "households_bankaccount",
            "holder_name, number, number_index, last_four, effective_from",
            "'x', '\\x00', '\\x00', '', '2030-01-01'",
        ),
        (
            "households_householdmember",
            "household_id, relation, effective_from",
            "1, 'SON', '2030-01-01'",
        ),
    ],
)
def test_nothing_is_hung_on_a_person_whom_one_does_not_see(
    areas: Areas,
    world: World,
    person: tuple[int, bytes, int],
    table: str,
    columns: str,
    values: str,
) -> None:
    """A document with a number of one's own would be a way round: who knows it, opens them."""
    sql = f"INSERT INTO {table} (person_id, {columns}) VALUES (%s, {values})"  # noqa: S608
    with areas.connect("jiuzhu_owner") as asking, become_web(asking, world.actor("shouli")):
        assert refused(asking, sql, person[0])
        own = "UPDATE households_identitydocument SET person_id = %s"
        assert refused(asking, own, person[0])


@pytest.mark.parametrize(
    "organs",
    [
        (OTHER_TOWNSHIP,),
        (FANZHEN,),
        (ZHUYANG, FANZHEN),
        (ZHUYANG, OTHER_TOWNSHIP),
        (COUNTY, "370982"),
        (ZHUYANG, "3709"),
        (ZHUYANG, "370982HD"),
        (),
    ],
    ids="+".join,
)
def test_the_function_opens_for_the_organs_of_the_own_desk_only(
    areas: Areas, world: World, person: tuple[int, bytes, int], organs: tuple[str, ...]
) -> None:
    wanted = [world.organ(code).pk for code in organs]
    number = areas.cases[ZHUYANG, "ACCEPTED"]
    with (
        areas.connect("jiuzhu_owner") as asking,
        become_web(asking, world.actor("shouli")),
    ):
        assert refused(asking, ADMIT, person[1], wanted, number)
        assert refused(asking, ADMIT, None, wanted, number)


@pytest.mark.parametrize(("seat", "organ"), CLERKS)
def test_strangers_open_nobody_for_this_desk(
    areas: Areas, world: World, seat: str, organ: str
) -> None:
    here = [world.organ(ZHUYANG).pk]
    with (
        areas.connect("jiuzhu_owner") as asking,
        become_web(asking, world.actor(seat, organ)),
    ):
        is_above = organ in {COUNTY, f"{COUNTY}HD"}
        assert refused(asking, ADMIT, NUMBERS, here, "x") != is_above


def test_an_assistant_opens_for_the_own_village_only(areas: Areas, world: World) -> None:
    helper = world.actor("xieli", world.village.code)
    own = [world.organ(ZHUYANG).pk, world.village.pk, world.organ(COUNTY).pk]
    other = first_village(FANZHEN).pk
    next_door = world.organ(ZHUYANG).organ_set.exclude(pk=world.village.pk).order_by("code")[0].pk
    with areas.connect("jiuzhu_owner") as asking, become_web(asking, helper):
        assert refused(asking, ADMIT, NUMBERS, [*own, other], "x")
        assert refused(asking, ADMIT, NUMBERS, [*own, next_door], "x")
        assert not refused(asking, ADMIT, NUMBERS, own, "x")


def test_nobody_and_citizens_open_nobody(areas: Areas, world: World) -> None:
    here = [world.organ(ZHUYANG).pk]
    citizen = Actor(name="", roles=frozenset({"CITIZEN"}), capabilities=frozenset(), person_id=1)
    with areas.connect("jiuzhu_owner") as asking:
        for actor in (None, citizen):
            with become_web(asking, actor):
                assert refused(asking, ADMIT, NUMBERS, here, "x")


@pytest.mark.parametrize("which", ["no such case", "a case of another desk", "an own case"])
def test_sight_without_a_case_that_names_the_person_does_not_last(
    areas: Areas, world: World, person: tuple[int, bytes, int], which: str
) -> None:
    """Whoever knows the number finds the person, and loses them at the end of the transaction."""
    number = {
        "no such case": "x",
        "a case of another desk": areas.cases[OTHER_TOWNSHIP, "INTENT"],
        "an own case": areas.cases[ZHUYANG, "ACCEPTED"],
    }[which]
    here = [world.organ(ZHUYANG).pk]
    with (
        areas.connect("jiuzhu_owner") as asking,
        become_web(asking, world.actor("shouli")),
    ):
        assert asking.execute(ADMIT, [person[1], here, number]).fetchone() == (person[0], False)
        assert asking.execute(SEES, [person[0]]).fetchone() == (1,)
        with (
            pytest.raises(psycopg.errors.CheckViolation, match="no case"),
            asking.transaction(),
        ):
            asking.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_number_without_the_name_opens_nobody(
    areas: Areas, world: World, person: tuple[int, bytes, int]
) -> None:
    other = ADMIT.replace("测试甲", "测试乙")
    here = [world.organ(ZHUYANG).pk]
    with (
        areas.connect("jiuzhu_owner") as asking,
        become_web(asking, world.actor("shouli")),
    ):
        assert asking.execute(other, [person[1], here, "x"]).fetchone() == (None, True)
        assert asking.execute(SEES, [person[0]]).fetchone() == (0,)


def test_a_new_person_gets_a_number_of_the_call(areas: Areas, world: World) -> None:
    """Nobody opens a number in advance: each call takes the next one, never one that is given."""
    here = [world.organ(ZHUYANG).pk]
    with (
        areas.connect("jiuzhu_owner") as asking,
        become_web(asking, world.actor("shouli")),
    ):
        first = asking.execute(ADMIT, [None, here, "x"]).fetchone()
        second = asking.execute(ADMIT, [NUMBERS, here, "x"]).fetchone()
        assert first is not None
        assert second is not None
        assert (first[1], second) == (True, (first[0] + 1, True))
