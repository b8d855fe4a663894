"""Hand the commands that need the platform's code to Django, with a database ready."""

import os
import subprocess
from collections.abc import Sequence

from jiuzhu.interfaces.cli import database
from jiuzhu.interfaces.cli.processes import PRIVATE
from jiuzhu.interfaces.cli.workplace import environment, python

# Who the command is to the database. What changes structure or reads all is the owner's.
OWNER = "owner"
WORKER = "worker"


def manage(arguments: Sequence[str]) -> int:
    """Run a Django management command as the owner, or as the role JIUZHU_ROLE names."""
    return call(list(arguments) or ["help"], role=os.environ.get("JIUZHU_ROLE", OWNER))


def demo(arguments: Sequence[str]) -> int:
    """Make demo cases through the use cases."""
    return call(["jiuzhu_demo", *arguments], role=WORKER)


def trace(arguments: Sequence[str]) -> int:
    """Verify the chain of events."""
    return call(["jiuzhu_trace", *arguments], role=OWNER)


def money(arguments: Sequence[str]) -> int:
    """Audit the money of all payrolls."""
    return call(["jiuzhu_money", *(arguments or ["--help"])], role=OWNER)


def explain(arguments: Sequence[str]) -> int:
    """Explain the computation of a case line by line."""
    return call(["jiuzhu_explain", *(arguments or ["--help"])], role=WORKER)


def call(arguments: Sequence[str], *, role: str) -> int:
    """Start the database if need be and run one management command in its own process.

    Raises DatabaseProblem when the database cannot be had.
    """
    database.make_ready()
    command = python("-m", "django", *arguments)
    return subprocess.run(command, check=False, env=environment(role), umask=PRIVATE).returncode
