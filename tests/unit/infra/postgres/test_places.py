"""Where the cluster lies and who may enter: nothing is opened that was closed."""

import os
import pwd
import shutil
import stat
import tempfile
from pathlib import Path

import psycopg
import pytest

from jiuzhu.infra.postgres import DatabaseProblem, ensure_running, stop
from jiuzhu.infra.postgres.life import pid_in
from jiuzhu.infra.postgres.places import OUTSIDE, SOCKET_LIMIT, find_place
from unit.infra.postgres.conftest import connect, dispose

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can change accounts")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def uid_of_server(state: Path) -> int:
    pid = pid_in(find_place(state).data / "postmaster.pid")
    return Path(f"/proc/{pid}").stat().st_uid


def test_socket_only_and_closed_to_others(state: Path) -> None:
    socket_dir = find_place(state).socket_dir
    assert mode(socket_dir) == 0o700
    with connect(state, "admin") as connection:
        listens = connection.execute("SHOW listen_addresses").fetchone()[0]
        methods = connection.execute(
            "SELECT DISTINCT type || ' ' || auth_method FROM pg_hba_file_rules"
        ).fetchall()
    assert listens == ""
    assert methods == [("local scram-sha-256",)]


def test_a_wrong_password_is_refused(state: Path) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        connect(state, "web", password="guessed")


@pytest.mark.parametrize("role", ["admin", "owner", "web", "worker"])
def test_password_files_are_private_and_apart(state: Path, role: str) -> None:
    files = {name: state / "postgres" / f"{name}.json" for name in ("admin", "owner", "web")}
    file = state / "postgres" / f"{role}.json"
    assert mode(file) == 0o600
    for name, other in files.items():
        if name != role:
            assert other.read_text().split('"password": ')[1][:20] not in file.read_text()


@pytest.mark.parametrize(
    "name", ["救助 状态", "it's, a (comma) & more; #1", "x" * 120, "很长的状态目录" * 8]
)
def test_any_folder_name_works(folder: Path, name: str) -> None:
    server = ensure_running(folder / name)
    assert len(os.fsencode(Path(server.host) / ".s.PGSQL.5432")) <= SOCKET_LIMIT
    assert mode(Path(server.host)) == 0o700
    with connect(folder / name, "web") as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("jiuzhu_web",)


@pytest.mark.parametrize("name", ["a $HOME", "a `id`", 'a "b"', "a\\b"])
def test_names_that_a_shell_would_read_are_refused(folder: Path, name: str) -> None:
    with pytest.raises(DatabaseProblem, match="JIUZHU_STATE_DIR") as problem:
        ensure_running(folder / name)
    assert problem.value.code == "postgres.path"


def test_taken_socket_folder_is_refused(folder: Path) -> None:
    state = folder / ("y" * 120)
    ensure_running(state)
    stop(state)
    place = find_place(state)
    shutil.rmtree(place.socket_dir)
    place.socket_dir.symlink_to(folder)
    try:
        with pytest.raises(DatabaseProblem, match=place.account.name) as problem:
            ensure_running(state)
    finally:
        place.socket_dir.unlink()
    assert problem.value.code == "postgres.socket_dir_taken"


@AS_ROOT
def test_root_runs_the_server_under_another_account(state: Path) -> None:
    uid = uid_of_server(state)
    assert uid != 0
    assert uid == find_place(state).account.uid
    assert pwd.getpwuid(uid).pw_name in {"jiuzhu", "postgres", "nobody"}
    assert find_place(state).data.stat().st_uid == uid


@AS_ROOT
def test_closed_folder_of_root_stays_closed() -> None:
    closed = Path(tempfile.mkdtemp(prefix="jiuzhu-closed-"))
    state = closed / "project" / "var"
    (closed / "project").mkdir(mode=0o755)
    try:
        server = ensure_running(state)
        assert mode(closed) == 0o700
        assert server.home.is_relative_to(OUTSIDE)
        assert mode(server.home) == 0o711
        assert uid_of_server(state) != 0
        assert not list(state.rglob("PG_VERSION"))
        assert ensure_running(state).home == server.home
    finally:
        dispose(state)
        shutil.rmtree(closed, ignore_errors=True)


@AS_ROOT
def test_account_enters_nothing_but_the_cluster(state: Path) -> None:
    account = find_place(state).account
    listing = account.run(["/bin/ls", str(state)])
    reading = account.run(["/bin/cat", str(state / "postgres" / "admin.json")])
    assert listing.returncode != 0
    assert reading.returncode != 0
    assert account.may_enter(find_place(state).data)


@AS_ROOT
def test_wanted_account_is_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIUZHU_POSTGRES_USER", "nobody")
    ensure_running(folder / "var")
    assert uid_of_server(folder / "var") == pwd.getpwnam("nobody").pw_uid
    monkeypatch.delenv("JIUZHU_POSTGRES_USER")
    assert find_place(folder / "var").account.name == "nobody"
