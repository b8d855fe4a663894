"""Real servers in throw-away state directories; nothing is faked."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from jiuzhu.infra.postgres import ensure_running, stop
from jiuzhu.infra.postgres.places import find_place, remembered_home
from jiuzhu.infra.postgres.roles import read_role


def dispose(state_dir: Path) -> None:
    """Stop the server of a state directory and remove all it left, wherever that lies."""
    state_dir = Path(os.path.realpath(state_dir))
    stop(state_dir)
    home = remembered_home(state_dir)
    if home is not None:
        socket_dir = find_place(state_dir).socket_dir
        shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(socket_dir, ignore_errors=True)
    shutil.rmtree(state_dir, ignore_errors=True)


def connect(state_dir: Path, role: str, **changes: object) -> psycopg.Connection:
    sign_in = read_role(state_dir, role)
    assert sign_in is not None
    return psycopg.connect(**{**sign_in.for_psycopg(), **changes}, autocommit=True)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that any account may enter, as a project folder outside /root is."""
    made = Path(tempfile.mkdtemp(prefix="jiuzhu-test-"))
    made.chmod(0o711)
    yield made
    for state_dir in made.iterdir():
        dispose(state_dir)
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="session")
def shared_state() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="jiuzhu-test-"))
    made.chmod(0o711)
    yield made / "var"
    dispose(made / "var")
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def state(shared_state: Path) -> Path:
    """A state directory whose server runs when the test begins; tests may kill it."""
    ensure_running(shared_state)
    return shared_state


@pytest.fixture
def bystander(state: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A stranger's process under the server's own account: PostgreSQL could not tell it apart."""
    account = find_place(state).account
    process = subprocess.Popen(
        ["/bin/sleep", "60"],
        cwd="/",
        user=account.uid if account.switch else None,
        group=account.gid if account.switch else None,
        extra_groups=[] if account.switch else None,
    )
    yield process
    process.kill()
    process.wait()
