"""The real platform for the browser: started by its own command line in a state of its own."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jiuzhu.infra.postgres import stop as stop_database
from jiuzhu.interfaces.cli.project import PROJECT

PATIENCE = 240.0
PARTS = {"web", "departments", "worker"}
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "JIUZHU_POSTGRES_BIN")


class PlatformUp:
    """One state directory, its programs, its clock and its accounts."""

    def __init__(self) -> None:
        # Not pytest's folder: as root the database runs under an account that may not enter it.
        self.folder = Path(tempfile.mkdtemp(prefix="jiuzhu-browser-"))
        self.folder.chmod(0o755)
        self.state = self.folder / "state"
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.output = self.folder / "up.out"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start everything without demo cases, furnish the offices, write the truth."""
        with self.output.open("wb") as stream:
            self.process = subprocess.Popen(
                [*self._jiuzhu("up"), "--no-demo", "--port", str(self.port)],
                cwd="/",
                env=self._environment(),
                stdout=stream,
                stderr=subprocess.STDOUT,
            )
        self._wait_until_whole()
        self.manage("jiuzhu_demo", "--offices-only", role="worker")

    def stop(self) -> None:
        """End all programs in good order, and leave nothing behind."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if (self.state / "postgres").exists():
            stop_database(self.state)
        shutil.rmtree(self.folder, ignore_errors=True)

    def manage(self, *arguments: str, role: str = "owner") -> str:
        """Run a management command and return what it printed."""
        done = subprocess.run(
            [*self._jiuzhu("manage"), *arguments],
            check=False,
            cwd="/",
            env={**self._environment(), "JIUZHU_ROLE": role},
            capture_output=True,
            text=True,
        )
        words = f"{arguments} ended with {done.returncode}: {done.stdout}\n{done.stderr}"
        assert done.returncode == 0, words + self.output.read_text()
        return done.stdout

    def move_clock(self, *, days: int = 0, hours: int = 0) -> None:
        """Move the demo clock on, as a person would at the terminal."""
        self.manage("jiuzhu_clock", "--days", str(days), "--hours", str(hours))

    def write_truth(self, people: Iterable[dict[str, Any]]) -> None:
        """Tell the departments what they know, before anybody asks."""
        path = self.state / "departments" / "truth.jsonl"
        path.parent.mkdir(mode=0o700, exist_ok=True)
        part = path.with_suffix(".part")
        lines = [json.dumps(person, ensure_ascii=False) + "\n" for person in people]
        part.write_text("".join(lines), encoding="utf-8")
        part.replace(path)

    def account(self, word: str, organ: str) -> dict[str, str]:
        """Return the account of a seat: user name, password and secret of the code."""
        path = self.state / "demo" / "accounts.json"
        rows: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
        found = [r for r in rows if r["organ"] == organ and r["username"].endswith(f".{word}")]
        assert len(found) == 1, (word, organ, [row["username"] for row in found])
        return found[0]

    def logs(self) -> str:
        """Return what every program said; text messages of the demo are printed there."""
        files = sorted((self.state / "log").glob("*.log"))
        return "\n".join(file.read_text(errors="replace") for file in files)

    def _wait_until_whole(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not (self._children() == PARTS and self._answers()):
            assert time.monotonic() < deadline, self.output.read_text()
            assert self.process is not None
            assert self.process.poll() is None, self.output.read_text()
            time.sleep(0.3)

    def _children(self) -> set[str]:
        file = self.state / "run" / "up.json"
        return set(json.loads(file.read_text())["children"]) if file.exists() else set()

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _jiuzhu(self, command: str) -> list[str]:
        return [sys.executable, "-P", "-m", "jiuzhu", command]

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        source = str(PROJECT / "src")
        return {**kept, "JIUZHU_STATE_DIR": str(self.state), "PYTHONPATH": source}


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
