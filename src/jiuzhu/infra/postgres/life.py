"""Tell the living server from a dead one: by a real connection, and by what /proc says of a PID."""

import os
import signal
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg

from jiuzhu.infra.postgres.errors import DatabaseProblem

ZOMBIE_SECONDS = 15.0
STOP_SECONDS = 60.0


def answers(parameters: Mapping[str, str | int], data: Path) -> bool:
    """Ask the server itself whether it lives and serves this very data directory."""
    try:
        with psycopg.connect(**parameters, connect_timeout=5) as connection:  # type: ignore[arg-type]
            row = connection.execute("SHOW data_directory").fetchone()
    except psycopg.OperationalError as error:
        if "password authentication failed" in str(error):
            raise DatabaseProblem(
                "postgres.password",
                "数据库拒绝了启动器的口令：postgres/admin.json 与数据不是同一套。"
                "请从备份恢复整个状态目录。",
            ) from error
        return False
    return row is not None and os.path.realpath(row[0]) == os.path.realpath(data)


def pid_in(file: Path) -> int | None:
    """Read the process number from a lock file of the server; None when there is no such file."""
    try:
        return abs(int(file.read_text(encoding="utf-8", errors="replace").split("\n", 1)[0]))
    except (FileNotFoundError, ValueError):
        return None


def state_letter(pid: int) -> str:
    """Return the state letter of a process (`Z` is a zombie), or nothing when it is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return text.rpartition(")")[2].split()[0]


def wait_while_zombie(pid: int, *, seconds: float = ZOMBIE_SECONDS) -> None:
    """Wait for a slow parent to bury a dead process: the server takes its number for a live one."""
    deadline = time.monotonic() + seconds
    while state_letter(pid) == "Z" and time.monotonic() < deadline:
        time.sleep(0.1)


def serves(pid: int, data: Path) -> bool:
    """Say whether a process is a server of this data directory, not a stranger with its number."""
    if state_letter(pid) in {"", "Z", "X"}:
        return False
    try:
        return Path(f"/proc/{pid}/cwd").readlink().samefile(data)
    except (FileNotFoundError, PermissionError, ProcessLookupError):
        return False


def servers_of(data: Path) -> Iterator[int]:
    """Find every live process that works in this data directory."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and serves(int(entry.name), data):
            yield int(entry.name)


def clear_dead(data: Path, socket_lock: Path) -> None:
    """Remove the lock files of a server that is gone; leave those of a living one alone.

    After a kill -9 the number in the file may by now belong to a stranger, which PostgreSQL takes
    for itself; and orphans of the dead one may still hold its memory, so wait for them first.

    Raises DatabaseProblem when orphans do not end.
    """
    for file in (data / "postmaster.pid", socket_lock):
        pid = pid_in(file)
        if pid is None:
            continue
        wait_while_zombie(pid)
        if serves(pid, data):
            continue
        _wait_for_orphans(data)
        file.unlink(missing_ok=True)


def _wait_for_orphans(data: Path) -> None:
    deadline = time.monotonic() + ZOMBIE_SECONDS
    while orphans := list(servers_of(data)):
        if time.monotonic() > deadline:
            raise DatabaseProblem(
                "postgres.orphans",
                f"旧数据库的进程还没有结束：{orphans}。请结束这些进程后重试。",
            )
        time.sleep(0.1)


def end(pid: int, data: Path) -> None:
    """Stop a server in good order (fast shutdown) and wait until it is gone.

    Raises DatabaseProblem when it does not end in time.
    """
    if not serves(pid, data):
        return
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + STOP_SECONDS
    while serves(pid, data):
        if time.monotonic() > deadline:
            raise DatabaseProblem(
                "postgres.does_not_stop", f"数据库进程 {pid} 在 60 秒内没有停下，请查看它的日志。"
            )
        time.sleep(0.02)
