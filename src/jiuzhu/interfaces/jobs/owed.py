"""Jobs that do what the system owes by law where nobody did it in time (domain 3.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from procrastinate import App

from jiuzhu.casework.applications.queries import (
    invited_to_remind,
    overdue_supplements,
    unanswered_applications,
)
from jiuzhu.casework.applications.services.accept_application import accept_application
from jiuzhu.casework.applications.services.lapse_supplement import lapse_supplement
from jiuzhu.casework.applications.services.remind_invited import remind_invited
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.payments.services.record_once_paid import once_paid, record_once_paid
from jiuzhu.casework.publicity.services.conclude_publicity import (
    conclude_publicity,
    ready_to_conclude,
)
from jiuzhu.casework.publicity.services.enter_payment import enter_payment, ready_for_payment
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.jobs import enqueue
from jiuzhu.interfaces.jobs.scope import working

JOB = "owed.act"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One step of the table that the system owes: where it is due, and how it is done."""

    due: Callable[[QuerySet[Case], datetime], tuple[Case, ...]]
    act: Callable[[str, Actor, datetime], object]


def _invited(among: QuerySet[Case], at: datetime) -> tuple[Case, ...]:
    """Return the invited cases that are owed a reminder."""
    return tuple(among.filter(pk__in=invited_to_remind(among, on=legal_day(at))).order_by("pk"))


OWED: dict[str, Owed] = {
    "accept_application": Owed(
        due=lambda among, at: unanswered_applications(among, on=legal_day(at)),
        act=lambda number, actor, at: accept_application(number=number, actor=actor, at=at),
    ),
    "lapse_supplement": Owed(
        due=lambda among, at: overdue_supplements(among, on=legal_day(at)),
        act=lambda number, actor, at: lapse_supplement(number=number, actor=actor, at=at),
    ),
    "conclude_publicity": Owed(
        due=lambda among, at: ready_to_conclude(among, at=at),
        act=lambda number, actor, at: conclude_publicity(number=number, actor=actor, at=at),
    ),
    "enter_payment": Owed(
        due=lambda among, at: ready_for_payment(among, at=at),
        act=lambda number, actor, at: enter_payment(number=number, actor=actor, at=at),
    ),
    "record_payment": Owed(
        due=lambda among, at: once_paid(among),  # noqa: ARG005 -- what has arrived has arrived
        act=lambda number, actor, at: record_once_paid(number=number, actor=actor, at=at),
    ),
}
# What the system tells people, without a step of the table.
TOLD: dict[str, Owed] = {
    "remind_invited": Owed(
        due=_invited,
        act=lambda number, actor, at: remind_invited(number=number, actor=actor, at=at),
    ),
}
ALL = {**OWED, **TOLD}


def find_owed(timestamp: int) -> None:
    """Find in the data what is owed, and put each case into the queue by itself."""
    del timestamp
    with working() as (_, at):
        for action, owed in ALL.items():
            for case in owed.due(Case.objects.all(), at):
                enqueue(
                    JOB,
                    lock=f"owed-{case.pk}",
                    action=action,
                    case=case.pk,
                    organ=case.organ_id,
                )


def act_owed(*, action: str, case: int, organ: int) -> None:
    """Take one owed step in its own transaction, with the scope of the case's organ.

    It looks again whether the step is still owed: an officer may have been faster. A case that
    somebody is working on is left alone; the next round finds it again.
    """
    owed = ALL[action]
    with working(organ) as (actor, at):
        this = Case.objects.filter(pk=case)
        if this.select_for_update(of=("self",), skip_locked=True).first() is None:
            return
        for due in owed.due(this, at):
            owed.act(due.number, actor, at)


def register(app: App) -> None:
    """Register the jobs; what is owed is looked for every ten minutes."""
    app.task(name=JOB, queue="default")(act_owed)
    app.periodic(cron="*/10 * * * *")(app.task(name="owed.find", queue="default")(find_owed))
