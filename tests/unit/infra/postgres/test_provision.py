"""Three roles with just the rights they need, on our server and on somebody else's."""

from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from jiuzhu.infra.postgres import (
    DatabaseProblem,
    SignIn,
    connection_parameters,
    connection_parameters_from_state,
    ensure_running,
    prepare_outside,
    provision,
)
from jiuzhu.infra.postgres.roles import from_url, read_role
from unit.infra.postgres.conftest import connect

ATTRIBUTES = (
    "SELECT rolsuper, rolbypassrls, rolcreaterole, rolreplication FROM pg_roles"
    " WHERE rolname = current_user"
)


@pytest.mark.parametrize("role", ["owner", "web", "worker"])
def test_roles_are_nobody_special(state: Path, role: str) -> None:
    with connect(state, role) as connection:
        assert connection.execute(ATTRIBUTES).fetchone() == (False, False, False, False)


@pytest.mark.parametrize("role", ["web", "worker"])
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE intruder (number int)",
        "CREATE SCHEMA intruder",
        "CREATE DATABASE intruder",
        "SELECT * FROM secrets",
        "SELECT shout()",
    ],
)
def test_roles_of_pages_and_jobs_start_with_nothing(state: Path, role: str, statement: str) -> None:
    with connect(state, "owner") as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS secrets (word text)")
        connection.execute(
            "CREATE OR REPLACE FUNCTION shout() RETURNS text LANGUAGE sql AS 'SELECT 1::text'"
        )
    with (
        connect(state, role) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)


def test_only_jobs_may_use_temporary_tables(state: Path) -> None:
    with connect(state, "worker") as connection:
        connection.execute("CREATE TEMPORARY TABLE passing (number int)")
    with (
        connect(state, "web") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TEMPORARY TABLE passing (number int)")


def test_new_databases_of_the_owner_start_the_same(state: Path) -> None:
    with connect(state, "owner") as connection:
        connection.execute("DROP DATABASE IF EXISTS test_fresh")
        connection.execute("CREATE DATABASE test_fresh")
    with connect(state, "owner", dbname="test_fresh") as connection:
        names = {row[0] for row in connection.execute("SELECT extname FROM pg_extension")}
        connection.execute("CREATE FUNCTION shout() RETURNS text LANGUAGE sql AS 'SELECT 1::text'")
    with (
        connect(state, "web", dbname="test_fresh") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("SELECT shout()")
    assert {"btree_gist", "pg_trgm"} <= names


def test_owner_may_act_as_the_lesser_roles(state: Path) -> None:
    with connect(state, "owner") as connection:
        connection.execute("SET ROLE jiuzhu_web")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE intruder (number int)")


def test_raised_rights_are_taken_back_at_the_next_start(state: Path) -> None:
    with connect(state, "admin") as connection:
        connection.execute("ALTER ROLE jiuzhu_web SUPERUSER BYPASSRLS")
    ensure_running(state)
    with connect(state, "web") as connection:
        assert connection.execute(ATTRIBUTES).fetchone() == (False, False, False, False)


def test_changed_password_is_set_right_again(state: Path) -> None:
    with connect(state, "admin") as connection:
        connection.execute("ALTER ROLE jiuzhu_worker PASSWORD 'forgotten'")
    ensure_running(state)
    with connect(state, "worker") as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("jiuzhu_worker",)


def test_second_start_changes_no_password(state: Path) -> None:
    before = [read_role(state, role) for role in ("admin", "owner", "web", "worker")]
    ensure_running(state)
    assert [read_role(state, role) for role in ("admin", "owner", "web", "worker")] == before


def test_parameters_fit_django(state: Path) -> None:
    server = ensure_running(state)
    found = connection_parameters(server, "web")
    assert found == connection_parameters_from_state(state, "web", {})
    assert (found["HOST"], found["PORT"]) == (server.host, "5432")
    assert (found["USER"], found["NAME"]) == ("jiuzhu_web", "jiuzhu")


def test_unknown_role_is_named(state: Path) -> None:
    with pytest.raises(DatabaseProblem, match="clerk"):
        connection_parameters_from_state(state, "clerk", {})


def test_before_the_first_start_the_command_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatabaseProblem, match=r"\./jiuzhu up"):
        connection_parameters_from_state(tmp_path, "web", {})


def test_an_address_in_the_environment_wins(state: Path) -> None:
    url = "postgresql://city_web:p%40ss@db.example:6432/city?sslmode=require"
    found = connection_parameters_from_state(state, "web", {"JIUZHU_DATABASE_URL_WEB": url})
    assert found["USER"] == "city_web"
    assert found["PASSWORD"] == "p@ss"
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "6432", "city")
    assert found["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize("url", ["mysql://a@b/c", "postgresql://a@b", "city"])
def test_bad_address_is_explained(url: str) -> None:
    with pytest.raises(DatabaseProblem, match="postgresql://"):
        from_url(url)


@pytest.mark.parametrize(
    ("host", "options"),
    [
        ("db.example", {}),
        ("/run/数据 库", {"sslmode": "require"}),
        ("10.1.2.3", {"sslmode": "allow"}),
    ],
)
def test_address_is_read_as_it_was_written(host: str, options: dict[str, str]) -> None:
    sign_in = SignIn(host, 6432, "city owner", "p@:/?#&%ss", "城", options)
    assert from_url(sign_in.as_url()) == sign_in


@pytest.fixture
def outside(state: Path) -> SignIn:
    """A plain owner with a database of its own, as an office's server room would hand out."""
    admin = read_role(state, "admin")
    assert admin is not None
    with connect(state, "admin") as connection:
        connection.execute("DROP DATABASE IF EXISTS city")
        connection.execute("DROP ROLE IF EXISTS city_owner")
        connection.execute("CREATE ROLE city_owner LOGIN CREATEROLE PASSWORD 'given'")
        connection.execute("GRANT jiuzhu_web, jiuzhu_worker TO city_owner WITH ADMIN OPTION")
        connection.execute("CREATE DATABASE city OWNER city_owner")
    return replace(admin, user="city_owner", password="given", name="city")


def test_outside_owner_keeps_its_name_and_gets_two_roles(outside: SignIn, folder: Path) -> None:
    url = outside.as_url()
    provisioned = prepare_outside(folder / "var", url)
    assert provisioned.owner.user == "city_owner"
    again = prepare_outside(folder / "var", url)
    assert again == provisioned
    for sign_in in (provisioned.web, provisioned.worker):
        with psycopg.connect(**sign_in.for_psycopg()) as connection:
            assert connection.execute("SELECT current_database()").fetchone() == ("city",)
    kept = connection_parameters_from_state(folder / "var", "web", {})
    assert kept["PASSWORD"] == provisioned.web.password


def test_missing_right_to_create_roles_is_named(state: Path, outside: SignIn) -> None:
    with connect(state, "admin") as connection:
        connection.execute("ALTER ROLE city_owner NOCREATEROLE")
    with pytest.raises(DatabaseProblem, match="ALTER ROLE city_owner CREATEROLE"):
        provision(outside)


def test_unreachable_outside_server_is_explained(folder: Path) -> None:
    url = f"postgresql://nobody:none@/city?host={folder}"
    with pytest.raises(DatabaseProblem, match="JIUZHU_DATABASE_URL"):
        prepare_outside(folder / "var", url)
