"""What must be known across scopes is told by narrow functions, and by nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import psycopg
import pytest

from jiuzhu.infra import keys
from support.areas import Areas, set_scope
from support.sight import become_web, insiders, strangers
from support.world import OTHER_TOWNSHIP, ZHUYANG, World

pytestmark = pytest.mark.django_db

# function: the columns it tells, and why nobody needs a scope for them
NARROW = {
    "jiuzhu_person_by_number": ("",),  # is this number known: an id, no name
    "jiuzhu_admit_person": ("admitted", "is_new", "is_second"),  # by number and name
    "jiuzhu_hold_same_number": ("",),  # bars the cases of a number held twice, tells nothing
    "jiuzhu_people_by_initials": ("",),  # whom a search may mean: ids, shown by their cases only
    "jiuzhu_people_by_phone": ("person_id", "name", "last_four"),  # who signs in by phone code
    "jiuzhu_related_officers": ("officer_id", "relation", "number_index"),
    "jiuzhu_relief_given": ("kind", "cause", "given_on", "amount_fen"),  # no case, no person
    "jiuzhu_check_document": ("title", "number", "organ", "issued_at", "state"),
    "jiuzhu_public_notices": ("code", "web", "starts_on", "ends_on", "village"),
    "jiuzhu_organ_of_query": ("",),
    "jiuzhu_city_looks": ("at", "kind", "organ", "actor_name", "route", "reason"),
    "jiuzhu_follow_case": (  # by code and digits, counted; the name is masked before it is shown
        "answer",
        "tries_left",
        "number",
        "person",
        "state",
        "scheme",
        "name",
        "opened_at",
        "answer_by",
        "organ",
        "phone",
    ),
    "jiuzhu_authorization_link": ("link_id", "case_id", "person_id", "organ_id"),
    "jiuzhu_object": ("",),  # writes an objection to a sheet that hangs; only says whether
    "jiuzhu_open_objections": ("",),  # how many hold a case: a number, no word of them
    # of the asker's own lines: is somebody in it paid elsewhere; not who, not where
    "jiuzhu_covered_elsewhere": ("case_id", "month", "purpose"),
    "jiuzhu_joined_objections": ("",),  # how many a meeting is about: a number, no word of them
    "jiuzhu_open_clocks": (  # what a calendar would move: no case, no person
        "organ",
        "procedure",
        "kind",
        "started_on",
        "due_on",
        "provisional",
        "extension",
        "pauses",
    ),
}
DEFINERS = """
SELECT p.proname, p.proargnames, p.proargmodes::text[], p.proconfig, p.prorettype::regtype::text,
       has_function_privilege('public', p.oid, 'EXECUTE')
FROM pg_proc p WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace
"""


def test_functions_past_the_policies_are_these_and_tell_no_more(areas: Areas) -> None:
    with areas.connect("jiuzhu_owner") as asking:
        found = asking.execute(DEFINERS).fetchall()
    told = {}
    for name, names, modes, config, returns, is_public in found:
        assert config, name
        assert "search_path=public, pg_temp" in config, name
        assert not is_public, f"{name}: everybody may run it"
        if returns != "trigger":
            told[name] = tuple(
                n for n, m in zip(names or (), modes or (), strict=False) if m == "t"
            )
    assert {name: columns or ("",) for name, columns in told.items()} == NARROW


def ask(areas: Areas, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Ask as the web role with the scope of somebody of another county."""
    stranger = strangers()["township of another county"]
    with areas.connect("jiuzhu_owner") as asking, become_web(asking, stranger):
        return asking.execute(sql, values).fetchall()


def known(areas: Areas, sql: str, *values: Any) -> Any:
    """Look something up as the owner."""
    with areas.connect("jiuzhu_owner") as asking:
        row = asking.execute(sql, values).fetchone()
    assert row is not None
    return row if len(row) > 1 else row[0]


def known_all(areas: Areas, sql: str) -> list[tuple[Any, ...]]:
    """Look many things up as the owner."""
    with areas.connect("jiuzhu_owner") as asking:
        return asking.execute(sql).fetchall()


def test_a_known_number_gives_an_id_and_no_person(areas: Areas) -> None:
    person, index = known(
        areas,
        "SELECT i.person_id, i.number_index FROM households_identitydocument i"
        " JOIN cases_case c ON c.applicant_id = i.person_id WHERE c.number = %s",
        areas.cases[ZHUYANG, "ACCEPTED"],
    )
    assert ask(areas, "SELECT jiuzhu_person_by_number(%s)", index) == [(person,)]
    assert ask(areas, "SELECT name FROM households_person WHERE id = %s", person) == []
    other = keys.blind_index("370902195202290017", kind="identity")
    assert ask(areas, "SELECT jiuzhu_person_by_number(%s)", other) == [(None,)]


def test_a_phone_gives_who_may_sign_in_with_it(areas: Areas) -> None:
    """One phone may be a family's: name and last digits tell the people apart, no more."""
    sql = "SELECT * FROM jiuzhu_people_by_phone(%s)"
    rows = ask(areas, sql, keys.blind_index("19900000000", kind="phone"))
    assert "测试甲" in {name for _, name, _ in rows}
    assert {len(digits) for *_, digits in rows} == {4}
    assert ask(areas, sql, keys.blind_index("19900000001", kind="phone")) == []


def test_check_code_tells_the_paper_and_nobody(areas: Areas) -> None:
    code, name = known(
        areas,
        "SELECT d.check_code, p.name FROM documents_document d"
        " JOIN cases_case c ON c.id = d.case_id"
        " JOIN households_person p ON p.id = c.applicant_id WHERE d.kind = 'W24'",
    )
    rows = ask(areas, "SELECT * FROM jiuzhu_check_document(%s)", code)
    assert len(rows) == 1
    assert name not in str(rows)
    assert ask(areas, "SELECT * FROM jiuzhu_check_document(%s)", code[:-1]) == []
    assert ask(areas, "SELECT * FROM jiuzhu_check_document('%%')") == []


def hang_the_sheet(asking: psycopg.Connection[Any]) -> None:
    """Let the sheet of the village hang from the second to the eighth of September."""
    asking.execute(
        "UPDATE publicity_publicnotice SET posted_at = published_at, posted_by_id ="
        " published_by_id, photo_id = (SELECT min(id) FROM infra_storedfile),"
        " starts_on = '2020-09-02', ends_on = '2020-09-08'"
    )


def test_public_notices_show_running_ones_of_one_village(areas: Areas) -> None:
    village = known(
        areas,
        "SELECT o.code FROM publicity_publicnotice n JOIN organs_organ o ON o.id = n.village_id",
    )
    running = "SELECT * FROM jiuzhu_public_notices(%s, %s)"
    assert ask(areas, running, village, date(2020, 9, 3)) == [], "not posted yet"
    with areas.connect("jiuzhu_owner") as asking:
        hang_the_sheet(asking)
        for day, shown in (
            ("2020-09-01", 0),
            ("2020-09-02", 1),
            ("2020-09-08", 1),
            ("2020-09-09", 0),
        ):
            assert len(asking.execute(running, [village, day]).fetchall()) == shown, day
        assert asking.execute(running, [OTHER_TOWNSHIP, "2020-09-03"]).fetchall() == []
        asking.rollback()


def test_related_officers_are_told_by_digest_only(areas: Areas) -> None:
    officer, index = known(areas, "SELECT officer_id, number_index FROM kinship_declaredrelative")
    sql = "SELECT * FROM jiuzhu_related_officers(%s, %s)"
    assert ask(areas, sql, [index], date(2020, 9, 1)) == [(officer, "侄子", bytes(index))]
    assert ask(areas, sql, [index], date(2019, 9, 1)) == []
    assert ask(areas, "SELECT count(*) FROM kinship_declaredrelative") == [(0,)]


def test_aid_given_elsewhere_is_told_without_case_and_person(areas: Areas) -> None:
    with areas.connect("jiuzhu_owner") as asking:
        asking.execute("ALTER TABLE cases_case DISABLE TRIGGER USER")
        ((person,),) = asking.execute(
            "UPDATE cases_case c SET scheme = 'temporary', decided_on = '2020-09-10'"
            " FROM applications_reliefrequest r, decisions_decision d"
            " WHERE r.case_id = c.id AND d.case_id = c.id AND d.kind = 'GRANT'"
            " RETURNING c.applicant_id"
        ).fetchall()
        sql = "SELECT kind, cause, given_on FROM jiuzhu_relief_given(%s, 0, %s)"
        given = asking.execute(sql, [[person], "2020-09-10"]).fetchall()
        assert given == [("EXPENSE", "ILLNESS", date(2020, 9, 10))]
        assert asking.execute(sql, [[person], "2020-09-11"]).fetchall() == []
        assert asking.execute(sql, [[0], "2020-09-10"]).fetchall() == []
        asking.rollback()


def test_link_is_found_by_its_token_while_it_lives(areas: Areas, world: World) -> None:
    token = known(areas, "SELECT token_hash FROM intents_authorizationlink")
    sql = "SELECT * FROM jiuzhu_authorization_link(%s, %s)"
    assert len(ask(areas, sql, token, world.at)) == 1
    assert ask(areas, sql, token, world.later(days=400)) == []
    assert ask(areas, sql, b"x" * 32, world.at) == []


def test_a_case_is_followed_by_code_and_digits_only(areas: Areas, world: World) -> None:
    code, digits = known(
        areas,
        "SELECT c.progress_code, i.last_four FROM cases_case c JOIN households_identitydocument i"
        " ON i.person_id = c.applicant_id WHERE c.number = %s",
        areas.cases[ZHUYANG, "ACCEPTED"],
    )
    sql = "SELECT answer, tries_left, name FROM jiuzhu_follow_case(%s, %s, %s)"
    assert ask(areas, sql, code, digits, world.at) == [("FOUND", 5, "测试甲")]
    assert ask(areas, sql, code, "", world.at) == [("WRONG", 4, None)]
    assert ask(areas, sql, "%", digits, world.at) == [("WRONG", 4, None)]
    assert ask(areas, "SELECT number FROM cases_case WHERE progress_code = %s", code) == []


def test_nobody_takes_a_wrong_try_back(areas: Areas) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(areas, "UPDATE cases_progresstry SET wrong = 0")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(areas, "DELETE FROM cases_progresstry")


def test_query_tells_its_organ_by_random_code(areas: Areas) -> None:
    code, organ = known(
        areas,
        "SELECT q.code::text, c.organ_id FROM verification_sourcequery q"
        " JOIN cases_case c ON c.id = q.case_id LIMIT 1",
    )
    assert ask(areas, "SELECT jiuzhu_organ_of_query(%s)", code) == [(organ,)]
    assert ask(areas, "SELECT jiuzhu_organ_of_query('1')") == [(None,)]


OBJECT = "SELECT jiuzhu_object(%s, 'X', 'w', NULL, NULL, false, %s, %s, %s, false, 'x')"


def test_an_objection_is_taken_for_a_sheet_that_hangs_and_for_no_other(areas: Areas) -> None:
    with areas.connect("jiuzhu_owner") as asking, asking.transaction(force_rollback=True):
        hang_the_sheet(asking)
        code, posted_at = asking.execute(
            "SELECT code, posted_at FROM publicity_publicnotice"
        ).fetchone()
        for sheet, at, on, taken in (
            ("nosuch", posted_at, "2020-09-03", False),
            (code, posted_at, "2020-09-09", False),
            (code, posted_at - timedelta(hours=1), "2020-09-03", False),
            (code, posted_at, "2020-09-08", True),
        ):
            found = asking.execute(OBJECT, [sheet, at, on, on]).fetchone()
            assert found == (taken,), (sheet, at, on)


def test_objections_are_counted_and_not_told(areas: Areas) -> None:
    case = known(areas, "SELECT id FROM cases_case LIMIT 1")
    assert ask(areas, "SELECT jiuzhu_open_objections(%s)", case) == [(0,)]
    assert ask(areas, "SELECT jiuzhu_joined_objections(0)") == [(0,)]
    assert ask(areas, "SELECT count(*) FROM objections_objection") == [(0,)]


def test_clocks_of_everywhere_name_no_case(areas: Areas) -> None:
    numbers = {row[0] for row in known_all(areas, "SELECT number FROM cases_case")}
    rows = ask(areas, "SELECT * FROM jiuzhu_open_clocks()")
    open_ones = known(areas, "SELECT count(*) FROM cases_caseclock WHERE stopped_on IS NULL")
    assert len(rows) == open_ones > 0
    assert not any(number in str(row) for row in rows for number in numbers)


def test_a_role_that_was_not_named_may_run_none_of_them(areas: Areas) -> None:
    with areas.connect("jiuzhu_owner") as asking:
        granted = asking.execute(
            "SELECT p.proname, grantee::regrole::text FROM pg_proc p, aclexplode(p.proacl)"
            " WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace AND grantee <> 0"
        ).fetchall()
    assert {role for _, role in granted} <= {"jiuzhu_owner", "jiuzhu_web", "jiuzhu_worker"}


def test_looks_are_told_to_the_city_and_to_nobody_else(areas: Areas, world: World) -> None:
    """Who looked and from where; of whom it was, nothing."""
    sql = "SELECT * FROM jiuzhu_city_looks(%s, %s)"
    city = world.actor("shiji", "3709")
    with areas.connect("jiuzhu_owner") as asking:
        kinds = asking.execute("SELECT DISTINCT kind FROM infra_accessevent").fetchall()
        for kind in ("", *(kind for (kind,) in kinds)):
            with become_web(asking, city):
                told = asking.execute(sql, [kind, 1000]).fetchall()
            assert told, kind
            names = {name for (name,) in asking.execute("SELECT name FROM households_person")}
            assert not any(name in str(told) for name in names)
            assert not any(number in str(told) for number in areas.cases.values())
            for name, actor in {**insiders(), **strangers()}.items():
                if name == "the city":
                    continue
                with become_web(asking, actor):
                    assert asking.execute(sql, [kind, 1000]).fetchall() == []


def test_a_code_is_seen_by_the_digest_of_its_phone_only(areas: Areas) -> None:
    sql = "SELECT count(*) FROM accounts_citizencode"
    index = known(areas, "SELECT phone_index FROM accounts_citizencode")
    named = "SELECT set_config('jiuzhu.phone', %s, true)"
    with areas.connect("jiuzhu_owner") as asking, become_web(asking, insiders()["own township"]):
        assert asking.execute(sql).fetchone() == (0,)
        asking.execute(named, [bytes(index).hex()])
        assert asking.execute(sql).fetchone() == (1,)
        asking.execute(named, [bytes(32).hex()])
        assert asking.execute(sql).fetchone() == (0,)
        set_scope(asking, insiders()["own township"])
        asking.execute(named, [bytes(index).hex()])
        set_scope(asking, insiders()["own township"])
        assert asking.execute(sql).fetchone() == (0,), "a new scope forgets the phone"
