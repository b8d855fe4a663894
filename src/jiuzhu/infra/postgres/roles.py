"""Keep the sign-in facts of each role in a file of its own, so that none reads another's."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from jiuzhu.infra.postgres.errors import DatabaseProblem
from jiuzhu.infra.postgres.places import write_private

DATABASE = "jiuzhu"
USERS = {
    "admin": "jiuzhu_admin",
    "owner": "jiuzhu_owner",
    "web": "jiuzhu_web",
    "worker": "jiuzhu_worker",
}
URL_SETTINGS = {
    "owner": "JIUZHU_DATABASE_URL",
    "web": "JIUZHU_DATABASE_URL_WEB",
    "worker": "JIUZHU_DATABASE_URL_WORKER",
}


class DjangoParameters(TypedDict):
    """The keys of Django's DATABASES that name a server and a role."""

    NAME: str
    USER: str
    PASSWORD: str
    HOST: str
    PORT: str
    OPTIONS: dict[str, str]


@dataclass(frozen=True, slots=True)
class SignIn:
    """How one role reaches the database."""

    host: str
    port: int
    user: str
    password: str
    name: str = DATABASE
    options: Mapping[str, str] | None = None

    def for_psycopg(self) -> dict[str, str | int]:
        """Return keyword parameters: a URI breaks on spaces and Chinese characters in a path."""
        return {
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "password": self.password,
            "dbname": self.name,
            **(self.options or {}),
        }

    def for_django(self) -> DjangoParameters:
        """Return the part of Django's DATABASES that names server and role."""
        return {
            "NAME": self.name,
            "USER": self.user,
            "PASSWORD": self.password,
            "HOST": self.host,
            "PORT": str(self.port),
            "OPTIONS": dict(self.options or {}),
        }

    def for_programs(self) -> dict[str, str]:
        """Return the environment for pg_dump and its kin: a password never stands in arguments."""
        return {
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
            "PGDATABASE": self.name,
            **{f"PG{key.upper()}": value for key, value in (self.options or {}).items()},
        }

    def as_url(self) -> str:
        """Return the same as an address, for a settings file of an outside server."""
        who, place = f"{quote(self.user)}:{quote(self.password, safe='')}", quote(self.name)
        query = dict(self.options or {})
        if self.host.startswith("/"):
            query = {"host": self.host, **query}
        where = "" if self.host.startswith("/") else self.host
        tail = f"?{urlencode(query)}" if query else ""
        return f"postgresql://{who}@{where}:{self.port}/{place}{tail}"


def from_url(url: str) -> SignIn:
    """Read postgresql://user:password@host:port/name?sslmode=….

    Raises DatabaseProblem when it is no such address.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise DatabaseProblem(
            "postgres.url",
            "数据库地址应写成 postgresql://USER:PASSWORD@HOST:PORT/NAME"
            "（依次为用户、口令、主机、端口、库名；口令里的特殊字符用 % 编码）。",
        )
    query = dict(parse_qsl(parts.query))
    return SignIn(
        host=unquote(query.pop("host", parts.hostname or "")),
        port=parts.port or int(query.pop("port", "5432")),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        name=unquote(parts.path.strip("/")),
        options=query,
    )


def role_file(state_dir: Path, role: str) -> Path:
    """Return the file that holds one role's sign-in facts."""
    if role not in USERS:
        raise DatabaseProblem("postgres.role", f"没有叫 {role} 的数据库角色：{'、'.join(USERS)}。")
    return state_dir / "postgres" / f"{role}.json"


def read_role(state_dir: Path, role: str) -> SignIn | None:
    """Read one role's sign-in facts, None before the first start."""
    try:
        facts = json.loads(role_file(state_dir, role).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return SignIn(**facts)


def write_role(state_dir: Path, role: str, sign_in: SignIn) -> None:
    """Store one role's sign-in facts, readable by the account that runs the platform only."""
    facts = {
        "host": sign_in.host,
        "port": sign_in.port,
        "user": sign_in.user,
        "password": sign_in.password,
        "name": sign_in.name,
        "options": dict(sign_in.options or {}),
    }
    write_private(role_file(state_dir, role), facts)


def new_password() -> str:
    """Make a password that needs no quoting anywhere."""
    return secrets.token_urlsafe(24)


def sign_in_from_state(
    state_dir: Path, role: str, environment: Mapping[str, str] = os.environ
) -> SignIn:
    """Return how a role signs in: by its own address in the environment, else by its file.

    Raises DatabaseProblem before the database was started or provisioned.
    """
    url = environment.get(URL_SETTINGS.get(role, ""), "")
    if url:
        return from_url(url)
    found = read_role(state_dir, role)
    if found is None:
        raise DatabaseProblem(
            "postgres.not_started",
            "数据库还没有准备好。请先运行 ./jiuzhu up。",
        )
    return found


def connection_parameters_from_state(
    state_dir: Path, role: str, environment: Mapping[str, str] = os.environ
) -> DjangoParameters:
    """Return Django's parameters of a role without starting or asking the server.

    Raises DatabaseProblem before the database was started or provisioned.
    """
    return sign_in_from_state(state_dir, role, environment).for_django()
