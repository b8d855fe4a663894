"""Decide where the cluster, its socket and its passwords lie, and remember it."""

import hashlib
import json
import os
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jiuzhu.infra.postgres.account import Account, server_account
from jiuzhu.infra.postgres.errors import DatabaseProblem

PORT = 5432
SOCKET_NAME = f".s.PGSQL.{PORT}"
SOCKET_LIMIT = 100
OUTSIDE = Path("/var/lib/jiuzhu")
SHORT = Path("/tmp")  # noqa: S108 - the directory in it is checked to be ours and closed


@dataclass(frozen=True, slots=True)
class Place:
    """Where one state directory keeps its database."""

    state_dir: Path
    home: Path
    socket_dir: Path
    account: Account

    @property
    def data(self) -> Path:
        """Return the cluster's data directory."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """Return the server's own log."""
        return self.home / "server.log"

    @property
    def note(self) -> Path:
        """Return the file that remembers where the cluster lies."""
        return note_of(self.state_dir)


def note_of(state_dir: Path) -> Path:
    """Return the file of a state directory that says where its cluster lies."""
    return state_dir / "postgres" / "place.json"


def make_state_dir(state_dir: Path) -> None:
    """Create the state directory and the launcher's folder in it, closed to listing."""
    mode = 0o711 if os.geteuid() == 0 else 0o700
    state_dir.parent.mkdir(parents=True, exist_ok=True)
    for directory in (state_dir, state_dir / "postgres"):
        try:
            directory.mkdir()
        except FileExistsError:
            continue
        directory.chmod(mode)
        _keep_owner(directory)


def find_place(state_dir: Path) -> Place:
    """Return where the cluster lies, or would lie, choosing the place once and for all.

    Raises DatabaseProblem when no place fits or it belongs to somebody else.
    """
    home = remembered_home(state_dir)
    if home is None:
        home = _choose_home(state_dir)
        remember(state_dir, home=None if home == state_dir / "postgres" else str(home))
    account = server_account(home / "data")
    return Place(state_dir, home, _socket_dir(home, account), account)


def remembered_home(state_dir: Path) -> Path | None:
    """Return the directory chosen at the first start, or None before it."""
    note = read_note(state_dir)
    if "home" not in note:
        return None
    return Path(note["home"]) if note["home"] else state_dir / "postgres"


def read_note(state_dir: Path) -> dict[str, str]:
    """Read what the launcher remembers of a state directory."""
    try:
        noted: dict[str, str] = json.loads(note_of(state_dir).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return noted


def remember(state_dir: Path, **facts: str | None) -> None:
    """Add facts to what the launcher remembers of a state directory."""
    write_private(note_of(state_dir), {**read_note(state_dir), **facts})


def write_private(file: Path, content: Mapping[str, object]) -> None:
    """Write a 0600 file in one step: a reader sees the old or the new one, never half of it."""
    number, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    with os.fdopen(number, "w", encoding="utf-8") as stream:
        json.dump(content, stream, ensure_ascii=False, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    _keep_owner(Path(name))
    Path(name).replace(file)


def make_socket_dir(place: Place) -> None:
    """Create the socket's directory for the server's account alone.

    Raises DatabaseProblem when somebody else already holds a directory of that name.
    """
    directory = place.socket_dir
    directory.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    try:
        directory.mkdir(mode=0o700)
        place.account.take_over(directory)
    except FileExistsError:
        held = directory.lstat()
        if not stat.S_ISDIR(held.st_mode) or held.st_uid != place.account.uid:
            raise DatabaseProblem(
                "postgres.socket_dir_taken",
                f"目录 {directory} 不属于账户 {place.account.name}，不能使用。请删除它后重试。",
            ) from None
        directory.chmod(0o700)


def _choose_home(state_dir: Path) -> Path:
    """Prefer the state directory; under /root the account could not enter, so go outside."""
    inside = state_dir / "postgres"
    if server_account(inside / "data").may_enter(inside):
        return inside
    if not OUTSIDE.exists():
        OUTSIDE.mkdir(parents=True)
        OUTSIDE.chmod(0o711)
    home = Path(tempfile.mkdtemp(prefix=f"{_digest(state_dir)}-", dir=OUTSIDE))
    home.chmod(0o711)
    return home


def _socket_dir(home: Path, account: Account) -> Path:
    """Put the socket beside the data, unless the path is too long or reads as a list of hosts."""
    beside = home / "run"
    if len(os.fsencode(beside / SOCKET_NAME)) <= SOCKET_LIMIT and "," not in str(beside):
        return beside
    runtime = Path("/run")
    if account.switch and runtime.is_dir():
        return runtime / "jiuzhu" / _digest(home)
    return SHORT / f"jiuzhu-{account.uid}-{_digest(home)}"


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]


def _keep_owner(path: Path) -> None:
    """As root in somebody's directory, leave what we write to its owner."""
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.chown(path, owner.st_uid, owner.st_gid)
