"""Turn deadlines and states into chips: the same four levels, signs and words on every page."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from jiuzhu.interfaces.web.parts.presenters import Chip, Step, Tone
from jiuzhu.kernel.workdays import WorkCalendar

NEAR_DAYS = 2
SOON_DAYS = 8
NEAR_HOURS = 6
SOON_HOURS = 12
SIGNS: dict[str, str] = {
    "overdue": "▲",
    "near": "◆",
    "soon": "●",
    "calm": "○",
    "paused": "‖",
    "todo": "▷",
    "doing": "▶",
    "waiting": "…",
    "done": "✓",
    "stopped": "■",
    "unknown": "?",
}
STATE_TONES: dict[str, Tone] = {
    "INTENT": "todo",
    "AUTHORISING": "waiting",
    "VERIFYING": "doing",
    "VERIFIED_OK": "todo",
    "VERIFIED_NO": "todo",
    "CLOSED": "stopped",
    "INVITED": "waiting",
    "APPLIED": "todo",
    "SUPPLEMENT": "waiting",
    "ACCEPTED": "doing",
    "SURVEY": "doing",
    "PROPOSED": "todo",
    "PRE_PUB": "waiting",
    "OBJECTION": "doing",
    "OPINION": "doing",
    "DECIDED_YES": "doing",
    "DECIDED_NO": "done",
    "RESULT_PUB": "doing",
    "IN_PAYMENT": "done",
    "REVIEW": "doing",
    "STOPPED": "stopped",
    "TERMINATED": "stopped",
    "WITHDRAWN": "stopped",
    "ARCHIVED": "done",
    "REPORTED": "todo",
    "RELIEVED": "doing",
    "COMPLETED": "done",
    "NOT_CONFIRMED": "stopped",
    "FILED": "done",
    "PAID": "done",
    "CONFIRMED": "done",
}


def chip(tone: Tone, words: str, detail: str = "") -> Chip:
    """Make a chip with the sign that belongs to its tone."""
    return Chip(tone=tone, words=words, sign=SIGNS[tone], detail=detail)


def deadline_chip(
    due_on: date | None,
    on: date,
    calendar: WorkCalendar,
    *,
    paused: bool = False,
    provisional: bool = False,
) -> Chip:
    """Say how many working days are left; a paused clock is shown as paused, never as late."""
    if due_on is None:
        return chip("unknown", _("无时限"))
    detail = _("止%(day)s") % {"day": due_on.isoformat()}
    if provisional:
        detail += _("（暂定）")
    if paused:
        return chip("paused", _("已暂停计时"), detail)
    if due_on < on:
        late = calendar.workdays_between(due_on, on)
        return chip("overdue", _("超期%(n)s个工作日") % {"n": late}, detail)
    if due_on == on:
        return chip("near", _("今天到期"), detail)
    left = calendar.workdays_between(on, due_on)
    words = _("剩%(n)s个工作日") % {"n": left}
    return chip(_level(left, NEAR_DAYS, SOON_DAYS), words, detail)


def hours_chip(due_at: datetime, at: datetime, *, paused: bool = False) -> Chip:
    """Say how many real hours are left of an urgent clock."""
    if paused:
        return chip("paused", _("已暂停计时"))
    left = due_at - at
    hours = int(abs(left) / timedelta(hours=1))
    if left < timedelta(0):
        return chip("overdue", _("超期%(n)s小时") % {"n": hours})
    if hours == 0:
        return chip("near", _("剩不到1小时"))
    return chip(_level(hours, NEAR_HOURS, SOON_HOURS), _("剩%(n)s小时") % {"n": hours})


def state_chip(code: str, label: str) -> Chip:
    """Say the state of a case in the words of its procedure."""
    return chip(STATE_TONES.get(code, "unknown"), label)


def steps(
    stages: tuple[tuple[str, str], ...], current: str, *, finished: bool = False
) -> tuple[Step, ...]:
    """Lay out the stages (code, label) of a way up to the current one."""
    codes = [code for code, _label in stages]
    here = codes.index(current)
    return tuple(
        Step(
            label=label,
            state="done" if place < here or finished else "current" if place == here else "todo",
        )
        for place, (_code, label) in enumerate(stages)
    )


def _level(left: int, near: int, soon: int) -> Tone:
    """Choose the level of what is left."""
    if left <= near:
        return "near"
    return "soon" if left <= soon else "calm"
