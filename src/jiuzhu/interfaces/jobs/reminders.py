"""Tell staff what falls due: each deadline once, and one digest a day, found from the data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from procrastinate import App

from jiuzhu.casework.workspace.case_rows import CaseRow
from jiuzhu.casework.workspace.lists import TaskList, my_tasks
from jiuzhu.casework.workspace.narrowing import THIS_WEEK, TODAY
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import CHINA, legal_day
from jiuzhu.infra.scope import apply_scope
from jiuzhu.interfaces.jobs.scope import working
from jiuzhu.interfaces.web.parts.chips import NEAR_DAYS
from jiuzhu.kernel.workdays import WorkCalendar
from jiuzhu.registers.accounts.enums import NoticeKind
from jiuzhu.registers.accounts.models import User
from jiuzhu.registers.accounts.queries import actor_of_user
from jiuzhu.registers.accounts.services.notify_account import notify_account
from jiuzhu.registers.law.queries import calendar_in_force

MORNING = 7
MOST = 20  # deadlines told one by one at a time; the digest counts the rest


def remind(timestamp: int) -> None:
    """Remind every account of its deadlines, from seven in the morning; nothing is said twice."""
    del timestamp
    with working() as (_, at):
        if at.astimezone(CHINA).hour < MORNING:
            return
        users = list(User.objects.select_related("officer").filter(is_active=True).order_by("pk"))
        on = legal_day(at)
        actors = [actor for user in users if (actor := actor_of_user(user=user, on=on))]
    for actor in actors:
        if actor.organs and actor.may("case.view"):
            with transaction.atomic():
                apply_scope(actor)
                remind_one(actor=actor, at=at)


def remind_one(*, actor: Actor, at: datetime) -> None:
    """Write what is new for one account, under its own scope."""
    on = legal_day(at)
    found = my_tasks(actor=actor, on=on, size=MOST + 1)
    calendar = calendar_in_force()
    urgent = [row for row in found.rows if not row.is_paused and _is_near(row, on, calendar)]
    for row in urgent[:MOST]:
        _tell_deadline(actor, row, on=on, at=at)
    if len(urgent) > MOST:
        told = sum(row.due_on is not None and row.due_on >= on for row in urgent[:MOST])
        _tell_more_near(actor, found, told, on=on, at=at)
    _tell_digest(actor, found, on=on, at=at)


def _is_near(row: CaseRow, on: date, calendar: WorkCalendar) -> bool:
    if row.due_on is None or row.due_on <= on:
        return row.due_on is not None
    return calendar.workdays_between(on, row.due_on) <= NEAR_DAYS


def _tell_deadline(actor: Actor, row: CaseRow, *, on: date, at: datetime) -> None:
    due_on = row.due_on or on
    is_over = due_on < on
    word = "已超期" if is_over else "将到期"
    _tell(
        actor,
        NoticeKind.DEADLINE_OVER if is_over else NoticeKind.DEADLINE_NEAR,
        f"{row.applicant}（{row.state_label}）{word}，期限{due_on.isoformat()}",
        url=reverse("desk:case", args=[row.number]),
        key=f"{'over' if is_over else 'near'}-{row.number}-{due_on.isoformat()}",
        at=at,
    )


def _tell_more_near(actor: Actor, found: TaskList, told: int, *, on: date, at: datetime) -> None:
    """Tell once a day of all that falls due soon where late cases fill the single notices."""
    urgent = found.urgent
    if urgent.today + urgent.this_week <= told:
        return
    counts = (("今天到期", urgent.today), ("7天内到期", urgent.this_week))
    said = "，".join(f"{label}{number}件" for label, number in _some(counts))
    due = TODAY if urgent.today else THIS_WEEK
    _tell(
        actor,
        NoticeKind.DEADLINE_NEAR,
        f"{on.month}月{on.day}日将到期的件数多，不逐件提醒：{said}",
        url=f"{reverse('desk:tasks')}?due={due}",
        key=f"near-many-{on.isoformat()}",
        at=at,
    )


def _tell_digest(actor: Actor, found: TaskList, *, on: date, at: datetime) -> None:
    """Say once a day what waits; nothing where nothing falls due."""
    urgent = found.urgent
    counts = (("超期", urgent.overdue), ("今天到期", urgent.today), ("7天内到期", urgent.this_week))
    said = "，".join(f"{label}{number}件" for label, number in _some(counts))
    if said:
        text = f"{on.month}月{on.day}日：{said}"
        url, key = reverse("desk:tasks"), f"digest-{on.isoformat()}"
        _tell(actor, NoticeKind.DIGEST, text, url=url, key=key, at=at)


def _some(counts: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(label, number) for label, number in counts if number]


def _tell(actor: Actor, kind: NoticeKind, text: str, *, url: str, key: str, at: datetime) -> None:
    if actor.user_id is not None:
        notify_account(account=actor.user_id, kind=kind, text=text, url=url, at=at, key=key)


def register(app: App) -> None:
    """Register the job; every hour, so that an outage or a moved clock skips no day."""
    app.periodic(cron="20 * * * *")(app.task(name="reminders.all", queue="default")(remind))
