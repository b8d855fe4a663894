"""Stop what `up` started, also when the supervisor itself was killed."""

import argparse
import os
import signal
import sys
import time
from collections.abc import Sequence

from jiuzhu.infra.postgres import stop as stop_database
from jiuzhu.interfaces.cli import run_state
from jiuzhu.interfaces.cli.main import FAILED, OK
from jiuzhu.interfaces.cli.workplace import state_dir, uses_outside_server

PATIENCE_SECONDS = 90.0


def main(arguments: Sequence[str]) -> int:
    """Stop all; it is no error when nothing runs."""
    argparse.ArgumentParser(prog="./jiuzhu down", description="停止全部。").parse_args(arguments)
    asked = _ask_supervisor()
    if asked and not _wait_for_supervisor():
        sys.stderr.write("监管进程在 90 秒内没有停下，请查看 ./jiuzhu status。\n")
        return FAILED
    orphans = run_state.end_orphans()
    stopped = False if uses_outside_server() else stop_database(state_dir())
    sys.stdout.write("已全部停止。\n" if asked or orphans or stopped else "没有在运行。\n")
    return OK


def _ask_supervisor() -> bool:
    """Ask the supervisor to stop, if one really runs: the lock knows, a number may be stale."""
    if not run_state.supervisor_runs():
        return False
    state = run_state.read()
    if state is not None and state.supervisor.lives():
        os.kill(state.supervisor.pid, signal.SIGTERM)
    return True


def _wait_for_supervisor() -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while run_state.supervisor_runs():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True
