"""A state directory of its own for every command under test."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiuzhu.infra.postgres import ensure_running
from unit.infra.postgres.conftest import dispose


@pytest.fixture
def quiet_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state directory without a database."""
    state = tmp_path / "var"
    monkeypatch.setenv("JIUZHU_STATE_DIR", str(state))
    monkeypatch.delenv("JIUZHU_DATABASE_URL", raising=False)
    return state


@pytest.fixture(scope="session")
def command_folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="jiuzhu-cli-"))
    made.chmod(0o711)
    yield made
    for state in made.iterdir():
        if state.is_dir():
            dispose(state)
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def served_state(command_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state directory with a running database, shared by the tests of a session."""
    state = Path(os.path.realpath(command_folder)) / "served"
    monkeypatch.setenv("JIUZHU_STATE_DIR", str(state))
    monkeypatch.delenv("JIUZHU_DATABASE_URL", raising=False)
    ensure_running(state)
    return state
