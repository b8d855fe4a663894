"""Look after what runs: announce the first page, start the rest, revive the database."""

import http.client
import json
import sys
import time
from dataclasses import dataclass, field

from jiuzhu.infra.postgres import DatabaseProblem
from jiuzhu.infra.postgres.places import write_private
from jiuzhu.interfaces.cli import database, demo_accounts
from jiuzhu.interfaces.cli.processes import keep_small
from jiuzhu.interfaces.cli.programs import HOST, Options, Programs
from jiuzhu.interfaces.cli.supervisor import Supervisor
from jiuzhu.interfaces.cli.workplace import log_dir, run_dir, state_dir, uses_outside_server

TICK = 0.1
DATABASE_EVERY = 5.0
LOGS_EVERY = 60.0
FIRST_PAGE_SECONDS = 20.0


@dataclass(slots=True)
class Watch:
    """One supervisor's round, from the start of the pages to the stop."""

    supervisor: Supervisor
    options: Options
    programs: Programs
    started: float = field(default_factory=time.monotonic)
    announced: bool = False
    others_started: bool = False
    accounts_shown: bool = False
    demo_noted: bool = False
    database_asked: float = field(default_factory=time.monotonic)
    logs_tidied: float = field(default_factory=time.monotonic)

    def forever(self) -> None:
        """Go round until a signal ends it."""
        while True:
            time.sleep(TICK)
            self.once()

    def once(self) -> None:
        """Go round once."""
        self.supervisor.look_after()
        if not self.announced and answers(self.options.port):
            self.announced = True
            say(f"\n    请用浏览器打开  {self.options.address}\n\n    按 Ctrl-C 停止全部。")
        if not self.others_started:
            self._start_others()
        if self.announced and self.programs.demo and not self.accounts_shown:
            self._show_accounts()
        if not self.demo_noted:
            self._note_demo()
        if self._since(self.database_asked) > DATABASE_EVERY:
            self.database_asked = time.monotonic()
            revive_database()
        if self._since(self.logs_tidied) > LOGS_EVERY:
            self.logs_tidied = time.monotonic()
            for log in log_dir().glob("*.log"):
                keep_small(log)

    def _start_others(self) -> None:
        """Let the first page come first, but do not wait for it for ever."""
        if not self.announced and self._since(self.started) < FIRST_PAGE_SECONDS:
            return
        self.others_started = True
        for spec in self.programs.others:
            self.supervisor.add(spec)
        if self.programs.demo and not demo_is_made(self.options.cases):
            self.supervisor.add(self.programs.demo)

    def _show_accounts(self) -> None:
        table = demo_accounts.table(state_dir())
        if table:
            self.accounts_shown = True
            say(table)

    def _note_demo(self) -> None:
        """Remember a finished demo, so that the next start does not look at it again."""
        for child in self.supervisor.children:
            if child.spec.name == "demo" and child.finished:
                self.demo_noted = True
                facts = {"database": database.identity(), "cases": self.options.cases}
                write_private(run_dir() / "demo.json", facts)

    @staticmethod
    def _since(moment: float) -> float:
        return time.monotonic() - moment


def demo_is_made(cases: int) -> bool:
    """Say whether this very database already got this many demo cases."""
    try:
        facts = json.loads((run_dir() / "demo.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    return bool(facts == {"database": database.identity(), "cases": cases})


def answers(port: int) -> bool:
    """Ask the pages whether they serve."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def revive_database() -> None:
    """Start our own server again when it no longer answers; try again later if that fails."""
    if uses_outside_server() or database.serves():
        return
    say("数据库没有应答，正在重新启动……")
    try:
        database.make_ready()
    except DatabaseProblem as problem:
        say(problem.message)
    else:
        say("数据库已恢复。")


def say(text: str) -> None:
    """Say something to the person at the terminal, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
