"""The trace of a case, the looks at it, and the way back from a payment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET

from jiuzhu.casework.workspace import queries
from jiuzhu.casework.workspace.changes import Change, FieldChange
from jiuzhu.casework.workspace.timeline import EventLine
from jiuzhu.infra.reading import reading
from jiuzhu.interfaces.web.acts.case_page import open_case
from jiuzhu.interfaces.web.desk.list_sources import LOOKS
from jiuzhu.interfaces.web.desk.look_table import KINDS, looks_table
from jiuzhu.interfaces.web.desk.workspace_frame import TRACE, WorkspaceFrame, workspace_frame
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.list_export import export_url, exported, wants_workbook
from jiuzhu.interfaces.web.parts.pages import query_url, refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Difference, Link, Table

ENTRY_KINDS = (
    ("", "全部"),
    ("steps", "环节变化"),
    ("acts", "登记事项"),
    ("changes", "内容改动"),
    ("looks", "谁看过"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One station on the way back, with its paper."""

    label: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceEntry:
    """One step with the fields it changed, or a change of a register beside the steps."""

    at: datetime
    title: str
    by: str
    event: EventLine | None
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TracePage:
    """The chain of a case, narrowed to one kind of entries by the address."""

    frame: WorkspaceFrame
    filters: tuple[Link, ...]
    steps: int
    entries: tuple[TraceEntry, ...]
    problem: str
    stations: tuple[Station, ...]
    looks: Table | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LooksPage:
    """The newest looks at anything of the area."""

    tabs: tuple[Link, ...]
    table: Table
    export_url: str


@require_GET
@refusals_as_pages
def trace(request: HttpRequest, number: str) -> HttpResponse:
    """Show every step with its digest, and the way back to what a payment rests on."""
    with reading():
        return _trace(request, number)


def _trace(request: HttpRequest, number: str) -> HttpResponse:
    here = asked(request)
    case = open_case(request, number)
    asked_for = request.GET.get("kind", "")
    kind = asked_for if asked_for in dict(ENTRY_KINDS) else ""
    looks = None
    if here.actor.may("trace.view") and kind in {"", "looks"}:
        looks = looks_table(queries.looks_at(number=number, actor=here.actor), with_case=False)
    events = queries.case_timeline(number=number, actor=here.actor)
    changes = queries.changes_of(number=number, actor=here.actor)
    page = TracePage(
        frame=workspace_frame(request, case, TRACE),
        filters=_filters(request, kind, may_see_looks=here.actor.may("trace.view")),
        steps=len(events),
        entries=_entries(events, changes, kind),
        problem=queries.chain_problem(number=number, actor=here.actor),
        stations=_stations(request, number) if not kind else (),
        looks=looks,
    )
    return render_page(request, "desk/home/trace.html", page)


@require_GET
@refusals_as_pages
def looks(request: HttpRequest) -> HttpResponse:
    """Show the newest looks and refused attempts of the area to a supervisor."""
    if wants_workbook(request):
        return exported(request, LOOKS)
    kind = request.GET.get("kind", "")
    known = dict(KINDS)
    rows = queries.recent_looks(actor=asked(request).actor, kind=kind if kind in known else "")
    page = LooksPage(
        tabs=tuple(
            Link(label, query_url(request, kind=code or None), current=code == kind)
            for code, label in KINDS
        ),
        table=looks_table(rows, with_case=True),
        export_url=export_url(request),
    )
    return render_page(request, "desk/home/looks.html", page)


def _filters(request: HttpRequest, here: str, *, may_see_looks: bool) -> tuple[Link, ...]:
    return tuple(
        Link(label, query_url(request, kind=code or None), current=code == here)
        for code, label in ENTRY_KINDS
        if code != "looks" or may_see_looks
    )


def _entries(
    events: tuple[EventLine, ...], changes: tuple[Change, ...], kind: str
) -> tuple[TraceEntry, ...]:
    """Return the steps and changes of one kind, newest first, each change beside its step."""
    by_step: dict[int, list[Difference]] = {}
    apart = []
    known = {event.sequence for event in events}
    for change in changes:
        shown = [_difference(change, field) for field in change.fields]
        if change.sequence in known:
            by_step.setdefault(change.sequence, []).extend(shown)
        else:
            apart.append(
                TraceEntry(
                    at=change.at,
                    title=phrase("登记改动：%(title)s", title=change.title),
                    by="",
                    event=None,
                    differences=tuple(shown),
                )
            )
    steps = [
        TraceEntry(
            at=event.at,
            title=event.label,
            by=event.by,
            event=event,
            differences=tuple(by_step.get(event.sequence, ())),
        )
        for event in events
    ]
    found = [one for one in (*steps, *apart) if _is_of(one, kind)]
    found.sort(key=lambda one: (one.at, one.event.sequence if one.event else 0), reverse=True)
    return tuple(found)


def _difference(change: Change, field: FieldChange) -> Difference:
    label = phrase("%(title)s %(label)s", title=change.title, label=field.label)
    return Difference(label, field.before, field.after)


def _is_of(entry: TraceEntry, kind: str) -> bool:
    moved = entry.event is not None and entry.event.from_label != entry.event.to_label
    chosen = {
        "": True,
        "steps": moved,
        "acts": entry.event is not None and not moved,
        "changes": bool(entry.differences),
        "looks": False,
    }
    return chosen[kind]


def _stations(request: HttpRequest, number: str) -> tuple[Station, ...]:
    found: dict[str, list[Link]] = {}
    for link in queries.way_back(number=number, actor=asked(request).actor):
        url = reverse("desk:document", args=[number, link.code])
        found.setdefault(link.label, []).append(
            Link(phrase("%(title)s %(number)s", title=link.title, number=link.number), url)
        )
    return tuple(Station(label=label, links=tuple(links)) for label, links in found.items())


urlpatterns: list[URLPattern] = [
    path("trace/", looks, name="trace"),
    path("cases/<str:number>/trace/", trace, name="trace"),
]
