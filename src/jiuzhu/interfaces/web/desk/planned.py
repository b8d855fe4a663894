"""A confirmation that waits for its minutes: what is said of it, and how it is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.decisions.models import PlannedGrant
from jiuzhu.casework.decisions.queries import waiting_plan
from jiuzhu.casework.decisions.services.plan_grants import WINDOW, PlanResult
from jiuzhu.casework.decisions.services.take_back_grant import take_back_grant
from jiuzhu.casework.workspace.deciding import PlanLine
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.chips import chip
from jiuzhu.interfaces.web.parts.formats import moment
from jiuzhu.interfaces.web.parts.language import joined, phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages
from jiuzhu.interfaces.web.parts.presenters import (
    Action,
    Column,
    Empty,
    Fact,
    Link,
    Row,
    Table,
    Tone,
)
from jiuzhu.interfaces.web.parts.submit import tell
from jiuzhu.kernel.errors import Refused

MINUTES = int(WINDOW.total_seconds() // 60)
PLAN_TONES: dict[str, Tone] = {
    "WAITING": "waiting",
    "DONE": "done",
    "TAKEN_BACK": "stopped",
    "REFUSED": "near",
}


@require_POST
@refusals_as_pages
def take_back(request: HttpRequest) -> HttpResponse:
    """Take one's own waiting confirmation back; nothing was issued yet."""
    here = asked(request)
    here.actor.require("decision.decide")
    number = request.POST.get("number", "")
    if not number.isdigit():
        raise Refused("plan.none", "没有选中案件。请先在列表里勾选，再确认。")
    take_back_grant(number=number, actor=here.actor, at=here.at)
    tell(request, "已撤回确认，没有作出决定，也没有出具文书。案件回到审批列表。")
    if request.POST.get("case"):
        return HttpResponseRedirect(reverse("desk:case", args=[number]))
    return HttpResponseRedirect(reverse("desk:decision_desk"))


def when_it_counts() -> Fact:
    """Say when a confirmation becomes a decision, before anybody confirms."""
    return Fact(
        "什么时候生效",
        phrase(
            "确认后%(n)s分钟内可以撤回，到时自动作出决定并出具通知书；今天到期的立即生效。",
            n=MINUTES,
        ),
    )


def waiting_words(plan: PlannedGrant) -> str:
    """Say who confirmed, and when it counts."""
    return phrase(
        "%(name)s已确认批准，%(at)s生效，之前可以撤回。",
        name=plan.officer.name,
        at=moment(plan.due_at),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """The waiting confirmation on the page of its case; only who confirmed can take it back."""

    sentence: str
    take_back: Action | None


def confirmed_of(request: HttpRequest, case: Case) -> Confirmed | None:
    """Return the confirmation of a case that still waits."""
    plan = waiting_plan(case)
    if plan is None:
        return None
    own = plan.officer_id == asked(request).actor.officer_id
    values = (("number", case.number), ("case", "1"))
    url = reverse("desk:take_back_grant")
    return Confirmed(
        sentence=waiting_words(plan),
        take_back=Action("撤回确认", url, method="post", values=values) if own else None,
    )


def told_of(results: Sequence[PlanResult]) -> str:
    """Say what became of a confirmation: what waits until when, what was decided at once."""
    waiting = [one for one in results if one.state == "WAITING"]
    done = sum(one.state == "DONE" for one in results)
    parts = []
    if waiting:
        due = max(one.due_at for one in waiting if one.due_at is not None)
        parts.append(
            phrase("已确认 %(n)s 件，%(at)s生效，之前可以撤回", n=len(waiting), at=moment(due))
        )
    if done:
        parts.append(phrase("%(n)s 件今天到期，已立即批准", n=done))
    if failed := sum(one.state == "REFUSED" for one in results):
        parts.append(phrase("%(n)s 件没有办成，原因在下面", n=failed))
    return joined(parts, "；") + phrase("。")


def failed_of(results: Sequence[PlanResult]) -> list[str]:
    """Say which cases of a confirmation were refused, and why."""
    return [
        phrase("没有办成：%(number)s，%(why)s", number=one.number, why=one.reason)
        for one in results
        if one.state == "REFUSED"
    ]


def plans_table(plans: Sequence[PlanLine]) -> Table:
    """List the confirmations of the day."""
    return Table(
        caption="今天确认的案件",
        columns=(
            Column("申请人", "head"),
            Column("状态", "chip"),
            Column("月金额", "money", unit="元"),
            Column("确认", "moment"),
            Column("生效", "moment"),
            Column("说明"),
        ),
        rows=tuple(
            Row(
                cells=(
                    line.applicant,
                    chip(PLAN_TONES[line.state], line.state_label),
                    line.amount_fen,
                    line.confirmed_at,
                    line.due_at,
                    line.reason,
                ),
                url=reverse("desk:case", args=[line.number]),
                key=line.number,
            )
            for line in plans
        ),
        empty=Empty("今天还没有确认过。", (Link("去审批", reverse("desk:decision_desk")),)),
        keys=True,
    )


def take_back_actions(plans: Sequence[PlanLine]) -> tuple[Action, ...]:
    """Offer to take back each confirmation that still waits."""
    return tuple(
        Action(
            phrase("撤回%(name)s户的确认", name=line.applicant),
            reverse("desk:take_back_grant"),
            method="post",
            values=(("number", line.number),),
        )
        for line in plans
        if line.state == "WAITING"
    )


urlpatterns = [path("decisions/take-back/", take_back, name="take_back_grant")]
