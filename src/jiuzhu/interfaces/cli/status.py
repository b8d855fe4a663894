"""Say which parts run, each asked itself instead of believed from a file."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from jiuzhu.interfaces.cli import database, demo_accounts, doctor, machine_checks, run_state
from jiuzhu.interfaces.cli.finding import Level
from jiuzhu.interfaces.cli.main import FAILED, NOT_READY, OK
from jiuzhu.interfaces.cli.watch import answers
from jiuzhu.interfaces.cli.workplace import state_dir

LABELS = {"web": "网页服务", "worker": "后台任务", "departments": "部门模拟器", "demo": "演示数据"}
NEEDED = ("web", "worker", "departments")


@dataclass(frozen=True, slots=True)
class Status:
    """What runs at this moment."""

    supervisor: bool
    database: bool
    page: bool
    address: str
    children: dict[str, bool]
    reminders: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """Return 0 when all runs, 3 when nothing does, 1 in between."""
        needed = [self.children.get(name, False) for name in NEEDED]
        if self.supervisor and self.database and self.page and all(needed):
            return OK
        nothing = not (self.supervisor or self.database or self.page or any(needed))
        return NOT_READY if nothing else FAILED


def main(arguments: Sequence[str]) -> int:
    """Show the state; exit 0 all runs, 1 a part is missing, 3 nothing runs."""
    parser = argparse.ArgumentParser(prog="./jiuzhu status", description="各部分是否在运行。")
    parser.add_argument("--json", action="store_true", help="给机器读")
    chosen = parser.parse_args(arguments)
    status = current()
    if chosen.json:
        sys.stdout.write(json.dumps(asdict(status), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(in_words(status))
        if status.page and (accounts := demo_accounts.table(state_dir())):
            sys.stdout.write(f"{accounts}\n")
    return status.exit_code


def current() -> Status:
    """Ask every part whether it lives."""
    state = run_state.read()
    children = state.children if state else {}
    address = state.address if state else ""
    port = urlsplit(address).port if address else None
    return Status(
        supervisor=run_state.supervisor_runs(),
        database=database.serves(),
        page=port is not None and answers(port),
        address=address,
        children={name: child.lives() for name, child in children.items()},
        reminders=reminders(),
    )


def reminders() -> tuple[str, ...]:
    """Return what stands in the way of service, each with its cure."""
    found = machine_checks.witness(state_dir())
    return () if found.level is Level.OK else (doctor.in_words(found).rstrip(),)


def in_words(status: Status) -> str:
    """Return the state for a person."""
    if status.exit_code == NOT_READY:
        return "\n".join(["没有在运行。启动：./jiuzhu up", *status.reminders]) + "\n"
    parts = {"监管进程": status.supervisor, "数据库": status.database}
    parts |= {LABELS.get(name, name): lives for name, lives in status.children.items()}
    lines = [f"  {'运行' if lives else '停止'}  {label}" for label, lives in parts.items()]
    page = "应答正常" if status.page else "没有应答"
    return "\n".join([f"{status.address} {page}", *lines, *status.reminders]) + "\n"
