"""What must hold when processes die, numbers are used again and files are swept away."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from jiuzhu.infra.postgres import DatabaseProblem, ensure_running, is_running, stop
from jiuzhu.infra.postgres.life import pid_in, servers_of, serves, state_letter, wait_while_zombie
from jiuzhu.infra.postgres.places import SOCKET_NAME, find_place
from jiuzhu.interfaces.cli.project import PROJECT
from unit.infra.postgres.conftest import connect


def pid_file(state: Path) -> Path:
    return find_place(state).data / "postmaster.pid"


def write_rows(state: Path) -> None:
    with connect(state, "owner") as connection:
        connection.execute("DROP TABLE IF EXISTS kept")
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 5000) AS number")


def kept_rows(state: Path) -> int:
    with connect(state, "owner") as connection:
        return connection.execute("SELECT count(*) FROM kept").fetchone()[0]


def kill_postmaster(state: Path) -> int:
    pid = pid_in(pid_file(state))
    os.kill(pid, signal.SIGKILL)
    return pid


def kill_tree(state: Path) -> None:
    for pid in list(servers_of(find_place(state).data)):
        os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 15
    while list(servers_of(find_place(state).data)):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_killed_postmaster_is_noticed_and_replaced(state: Path) -> None:
    write_rows(state)
    dead = kill_postmaster(state)
    server = ensure_running(state)
    assert pid_in(pid_file(state)) != dead
    assert server.host == str(find_place(state).socket_dir)
    assert kept_rows(state) == 5000


def test_stranger_with_the_dead_servers_number_is_not_taken_for_it(
    state: Path, bystander: subprocess.Popen[bytes]
) -> None:
    write_rows(state)
    kill_tree(state)
    lines = pid_file(state).read_text().split("\n")
    pid_file(state).write_text("\n".join([str(bystander.pid), *lines[1:]]))
    lock = find_place(state).socket_dir / f"{SOCKET_NAME}.lock"
    lock.write_text(f"{bystander.pid}\n")
    assert not is_running(state)
    ensure_running(state)
    assert kept_rows(state) == 5000
    assert bystander.poll() is None


def test_stop_leaves_a_stranger_alone(state: Path, bystander: subprocess.Popen[bytes]) -> None:
    kill_tree(state)
    pid_file(state).write_text(f"{bystander.pid}\n")
    assert not stop(state)
    assert bystander.poll() is None


def test_start_waits_until_a_zombie_is_buried(state: Path) -> None:
    write_rows(state)
    kill_tree(state)
    zombie = subprocess.Popen(["/bin/true"])
    while state_letter(zombie.pid) != "Z":
        time.sleep(0.01)
    pid_file(state).write_text(f"{zombie.pid}\n")
    burial = threading.Timer(1.5, zombie.wait)
    burial.start()
    ensure_running(state)
    assert zombie.returncode == 0
    assert kept_rows(state) == 5000


def test_waiting_for_a_zombie_has_an_end() -> None:
    zombie = subprocess.Popen(["/bin/true"])
    while state_letter(zombie.pid) != "Z":
        time.sleep(0.01)
    wait_while_zombie(zombie.pid, seconds=0.3)
    assert state_letter(zombie.pid) == "Z"
    zombie.wait()
    wait_while_zombie(zombie.pid)
    assert state_letter(zombie.pid) == ""


def test_four_simultaneous_first_starts_make_one_server(folder: Path) -> None:
    state = folder / "var"
    command = [sys.executable, "-m", "jiuzhu.infra.postgres", "start", "--state", str(state)]
    starts = [
        subprocess.Popen(
            command,
            env={**os.environ, "PYTHONPATH": str(PROJECT / "src")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(4)
    ]
    words = [start.communicate(timeout=120)[0] for start in starts]
    assert [start.returncode for start in starts] == [0, 0, 0, 0], words
    assert len(set(words)) == 1
    data = find_place(state).data
    leaders = [pid for pid in servers_of(data) if pid == pid_in(data / "postmaster.pid")]
    assert len(leaders) == 1
    with connect(state, "admin") as connection:
        assert connection.execute("SELECT pg_postmaster_start_time() < now()").fetchone()[0]


def test_swept_socket_is_made_again(state: Path) -> None:
    write_rows(state)
    (find_place(state).socket_dir / SOCKET_NAME).unlink()
    assert not is_running(state)
    ensure_running(state)
    assert kept_rows(state) == 5000


def test_swept_socket_folder_is_made_again(state: Path) -> None:
    shutil.rmtree(find_place(state).socket_dir)
    ensure_running(state)
    assert is_running(state)


def test_second_stop_says_that_nothing_ran(state: Path) -> None:
    assert stop(state)
    assert not is_running(state)
    assert not stop(state)


def test_server_of_another_folder_is_not_ours(state: Path, folder: Path) -> None:
    pid = pid_in(pid_file(state))
    assert serves(pid, find_place(state).data)
    assert not serves(pid, folder)
    assert not serves(os.getpid(), find_place(state).data)


def test_interrupted_first_start_is_finished(folder: Path) -> None:
    state = folder / "var"
    ensure_running(state)
    stop(state)
    home = find_place(state).home
    find_place(state).data.rename(home / "data.unfinished")
    for kept in (home / "binaries").iterdir():
        kept.rename(kept.with_name(f"{kept.name}.unfinished"))
    ensure_running(state)
    assert is_running(state)
    assert not (home / "data.unfinished").exists()


def test_moved_folder_is_found_again(folder: Path) -> None:
    ensure_running(folder / "before")
    write_rows(folder / "before")
    stop(folder / "before")
    (folder / "before").rename(folder / "after")
    ensure_running(folder / "after")
    assert kept_rows(folder / "after") == 5000


def test_broken_settings_are_shown_in_the_servers_own_words(state: Path) -> None:
    stop(state)
    file = find_place(state).data / "postgresql.auto.conf"
    before = file.read_text()
    file.write_text("no_such_setting = 1\n")
    try:
        with pytest.raises(DatabaseProblem, match="no_such_setting") as problem:
            ensure_running(state)
        assert problem.value.code == "postgres.start"
    finally:
        file.write_text(before)
