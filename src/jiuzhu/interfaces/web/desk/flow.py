"""The procedures as the engine runs them: chart, steps, limits, and what conflicts with them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET

from jiuzhu.casework.workspace.places import every_procedure
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.language import joined
from jiuzhu.interfaces.web.parts.pages import query_url, refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Column, Empty, Fact, Link, Row, Table, Unverified
from jiuzhu.kernel.errors import NotVisible
from jiuzhu.policy.flowchart import flowchart_svg
from jiuzhu.policy.guards import GUARDS
from jiuzhu.policy.procedures import DEFAULT_PROCEDURE, Procedure, ProcedureLimit, Transition
from jiuzhu.policy.roles import role_may, roles_with


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowPage:
    """The procedure as a picture and as a table, beside the other versions."""

    title: str
    basis: str
    versions: tuple[Link, ...]
    standing: str
    doubt: Unverified | None
    conflicts: tuple[Fact, ...]
    limits: tuple[Fact, ...]
    picture_url: str
    table: Table


@require_GET
@refusals_as_pages
def flow_chart(request: HttpRequest) -> HttpResponse:
    """Show a procedure as a picture and step by step; a conflict with higher law stands first."""
    asked(request).actor.require("case.view")
    table = _procedure(request.GET.get("procedure", ""))
    page = FlowPage(
        title=table.title,
        basis=f"{table.basis.document} {table.basis.article}",
        versions=tuple(
            Link(one.code, query_url(request, procedure=one.code), current=one is table)
            for one in every_procedure()
        ),
        standing="" if table.runs else "这个版本只用于查看过去的案卷，新案件不能按它办理。",
        doubt=None if table.verified else Unverified(table.basis.document),
        conflicts=tuple(Fact(f"{one.document}{one.article}", one.text) for one in table.conflicts),
        limits=tuple(_limit(one) for one in table.limits),
        picture_url=f"{reverse('desk:flow_picture')}?procedure={table.code}",
        table=_flow_table(table),
    )
    return render_page(request, "desk/home/flow.html", page)


@require_GET
@refusals_as_pages
def flow_picture(request: HttpRequest) -> HttpResponse:
    """Return the drawing; it is made from the very table that the engine runs."""
    asked(request).actor.require("case.view")
    drawing = flowchart_svg(_procedure(request.GET.get("procedure", "")))
    return HttpResponse(drawing, content_type="image/svg+xml")


def _procedure(code: str) -> Procedure:
    known = {table.code: table for table in every_procedure()}
    if not code:
        return known.get(DEFAULT_PROCEDURE) or next(iter(known.values()))
    if code not in known:
        raise NotVisible("procedure.unknown", "没有这个流程版本。请从案件或菜单进入。")
    return known[code]


def _limit(one: ProcedureLimit) -> Fact:
    source = f"{one.document}{one.article}"
    return Fact(
        one.label,
        one.text,
        source=source,
        unverified=None if one.verified else Unverified(source),
    )


def _flow_table(table: Procedure) -> Table:
    labels = {state.code: state.label for state in table.states}
    return Table(
        caption="每一步由谁办、要什么条件",
        columns=(
            Column("步骤", "code"),
            Column("办理", "head"),
            Column("从"),
            Column("到"),
            Column("由谁"),
            Column("条件"),
            Column("文书"),
        ),
        rows=tuple(
            Row(
                cells=(
                    move.no,
                    move.label,
                    joined([labels[state] for state in move.from_states if state]) or "（新）",
                    labels[move.to_state],
                    joined(_posts(move)),
                    joined([GUARDS[guard].label for guard in move.guards], "；"),
                    " ".join(move.documents),
                )
            )
            for move in table.transitions
        ),
        empty=Empty("流程表是空的。"),
    )


def _posts(move: Transition) -> tuple[str, ...]:
    """Return the posts that may take this very step; some hold a capability for few steps only."""
    held = roles_with(move.capability)
    return tuple(
        one.label for one in held if role_may(one.code, move.capability, action=move.action)
    )


urlpatterns: list[URLPattern] = [
    path("flow/", flow_chart, name="flow_chart"),
    path("flow.svg", flow_picture, name="flow_picture"),
]
