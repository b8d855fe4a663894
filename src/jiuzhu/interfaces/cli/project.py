"""Say where the project lies and which version it is; loads nothing."""

import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[4]


def version() -> str:
    """Read the version from the project file."""
    with (PROJECT / "pyproject.toml").open("rb") as stream:
        return str(tomllib.load(stream)["project"]["version"])
