"""What every page about one case shares: its head, the record of the look, the way back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, Self
from urllib.parse import urlsplit

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import NoReverseMatch, reverse

from jiuzhu.casework.workspace.queries import CaseSummary, NextSteps, case_summary, case_timeline
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.chips import deadline_chip, state_chip
from jiuzhu.interfaces.web.parts.forms import SubmitForm, apply_refusal
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import (
    Reshown,
    handle_refusal,
    refusals_as_pages,
    render_page,
)
from jiuzhu.interfaces.web.parts.presenters import Chip, Difference, Fact, Link
from jiuzhu.interfaces.web.parts.presenters import Conflict as ConflictNote
from jiuzhu.interfaces.web.parts.rows import Rows
from jiuzhu.interfaces.web.parts.submit import submit, tell
from jiuzhu.interfaces.web.parts.transaction import request_facts
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.policy.procedures import load_procedure
from jiuzhu.registers.law.queries import calendar_in_force, place_in_force

Act = Callable[[], dict[str, Any]]
DIBAO = "最低生活保障"
NOT_TYPED = frozenset({"confirm", "password"})
P = ParamSpec("P")


class CaseForm(SubmitForm):
    """A form about one case; `seen` is the state that the page showed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=16)

    @classmethod
    def of(
        cls, request: HttpRequest, case: CaseSummary, initial: dict[str, Any] | None = None
    ) -> Self:
        """Build the form for this request: bound when something was posted."""
        given = {**(initial or {}), "seen": case.state}
        return cls(
            request.POST if request.method == "POST" else None,
            request.FILES if request.method == "POST" else None,
            initial=given,
            on=legal_day(asked(request).at),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a page about a case."""

    number: str
    title: str
    applicant: str
    chips: tuple[Chip, ...]
    facts: tuple[str, ...]
    crumbs: tuple[Link, ...]
    back_url: str


def open_case(request: HttpRequest, number: str, *, purpose: str = "") -> CaseSummary:
    """Return a case for a page and keep that this person looked at it (S12).

    Raises: NotVisible, the same for another township's number and an absent one.
    """
    here = asked(request)
    case = case_summary(number=number, actor=here.actor, on=legal_day(here.at))
    record_access(
        kind=AccessKind.VIEW,
        actor=here.actor,
        at=here.at,
        request=request_facts(request),
        case_number=case.number,
        anchor=case.trace_head,
        subjects=case.people,
        purpose=purpose,
    )
    return case


def open_for(request: HttpRequest, number: str, action: str, capability: str) -> CaseSummary:
    """Return a case for the page of one action; a page that comes too late says so at once.

    A form that is being submitted is let through: the use case judges it, and a second submit of
    the same form is answered like the first.

    Raises: NotVisible, Forbidden, Conflict `case.state`.
    """
    asked(request).actor.require(capability, action=action)
    case = open_case(request, number)
    if request.method != "POST" and not is_possible(case, action):
        raise Conflict(
            "case.state",
            phrase(
                "案件现在处于“%(state_label)s”环节，不能办理这一步。请打开案件，按当前环节办理。",
                state_label=case.state_label,
            ),
        )
    return case


def case_view(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Let a view about a case refuse; one that comes too late shows how the case stands now."""

    @refusals_as_pages
    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except Conflict as refusal:
            request, number = args[0], kwargs.get("number")
            if not isinstance(request, HttpRequest) or not isinstance(number, str):
                raise
            return stale(request, refusal, number)

    return answer


def is_possible(case: CaseSummary, action: str) -> bool:
    """Tell whether the table names this step or act for the state of the case."""
    table = load_procedure(case.procedure, place_in_force())
    if table.transition(case.state, action) is not None:
        return True
    act = table.act(action)
    return act is not None and act.possible_in(case.state)


def head_of(request: HttpRequest, case: CaseSummary, here: str = "") -> Head:
    """Return the head of a page about a case; `here` names the page below the case."""
    home = case_url(request, case.number)
    crumbs = [
        Link("我的待办", _way_back(request, reverse("desk:tasks"), case.number)),
        Link("全部案件", _way_back(request, reverse("desk:cases"), case.number)),
    ]
    title = phrase("%(applicant)s户", applicant=case.applicant)
    if here:
        crumbs += [Link(title, home), Link(here, "")]
    else:
        crumbs.append(Link(title, ""))
    return Head(
        number=case.number,
        title=here or case.applicant,
        applicant=case.applicant,
        chips=chips_of(request, case),
        facts=facts_of(case, with_name=bool(here)),
        crumbs=tuple(crumbs),
        back_url=home,
    )


def _way_back(request: HttpRequest, address: str, number: str) -> str:
    """Return a list as it was when the case was opened from it, with this row to be marked."""
    came = urlsplit(request.headers.get("Referer", ""))
    here = came.netloc == request.get_host() and came.path == address
    query = QueryDict(came.query if here else "", mutable=True)
    query["row"] = number
    return f"{address}?{query.urlencode()}"


def case_url(request: HttpRequest, number: str) -> str:
    """Return where the case stands for this person: at a desk, or on the assistant's phone."""
    at_home = "village:case" if asked(request).actor.villages else "desk:case"
    return reverse(at_home, args=[number])


def chips_of(request: HttpRequest, case: CaseSummary) -> tuple[Chip, ...]:
    """Return the state and the nearest running clock."""
    on = legal_day(asked(request).at)
    running = [clock for clock in case.clocks if clock.stopped_on is None]
    chips = [state_chip(case.state, case.state_label)]
    if running:
        clock = min(running, key=lambda one: one.due_on)
        chips.append(
            deadline_chip(
                clock.due_on,
                on,
                calendar_in_force(),
                paused=clock.is_paused,
                provisional=clock.is_provisional,
            )
        )
    return tuple(chips)


def facts_of(case: CaseSummary, *, with_name: bool) -> tuple[str, ...]:
    """Return what is to know at a glance."""
    name = (case.applicant,) if with_name else ()
    size = phrase("%(n)s人户", n=len(case.members))
    doubts = (
        (phrase("身份疑点 %(n)s 项，见案件页", n=len(case.doubts)),)
        if case.doubts and with_name
        else ()
    )
    facts = (
        size,
        phrase("%(category)s %(scheme)s", category=case.category, scheme=case.scheme)
        if case.scheme != DIBAO
        else phrase("%(category)s低保", category=case.category),
        case.village,
        phrase("编号 %(number)s", number=case.number),
    )
    return (*name, *facts, *doubts)


def action_url(action: str, number: str) -> str:
    """Return the address of an action's page; empty where no page was written for it."""
    try:
        return reverse(f"desk:{action}", args=[number])
    except NoReverseMatch:
        return ""


def finish(
    request: HttpRequest,
    case: CaseSummary,
    form: SubmitForm,
    act: Act,
    *,
    again: Reshown,
    rows: Iterable[Rows] = (),
    more: Mapping[str, Any] | None = None,
    correctable: frozenset[str] = frozenset(),
    before_again: Callable[[], None] = lambda: None,
) -> HttpResponse:
    """Run a valid form once and go on to where its result says, or say why not.

    `act` returns `told` (a sentence for the next page) and `next` (its address). A conflict whose
    code is `correctable` shows the form again (409) with everything that was typed. `before_again`
    keeps what the page would lose when it is shown again.
    """
    tables = tuple(rows)
    try:
        result = submit(request, form, act, rows=tables, more=more)
    except Conflict as refusal:
        if refusal.code not in correctable:
            return stale(request, refusal, case.number, form)
        apply_refusal(form, refusal)
        return render_page(request, again.template, again.page, status=refusal.status)
    except Refused as refusal:
        before_again()
        return handle_refusal(request, refusal, again=again)
    changes = [*form.changes, *(change for table in tables for change in table.changes)]
    tell(request, result["told"], changes)
    return HttpResponseRedirect(result["next"])


def stale(
    request: HttpRequest, refusal: Conflict, number: str, form: forms.BaseForm | None = None
) -> HttpResponse:
    """Answer 409 with what the case looks like now and who changed it."""
    here = asked(request)
    case = case_summary(number=number, actor=here.actor, on=legal_day(here.at))
    latest = case_timeline(number=number, actor=here.actor, latest=1)
    note = ConflictNote(
        by=phrase("%(by)s：%(label)s", by=latest[0].by, label=latest[0].label) if latest else "",
        at=latest[0].at if latest else None,
        differences=_differences(case, form),
        reload_url=reverse("desk:case", args=[number]),
        typed=_typed(form),
    )
    return handle_refusal(request, refusal, conflict=note)


def _typed(form: forms.BaseForm | None) -> tuple[Fact, ...]:
    """Return what was written into a form that came too late, so that nothing is lost."""
    if form is None or not form.is_bound:
        return ()
    written = (
        (bound.label, str(bound.data).strip())
        for bound in form
        if bound.name not in NOT_TYPED and isinstance(bound.data, str) and not bound.is_hidden
    )
    return tuple(Fact(str(label), text) for label, text in written if text)


def _differences(case: CaseSummary, form: forms.BaseForm | None) -> tuple[Difference, ...]:
    seen = "" if form is None else str(form.data.get("seen", ""))
    known = {
        state.code: state.label for state in load_procedure(case.procedure, place_in_force()).states
    }
    return (Difference("环节", known.get(seen, ""), case.state_label),)


def waited_for(steps: NextSteps) -> str:
    """Name the post that must act, with its organ where that is not plain."""
    if not steps.waiting_at:
        return steps.waiting
    return phrase("%(organ)s%(post)s", organ=steps.waiting_at, post=steps.waiting)
