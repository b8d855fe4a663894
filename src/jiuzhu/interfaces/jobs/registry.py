"""Tell the queue which jobs there are, and which run by the clock."""

from __future__ import annotations

from procrastinate import App

from jiuzhu.casework.workspace.bulk_steps import STEP_JOB
from jiuzhu.interfaces.jobs import (
    bulk,
    clocks,
    decisions,
    exports,
    law,
    legacy,
    money,
    owed,
    relief,
    reminders,
    runs,
    trace,
    upkeep,
    verification,
)

# What long jobs of people do, by kind (infra/job_runs.py: open_run).
WORKS: dict[str, runs.Work] = {
    STEP_JOB: bulk.take_steps,
    **exports.WORKS,
    **legacy.WORKS,
    **law.WORKS,
}


def register(app: App) -> None:
    """Register every job under the name by which services enqueue it."""
    verification.register(app)
    trace.register(app)
    upkeep.register(app)
    owed.register(app)
    clocks.register(app)
    reminders.register(app)
    relief.register(app)
    decisions.register(app)
    money.register(app)
    runs.register(app, WORKS)
