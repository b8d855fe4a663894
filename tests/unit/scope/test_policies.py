"""Row-level security: on every table with personal data, and a check that notices its absence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import psycopg
import pytest

from jiuzhu.infra.scope import TABLES_WITHOUT_SCOPE
from support.areas import Areas, key_columns, seen_rows
from support.late_rows import NOBODYS_ACCOUNT
from support.sight import SCOPED, become_web, insiders, leaks, strangers
from support.world import FANZHEN, OTHER_TOWNSHIP, ZHUYANG, World, first_village

pytestmark = pytest.mark.django_db

WRITE_ONLY = {
    "infra_outboxmessage": "written by all, read by the worker alone",
    "accounts_smsdelivery": "written by all, read by the worker alone",
    "kinship_declaredrelative": "the vault: nobody reads it",
}
BY_PHONE = {"accounts_citizencode"}  # seen by whoever names the digest of the telephone
OWN_ACCOUNT = {
    "infra_uploaddraft": "a file of a refused form is its sender's alone, whatever the area",
    "infra_jobrun": "a long job is its owner's; its order may name people",
    "infra_jobrow": "like the job",
    "accounts_listcolumns": "how somebody likes a list is nobody else's business",
    "accounts_notice": "written by colleagues, read by the addressee alone",
    "accounts_noticemute": "what somebody muted is nobody else's business",
    "infra_formdraft": "what somebody is still typing is the own account's alone",
}
UNSEEN = {*WRITE_ONLY, *BY_PHONE, *OWN_ACCOUNT}
PAYROLL = "the payroll is the county's; a township sees the single orders of its cases"
COUNTY_ONLY = {
    "infra_accessevent": "what the centre looked at for this case stands under the centre",
    "payments_bankalias": PAYROLL,
    "payments_bankfile": PAYROLL,
    "payments_bankreturn": PAYROLL,
    "payments_banksending": PAYROLL,
    "payments_bankreturnline": PAYROLL,
    "payments_ledgerexplanation": PAYROLL,
    "payments_ledgerimport": PAYROLL,
    "payments_ledgerline": PAYROLL,
    "payments_paymentbatch": PAYROLL,
    "payments_rosterruling": PAYROLL,
}
# New rows that their writer may not see yet are let in; what lets others see them is another row.
OPEN_TO_WRITE = {
    "accounts_notice",
    "accounts_smsdelivery",
    "households_household",
    "infra_accessevent",
    "infra_outboxmessage",
    "intents_authorizationlink",
}
# No plain row of these is ever let in: a narrow function writes, or nobody but the owner.
BY_FUNCTION = {"households_personaccess", "kinship_declaredrelative"}
POLICIES = """
SELECT tablename, policyname, permissive, roles::text[], cmd, qual, with_check
FROM pg_policies WHERE schemaname = 'public' ORDER BY 1
"""
FIRST_COLUMN = """
SELECT DISTINCT ON (attrelid) attrelid::regclass::text, attname FROM pg_attribute
WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
AND attnum > 0 AND attidentity = '' AND NOT attisdropped ORDER BY attrelid, attnum
"""
SECURED = """
SELECT c.relname, c.relrowsecurity FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
"""


def test_every_table_is_scoped_or_excused(areas: Areas) -> None:
    with areas.connect() as asking:
        secured = dict(asking.execute(SECURED).fetchall())
    unscoped = {table for table, on in secured.items() if not on}
    assert unscoped == set(TABLES_WITHOUT_SCOPE)
    assert set(secured) - unscoped == set(SCOPED)
    assert all(len(reason) > 5 for reason in TABLES_WITHOUT_SCOPE.values())


def test_every_scoped_table_has_exactly_one_policy(areas: Areas) -> None:
    with areas.connect() as asking:
        policies = asking.execute(POLICIES).fetchall()
    assert [row[0] for row in policies] == list(SCOPED)
    for table, name, permissive, roles, command, using, check in policies:
        assert (name, permissive, command) == ("area_scope", "PERMISSIVE", "ALL"), table
        assert sorted(roles) == ["jiuzhu_web", "jiuzhu_worker"], table
        assert not using.endswith("OR true)"), (table, using)
        assert check.endswith("OR true)") == (table in OPEN_TO_WRITE), (table, check)
        assert check.endswith("OR false)") == (table in BY_FUNCTION), (table, check)


def test_no_view_looks_past_the_policies(areas: Areas) -> None:
    with areas.connect() as asking:
        views = asking.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind IN ('v', 'm', 'f')"
        ).fetchall()
    assert views == []


@pytest.mark.parametrize("table", SCOPED)
def test_rows_of_another_area_stay_hidden(areas: Areas, table: str) -> None:
    """The check has teeth: without the policy of the table it reports every stranger."""
    assert areas.rows[ZHUYANG][table], "without rows this would prove nothing"
    with areas.connect("jiuzhu_owner") as asking:
        assert leaks(asking, areas, table) == []
        with asking.transaction(force_rollback=True):
            asking.execute(f"DROP POLICY area_scope ON {table}")
            asking.execute(f"CREATE POLICY area_scope ON {table} TO jiuzhu_web USING (true)")
            assert leaks(asking, areas, table) == list(strangers())
        with asking.transaction(force_rollback=True):
            asking.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
            assert leaks(asking, areas, table) == list(strangers())


def test_own_rows_are_seen(areas: Areas) -> None:
    """Sight is not shut off altogether: whose work it is sees the rows."""
    with areas.connect("jiuzhu_owner") as asking:
        keys, blind = key_columns(asking), {}
        for name, actor in insiders().items():
            with become_web(asking, actor):
                blind[name] = {
                    table
                    for table in SCOPED
                    if not seen_rows(asking, table, keys[table]) & areas.rows[ZHUYANG][table]
                }
    assert blind["parent county"] == UNSEEN
    assert blind["centre of the county"] == UNSEEN
    assert blind["own township"] == UNSEEN | set(COUNTY_ONLY)


@pytest.mark.parametrize("table", ["infra_formdraft", "infra_uploaddraft"])
def test_what_is_kept_is_seen_by_its_own_account_only(areas: Areas, table: str) -> None:
    clerk = insiders()["own township"]
    with areas.connect("jiuzhu_owner") as asking:
        for user, seen in ((NOBODYS_ACCOUNT, 1), (NOBODYS_ACCOUNT + 1, 0), (None, 0)):
            with become_web(asking, replace(clerk, user_id=user)):
                rows = asking.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
            assert rows == (seen,), user


def test_jobs_and_notices_are_seen_by_their_own_account_only(areas: Areas) -> None:
    clerk = insiders()["own township"]
    with areas.connect("jiuzhu_owner") as asking:
        keys = key_columns(asking)
        owner = asking.execute("SELECT max(owner) FROM infra_jobrun").fetchone()
        assert owner is not None
        for table in (
            "accounts_listcolumns",
            "accounts_notice",
            "accounts_noticemute",
            "infra_jobrow",
            "infra_jobrun",
        ):
            for user, sees in ((owner[0], True), (NOBODYS_ACCOUNT, False)):
                with become_web(asking, replace(clerk, user_id=user)):
                    assert bool(seen_rows(asking, table, keys[table])) == sees, (table, user)


def test_without_a_scope_nothing_is_seen(areas: Areas) -> None:
    with areas.connect("jiuzhu_owner") as asking:
        keys = key_columns(asking)
        with become_web(asking, None):
            seen = {table for table in SCOPED if seen_rows(asking, table, keys[table])}
    assert seen == set()


def test_rows_of_another_area_cannot_be_changed(areas: Areas) -> None:
    with areas.connect("jiuzhu_owner") as asking:
        keys = key_columns(asking)
        first = dict(asking.execute(FIRST_COLUMN).fetchall())
        with become_web(asking, strangers()["sibling township"]):
            for table in SCOPED:
                assert _touched(asking, areas, table, keys[table], first[table]) == 0, table
        with become_web(asking, insiders()["parent county"]):
            assert _touched(asking, areas, "cases_case", keys["cases_case"], "number") == 3


def _touched(
    asking: psycopg.Connection[Any], areas: Areas, table: str, key: str, column: str
) -> int:
    """Write every row of 祝阳镇 back as it was, and count."""
    change = f'UPDATE {table} SET "{column}" = "{column}" WHERE {key} = ANY (%s)'  # noqa: S608
    try:
        with asking.transaction():
            return asking.execute(change, [sorted(areas.rows[ZHUYANG][table])]).rowcount
    except psycopg.errors.InsufficientPrivilege:
        return 0


def test_a_row_cannot_be_written_into_another_area(areas: Areas, world: World) -> None:
    there = [world.organ(OTHER_TOWNSHIP).pk, first_village(OTHER_TOWNSHIP).pk]
    number = areas.cases[ZHUYANG, "AUTHORISING"]
    moved = "UPDATE cases_case SET organ_id = %s, village_id = %s WHERE number = %s"
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security")
    with (
        areas.connect("jiuzhu_owner") as asking,
        become_web(asking, world.actor("shouli")),
        refused,
    ):
        asking.execute(moved, [*there, number])


def test_copy_from_is_refused(areas: Areas) -> None:
    """COPY knows no policies, so PostgreSQL refuses it where there are some."""
    refused = (psycopg.errors.FeatureNotSupported, psycopg.errors.InsufficientPrivilege)
    clerk = insiders()["own township"]
    with areas.connect("jiuzhu_owner") as asking, become_web(asking, clerk):
        for table in SCOPED:
            with pytest.raises(refused), asking.transaction():
                _copy_into(asking, table)
        _copy_into(asking, "cases_casecounter")


def _copy_into(asking: psycopg.Connection[Any], table: str) -> None:
    with asking.cursor().copy(f"COPY {table} FROM STDIN") as copy:
        copy.write("")


def test_copy_to_gives_visible_rows_only(areas: Areas) -> None:
    with (
        areas.connect("jiuzhu_owner") as asking,
        become_web(asking, strangers()["sibling township"]),
        asking.cursor().copy("COPY (SELECT number FROM cases_case) TO STDOUT") as copy,
    ):
        seen = b"".join(bytes(part) for part in copy).decode().split()
    assert seen == [areas.cases[FANZHEN, "OPINION"]]
