"""Say where things are on this machine and what a child process may know."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from jiuzhu.infra.postgres.places import make_state_dir
from jiuzhu.infra.postgres.roles import URL_SETTINGS
from jiuzhu.interfaces.cli.project import PROJECT

SETTINGS = "jiuzhu.config.settings"


def state_dir() -> Path:
    """Return the state directory: JIUZHU_STATE_DIR, else var/ of the project."""
    chosen = os.environ.get("JIUZHU_STATE_DIR")
    return Path(os.path.realpath(chosen or PROJECT / "var"))


def run_dir() -> Path:
    """Return the folder of what is true only while the platform runs."""
    return _made(state_dir() / "run")


def log_dir() -> Path:
    """Return the folder of the children's logs."""
    return _made(state_dir() / "log")


def python(*arguments: str) -> list[str]:
    """Return a command line for this very Python, deaf to the folder it is started in."""
    return [sys.executable, "-P", *arguments]


def environment(role: str, **more: str) -> dict[str, str]:
    """Return a child's environment: its own role, and no other role's database address."""
    hidden = {setting for name, setting in URL_SETTINGS.items() if name != role}
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    own: Mapping[str, str] = {
        "JIUZHU_STATE_DIR": str(state_dir()),
        "JIUZHU_ROLE": role,
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "PYTHONUNBUFFERED": "1",
    }
    return {**kept, **own, **more}


def uses_outside_server() -> bool:
    """Say whether a database server of somebody else is set."""
    return bool(os.environ.get(URL_SETTINGS["owner"]))


def _made(directory: Path) -> Path:
    make_state_dir(state_dir())
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    return directory
