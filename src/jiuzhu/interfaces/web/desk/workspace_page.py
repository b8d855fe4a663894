"""Lay out one case: the next step first, then people, clocks, papers and what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from markupsafe import Markup

from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.cases.services.assign_case import ASSIGNS
from jiuzhu.casework.workspace import queries
from jiuzhu.casework.workspace.clocks import ClockLine, PauseLine
from jiuzhu.casework.workspace.queries import CaseSummary, MemberLine, PaperLine
from jiuzhu.casework.workspace.timeline import EventLine
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.desk.planned import Confirmed, confirmed_of
from jiuzhu.interfaces.web.desk.workspace_frame import (
    OVERVIEW,
    WorkspaceFrame,
    tab_url,
    workspace_frame,
)
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.chips import chip, deadline_chip
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.presenters import (
    Chip,
    Column,
    Empty,
    Fact,
    Happening,
    Link,
    Paper,
    Row,
    Step,
    Table,
    Unverified,
)
from jiuzhu.policy.guards import GUARDS
from jiuzhu.registers.accounts.enums import ListPage
from jiuzhu.registers.law.queries import calendar_in_force
from jiuzhu.registers.organs.enums import OrganKind

LATEST = 8
SHORT_NAME = 6
LATEST_PAPERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockCard:
    """One clock beside the other."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspacePage:
    """Everything that the workspace of a case shows."""

    frame: WorkspaceFrame
    steps: tuple[Step, ...]
    confirmed: Confirmed | None
    bars: tuple[str, ...]
    doubts: tuple[str, ...]
    people: Table
    people_url: str
    clocks: tuple[ClockCard, ...]
    papers: tuple[Paper, ...]
    papers_url: str
    facts: tuple[Fact, ...]
    timeline: tuple[Happening, ...]
    links: tuple[Link, ...]
    trace_url: str
    conflict: str


def workspace_page(request: HttpRequest, case: CaseSummary) -> WorkspacePage:
    """Build the page for a case that was opened."""
    here = asked(request)
    on = legal_day(here.at)
    events = queries.case_timeline(number=case.number, actor=here.actor, latest=LATEST)
    papers = queries.papers_of(number=case.number, actor=here.actor)
    return WorkspacePage(
        frame=workspace_frame(request, case, OVERVIEW),
        steps=tuple(Step(label=one.label, state=one.state) for one in case.stages),
        confirmed=confirmed_of(request, case_to_see(number=case.number, actor=here.actor)),
        bars=_bars(case),
        doubts=case.doubts,
        people=people_table(case, here.actor),
        people_url=tab_url(case.number, "members"),
        clocks=tuple(_clock(clock, on) for clock in case.clocks),
        papers=tuple(shown_paper(line, case.number) for line in _first_papers(papers)),
        papers_url=tab_url(case.number, "papers"),
        facts=_facts(case),
        timeline=tuple(happening(event) for event in events),
        links=_links(case, here.actor),
        trace_url=reverse("desk:trace", args=[case.number]),
        conflict=case.conflict,
    )


def _first_papers(papers: tuple[PaperLine, ...]) -> tuple[PaperLine, ...]:
    """Return the papers that wait for somebody, and the newest; all stand in their own tab."""
    newest = papers[-LATEST_PAPERS:]
    return tuple(
        one for one in papers if one in newest or one.may_deliver or one.may_scan or one.may_check
    )


def _bars(case: CaseSummary) -> tuple[str, ...]:
    """Return what stands in the way: an expired report, holds, relatives among the staff."""
    holds = tuple(
        phrase("%(label)s：%(reason)s", label=hold.label, reason=hold.reason) for hold in case.holds
    )
    related = tuple(
        phrase(
            "有工作人员与本户有近亲属关系（%(relation)s），须备案，经办、核对、审批须回避。",
            relation=relation,
        )
        for relation in case.related
    )
    expired = (GUARDS["report_valid"].refusal,) if case.is_report_expired else ()
    return expired + holds + related


def people_table(case: CaseSummary, actor: Actor) -> Table:
    """Lay out members first, then the obliged people outside the household."""
    everybody = (*case.members, *case.obligors)
    return Table(
        caption=phrase(
            "家庭成员 %(n)s 人，义务人 %(n2)s 人", n=len(case.members), n2=len(case.obligors)
        ),
        columns=(
            Column("姓名", "head"),
            Column("关系"),
            Column("证件号码", "code"),
            Column("年龄", "number"),
            Column("计算方式"),
            Column("核对授权", "chip"),
            Column("办理", "links"),
        ),
        rows=tuple(_person(one, case, actor) for one in everybody),
        empty=Empty("还没有登记家庭成员。"),
    )


def _person(one: MemberLine, case: CaseSummary, actor: Actor) -> Row:
    return Row(
        cells=(
            _whole(one.name),
            phrase("%(relation)s（义务人）", relation=one.relation)
            if one.is_obligor
            else one.relation,
            one.number or "暂无证件",
            one.age,
            _standing(one),
            _mandate(one),
            _person_links(one, case, actor),
        )
    )


def _whole(name: str) -> str | Markup:
    """Keep a short name on one line; a long one may break."""
    if len(name) > SHORT_NAME:
        return name
    return format_html('<span class="nowrap">{}</span>', name)


def _standing(one: MemberLine) -> str:
    if one.is_obligor:
        return "户外，只核算赡养、抚养费"
    if one.counts_for_benefit:
        return "计入人口和保障"
    return "只计入人口，不保障" if one.counts_for_income else "不计入"


def _mandate(one: MemberLine) -> Chip:
    mandate = one.authorization
    if mandate is None:
        return chip("waiting", "未签")
    return chip(
        "done",
        "已签",
        phrase(
            "%(capacity)s，至%(effective_to)s",
            capacity=mandate.capacity,
            effective_to=mandate.effective_to.isoformat(),
        ),
    )


def _person_links(one: MemberLine, case: CaseSummary, actor: Actor) -> tuple[Link, ...] | None:
    if case.is_ended:
        return None
    if one.authorization is not None:
        if not actor.may("intent.register", action="withdraw_authorization"):
            return None
        url = reverse("desk:withdraw_authorization", args=[case.number])
        return (Link("撤回授权", f"{url}?person={one.person_id}"),)
    may_send = actor.may("intent.register", action="send_authorization_link")
    if case.state != "AUTHORISING" or not may_send:
        return None
    url = reverse("desk:send_authorization_link", args=[case.number])
    return (Link("发链接", f"{url}?person={one.person_id}"),)


def _clock(clock: ClockLine, on: date) -> ClockCard:
    if clock.stopped_on is None:
        state = deadline_chip(
            clock.due_on,
            on,
            calendar_in_force(),
            paused=clock.is_paused,
            provisional=clock.is_provisional,
        )
    elif clock.was_late:
        state = chip(
            "overdue", "已办结，超期", phrase("止%(due_on)s", due_on=clock.due_on.isoformat())
        )
    else:
        state = chip("done", "按期办结", phrase("止%(due_on)s", due_on=clock.due_on.isoformat()))
    used = phrase("%(net)s个工作日", net=clock.net)
    if clock.gross != clock.net:
        used = phrase("%(net)s个工作日（含暂停共%(gross)s个）", net=clock.net, gross=clock.gross)
    facts = [
        Fact("现在", state, "chip"),
        Fact("起算", clock.started_on, "date"),
        Fact(
            "时限",
            phrase("%(limit)s%(unit)s", limit=clock.limit, unit=clock.unit),
            source=clock.article,
            unverified=None if clock.is_verified else Unverified(clock.article),
        ),
        Fact("已用", used),
    ]
    facts += [Fact("止算", clock.stopped_on, "date")] if clock.stopped_on else []
    facts += [Fact("暂停", _pause(pause)) for pause in clock.pauses]
    return ClockCard(title=clock.label, facts=tuple(facts))


def _pause(pause: PauseLine) -> str:
    return phrase(
        "%(label)s：%(start)s%(end)s（%(document)s）",
        label=pause.label,
        start=pause.effective_from,
        end="至今"
        if pause.effective_to is None
        else phrase("至%(day)s", day=pause.effective_to.isoformat()),
        document=pause.document,
    )


def shown_paper(line: PaperLine, number: str) -> Paper:
    """Return one paper with its state, its delivery and what this person can do with it."""
    links = []
    if line.may_open:
        url = reverse("desk:document", args=[number, line.code])
        links.append(Link("说明用途后查看" if line.needs_purpose else "查看", url))
    links += [
        Link(label, reverse(route, args=[line.code]))
        for may, route, label in (
            (line.may_deliver, "desk:deliver", "登记送达"),
            (line.may_scan, "desk:attach_scan", "回传签章件"),
            (line.may_check, "desk:check_scan", "核对签章件"),
        )
        if may
    ]
    return Paper(
        title=phrase("%(title)s（%(person)s）", title=line.title, person=line.person)
        if line.person
        else line.title,
        number=line.number,
        state=_paper_state(line),
        issued_on=legal_day(line.issued_at),
        delivery=_delivery(line),
        links=tuple(links),
    )


def _paper_state(line: PaperLine) -> Chip | None:
    if line.is_withdrawn:
        return chip("stopped", "已撤回")
    tones = {"AWAITED": "waiting", "SCANNED": "todo", "CHECKED": "done"}
    if line.seal not in tones:
        return None
    return chip("done" if line.seal == "CHECKED" else "waiting", line.seal_label)


def _delivery(line: PaperLine) -> str:
    if not line.must_be_delivered:
        return ""
    if line.delivered_at is None:
        return "未送达"
    return phrase("已送达 %(delivered_at)s", delivered_at=legal_day(line.delivered_at).isoformat())


def _facts(case: CaseSummary) -> tuple[Fact, ...]:
    facts = [
        Fact("查询码", case.progress_code, "code"),
        Fact("渠道", case.channel),
        Fact("困难情况", case.need),
        Fact(
            "类别",
            phrase(
                "%(category)s（%(category_ground)s）",
                category=case.category,
                category_ground=case.category_ground,
            ),
        ),
        Fact("经办机关", case.organ),
        Fact("经办人", _assignee(case)),
        Fact("登记", case.opened_at, "moment"),
        Fact("受理", case.accepted_on, "date"),
        Fact("群众到访", phrase("%(visits)s次", visits=case.visits)),
        Fact("诚信声明", "已签" if case.is_statement_signed else "未签"),
        Fact("流程", case.procedure_title),
    ]
    facts += [Fact("代办人", case.proxy)] if case.proxy else []
    facts += [Fact("来源", "存量转入")] if case.is_legacy else []
    facts += [Fact("说明", "测试案件，人物均为虚构")] if case.is_test else []
    return tuple(facts)


def _assignee(case: CaseSummary) -> str:
    if not case.assignee or case.assigned_since is None:
        return "没有分派"
    return phrase(
        "%(name)s（%(day)s起）", name=case.assignee, day=legal_day(case.assigned_since).isoformat()
    )


def happening(event: EventLine) -> Happening:
    """Return one step as the timeline tells it."""
    moved = event.from_label and event.from_label != event.to_label
    return Happening(
        at=event.at,
        title=event.label,
        by=event.by,
        body=phrase(
            "%(summary)s（%(from_label)s → %(to_label)s）",
            summary=event.summary,
            from_label=event.from_label,
            to_label=event.to_label,
        )
        if moved
        else event.summary,
    )


def _links(case: CaseSummary, actor: Actor) -> tuple[Link, ...]:
    """Return the ways to what stands behind the case."""
    links = []
    if actor.may("verification.accept") or actor.may("verification.file"):
        links.append(Link("核对进度", reverse("desk:request", args=[case.number])))
    if queries.has_report(number=case.number, actor=actor):
        links.append(
            Link("核对报告（需说明用途）", reverse("desk:open_report", args=[case.number]))
        )
    if not case.is_ended and actor.may(ASSIGNS) and actor.organ_kind == OrganKind.TOWNSHIP:
        chosen = urlencode({"list": ListPage.CASES.value, "case": case.number})
        links.append(Link("分派给同事", f"{reverse('desk:assign')}?{chosen}"))
    links.append(Link("打印回执、查询码", reverse("desk:slip", args=[case.number])))
    links.append(Link("办理痕迹和倒查", reverse("desk:trace", args=[case.number])))
    links.append(Link("办理流程图", reverse("desk:flow_chart")))
    return tuple(links)
