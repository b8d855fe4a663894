"""The whole platform under its supervisor: started, killed in every part, restored, stopped."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jiuzhu.infra.postgres.life import pid_in, state_letter
from jiuzhu.infra.postgres.places import find_place
from jiuzhu.interfaces.cli.project import PROJECT
from jiuzhu.interfaces.cli.watch import answers
from unit.infra.postgres.conftest import dispose

PATIENCE = 150.0


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def is_gone(pid: int) -> bool:
    """Say whether a process ended; where nobody buries the dead it stays as a zombie."""
    return state_letter(pid) in {"", "Z"}


class Platform:
    """One state directory and the commands that people run on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = folder / "状态 目录"
        self.port = free_port()
        self.output = folder / "up.out"
        self.process: subprocess.Popen[bytes] | None = None

    def environment(self, state: Path) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("JIUZHU")}
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        return {**kept, "JIUZHU_STATE_DIR": str(state), "PYTHONPATH": str(PROJECT / "src")}

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-P", "-m", "jiuzhu", *arguments]

    def run(self, *arguments: str, state: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            check=False,
            cwd="/",
            env=self.environment(state or self.state),
            capture_output=True,
            text=True,
        )

    def up(self) -> None:
        with self.output.open("wb") as stream:
            self.process = subprocess.Popen(
                self.command("up", "--no-demo", "--port", str(self.port)),
                cwd="/",
                env=self.environment(self.state),
                stdout=stream,
                stderr=subprocess.STDOUT,
            )
        self.until(self.is_whole)

    def is_whole(self) -> bool:
        """Ask cheaply: `status` starts a Python of its own each time."""
        whole = set(self.children()) == {"web", "departments", "worker"}
        ours = self.process is not None and self.facts()["supervisor"]["pid"] == self.process.pid
        return whole and ours and answers(self.port)

    def status(self) -> tuple[int, dict[str, object]]:
        answer = self.run("status", "--json")
        return answer.returncode, json.loads(answer.stdout)

    def children(self) -> dict[str, int]:
        return {name: child["pid"] for name, child in self.facts()["children"].items()}

    def facts(self) -> dict[str, dict[str, dict[str, int]]]:
        file = self.state / "run" / "up.json"
        nothing = {"children": {}, "supervisor": {"pid": 0}}
        return json.loads(file.read_text()) if file.exists() else nothing

    def postmaster(self) -> int:
        return pid_in(find_place(self.state.resolve()).data / "postmaster.pid")

    def until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, self.output.read_text()
            assert self.process is None or self.process.poll() is None, self.output.read_text()
            time.sleep(0.3)

    def says(self) -> str:
        return self.output.read_text()


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    folder = Path(tempfile.mkdtemp(prefix="jiuzhu-up-"))
    folder.chmod(0o711)
    made = Platform(folder)
    made.up()
    yield made
    made.run("down")
    if made.process is not None:
        made.process.wait(timeout=60)
    for state in folder.iterdir():
        if state.is_dir():
            dispose(state)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def running(platform: Platform) -> Platform:
    """The platform with every part running, whatever the test before did to it."""
    if platform.process is None or platform.process.poll() is not None:
        platform.up()
    platform.until(platform.is_whole)
    return platform


def test_address_is_printed_and_the_page_serves(running: Platform) -> None:
    assert f"http://127.0.0.1:{running.port}/" in running.says()
    assert "JIUZHU_WITNESS_FILE=" in running.says()
    code, facts = running.status()
    assert code == 0
    assert facts["page"] is True
    assert set(facts["children"]) == {"web", "departments", "worker"}


def test_what_the_platform_writes_is_private(running: Platform) -> None:
    assert running.state.stat().st_mode & 0o066 == 0
    written = [path for path in running.state.rglob("*") if "postgres" not in path.parts]
    assert written
    for path in written:
        if path.exists() and not path.is_symlink():
            assert path.stat().st_mode & 0o077 == 0 or path.name == "static", path


def test_second_up_names_the_first(running: Platform) -> None:
    answer = running.run("up", "--port", str(free_port()))
    assert answer.returncode == 0
    assert f"http://127.0.0.1:{running.port}/" in answer.stdout


@pytest.mark.parametrize("part", ["web", "departments", "worker"])
def test_killed_part_comes_back(running: Platform, part: str) -> None:
    before = running.children()[part]
    os.kill(before, signal.SIGKILL)
    running.until(lambda: running.children().get(part, before) != before)
    running.until(running.is_whole)


def test_killed_database_comes_back(running: Platform) -> None:
    before = running.postmaster()
    os.kill(before, signal.SIGKILL)
    running.until(lambda: "数据库已恢复" in running.says())
    assert running.postmaster() not in {before, None}
    running.until(running.is_whole)


def test_killed_supervisor_is_replaced_without_leftovers(running: Platform) -> None:
    left = running.children()
    running.process.kill()
    running.process.wait()
    code, facts = running.status()
    assert code == 1
    assert facts["supervisor"] is False
    running.up()
    assert "已清理留下的进程" in running.says()
    assert not set(left.values()) & set(running.children().values())
    for pid in left.values():
        assert is_gone(pid)


def test_down_cleans_up_after_a_killed_supervisor(running: Platform) -> None:
    left = running.children()
    running.process.kill()
    running.process.wait()
    assert running.run("down").returncode == 0
    assert running.status()[0] == 3
    for pid in left.values():
        assert is_gone(pid)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_all_in_order(running: Platform, number: signal.Signals) -> None:
    postmaster = running.postmaster()
    running.process.send_signal(number)
    assert running.process.wait(timeout=60) == 0
    assert running.says().endswith("正在停止……\n已全部停止。\n")
    assert running.status()[0] == 3
    assert is_gone(postmaster)
    assert not (running.state / "run" / "up.json").exists()


def test_later_start_skips_the_migrations(running: Platform) -> None:
    running.run("down")
    running.process.wait(timeout=60)
    running.up()
    assert "升级数据库结构" not in running.says()


def test_taken_port_is_named(running: Platform) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = str(listener.getsockname()[1])
        other = running.folder / "other"
        answer = running.run("up", "--no-demo", "--port", port, state=other)
    assert answer.returncode == 3
    assert port in answer.stdout
    assert not (other / "postgres" / "data").exists()


def test_doctor_finds_no_fault(running: Platform) -> None:
    answer = running.run("doctor", "--json")
    faults = [row for row in json.loads(answer.stdout) if row["level"] == "FAULT"]
    assert faults == []
    assert answer.returncode == 0


def test_restored_backup_verifies_its_trace(running: Platform) -> None:
    target = running.folder / "backup.tar"
    target.unlink(missing_ok=True)
    assert running.run("backup", str(target)).returncode == 0
    restored = running.folder / f"restored-{os.urandom(3).hex()}"
    restored.mkdir()
    for name in ("keys.json", "secret_key"):
        shutil.copy2(running.state / name, restored / name)
    (restored / "departments").mkdir()
    shutil.copy2(running.state / "departments" / "keys.json", restored / "departments")
    answer = running.run("restore", str(target), state=restored)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "痕迹完整" in answer.stdout
