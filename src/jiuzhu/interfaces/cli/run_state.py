"""Remember what `up` started, so that `down`, `status` and a later `up` find it again."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from jiuzhu.infra.postgres.places import write_private
from jiuzhu.interfaces.cli.processes import Identity, end_group
from jiuzhu.interfaces.cli.workplace import run_dir


@dataclass(frozen=True, slots=True)
class RunState:
    """What the supervisor last wrote of itself."""

    supervisor: Identity
    address: str
    children: Mapping[str, Identity] = field(default_factory=dict)


def state_file() -> Path:
    """Return the file of the supervisor's state."""
    return run_dir() / "up.json"


def write(state: RunState) -> None:
    """Store the supervisor's state in one step."""
    write_private(state_file(), asdict(state))


def read() -> RunState | None:
    """Read what a supervisor left, None when there is nothing or only rubbish."""
    try:
        facts = json.loads(state_file().read_text(encoding="utf-8"))
        children = {name: Identity(**one) for name, one in facts["children"].items()}
        return RunState(Identity(**facts["supervisor"]), facts["address"], children)
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return None


@contextlib.contextmanager
def sole_supervisor() -> Iterator[bool]:
    """Hold the supervisor's lock while it runs; yields false when another one holds it."""
    with _lock_file() as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def supervisor_runs() -> bool:
    """Ask the lock, which dies with its holder, whether a supervisor runs."""
    with sole_supervisor() as free:
        return not free


def end_orphans() -> tuple[str, ...]:
    """End the children that a killed supervisor left behind and return their names."""
    left = read()
    if left is None:
        return ()
    ended = []
    for name, child in left.children.items():
        if child.left_anything():
            end_group(child.pid, seconds=10)
            ended.append(name)
    state_file().unlink(missing_ok=True)
    return tuple(ended)


def _lock_file() -> IO[str]:
    file = run_dir() / "up.lock"
    number = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    return os.fdopen(number, "a")
