"""Bring up the platform's own PostgreSQL, whatever happened before, and hand out its roles."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from jiuzhu.infra.postgres.binaries import binaries_for, shipped_program
from jiuzhu.infra.postgres.cluster import make_cluster, start_server
from jiuzhu.infra.postgres.errors import DatabaseProblem
from jiuzhu.infra.postgres.life import answers, end, pid_in, servers_of
from jiuzhu.infra.postgres.places import (
    PORT,
    Place,
    find_place,
    make_socket_dir,
    make_state_dir,
    read_note,
    remember,
    remembered_home,
)
from jiuzhu.infra.postgres.provision import Provisioned, provision
from jiuzhu.infra.postgres.roles import (
    USERS,
    DjangoParameters,
    SignIn,
    from_url,
    new_password,
    read_role,
    sign_in_from_state,
    write_role,
)
from jiuzhu.infra.postgres.safety import refuse_unsafe

LOCK_SECONDS = 180.0


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answered: where its socket is and who administers it."""

    state_dir: Path
    host: str
    port: int
    user: str
    home: Path
    version: str


def ensure_running(state_dir: Path) -> Server:
    """Return a server that answers, with roles and database in place; start it if need be.

    Safe to call from many processes at once and after a kill -9 of anything.

    Raises DatabaseProblem with a sentence that says what to do; UnsafeDatabase when it would serve
    without durable writes.
    """
    state_dir = Path(os.path.realpath(state_dir))
    make_state_dir(state_dir)
    with _alone(state_dir):
        place = find_place(state_dir)
        admin = _admin(place)
        if not answers(admin.for_psycopg(), place.data):
            _start(place, admin)
        version = _proven_safe(admin)
        known = {role: found for role in USERS if (found := read_role(state_dir, role))}
        _keep(state_dir, provision(admin, known=known, private=True))
    return Server(state_dir, admin.host, admin.port, admin.user, place.home, version)


def stop(state_dir: Path) -> bool:
    """Stop the server in good order; False when none was running.

    Raises DatabaseProblem when it does not end in time.
    """
    state_dir = Path(os.path.realpath(state_dir))
    if remembered_home(state_dir) is None:
        return False
    with _alone(state_dir):
        data = find_place(state_dir).data
        pid = pid_in(data / "postmaster.pid") if data.exists() else None
        if pid is None or pid not in set(servers_of(data)):
            return False
        end(pid, data)
    return True


def is_running(state_dir: Path) -> bool:
    """Ask the server itself whether it lives, starting nothing."""
    state_dir = Path(os.path.realpath(state_dir))
    if remembered_home(state_dir) is None or read_role(state_dir, "admin") is None:
        return False
    place = find_place(state_dir)
    return place.data.exists() and answers(_admin(place).for_psycopg(), place.data)


def connection_parameters(server: Server, role: str) -> DjangoParameters:
    """Return Django's parameters of a role on a running server.

    Raises DatabaseProblem for a role that does not exist.
    """
    return sign_in_from_state(server.state_dir, role, environment={}).for_django()


def prepare_outside(state_dir: Path, url: str) -> Provisioned:
    """Provision a server that somebody else runs and keep the sign-in facts of the three roles.

    Raises DatabaseProblem when a right is missing or the server is not durable.
    """
    state_dir = Path(os.path.realpath(state_dir))
    make_state_dir(state_dir)
    given = from_url(url)
    with _alone(state_dir):
        found = {role: read_role(state_dir, role) for role in ("owner", "web", "worker")}
        known = {
            role: sign_in
            for role, sign_in in found.items()
            if sign_in and (sign_in.host, sign_in.port) == (given.host, given.port)
        }
        try:
            provisioned = provision(given, known=known)
        except psycopg.OperationalError as error:
            raise DatabaseProblem(
                "postgres.outside_unreachable",
                f"连不上 JIUZHU_DATABASE_URL 指向的数据库（{given.host}:{given.port}）：{error}",
            ) from error
        _keep(state_dir, provisioned)
    return provisioned


def _keep(state_dir: Path, provisioned: Provisioned) -> None:
    for role in ("owner", "web", "worker"):
        sign_in: SignIn = getattr(provisioned, role)
        if read_role(state_dir, role) != sign_in:
            write_role(state_dir, role, sign_in)


def _admin(place: Place) -> SignIn:
    """Return the administrator's sign-in, made before the cluster so that a crash loses nothing."""
    known = read_role(place.state_dir, "admin")
    password = known.password if known else new_password()
    admin = SignIn(
        str(place.socket_dir), PORT, USERS["admin"], password, name="postgres", options={}
    )
    if admin != known:
        write_role(place.state_dir, "admin", admin)
    return admin


def _start(place: Place, admin: SignIn) -> None:
    recorded = read_note(place.state_dir).get("bin", "")
    binaries = binaries_for(place.home, place.data, place.account, recorded)
    if recorded != str(binaries.directory):
        remember(place.state_dir, bin=str(binaries.directory))
    if not place.data.exists():
        make_cluster(place, binaries, admin=admin.user, password=admin.password)
    make_socket_dir(place)
    start_server(place, binaries, admin.for_psycopg())


def _proven_safe(admin: SignIn) -> str:
    with psycopg.connect(**admin.for_psycopg()) as connection:  # type: ignore[arg-type]
        refuse_unsafe(connection)
        row = connection.execute("SHOW server_version").fetchone()
    return str(row[0]) if row else ""


@contextlib.contextmanager
def _alone(state_dir: Path) -> Iterator[None]:
    """Let one launcher at a time work on a state directory; a dead one releases its lock itself."""
    with (state_dir / "postgres" / "lock").open("a") as stream:
        deadline = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise DatabaseProblem(
                        "postgres.busy", "另一个启动过程占用数据库已超过三分钟，请先结束它再重试。"
                    ) from None
                time.sleep(0.05)
        yield


def client_program(state_dir: Path, name: str) -> str:
    """Return pg_dump or a kin of it, of the version that serves this state directory.

    Raises DatabaseProblem when there are no programs at hand.
    """
    recorded = read_note(state_dir).get("bin", "")
    if recorded and (Path(recorded) / name).exists():
        return str(Path(recorded) / name)
    return shipped_program(name)
