"""What every tab of a case shares: the head with the one next step, and the tabs themselves."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from jiuzhu.casework.workspace import queries
from jiuzhu.casework.workspace.queries import CaseSummary, Offer
from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.acts.case_page import Head, action_url, head_of, waited_for
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.presenters import Action, Link
from jiuzhu.interfaces.web.parts.submit import told

DANGEROUS = frozenset({"withdraw", "refuse", "stop", "return_verification", "return_opinion"})
OVERVIEW, TRACE = "", "trace"
TABS = (
    (OVERVIEW, "总览"),
    ("members", "成员"),
    ("verification", "核对"),
    ("computation", "测算"),
    ("materials", "材料"),
    ("papers", "文书"),
    ("money", "资金"),
    ("notes", "备注"),
    (TRACE, "痕迹"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceFrame:
    """The head of a case with its next step, the other possible steps, and the tabs."""

    head: Head
    notes: tuple[tuple[str, str], ...]
    next_step: Action | None
    actions: tuple[Action, ...]
    waiting: str
    tabs: tuple[Link, ...]


def workspace_frame(request: HttpRequest, case: CaseSummary, tab: str) -> WorkspaceFrame:
    """Build the frame of a tab of an opened case."""
    here = asked(request)
    steps = queries.next_steps(number=case.number, actor=here.actor, on=legal_day(here.at))
    return WorkspaceFrame(
        head=head_of(request, case),
        notes=told(request),
        next_step=_action(steps.next, case) if steps.next is not None else None,
        actions=tuple(action for offer in steps.others if (action := _action(offer, case))),
        waiting=waited_for(steps),
        tabs=_tabs(request, case, tab),
    )


def tab_url(number: str, tab: str) -> str:
    """Return the address of a tab of a case."""
    if tab == TRACE:
        return reverse("desk:trace", args=[number])
    home = reverse("desk:case", args=[number])
    return f"{home}?tab={tab}" if tab else home


def _tabs(request: HttpRequest, case: CaseSummary, here: str) -> tuple[Link, ...]:
    found = queries.tab_counts(number=case.number, actor=asked(request).actor)
    counts = {
        "members": len(case.members),
        "verification": found.requests,
        "materials": found.pictures + found.papers,
        "papers": found.papers,
        "notes": found.notes,
        TRACE: case.event_count,
    }
    return tuple(
        Link(label, tab_url(case.number, tab), counts.get(tab), current=tab == here)
        for tab, label in TABS
    )


def _action(offer: Offer, case: CaseSummary) -> Action | None:
    url = action_url(offer.action, case.number)
    if not url:
        return None
    return Action(
        label=offer.label, url=url, danger=offer.action in DANGEROUS, blocked=offer.blocked
    )
