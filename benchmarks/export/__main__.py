"""Measure the export of 200,000 cases by its job: seconds, and the most memory the process held.

A few dozen cases are carried through the use cases; the server copies the rows that the list
reads. The job then runs in a process of its own as the role worker, under the scope of a county's
officer. Goals (ux.md 6.2): 60 seconds, 300 MB.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
STATE = Path(os.environ.get("JIUZHU_BENCHMARK_STATE", PROJECT / "var" / "benchmarks" / "export"))
os.environ.update(
    JIUZHU_STATE_DIR=str(STATE),
    JIUZHU_KEY_FILE=str(STATE / "keys.json"),
    DJANGO_SETTINGS_MODULE="jiuzhu.config.settings",
)
os.environ.pop("JIUZHU_DATABASE_URL", None)
PATHS = [HERE, HERE.parent / "stream", PROJECT / "src", PROJECT / "tests"]
sys.path[:0] = [str(path) for path in PATHS]
BASE = 60
COPIED = (
    "households_household",
    "households_person",
    "households_personaccess",
    "cases_case",
    "cases_casemember",
    "cases_caseclock",
    "cases_clockpause",
)
ON = date(2020, 9, 1)
KIB_PER_MB = 1024


def main() -> int:
    """Fill once, export, print, and write RESULTS.md where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.export")
    parser.add_argument("--cases", type=int, default=200_000)
    parser.add_argument("--write", action="store_true", help="write RESULTS.md")
    chosen = parser.parse_args()
    if os.environ.get("BENCH_STEP"):
        return _step(os.environ["BENCH_STEP"], chosen.cases)
    from jiuzhu.infra.postgres import ensure_running, stop  # noqa: PLC0415 -- src is on the path

    STATE.mkdir(parents=True, exist_ok=True)
    ensure_running(STATE)
    try:
        _run(("-m", "jiuzhu.interfaces.cli.migrate_and_load"), role="owner")
        if not (STATE / "filled").exists():
            _run((str(HERE), "--cases", str(chosen.cases)), role="worker", step="fill")
            (STATE / "filled").touch()
        _run((str(HERE), "--cases", str(chosen.cases)), role="worker", step="export")
        text = _report(json.loads((STATE / "result.json").read_text()))
        sys.stdout.write(text)
        if chosen.write:
            (HERE / "RESULTS.md").write_text(text, "utf-8")
    finally:
        stop(STATE)
    return 0


def _run(arguments: tuple[str, ...], *, role: str, step: str = "") -> None:
    paths = os.pathsep.join(str(path) for path in PATHS)
    told = {**os.environ, "JIUZHU_ROLE": role, "PYTHONPATH": paths, "BENCH_STEP": step}
    subprocess.run([sys.executable, *arguments], check=True, env=told)


def _step(step: str, cases: int) -> int:
    import django  # noqa: PLC0415 -- the role is set by now

    django.setup()
    if step == "fill":
        _fill(cases)
    else:
        (STATE / "result.json").write_text(json.dumps(_export()))
    return 0


def _fill(cases: int) -> None:
    from cases import no_documents  # noqa: PLC0415

    from jiuzhu.demo.accounts import open_demo_accounts  # noqa: PLC0415
    from jiuzhu.demo.county import build_cases, furnish, population, set_clock  # noqa: PLC0415

    offices = furnish()
    set_clock()
    open_demo_accounts(offices.organs, state_dir=STATE)
    people = population(offices, BASE)
    with no_documents():
        build_cases(offices, people, range(BASE), told=lambda *_: None)
    _copy(cases)


def _copy(cases: int) -> None:
    """Let the server copy what the list reads; offices stay as they are: one county's."""
    import psycopg  # noqa: PLC0415

    from jiuzhu.infra.postgres import sign_in_from_state  # noqa: PLC0415
    from support.many_copies import COLUMNS, Column  # noqa: PLC0415

    admin: dict[str, Any] = dict(sign_in_from_state(STATE, "admin").for_psycopg())
    admin["dbname"] = dict(sign_in_from_state(STATE, "owner").for_psycopg())["dbname"]
    with psycopg.connect(**admin) as asking:
        asking.execute("SET session_replication_role = replica")
        has = asking.execute("SELECT count(*) FROM cases_case").fetchone()
        copies = cases // has[0] + 1
        columns = [Column(*row) for row in asking.execute(COLUMNS, [[""]])]
        for table in COPIED:
            own = [
                replace(one, refers_to="") if one.refers_to == "organs_organ" else one
                for one in columns
                if one.table == table
            ]
            names = ", ".join(f'"{one.name}"' for one in own)
            values = ", ".join(one.copied(frozenset(COPIED)) for one in own)
            asking.execute(
                f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} row,"  # noqa: S608
                f" generate_series(1, {copies}) copy"
            )
        asking.commit()
        asking.autocommit = True
        asking.execute("VACUUM (ANALYZE)")


def _export() -> dict[str, float]:
    """Open a run as a county's officer, work it as the worker does, and measure this process."""
    from django.db import transaction  # noqa: PLC0415

    from jiuzhu.infra.actor import Actor  # noqa: PLC0415
    from jiuzhu.infra.clock import now  # noqa: PLC0415
    from jiuzhu.infra.job_runs import open_run  # noqa: PLC0415
    from jiuzhu.infra.models import JobRun  # noqa: PLC0415
    from jiuzhu.infra.scope import apply_scope  # noqa: PLC0415
    from jiuzhu.interfaces.jobs.registry import WORKS  # noqa: PLC0415
    from jiuzhu.interfaces.jobs.runs import work_run  # noqa: PLC0415
    from jiuzhu.interfaces.jobs.scope import working  # noqa: PLC0415
    from jiuzhu.interfaces.web.parts.list_export import KIND  # noqa: PLC0415
    from jiuzhu.registers.accounts.models import User  # noqa: PLC0415
    from jiuzhu.registers.accounts.queries import actor_of_user  # noqa: PLC0415

    with working():
        found = (actor_of_user(user=user, on=ON) for user in User.objects.order_by("pk"))
        owner: Actor = next(one for one in found if one and "COUNTY_DECIDER" in one.roles)
    with transaction.atomic():
        apply_scope(owner)
        run = open_run(
            kind=KIND,
            title="导出全部案件",
            actor=owner,
            order={"list": "cases", "wanted": {}},
            total=0,
            at=now(),
            reason="benchmark",
        )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun, began = time.perf_counter(), time.process_time()
    work_run(run.code, WORKS)
    seconds, busy = time.perf_counter() - begun, time.process_time() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with working():
        done = JobRun.objects.get(code=run.code)
    if done.state != "DONE":
        raise SystemExit(done.sentence)
    return {
        "rows": done.done,
        "seconds": seconds,
        "busy": busy,
        "before_mb": before / KIB_PER_MB,
        "most_mb": most / KIB_PER_MB,
        "file_mb": done.result_size / KIB_PER_MB / KIB_PER_MB,
    }


def _report(found: dict[str, float]) -> str:
    return (
        "# Export of a long list\n\n"
        "`python -m benchmarks.export --write`; two shared cores, database on the same machine.\n\n"
        "| What | Measured | Goal |\n|---|---|---|\n"
        f"| Rows | {found['rows']:,.0f} | 200,000 |\n"
        f"| Seconds | {found['seconds']:.1f} (the process computed {found['busy']:.1f}) | 60 |\n"
        f"| Most memory of the process | {found['most_mb']:.0f} MB"
        f" (before the job {found['before_mb']:.0f} MB) | 300 MB |\n"
        f"| File | {found['file_mb']:.1f} MB | |\n"
    )


if __name__ == "__main__":
    raise SystemExit(main())
