"""Jobs of decisions: carry out the confirmations whose minutes are over, found in the data."""

from __future__ import annotations

from procrastinate import App

from jiuzhu.casework.decisions.models import PlannedGrant
from jiuzhu.casework.decisions.services.carry_out_grant import carry_out_grant
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.jobs import enqueue
from jiuzhu.infra.scope import apply_scope
from jiuzhu.interfaces.jobs.scope import working
from jiuzhu.registers.accounts.queries import actor_of_officer

JOB = "decisions.carry_out"


def find_due(timestamp: int) -> None:
    """Find the confirmations that are due, and put each into the queue by itself."""
    del timestamp
    with working() as (_, at):
        due = PlannedGrant.objects.filter(state="WAITING", due_at__lte=at).order_by("due_at", "pk")
        for plan, organ in due.values_list("pk", "case__organ_id"):
            enqueue(JOB, lock=f"plan-{plan}", plan=plan, organ=organ)


def carry_out(*, plan: int, organ: int) -> None:
    """Make one decision in its own transaction, with the scope of the officer who confirmed."""
    with working(organ) as (_, at):
        row = PlannedGrant.objects.select_related("officer", "organ").filter(pk=plan).first()
        if row is None:
            return
        decider = actor_of_officer(
            officer=row.officer, on=legal_day(at), user_id=row.account, organ=row.organ
        )
        if decider is not None:
            apply_scope(decider)
        carry_out_grant(plan_id=plan, decider=decider, at=at)


def register(app: App) -> None:
    """Register the jobs; due confirmations are looked for every minute."""
    app.task(name=JOB, queue="default")(carry_out)
    app.periodic(cron="* * * * *")(app.task(name="decisions.find", queue="default")(find_due))
