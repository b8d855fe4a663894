"""Start children in groups of their own and know them again after a restart of the supervisor."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# What children write (papers, uploads, keys) is for this account alone.
PRIVATE = 0o077
LOG_LIMIT = 20_000_000


@dataclass(frozen=True, slots=True)
class Identity:
    """A process number with the moment it was born: numbers are used again, births are not."""

    pid: int
    born: str

    def lives(self) -> bool:
        """Say whether this very process still runs."""
        return self.born != "" and birth(self.pid) == self.born

    def left_anything(self) -> bool:
        """Say whether it or anything of its group still runs.

        A number is not given away while a group bears it, so with the leader gone since the same
        boot, what is left of the group is ours.
        """
        same_boot = self.born.partition("/")[0] == _boot()
        return self.lives() or (same_boot and not birth(self.pid) and group_lives(self.pid))


def birth(pid: int) -> str:
    """Return boot and start tick of a live process; nothing for a dead one."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
    fields = text.rpartition(")")[2].split()
    return "" if fields[0] in "ZX" else f"{_boot()}/{fields[19]}"


def identify(pid: int) -> Identity:
    """Name a running process so that it can be told from a later one with its number."""
    return Identity(pid, birth(pid))


def spawn(
    command: Sequence[str], environment: Mapping[str, str], log: Path
) -> subprocess.Popen[bytes]:
    """Start a child in its own session, its words appended to its log."""
    with log.open("ab") as stream:
        log.chmod(0o600)
        return subprocess.Popen(
            list(command),
            env=dict(environment),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=PRIVATE,
        )


def group_lives(pid: int) -> bool:
    """Say whether any live process is left of the group that a child led."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                text = (entry / "stat").read_text(encoding="utf-8", errors="replace")
                fields = text.rpartition(")")[2].split()
                if fields[2] == str(pid) and fields[0] not in "ZX":
                    return True
    return False


def signal_group(pid: int, number: signal.Signals) -> None:
    """Send a signal to a child and all that it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def end_group(pid: int, *, seconds: float) -> None:
    """End a child and all that it started: politely first, then for certain."""
    signal_group(pid, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        if not group_lives(pid):
            return
        time.sleep(0.05)
    signal_group(pid, signal.SIGKILL)


def keep_small(log: Path) -> None:
    """Move a log that grew too large aside; its writer appends and goes on in the emptied file."""
    try:
        if log.stat().st_size <= LOG_LIMIT:
            return
    except FileNotFoundError:
        return
    older = log.with_suffix(".log.1")
    older.write_bytes(log.read_bytes())
    older.chmod(0o600)
    os.truncate(log, 0)


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
