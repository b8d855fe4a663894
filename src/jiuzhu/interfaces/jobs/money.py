"""Jobs of money: count the agreement of a month for good on its fixed day."""

from __future__ import annotations

from procrastinate import App

from jiuzhu.casework.payments.services.freeze_agreement import batches_to_count, freeze_agreement
from jiuzhu.interfaces.jobs.scope import working


def count_agreement(timestamp: int) -> None:
    """Freeze the figure of every payroll whose day is over; one transaction each."""
    del timestamp
    with working() as (_, at):
        due = batches_to_count(at=at)
    for batch_id in due:
        with working() as (_, at):
            freeze_agreement(batch_id=batch_id, at=at)


def register(app: App) -> None:
    """Register the jobs and their times."""
    app.periodic(cron="20 * * * *")(
        app.task(name="money.agreement", queue="default")(count_agreement)
    )
