"""Start, stop or ask the platform's own PostgreSQL from a shell (python -m …)."""

import argparse
import os
import sys
from pathlib import Path

from jiuzhu.infra.postgres import DatabaseProblem, ensure_running, is_running, stop

PROJECT = Path(__file__).resolve().parents[4]


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 it serves (or was stopped), 1 it does not, 3 a problem is named."""
    parser = argparse.ArgumentParser(prog="python -m jiuzhu.infra.postgres")
    parser.add_argument("command", choices=("start", "stop", "status"))
    default = os.environ.get("JIUZHU_STATE_DIR") or str(PROJECT / "var")
    parser.add_argument("--state", type=Path, default=Path(default), metavar="DIR")
    chosen = parser.parse_args(arguments)
    try:
        return _run(chosen.command, chosen.state)
    except DatabaseProblem as problem:
        sys.stderr.write(f"{problem.message}\n")
        return 3


def _run(command: str, state_dir: Path) -> int:
    if command == "start":
        server = ensure_running(state_dir)
        sys.stdout.write(f"PostgreSQL {server.version} {server.host}\n")
        return 0
    if command == "stop":
        sys.stdout.write("stopped\n" if stop(state_dir) else "was not running\n")
        return 0
    running = is_running(state_dir)
    sys.stdout.write("running\n" if running else "not running\n")
    return 0 if running else 1


if __name__ == "__main__":
    sys.exit(main())
