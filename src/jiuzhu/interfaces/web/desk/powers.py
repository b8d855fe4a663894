"""Powers that move down: the matrix of a county, one order with its checklist and its ways on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET

from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.storage import read_bytes
from jiuzhu.interfaces.web.acts.stage import Section, table
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.chips import chip
from jiuzhu.interfaces.web.parts.language import joined, phrase
from jiuzhu.interfaces.web.parts.list_export import export_url, handed_over, wants_workbook
from jiuzhu.interfaces.web.parts.pages import query_url, refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Action, Chip, Fact, Link, Row, Table
from jiuzhu.kernel.errors import NotVisible
from jiuzhu.registers.accounts.readiness import Item, readiness_of
from jiuzhu.registers.organs.delegations import (
    Delegation,
    Holding,
    delegation_here,
    delegations_of,
    powers_of,
)
from jiuzhu.registers.organs.enums import OrganKind, Power
from jiuzhu.registers.organs.queries import county_here, organ_of_code, organs_under

PREPARES, MANAGES = "delegation.prepare", "delegation.manage"


@dataclass(frozen=True, slots=True, kw_only=True)
class PowersPage:
    """Township by power, and every order of the county."""

    crumbs: tuple[Link, ...]
    title: str
    facts: tuple[str, ...]
    new: Action | None
    tabs: tuple[Link, ...]
    matrix: Table
    orders: Table
    export_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerPage:
    """One order: where it stands, what is missing, what it says."""

    title: str
    crumbs: tuple[Link, ...]
    chips: tuple[Chip, ...]
    facts: tuple[str, ...]
    next: Action | None
    actions: tuple[Action, ...]
    todo: tuple[str, ...]
    sections: tuple[Section, ...]


def power_crumbs(*after: Link) -> tuple[Link, ...]:
    """Return the way to a page of powers."""
    return (
        Link("我的待办", reverse("desk:tasks")),
        Link("权力下放", reverse("desk:powers")),
        *after,
    )


def power_url(code: str, page: str = "power") -> str:
    """Return the address of a page of an order, or of a township's checklist."""
    return reverse(f"desk:{page}", args=[code])


def power_title(one: Delegation) -> str:
    """Name an order."""
    return phrase("%(organ)s：%(power)s", organ=one.to_organ, power=phrase(one.power.label))


@require_GET
@refusals_as_pages
def powers(request: HttpRequest) -> HttpResponse:
    """Show which township holds which power, what is on its way, what nobody has authorised yet."""
    here = asked(request)
    on = legal_day(here.at)
    county = county_here(here.actor.organ_id or 0, request.GET.get("county", ""))
    rows = powers_of(county, on=on)
    matrix = table(
        phrase("%(county)s各乡镇（街道）的审批权", county=county.short_name),
        " ".join(("乡镇（街道）:head", *(f"{one.label}:chip" for one in Power), "承接条件:link")),
        [
            Row(
                (
                    one.name,
                    *(_holding(held, on) for held in one.holdings),
                    Link("看承接条件", power_url(one.code, "readiness")),
                )
            )
            for one in rows
        ],
        "本县（市、区）没有乡镇（街道）。",
    )
    if wants_workbook(request):
        return handed_over(request, matrix)
    whole = sum(one.holds_all(on) for one in rows)
    is_own = here.actor.organ_id == county.pk
    page = PowersPage(
        crumbs=power_crumbs()[:-1],
        title="权力下放",
        facts=(
            county.name,
            phrase("%(n)s 个乡镇（街道），%(m)s 个已全部下放", n=len(rows), m=whole),
        ),
        new=Action("拟订下放", reverse("desk:power_new"))
        if is_own and here.actor.may(PREPARES)
        else None,
        tabs=_counties(request, here.actor, county.code),
        matrix=matrix,
        orders=_orders(delegations_of(county), on),
        export_url=export_url(request),
    )
    return render_page(request, "desk/powers/powers.html", page)


def _counties(request: HttpRequest, actor: Actor, chosen: str) -> tuple[Link, ...]:
    if actor.organ_kind != OrganKind.CITY:
        return ()
    return tuple(
        Link(one.short_name, query_url(request, county=one.code), current=one.code == chosen)
        for one in organs_under(None, OrganKind.COUNTY)
    )


def _holding(held: Holding, on: date) -> Chip:
    if held.since is not None:
        tone, words = ("done", "已下放") if held.since <= on else ("soon", "待生效")
        since = phrase("%(day)s起", day=held.since.isoformat())
        return chip(tone, words, since)  # type: ignore[arg-type]  # two tones of the list
    if held.prepared_for is not None:
        return chip("doing", "待启用", phrase("拟%(day)s起", day=held.prepared_for.isoformat()))
    return chip("waiting", "尚未授权", phrase("由县级审批"))


def _orders(found: tuple[Delegation, ...], on: date) -> Table:
    return table(
        "下放和收回的记录",
        "承接机关:head 权力事项 状态:chip 批次 文号 生效日期:date 收回日期:date 拟订人 启用人",
        [
            Row(
                (
                    one.to_organ,
                    one.power.label,
                    state_of(one, on),
                    one.batch,
                    one.document_number,
                    one.effective_from,
                    one.effective_to,
                    one.prepared_by,
                    one.activated_by,
                ),
                url=power_url(one.code),
            )
            for one in found
        ],
        "还没有拟订过下放。",
    )


def state_of(one: Delegation, on: date) -> Chip:
    """Say where an order stands on a day."""
    if one.dropped_at is not None:
        return chip("stopped", "已放弃")
    if one.is_open:
        return chip("doing", "待启用")
    if one.holds(on):
        return chip("done", "已下放")
    return chip("soon", "待生效") if one.effective_from > on else chip("stopped", "已收回")


@require_GET
@refusals_as_pages
def power(request: HttpRequest, code: str) -> HttpResponse:
    """Show an order: what it says, what is missing, what comes next for whom."""
    here = asked(request)
    on = legal_day(here.at)
    one = delegation_here(code)
    items = _checklist(one, on) if one.is_open else ()
    is_own = here.actor.organ_id == one.from_organ_id
    page = PowerPage(
        title=power_title(one),
        crumbs=power_crumbs(),
        chips=(state_of(one, on),),
        facts=(
            one.batch,
            one.document_number,
            phrase("%(day)s起", day=one.effective_from.isoformat()),
        ),
        next=_next(one, items, here.actor) if is_own else None,
        actions=_actions(one, here.actor) if is_own else (),
        todo=_todo(one, items),
        sections=_sections(one, items),
    )
    return render_page(request, "desk/powers/power.html", page)


def _checklist(one: Delegation, on: date) -> tuple[Item, ...]:
    organ = organ_of_code(one.to_organ_code)
    return () if organ is None else readiness_of(organ=organ, on=on)


def _next(one: Delegation, items: tuple[Item, ...], actor: Actor) -> Action | None:
    if not one.is_open:
        return None
    if not one.file_name:
        label = "上传授权文件"
        return Action(label, power_url(one.code, "power_paper")) if actor.may(PREPARES) else None
    if not actor.may(MANAGES) or actor.officer_id == one.prepared_by_id:
        return None
    gaps = joined([phrase(item.label) for item in items if not item.is_met])
    blocked = phrase("还缺：%(gaps)s", gaps=gaps) if gaps else ""
    return Action("启用", power_url(one.code, "power_activate"), blocked=blocked)


def _actions(one: Delegation, actor: Actor) -> tuple[Action, ...]:
    found = []
    if one.is_open and actor.may(PREPARES):
        if one.file_name:
            found.append(Action("换授权文件", power_url(one.code, "power_paper")))
        found.append(Action("放弃", power_url(one.code, "power_drop")))
    if one.order_code and one.effective_to is None and actor.may(MANAGES):
        found.append(Action("收回", power_url(one.code, "power_withdraw"), danger=True))
    return tuple(found)


def _todo(one: Delegation, items: tuple[Item, ...]) -> tuple[str, ...]:
    """Say what is missing before the power moves, each by name."""
    if not one.is_open:
        return ()
    found = [] if one.file_name else [phrase("还没有上传授权文件（PDF）。")]
    found += [
        phrase("%(label)s：%(names)s", label=phrase(item.label), names=joined(item.missing))
        for item in items
        if not item.is_met
    ]
    return (*found, phrase("由拟订人以外的县级审批人核对后启用。"))


def _sections(one: Delegation, items: tuple[Item, ...]) -> tuple[Section, ...]:
    document: tuple[Fact, ...] = (Fact("授权文件", one.document), Fact("文号", one.document_number))
    links: tuple[Link, ...] = ()
    if one.file_name:
        document += (
            Fact("文件", one.file_name),
            Fact("文件摘要（SHA-256）", one.file_digest.hex()[:24], "code"),
        )
        links = (Link("打开授权文件", power_url(one.code, "power_file")),)
    found = [
        Section(
            "下放的内容",
            facts=(
                Fact("下放机关", one.from_organ),
                Fact("承接机关", one.to_organ),
                Fact("文件中的说法", phrase(one.mode)),
                *document,
                Fact("生效前已受理的案件", phrase(one.open_cases_at_start)),
                Fact("收回时已受理的案件", phrase(one.open_cases_at_end)),
                Fact("拟订人", one.prepared_by),
                *((Fact("启用人", one.activated_by),) if one.activated_by else ()),
            ),
            links=links,
        ),
        Section(
            "救济途径（写进每份决定）",
            facts=(
                Fact("决定以谁的名义", one.name_on_decision),
                Fact("被申请人（被告）", one.respondent),
                Fact("复议机关", one.reviewing_body),
                Fact("复议机关地址", one.reviewing_address),
                Fact("管辖法院", one.court),
            ),
        ),
    ]
    if items:
        link = Link("登记培训和印章", power_url(one.to_organ_code, "readiness"))
        found.append(Section("承接条件", table=checklist_table(items), links=(link,)))
    if one.effective_to is not None:
        found.append(
            Section(
                "收回",
                facts=(
                    Fact("收回日期", one.effective_to, "date"),
                    Fact("收回原因", one.end_ground),
                    Fact("依据的文件和文号", one.end_document),
                    Fact("收回人", one.ended_by),
                ),
            )
        )
    return tuple(found)


def checklist_table(items: tuple[Item, ...]) -> Table:
    """Lay out what a township needs and what it lacks."""
    return table(
        "承接条件",
        "条件:head 状态:chip 现在 还缺",
        [
            Row(
                (
                    item.label,
                    chip("done", "具备") if item.is_met else chip("near", "还缺"),
                    item.found,
                    joined(item.missing),
                )
            )
            for item in items
        ],
        "没有要求。",
    )


@require_GET
@refusals_as_pages
def power_file(request: HttpRequest, code: str) -> HttpResponse:
    """Show the authorising document."""
    asked(request)
    one = delegation_here(code)
    if not one.file_digest:
        raise NotVisible("delegation.no_paper", "还没有上传授权文件。")
    return HttpResponse(read_bytes(one.file_digest), content_type="application/pdf")


urlpatterns: list[URLPattern] = [
    path("powers/", powers, name="powers"),
    path("powers/<str:code>/", power, name="power"),
    path("powers/<str:code>/paper.pdf", power_file, name="power_file"),
]
