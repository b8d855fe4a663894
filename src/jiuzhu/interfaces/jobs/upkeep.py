"""Jobs that keep the house: send the outbox, rescue stalled and lost work."""

from __future__ import annotations

from typing import Any

from procrastinate import App
from procrastinate.contrib.django import app as queue

from jiuzhu.casework.verification.models import SourceQuery
from jiuzhu.infra import clock
from jiuzhu.infra.drafts import forget_expired
from jiuzhu.infra.form_drafts import forget_expired_forms
from jiuzhu.infra.jobs import enqueue
from jiuzhu.infra.outbox import open_sealed, send_waiting
from jiuzhu.interfaces.jobs.scope import session_scope, working
from jiuzhu.registers.accounts.services.send_sms import refresh_deliveries, send_sms

STALLED_AFTER = 60


def send_outbox(timestamp: int) -> None:
    """Send what waits in the outbox; topics without a receiver are only kept as a record."""
    del timestamp
    session_scope()
    moment = clock.now()

    def deliver(topic: str, reference: str, content: dict[str, Any]) -> None:
        if topic == "sms":
            sealed = open_sealed(content)
            send_sms(
                phone=sealed["phone"],
                template=content["template"],
                values=sealed["values"],
                reference=reference,
                at=moment,
            )

    send_waiting(at=moment, deliver=deliver)


def follow_messages(timestamp: int) -> None:
    """Ask what became of the messages that are under way."""
    del timestamp
    session_scope()
    refresh_deliveries()


def rescue(timestamp: int) -> None:
    """Retry jobs whose worker died, and enqueue questions that nobody works on any more."""
    del timestamp
    with working():
        lost = set(
            SourceQuery.objects.filter(state="WAITING").values_list("request_id", "case__organ_id")
        )
    for request, organ in sorted(lost):
        enqueue("verification.ask", lock=f"ask-{request}", request=request, organ=organ)


def forget_drafts(timestamp: int) -> None:
    """Delete the files of refused forms and the unfinished forms whose time is over."""
    del timestamp
    with working() as (_, at):
        forget_expired(at=at)
        forget_expired_forms(at=at)


async def rescue_stalled(timestamp: int) -> None:
    """Retry jobs whose worker stopped beating (kill -9)."""
    del timestamp
    stalled = await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER)
    for job in stalled:
        await queue.job_manager.retry_job(job)


def register(app: App) -> None:
    """Register the jobs and their times."""
    every_minute = "* * * * *"
    app.periodic(cron=every_minute)(app.task(name="upkeep.outbox", queue="default")(send_outbox))
    app.periodic(cron=every_minute)(app.task(name="upkeep.sms", queue="default")(follow_messages))
    app.periodic(cron="*/15 * * * *")(
        app.task(name="upkeep.drafts", queue="default")(forget_drafts)
    )
    app.periodic(cron="*/3 * * * *")(app.task(name="upkeep.rescue", queue="default")(rescue))
    app.periodic(cron=every_minute)(
        app.task(name="upkeep.stalled", queue="default", pass_context=False)(rescue_stalled)
    )
