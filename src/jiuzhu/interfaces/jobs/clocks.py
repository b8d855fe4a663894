"""Job that brings open clocks to the calendar in force: found in the data, case by case."""

from __future__ import annotations

from procrastinate import App

from jiuzhu.casework.cases.services.recompute_clocks import (
    cases_with_stale_clocks,
    recompute_clocks,
)
from jiuzhu.infra.jobs import enqueue
from jiuzhu.interfaces.jobs.scope import working

JOB = "clocks.recompute"


def find_stale_clocks(timestamp: int) -> None:
    """Put every case with a clock of an older calendar into the queue by itself."""
    del timestamp
    with working():
        for case, organ in cases_with_stale_clocks():
            enqueue(JOB, lock=f"owed-{case}", case=case, organ=organ)


def recompute_case(*, case: int, organ: int) -> None:
    """Recompute the clocks of one case in its own transaction, with the scope of its organ."""
    with working(organ) as (actor, at):
        recompute_clocks(case_id=case, actor=actor, at=at)


def register(app: App) -> None:
    """Register the jobs; stale clocks are looked for every five minutes."""
    app.task(name=JOB, queue="default")(recompute_case)
    app.periodic(cron="*/5 * * * *")(
        app.task(name="clocks.find", queue="default")(find_stale_clocks)
    )
