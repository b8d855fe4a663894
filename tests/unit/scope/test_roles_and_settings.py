"""Web and worker own nothing; a scope lives as long as its transaction and no longer."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection, transaction

from jiuzhu.casework.cases.models import Case
from jiuzhu.infra.actor import system_actor
from jiuzhu.infra.scope import apply_scope, clear_scope
from jiuzhu.infra.scope.setting import SETTINGS
from support.areas import Areas, key_columns, seen_rows, set_scope
from support.sight import SCOPED, insiders, strangers
from support.world import ZHUYANG

pytestmark = pytest.mark.django_db

LESSER = ("jiuzhu_web", "jiuzhu_worker")
OWNED = """
SELECT relname FROM pg_class WHERE relowner = %(role)s::regrole
UNION ALL SELECT proname FROM pg_proc WHERE proowner = %(role)s::regrole
UNION ALL SELECT nspname FROM pg_namespace WHERE nspowner = %(role)s::regrole
UNION ALL SELECT typname FROM pg_type WHERE typowner = %(role)s::regrole
UNION ALL SELECT datname FROM pg_database WHERE datdba = %(role)s::regrole
"""
RIGHTS = "SELECT has_table_privilege(%s, %s, %s)"


@pytest.mark.parametrize("role", LESSER)
def test_role_owns_nothing_and_passes_no_policy(areas: Areas, role: str) -> None:
    with areas.connect("jiuzhu_owner") as asking:
        owned = asking.execute(OWNED, {"role": role}).fetchall()
        flags = asking.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles"
            " WHERE rolname = %s",
            [role],
        ).fetchone()
        above = asking.execute(
            "SELECT pg_has_role(%s, rolname, 'MEMBER') FROM pg_roles WHERE rolname <> %s"
            " AND rolname NOT LIKE 'pg\\_%%' AND rolname NOT IN ('jiuzhu_web', 'jiuzhu_worker')",
            [role, role],
        ).fetchall()
    assert owned == []
    assert flags == (False, False, False, False)
    assert above
    assert not any(is_member for (is_member,) in above)


@pytest.mark.parametrize("role", LESSER)
def test_no_table_can_be_emptied_or_reshaped(areas: Areas, role: str) -> None:
    with areas.connect("jiuzhu_owner") as asking:
        for table in key_columns(asking):
            for right in ("TRUNCATE", "TRIGGER", "REFERENCES"):
                held = asking.execute(RIGHTS, [role, table, right]).fetchone()
                assert held == (False,), (table, right)


@pytest.mark.parametrize("role", LESSER)
def test_what_is_written_once_is_only_added_to(areas: Areas, role: str) -> None:
    with areas.connect("jiuzhu_owner") as asking:
        for table in ("cases_caseevent", "infra_accessevent", "decisions_decision"):
            for right in ("UPDATE", "DELETE"):
                held = asking.execute(RIGHTS, [role, table, right]).fetchone()
                assert held == (False,), (table, right)


def test_scope_ends_with_its_transaction(areas: Areas) -> None:
    """A pooled connection carries nothing from one request into the next."""
    actor = insiders()["own township"]
    with areas.entered():
        with transaction.atomic():
            apply_scope(actor)
            assert Case.objects.count() == 3
        assert Case.objects.count() == 0
        with transaction.atomic():
            assert Case.objects.count() == 0
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT {', '.join('current_setting(%s, true)' for _ in SETTINGS)}", SETTINGS
                )
                assert set(cursor.fetchone()) <= {None, ""}


def test_scope_can_be_taken_away_and_replaced(areas: Areas) -> None:
    with areas.entered(), transaction.atomic():
        apply_scope(insiders()["own township"])
        clear_scope()
        assert Case.objects.count() == 0
        apply_scope(strangers()["sibling township"])
        assert Case.objects.values_list("organ__code", flat=True).get() != ZHUYANG


def test_rolled_back_savepoint_takes_its_scope_along(areas: Areas) -> None:
    with areas.entered(), transaction.atomic():
        apply_scope(strangers()["sibling township"])
        before = Case.objects.count()
        with transaction.atomic():
            apply_scope(insiders()["parent county"])
            assert Case.objects.count() > before
            transaction.set_rollback(True)
        assert Case.objects.count() == before


def test_worker_sees_nothing_until_its_job_says_so(areas: Areas) -> None:
    with areas.connect("jiuzhu_owner") as asking:
        keys = key_columns(asking)
        all_rows = {table: seen_rows(asking, table, keys[table]) for table in SCOPED}
    with areas.connect("jiuzhu_worker") as asking:
        blind = {table for table in SCOPED if not seen_rows(asking, table, keys[table])}
        assert blind == set(SCOPED)
        set_scope(asking, system_actor())
        for table in SCOPED:
            assert seen_rows(asking, table, keys[table]) == all_rows[table], table


def test_worker_with_organs_sees_those_and_no_more(areas: Areas) -> None:
    """A job for one organ carries that organ's scope, not the whole city's."""
    township = insiders()["own township"]
    assert township.organ_id is not None
    with areas.connect("jiuzhu_worker") as asking:
        set_scope(asking, system_actor(organs=(township.organ_id,)))
        found = asking.execute("SELECT number FROM cases_case").fetchall()
    assert {number for (number,) in found} == {
        number for (place, _), number in areas.cases.items() if place == ZHUYANG
    }


def test_a_page_cannot_call_itself_the_system(areas: Areas) -> None:
    with areas.connect("jiuzhu_owner") as asking:
        keys = key_columns(asking)
    with areas.connect() as asking:
        set_scope(asking, system_actor())
        assert asking.execute("SELECT jiuzhu_is_system()").fetchone() == (False,)
        seen = {table for table in SCOPED if seen_rows(asking, table, keys[table])}
    assert seen == set()


@pytest.mark.parametrize("setting", ["jiuzhu.organs", "jiuzhu.villages", "jiuzhu.person"])
@pytest.mark.parametrize("value", ["0", "-1", ""])
def test_odd_settings_show_nothing(areas: Areas, setting: str, value: str) -> None:
    with areas.connect() as asking:
        asking.execute("SELECT set_config(%s, %s, true)", [setting, value])
        assert asking.execute("SELECT count(*) FROM cases_case").fetchone() == (0,)


@pytest.mark.parametrize("value", ["x", "1; DROP TABLE cases_case", "{1}", "9223372036854775808"])
def test_a_crafted_setting_is_an_error_not_a_way_in(areas: Areas, value: str) -> None:
    with areas.connect() as asking:
        asking.execute("SELECT set_config('jiuzhu.organs', %s, true)", [value])
        with pytest.raises(psycopg.errors.DataError):
            asking.execute("SELECT count(*) FROM cases_case")
