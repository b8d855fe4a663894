"""Create the three roles and the database, so that the pages own nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from jiuzhu.infra.postgres.errors import DatabaseProblem
from jiuzhu.infra.postgres.roles import DATABASE, USERS, SignIn, new_password
from jiuzhu.infra.postgres.safety import refuse_unsafe

EXTENSIONS = ("btree_gist", "pg_trgm")
PLAIN = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION"
Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Provisioned:
    """How the three roles sign in after provisioning."""

    owner: SignIn
    web: SignIn
    worker: SignIn


def provision(
    sign_in: SignIn, *, known: Mapping[str, SignIn] | None = None, private: bool = False
) -> Provisioned:
    """Bring roles, database, extensions and rights to what the platform needs; repeatable.

    Given a superuser, a role `jiuzhu_owner` will own the database `jiuzhu`; given a plain owner,
    that role and the database of its address are used. `private` marks the launcher's own cluster:
    the owner may create (test) databases there, which start with the same rights, and may act as
    web and worker, as the tests do.

    Raises DatabaseProblem when a right is missing, UnsafeDatabase when the server is not durable.
    """
    passwords = {role: found.password for role, found in (known or {}).items()}
    with _connect(sign_in) as connection:
        refuse_unsafe(connection)
        superuser = _flag(connection, "rolsuper")
        signs = _sign_ins(sign_in, passwords, superuser=superuser)
        for role, wanted in signs.items():
            if wanted.user != sign_in.user:
                create = role == "owner" and private
                keep = role in passwords and _opens(wanted)
                _make_role(connection, wanted, may_create=create, keep=keep)
        if private:
            _run(connection, "GRANT {}, {} TO {}", *(USERS[r] for r in ("web", "worker", "owner")))
        if superuser and not _exists(connection, "pg_database", "datname", DATABASE):
            if private:
                _prepare_database(sign_in, "template1", signs, superuser=True)
            _run(connection, "CREATE DATABASE {} OWNER {}", DATABASE, USERS["owner"])
    _prepare_database(sign_in, signs["owner"].name, signs, superuser=superuser)
    return Provisioned(**signs)


def _sign_ins(given: SignIn, passwords: Mapping[str, str], *, superuser: bool) -> dict[str, SignIn]:
    name = DATABASE if superuser else given.name
    signs = {
        role: replace(
            given, user=USERS[role], password=passwords.get(role) or new_password(), name=name
        )
        for role in ("owner", "web", "worker")
    }
    return signs if superuser else {**signs, "owner": given}


def _make_role(connection: Connection, wanted: SignIn, *, may_create: bool, keep: bool) -> None:
    """Create or correct one role; the server sees only the digest of its password."""
    exists = _exists(connection, "pg_roles", "rolname", wanted.user)
    if exists and keep and _is_plain(connection, wanted.user):
        return
    if not (_flag(connection, "rolsuper") or _flag(connection, "rolcreaterole")):
        raise DatabaseProblem(
            "postgres.no_create_role",
            f"账号 {connection.info.user} 无权建立角色 {wanted.user}。请数据库管理员执行："
            f"ALTER ROLE {connection.info.user} CREATEROLE; 然后重试。",
        )
    digest = connection.pgconn.encrypt_password(
        wanted.password.encode(), wanted.user.encode(), b"scram-sha-256"
    ).decode()
    attributes = sql.SQL(_attributes(connection, may_create=may_create))
    verb = sql.SQL("ALTER ROLE" if exists else "CREATE ROLE")
    connection.execute(
        sql.SQL("{} {} {} PASSWORD {}").format(
            verb, sql.Identifier(wanted.user), attributes, sql.Literal(digest)
        )
    )


def _attributes(connection: Connection, *, may_create: bool) -> LiteralString:
    """Only a superuser may name all the attributes; a new role has none of them anyway."""
    if not _flag(connection, "rolsuper"):
        return "LOGIN NOCREATEROLE"
    return f"{PLAIN} CREATEDB" if may_create else f"{PLAIN} NOCREATEDB"


def _prepare_database(
    sign_in: SignIn, name: str, signs: Mapping[str, SignIn], *, superuser: bool
) -> None:
    with _connect(replace(sign_in, name=name)) as connection:
        _set_rights(connection, name, signs, superuser=superuser)


def _set_rights(
    connection: Connection, name: str, signs: Mapping[str, SignIn], *, superuser: bool
) -> None:
    owner, web, worker = (signs[role].user for role in ("owner", "web", "worker"))
    for extension in EXTENSIONS:
        _make_extension(connection, extension)
    if superuser and name != "template1":
        _run(connection, "ALTER SCHEMA public OWNER TO {}", owner)
    _run(connection, "REVOKE ALL ON DATABASE {} FROM PUBLIC", name)
    _run(connection, "GRANT CONNECT ON DATABASE {} TO {}, {}, {}", name, owner, web, worker)
    _run(connection, "GRANT TEMPORARY ON DATABASE {} TO {}", name, worker)
    _run(connection, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
    _run(connection, "GRANT USAGE ON SCHEMA public TO {}, {}", web, worker)
    for kind in ("TABLES", "SEQUENCES", "FUNCTIONS", "TYPES"):
        statement = "ALTER DEFAULT PRIVILEGES FOR ROLE {} REVOKE ALL ON " + kind + " FROM PUBLIC"
        _run(connection, statement, owner)


def _make_extension(connection: Connection, name: str) -> None:
    if _exists(connection, "pg_extension", "extname", name):
        return
    try:
        _run(connection, "CREATE EXTENSION IF NOT EXISTS {} SCHEMA public", name)
    except psycopg.Error as error:
        raise DatabaseProblem(
            "postgres.extension",
            f"数据库缺少扩展 {name}:{error}。请数据库管理员安装 postgresql-contrib "
            f"并在库中执行 CREATE EXTENSION {name};",
        ) from error


def _exists(connection: Connection, table: str, column: str, value: str) -> bool:
    question = sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(
        sql.Identifier(table), sql.Identifier(column)
    )
    return connection.execute(question, [value]).fetchone() is not None


def _flag(connection: Connection, column: str) -> bool:
    question = sql.SQL("SELECT {} FROM pg_roles WHERE rolname = current_user").format(
        sql.Identifier(column)
    )
    row = connection.execute(question).fetchone()
    return bool(row and row[0])


def _is_plain(connection: Connection, user: str) -> bool:
    row = connection.execute(
        "SELECT rolcanlogin AND NOT (rolsuper OR rolbypassrls OR rolcreaterole)"
        " FROM pg_roles WHERE rolname = %s",
        [user],
    ).fetchone()
    return bool(row and row[0])


def _opens(wanted: SignIn) -> bool:
    """Try the known password: only if it fails is it set anew."""
    try:
        with _connect(wanted):
            return True
    except psycopg.OperationalError as error:
        return "password authentication failed" not in str(error)


def _connect(sign_in: SignIn) -> Connection:
    return psycopg.connect(**sign_in.for_psycopg(), autocommit=True)  # type: ignore[arg-type]


def _run(connection: Connection, statement: LiteralString, *names: str) -> None:
    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
