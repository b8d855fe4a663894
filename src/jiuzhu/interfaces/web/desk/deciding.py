"""The decision desk: list and real notice side by side, confirm many, take back, send back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from jiuzhu.casework.decisions.services.decide_grant import GrantGiven
from jiuzhu.casework.decisions.services.plan_grants import MOST, WINDOW, PlanResult, plan_grants
from jiuzhu.casework.decisions.services.take_back_grant import take_back_grant
from jiuzhu.casework.workspace.deciding import DecisionDesk, DeskRow, PlanLine, decision_desk
from jiuzhu.infra.clock import CHINA, legal_day
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.interfaces.web.desk.decisions import ReturnForm
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.chips import chip, deadline_chip
from jiuzhu.interfaces.web.parts.formats import moment
from jiuzhu.interfaces.web.parts.forms import CodesField, PlainTextField, SubmitForm
from jiuzhu.interfaces.web.parts.language import joined, phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import (
    Action,
    Column,
    Confirmation,
    Empty,
    Fact,
    Link,
    Preview,
    Row,
    Table,
    Tone,
)
from jiuzhu.interfaces.web.parts.submit import submit, tell, told
from jiuzhu.interfaces.web.parts.transaction import request_facts
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.periods import Month
from jiuzhu.registers.law.queries import calendar_in_force

MINUTES = int(WINDOW.total_seconds() // 60)
TABS = (("", "无异常"), ("look", "需要看"), ("plans", "今天确认的"))
PLAN_TONES: dict[str, Tone] = {
    "WAITING": "waiting",
    "DONE": "done",
    "TAKEN_BACK": "stopped",
    "REFUSED": "near",
}
NUMBERS = "numbers"
LONGEST_NUMBER = 40


class NumbersField(CodesField):
    """Take any case numbers: the use case says of each whether it can be confirmed."""

    def valid_value(self, value: str) -> bool:
        """Let through whatever may be a case number."""
        return value.isascii() and value.isdigit() and len(value) <= LONGEST_NUMBER


class ConfirmForm(SubmitForm):
    """The cases that are confirmed together, and the decider's own words for all of them."""

    numbers = NumbersField(label="案件", codes=(), required=False)
    text = PlainTextField(label="审批意见", max_length=200, initial="同意")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The case beside the list: facts, flags, notice, and what can be done with it."""

    number: str
    title: str
    case_url: str
    facts: tuple[Fact, ...]
    flags: tuple[str, ...]
    excluded: str
    notice: Preview | None
    confirm: Action | None
    refuse_url: str
    return_form: ReturnForm
    return_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPage:
    """List left, the chosen case right; the confirmations of the day in a tab of their own."""

    tabs: tuple[Link, ...]
    notes: tuple[tuple[str, str], ...]
    table: Table
    chosen: Chosen | None
    plans: Table | None
    take_back: tuple[Action, ...]
    confirm_url: str
    can_confirm: bool
    cut: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPage:
    """What a confirmation will do, in counts and sums, and what it leaves out."""

    form: ConfirmForm
    numbers: tuple[str, ...]
    confirmation: Confirmation
    by_township: Table
    label: str
    blocked: str
    back_url: str


@require_GET
@refusals_as_pages
def desk(request: HttpRequest) -> HttpResponse:
    """Show what waits for this decider; the case beside the list is part of the address."""
    found = _desk(request)
    tab = request.GET.get("tab", "")
    rows = {"": found.clean, "look": found.to_look_at}.get(tab, ())
    wanted = request.GET.get("case", "")
    chosen = next((row for row in rows if row.number == wanted), rows[0] if rows else None)
    _listed(request, rows)
    is_plans = tab == "plans"
    page = DeskPage(
        tabs=_tabs(found, tab),
        notes=told(request),
        table=_table(request, rows, tab, chosen),
        chosen=None if chosen is None else _chosen(request, chosen),
        plans=_plans(found.plans) if is_plans else None,
        take_back=_take_back(found.plans) if is_plans else (),
        confirm_url=reverse("desk:confirm_grants"),
        can_confirm=bool(found.clean) and tab == "",
        cut=phrase("先列出期限最近的%(n)s件，办完再列后面的。", n=MOST) if found.is_cut else "",
    )
    return render_page(request, "desk/decisions/desk.html", page)


@refusals_as_pages
def confirm(request: HttpRequest) -> HttpResponse:
    """Show totals and what is left out, then confirm once; each case stands for itself."""
    here = asked(request)
    here.actor.require("decision.decide")
    sent = request.method == "POST"
    given = (request.POST if sent else request.GET).getlist(NUMBERS)
    numbers = tuple(dict.fromkeys(given))[: MOST + 1]
    form = ConfirmForm(request.POST if sent else None, on=legal_day(here.at))
    if not sent or not form.is_valid():
        page = _confirm_page(request, form, numbers)
        return render_page(
            request, "desk/decisions/confirm.html", page, status=422 if sent else 200
        )

    given_words = GrantGiven(text=form.cleaned_data["text"])

    def act() -> dict[str, object]:
        results = plan_grants(numbers=numbers, actor=here.actor, at=here.at, given=given_words)
        return {"told": _told(results), "failed": _failed(results)}

    try:
        result = submit(request, form, act)
    except Refused as refusal:
        if refusal.code not in {"plan.none", "plan.too_many"}:
            raise
        page = _confirm_page(request, form, numbers)
        return render_page(request, "desk/decisions/confirm.html", page, status=422)
    tell(request, str(result["told"]))
    for line in result["failed"]:
        tell(request, str(line))
    return HttpResponseRedirect(f"{reverse('desk:decision_desk')}?tab=plans")


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
    return HttpResponseRedirect(reverse("desk:decision_desk"))


def _desk(request: HttpRequest) -> DecisionDesk:
    here = asked(request)
    on = legal_day(here.at)
    since = timezone.make_aware(datetime.combine(on, time.min), CHINA)
    return decision_desk(actor=here.actor, on=on, since=since)


def _listed(request: HttpRequest, rows: Sequence[DeskRow]) -> None:
    """Keep that these cases were listed to this person."""
    here = asked(request)
    record_access(
        kind=AccessKind.LIST,
        actor=here.actor,
        at=here.at,
        request=request_facts(request),
        subjects=tuple(row.applicant_id for row in rows),
    )


def _tabs(found: DecisionDesk, here: str) -> tuple[Link, ...]:
    counts = {"": len(found.clean), "look": len(found.to_look_at), "plans": len(found.plans)}
    url = reverse("desk:decision_desk")
    return tuple(
        Link(label, f"{url}?tab={tab}" if tab else url, counts[tab], current=tab == here)
        for tab, label in TABS
    )


def _table(
    request: HttpRequest, rows: Sequence[DeskRow], tab: str, chosen: DeskRow | None
) -> Table:
    on, calendar = legal_day(asked(request).at), calendar_in_force()
    url = reverse("desk:decision_desk")
    start = f"{url}?tab={tab}&case=" if tab else f"{url}?case="
    empties = {
        "": Empty("没有无异常的待审批案件。", (Link("需要看的案件", f"{url}?tab=look"),)),
        "look": Empty("没有需要逐件看的案件。", (Link("无异常的案件", url),)),
    }
    return Table(
        caption="待审批案件，按办结期限",
        columns=(
            Column("申请人", "head"),
            Column("期限", "chip"),
            Column("月金额", "money"),
            Column("看点" if tab else "村（居）"),
        ),
        rows=tuple(
            Row(
                cells=(
                    row.applicant,
                    deadline_chip(row.due_on, on, calendar, provisional=row.is_provisional),
                    row.amount_fen,
                    _points(row) if tab else row.village,
                ),
                url=start + row.number,
                key=row.number,
                returned=chosen is not None and row.number == chosen.number,
            )
            for row in rows
        ),
        empty=empties.get(tab, Empty("今天还没有确认过。")),
        select=NUMBERS if tab == "" else "",
        keys=True,
    )


def _points(row: DeskRow) -> str:
    labels = [flag.label for flag in row.flags]
    return joined([*labels, *(["不能批量确认"] if row.excluded else [])])


def _chosen(request: HttpRequest, row: DeskRow) -> Chosen:
    on = legal_day(asked(request).at)
    facts = (
        Fact("村（居）", row.village),
        Fact("月保障金额", row.amount_fen, "money"),
        Fact("保障人数", row.people, "number"),
        Fact("从哪个月起发放", Month.of(on).next(), "month"),
        Fact("审核意见", row.opinion, source=row.assessor),
    )
    title = phrase("预览：%(name)s户批准通知书（未签发）", name=row.applicant)
    url = reverse("desk:preview_grant", args=[row.number])
    return Chosen(
        number=row.number,
        title=phrase("%(applicant)s户", applicant=row.applicant),
        case_url=reverse("desk:case", args=[row.number]),
        facts=facts,
        flags=tuple(
            phrase("%(label)s：%(reason)s", label=flag.label, reason=flag.reason)
            for flag in row.flags
        ),
        excluded=row.excluded,
        notice=None if row.excluded else Preview(title, url, "pdf"),
        confirm=None
        if row.excluded
        else Action(
            phrase("确认%(name)s户", name=row.applicant),
            f"{reverse('desk:confirm_grants')}?{NUMBERS}={row.number}",
        ),
        refuse_url=reverse("desk:refuse", args=[row.number]),
        return_form=ReturnForm(None, on=on, initial={"desk": "1"}),
        return_url=reverse("desk:return_opinion", args=[row.number]),
    )


def _plans(plans: tuple[PlanLine, ...]) -> Table:
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


def _take_back(plans: tuple[PlanLine, ...]) -> tuple[Action, ...]:
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


def _confirm_page(request: HttpRequest, form: ConfirmForm, numbers: tuple[str, ...]) -> ConfirmPage:
    on = legal_day(asked(request).at)
    known = {row.number: row for row in _desk(request).rows}
    chosen = [known[number] for number in numbers if number in known]
    taken = [row for row in chosen if not row.excluded]
    left_out = [
        phrase("%(name)s户：%(why)s", name=row.applicant, why=row.excluded)
        for row in chosen
        if row.excluded
    ]
    if missing := len(numbers) - len(chosen):
        left_out.append(
            phrase("%(n)s件不在您今天的审批列表里（已经办理、已经确认或者不归您审批）", n=missing)
        )
    blocked = ""
    if len(numbers) > MOST:
        blocked = phrase("一次最多确认%(n)s件。请分几次确认。", n=MOST)
    elif not taken:
        blocked = "没有可以确认的案件。请回到列表勾选。"
    return ConfirmPage(
        form=form,
        numbers=tuple(row.number for row in taken),
        confirmation=Confirmation(
            title=phrase("确认批准 %(n)s 件", n=len(taken)),
            effects=(
                Fact("件数", len(taken), "number"),
                Fact("保障人数", sum(row.people for row in taken), "number"),
                Fact("每月合计", sum(row.amount_fen for row in taken), "money"),
                Fact("从哪个月起发放", Month.of(on).next(), "month"),
                Fact(
                    "什么时候生效",
                    phrase(
                        "确认后%(n)s分钟内可以撤回，到时自动作出决定并出具通知书；"
                        "今天到期的立即生效。",
                        n=MINUTES,
                    ),
                ),
            ),
            excluded=tuple(left_out),
            warnings=_flagged(taken),
            back_url=reverse("desk:decision_desk"),
        ),
        by_township=_by_township(taken),
        label=phrase("确认 %(n)s 件", n=len(taken)),
        blocked=blocked,
        back_url=reverse("desk:decision_desk"),
    )


def _flagged(taken: Sequence[DeskRow]) -> tuple[str, ...]:
    """Name what should have been looked at among the cases that are confirmed."""
    return tuple(
        phrase(
            "%(name)s户：%(label)s，%(reason)s",
            name=row.applicant,
            label=flag.label,
            reason=flag.reason,
        )
        for row in taken
        for flag in row.flags
    )


def _by_township(taken: Sequence[DeskRow]) -> Table:
    sums: dict[str, list[int]] = {}
    for row in taken:
        line = sums.setdefault(row.township, [0, 0, 0])
        line[0] += 1
        line[1] += row.people
        line[2] += row.amount_fen
    return Table(
        caption="按乡镇（街道）",
        columns=(
            Column("乡镇（街道）", "head"),
            Column("件数", "number"),
            Column("人数", "number"),
            Column("月金额", "money", unit="元"),
        ),
        rows=tuple(Row((name, *line)) for name, line in sorted(sums.items())),
        empty=Empty("没有可以确认的案件。"),
    )


def _told(results: tuple[PlanResult, ...]) -> str:
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


def _failed(results: tuple[PlanResult, ...]) -> list[str]:
    return [
        phrase("没有办成：%(number)s，%(why)s", number=one.number, why=one.reason)
        for one in results
        if one.state == "REFUSED"
    ]


urlpatterns = [
    path("decisions/", desk, name="decision_desk"),
    path("decisions/confirm/", confirm, name="confirm_grants"),
    path("decisions/take-back/", take_back, name="take_back_grant"),
]
