"""The decision desk: list and real notice side by side, confirm many, take back, send back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from jiuzhu.casework.decisions.services.plan_grants import MOST
from jiuzhu.casework.workspace.deciding import DecisionDesk, DeskRow
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.interfaces.web.desk.confirming import NUMBERS, desk_of
from jiuzhu.interfaces.web.desk.decisions import ReturnForm
from jiuzhu.interfaces.web.desk.planned import plans_table, take_back_actions
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.chips import deadline_chip
from jiuzhu.interfaces.web.parts.language import joined, phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import (
    Action,
    Column,
    Empty,
    Fact,
    Link,
    Preview,
    Row,
    Table,
)
from jiuzhu.interfaces.web.parts.submit import told
from jiuzhu.interfaces.web.parts.transaction import request_facts
from jiuzhu.kernel.periods import Month
from jiuzhu.registers.law.queries import calendar_in_force

TABS = (("", "无异常"), ("look", "需要看"), ("plans", "今天确认的"))


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


@require_GET
@refusals_as_pages
def desk(request: HttpRequest) -> HttpResponse:
    """Show what waits for this decider; the case beside the list is part of the address."""
    found = desk_of(request)
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
        plans=plans_table(found.plans) if is_plans else None,
        take_back=take_back_actions(found.plans) if is_plans else (),
        confirm_url=reverse("desk:confirm_grants"),
        can_confirm=bool(found.clean) and tab == "",
        cut=phrase("先列出期限最近的%(n)s件，办完再列后面的。", n=MOST) if found.is_cut else "",
    )
    return render_page(request, "desk/decisions/desk.html", page)


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


urlpatterns = [
    path("decisions/", desk, name="decision_desk"),
]
