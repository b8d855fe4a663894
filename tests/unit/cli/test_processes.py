"""Children, their restarts and what a killed supervisor leaves behind: with real processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jiuzhu.interfaces.cli import run_state
from jiuzhu.interfaces.cli.processes import (
    LOG_LIMIT,
    Identity,
    birth,
    end_group,
    group_lives,
    identify,
    keep_small,
    spawn,
)
from jiuzhu.interfaces.cli.run_state import RunState
from jiuzhu.interfaces.cli.supervisor import Child, Spec, Supervisor

# A leader that starts a child of its own, as granian does, and dies of a signal without it.
FAMILY = ["/bin/sh", "-c", "sleep 60 & echo $!; wait"]
STUBBORN = ["/bin/sh", "-c", "trap '' TERM; sleep 60 & wait; wait"]


def until(condition: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "child.log"


@pytest.fixture
def family(log: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = spawn(FAMILY, os.environ, log)
    until(lambda: log.exists() and log.read_text().strip())
    yield process
    end_group(process.pid, seconds=0)
    process.wait()


@pytest.fixture
def supervisor(quiet_state: Path) -> Iterator[tuple[Supervisor, list[str]]]:
    said: list[str] = []
    made = Supervisor(said.append, lambda: None)
    yield made, said
    made.stop()


def test_group_ends_with_its_leader(family: subprocess.Popen[bytes], log: Path) -> None:
    grandchild = int(log.read_text())
    end_group(family.pid, seconds=5)
    until(lambda: not birth(grandchild))
    assert not group_lives(family.pid)


def test_stubborn_group_is_killed(log: Path) -> None:
    process = spawn(STUBBORN, os.environ, log)
    time.sleep(0.2)
    end_group(process.pid, seconds=0.3)
    assert process.wait(timeout=5) == -signal.SIGKILL
    until(lambda: not group_lives(process.pid))


def test_a_number_used_again_is_somebody_else() -> None:
    me = identify(os.getpid())
    assert me.lives()
    assert not Identity(me.pid, me.born + "9").lives()
    assert not Identity(me.pid, "").lives()
    assert not Identity(me.pid, me.born + "9").left_anything()


def test_orphans_of_a_dead_leader_are_found_and_ended(
    quiet_state: Path, family: subprocess.Popen[bytes], log: Path
) -> None:
    left = RunState(Identity(1, "gone"), "http://127.0.0.1:1/", {"web": identify(family.pid)})
    run_state.write(left)
    family.kill()
    family.wait()
    grandchild = int(log.read_text())
    assert birth(grandchild)
    assert run_state.end_orphans() == ("web",)
    until(lambda: not birth(grandchild))
    assert run_state.read() is None


def test_a_stranger_with_a_childs_number_is_left_alone(
    quiet_state: Path, family: subprocess.Popen[bytes]
) -> None:
    stale = Identity(family.pid, identify(family.pid).born + "9")
    run_state.write(RunState(Identity(1, "gone"), "http://127.0.0.1:1/", {"web": stale}))
    assert run_state.end_orphans() == ()
    assert family.poll() is None


def test_rubbish_in_the_state_file_is_no_state(quiet_state: Path) -> None:
    run_state.state_file().write_text("{")
    assert run_state.read() is None
    run_state.state_file().write_text('{"children": 7}')
    assert run_state.read() is None


def test_lock_tells_whether_a_supervisor_runs(quiet_state: Path) -> None:
    assert not run_state.supervisor_runs()
    code = (
        "import time; from jiuzhu.interfaces.cli import run_state\n"
        "with run_state.sole_supervisor(): print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    assert run_state.supervisor_runs()
    holder.kill()
    holder.wait()
    holder.stdout.close()
    assert not run_state.supervisor_runs()


def test_killed_child_comes_back_and_it_is_said(
    supervisor: tuple[Supervisor, list[str]],
) -> None:
    made, said = supervisor
    made.add(Spec("web", "网页服务", ["/bin/sleep", "60"], "web"))
    first = made.identities()["web"]
    os.kill(first.pid, signal.SIGKILL)
    until(lambda: (made.look_after(), made.identities().get("web", first) != first)[1])
    assert "网页服务被信号 9 终止" in said[0]


def test_pause_grows_while_a_child_keeps_failing(quiet_state: Path) -> None:
    said: list[str] = []
    made = Supervisor(said.append, lambda: None)
    child = Child(Spec("web", "网页服务", ["/bin/sh", "-c", "exit 3"], "web"))
    made.children.append(child)
    pauses = []
    for _ in range(7):
        child.start()
        assert child.process is not None
        child.process.wait()
        made.look_after()
        pauses.append(child.pause)
    assert pauses == [1, 2, 4, 8, 16, 30, 30]
    assert "代码 3" in said[0]


def test_finished_job_is_not_started_again(supervisor: tuple[Supervisor, list[str]]) -> None:
    made, said = supervisor
    made.add(Spec("demo", "演示数据", ["/bin/true"], "worker", once=True))
    until(lambda: (made.look_after(), made.children[0].finished)[1])
    assert said == ["演示数据已完成。"]
    assert made.identities() == {}


def test_children_write_to_private_logs(
    supervisor: tuple[Supervisor, list[str]], quiet_state: Path
) -> None:
    made, _ = supervisor
    made.add(Spec("web", "网页服务", ["/bin/sh", "-c", 'echo "$JIUZHU_ROLE"'], "web", once=True))
    file = quiet_state / "log" / "web.log"
    until(lambda: file.exists() and file.read_text() == "web\n")
    assert file.stat().st_mode & 0o077 == 0


def test_no_child_sees_another_roles_database_address(
    supervisor: tuple[Supervisor, list[str]], quiet_state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIUZHU_DATABASE_URL", "postgresql://owner:secret@db/city")
    monkeypatch.setenv("JIUZHU_DATABASE_URL_WEB", "postgresql://web:own@db/city")
    made, _ = supervisor
    made.add(Spec("web", "网页服务", ["/usr/bin/env"], "web", once=True))
    file = quiet_state / "log" / "web.log"
    until(lambda: file.exists() and "JIUZHU_ROLE=web" in file.read_text())
    until(lambda: "PATH=" in file.read_text())
    assert "secret" not in file.read_text()
    assert "web:own" in file.read_text()


def test_large_log_is_moved_aside_while_its_writer_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    with log.open("a") as writer:
        writer.write("x" * (LOG_LIMIT + 1))
        writer.flush()
        keep_small(log)
        writer.write("next\n")
    assert log.read_text() == "next\n"
    assert (tmp_path / "web.log.1").stat().st_size == LOG_LIMIT + 1
