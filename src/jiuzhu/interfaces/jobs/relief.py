"""Jobs that watch emergencies by the clock: the chain of people to ring, the papers afterwards."""

from __future__ import annotations

from procrastinate import App

from jiuzhu.casework.relief.services.watch_reliefs import ring_unanswered, watch_papers
from jiuzhu.interfaces.jobs.scope import working


def watch(timestamp: int) -> None:
    """Ring for what nobody answered, warn of papers that fall due, write breaches down."""
    del timestamp
    with working() as (_, at):
        ring_unanswered(at=at)
    with working() as (actor, at):
        watch_papers(actor=actor, at=at)


def register(app: App) -> None:
    """Register the job; every minute, for the chain rings by the quarter of an hour."""
    app.periodic(cron="* * * * *")(app.task(name="relief.watch", queue="default")(watch))
