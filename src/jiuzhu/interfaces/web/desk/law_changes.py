"""One change of the law as its page shows it: what it says, what it would do, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET

from jiuzhu.casework.reviews.models import Simulation
from jiuzhu.casework.reviews.services.activate_change import finished_simulation
from jiuzhu.casework.workspace.law_effects import activation_of, back_pay_run
from jiuzhu.infra.storage import read_bytes
from jiuzhu.interfaces.web.acts.stage import Section, table
from jiuzhu.interfaces.web.desk.law_parts import (
    change_chip,
    change_here,
    change_url,
    every_series,
    law_crumbs,
    series_name,
    value_words,
    written,
)
from jiuzhu.interfaces.web.desk.law_results import Results, results_of
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Action, Chip, Fact, Link, Row, Table
from jiuzhu.kernel.errors import NotVisible
from jiuzhu.policy.values import Unit, Value
from jiuzhu.registers.law.enums import ChangeState
from jiuzhu.registers.law.models import LawChange, LawChangeValue
from jiuzhu.registers.law.queries import pack_in_force

OPEN = (ChangeState.DRAFT, ChangeState.SIMULATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePage:
    """One change: what it says, what it would do, what has to be done next."""

    title: str
    crumbs: tuple[Link, ...]
    chips: tuple[Chip, ...]
    facts: tuple[str, ...]
    next: Action | None
    actions: tuple[Action, ...]
    todo: tuple[str, ...]
    sections: tuple[Section, ...]
    values: Table
    results: Results | None
    running: Link | None


@require_GET
@refusals_as_pages
def law_change(request: HttpRequest, code: str) -> HttpResponse:
    """Show a change with its values, its simulation and what is left to do."""
    actor = asked(request).actor
    change = change_here(code)
    newest = change.simulations.order_by("-started_at", "-pk").first()
    finished = finished_simulation(change)
    values = list(change.entries.filter(removed_at__isnull=True).order_by("position"))
    may_prepare = actor.may("law.prepare")
    results = None if finished is None else results_of(change, finished, actor)
    todo = _todo(change, values, finished, results)
    running = newest if newest is not None and newest.ended_at is None else None
    page = ChangePage(
        title=change.title,
        crumbs=law_crumbs(),
        chips=(change_chip(change),),
        facts=(
            change.document_number,
            phrase("%(day)s发文", day=f"{change.document_on:%Y-%m-%d}"),
            phrase("拟稿：%(name)s", name=change.prepared_by.name),
        ),
        next=_next(change, values, results, actor.officer_id, may_prepare=may_prepare),
        actions=_actions(change) if may_prepare else (),
        todo=todo,
        sections=sections_of(change),
        values=values_table(change, values, may_change=may_prepare),
        results=results,
        running=None
        if running is None
        else Link("看进度", reverse("desk:job", args=[running.run]) if may_prepare else ""),
    )
    return render_page(request, "desk/law/change.html", page)


def _next(
    change: LawChange,
    values: list[LawChangeValue],
    results: Results | None,
    officer: int | None,
    *,
    may_prepare: bool,
) -> Action | None:
    """Offer the one step that comes next to whoever may take it."""
    if not may_prepare or change.state not in OPEN:
        return None
    if not values:
        return Action("添加数值", change_url(change, "law_add"))
    if change.file is None:
        return Action("上传文件原文", change_url(change, "law_paper"))
    if change.state == ChangeState.DRAFT:
        return Action("测算", change_url(change, "law_simulate"))
    if officer != change.prepared_by_id and results is not None and not results.unexplained:
        return Action("启用", change_url(change, "law_activate"))
    return None


def _todo(
    change: LawChange,
    values: list[LawChangeValue],
    finished: Simulation | None,
    results: Results | None,
) -> tuple[str, ...]:
    """Say what is still missing before the change can act."""
    if change.state not in OPEN:
        return ()
    found = []
    if not values:
        found.append(phrase("还没有填写数值。"))
    if change.file is None:
        found.append(phrase("还没有上传文件原文（PDF）。"))
    if change.state == ChangeState.DRAFT:
        found.append(phrase("还没有测算；数值改动以后要重新测算。"))
    elif results is not None and results.unexplained:
        found.append(phrase("还有 %(n)s 件已办案件的差异没有说明。", n=results.unexplained))
    if finished is not None and change.state == ChangeState.SIMULATED:
        found.append(phrase("由拟稿人以外的另一位市级政策管理员核对后启用。"))
    return tuple(found)


def _actions(change: LawChange) -> tuple[Action, ...]:
    if change.state == ChangeState.DRAFT:
        return (
            Action("添加数值", change_url(change, "law_add")),
            Action("文件原文", change_url(change, "law_paper")),
            Action("撤回", change_url(change, "law_withdraw")),
        )
    if change.state == ChangeState.SIMULATED:
        return (
            Action("文件原文", change_url(change, "law_paper")),
            Action("退回拟稿", change_url(change, "law_reopen")),
            Action("撤回", change_url(change, "law_withdraw")),
        )
    return ()


def sections_of(change: LawChange) -> tuple[Section, ...]:
    """Show the paper, and who put the change into force or gave it up."""
    found = []
    if change.file is not None:
        link = Link("打开文件原文", change_url(change, "law_file"))
        found.append(
            Section("文件原文", facts=(Fact("文件", change.file.shown_name),), links=(link,))
        )
    activation = activation_of(change)
    if activation is not None:
        label = "计算补发" if back_pay_run(change) is None else "补发清单"
        found.append(
            Section(
                "启用",
                facts=(
                    Fact("启用时间", activation.activated_at, "moment"),
                    Fact("拟稿人", activation.prepared_by.name),
                    Fact("启用人", activation.activated_by.name),
                    Fact("启用后版本", activation.digest[:12], "code"),
                ),
                links=(Link(label, change_url(change, "law_back_pay")),),
            )
        )
    if change.state == ChangeState.WITHDRAWN:
        found.append(Section("撤回", lines=(change.withdrawn_reason,)))
    return tuple(found)


def values_table(change: LawChange, values: list[LawChangeValue], *, may_change: bool) -> Table:
    """Return the values of a change beside what holds now; a draft lets each be removed."""
    known = every_series(pack_in_force())
    rows = []
    for row in values:
        one = _series_of(row, known)
        before = None if one is None else one.at(row.effective_from)
        drop: tuple[Link, ...] = ()
        if may_change and change.state == ChangeState.DRAFT:
            drop = (Link("移除", change_url(change, "law_drop", row.position)),)
        rows.append(
            Row(
                (
                    row.key if one is None else series_name(one),
                    value_words(before) if isinstance(before, Value) else phrase("没有规定"),
                    written(Unit(row.unit), row.amount, row.text, row.items),
                    row.effective_from,
                    row.effective_to,
                    row.article,
                    drop,
                )
            )
        )
    heads = "参数:head 现行数值 新的数值 生效日期:date 失效日期:date 条款 办理:links"
    return table("变更的数值", heads, rows, "还没有填写数值。请点“添加数值”。")


def _series_of(row: LawChangeValue, known: dict[str, Any]) -> Any:
    dims = tuple((one["name"], tuple(one["allowed"])) for one in row.where)
    return next((one for one in known.values() if (one.key, one.dims) == (row.key, dims)), None)


@require_GET
@refusals_as_pages
def law_file(request: HttpRequest, code: str) -> HttpResponse:
    """Show the document of a change."""
    asked(request)
    change = change_here(code)
    if change.file is None:
        raise NotVisible("law.no_paper", "还没有上传文件原文。")
    content = read_bytes(bytes(change.file.digest))
    return HttpResponse(content, content_type="application/pdf")


urlpatterns: list[URLPattern] = [
    path("law/changes/<str:code>/", law_change, name="law_change"),
    path("law/changes/<str:code>/paper.pdf", law_file, name="law_file"),
]
