"""Grow the demo county through the use cases, as a job that can be watched."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from typing_extensions import override

from jiuzhu.demo.accounts import open_demo_accounts
from jiuzhu.demo.county import (
    build_cases,
    furnish,
    pay_demo_month,
    population,
    relieve_demo_emergencies,
    set_clock,
)
from jiuzhu.demo.population import write_truth
from jiuzhu.infra import clock
from jiuzhu.infra.enums import JobState
from jiuzhu.infra.job_runs import count_on, end_run, start_run

JOB = "demo"
SELDOM = 50_000


class Command(BaseCommand):
    """Offices and accounts first, then cases in two processes; what exists is not made again."""

    help = "造演示县：机构、人员、账号、案件（全部经由业务流程）"

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", type=int, default=300, help="造多少件案件")
        parser.add_argument("--processes", type=int, default=2, help="几个进程一起造")
        parser.add_argument("--part", type=int, default=-1, help="内部使用：第几个子进程")
        parser.add_argument("--offices-only", action="store_true", help="只造机构和账号")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.JIUZHU_DEMO:
            raise CommandError("正式库不能造演示数据。")
        state = Path(settings.STATE_DIR)
        self.progress = state / "demo" / "progress"
        self.progress.mkdir(parents=True, exist_ok=True)
        if options["part"] >= 0:
            self._part(options["part"], options["processes"], options["cases"])
            return
        set_clock()
        offices = furnish()
        open_demo_accounts((*offices.organs, *offices.villages), state_dir=state)
        if options["offices_only"]:
            return
        people = population(offices, options["cases"])
        (state / "departments").mkdir(parents=True, exist_ok=True)
        write_truth(people, state / "departments" / "truth.jsonl")
        self._grow(options["processes"], options["cases"])
        pay_demo_month()
        relieve_demo_emergencies(offices)

    def _grow(self, processes: int, cases: int) -> None:
        started = time.monotonic()
        done = sum(len(_lines(path)) for path in self.progress.glob(f"done-*-{processes}.jsonl"))
        start_run(
            code=JOB, title="生成演示案件", total=cases, done=min(done, cases), at=clock.now()
        )
        connection.close()
        command = [sys.executable, "-m", "django", "jiuzhu_demo", "--cases", str(cases)]
        children = [
            subprocess.Popen([*command, "--processes", str(processes), "--part", str(part)])
            for part in range(processes)
        ]
        codes = [child.wait() for child in children]
        seconds = round(time.monotonic() - started)
        self.stdout.write(f"演示案件 {cases} 件，用时 {seconds} 秒。")
        failed = any(codes)
        end_run(code=JOB, state=JobState.FAILED if failed else JobState.DONE, at=clock.now())
        if failed:
            raise CommandError("有演示案件没有造完，原因见日志。再次运行会接着造。")

    def _part(self, part: int, processes: int, cases: int) -> None:
        """Make every n-th household; those on record as done are passed over."""
        gc.freeze()  # what the start left behind is never garbage
        gc.set_threshold(SELDOM)
        record = self.progress / f"done-{part}-{processes}.jsonl"
        done = {json.loads(line)["index"] for line in _lines(record)}
        offices = furnish()
        people = population(offices, cases)
        with record.open("a", encoding="ascii") as handle:

            def told(index: int, code: str) -> None:
                handle.write(json.dumps({"index": index, "stopped": code}) + "\n")
                handle.flush()
                count_on(code=JOB, stopped=bool(code))

            mine = (index for index in range(part, cases, processes) if index not in done)
            build_cases(offices, people, mine, told=told)


def _lines(path: Path) -> list[str]:
    return path.read_text("ascii").splitlines() if path.exists() else []
