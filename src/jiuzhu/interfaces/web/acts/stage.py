"""What the pages of the later stages share: one case, one act, one form, submitted once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import procedure_of
from jiuzhu.casework.cases.services.advance import step_of
from jiuzhu.casework.documents.queries import documents_of
from jiuzhu.casework.workspace.queries import case_summary
from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.acts.case_page import Head, head_of, open_case, stale
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.field_views import ErrorLine
from jiuzhu.interfaces.web.parts.forms import Change, SubmitForm
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import (
    Reshown,
    all_errors,
    handle_refusal,
    render_page,
)
from jiuzhu.interfaces.web.parts.presenters import (
    Chip,
    Column,
    Empty,
    Fact,
    Kind,
    Link,
    Preview,
    Row,
    Table,
)
from jiuzhu.interfaces.web.parts.rows import Rows
from jiuzhu.interfaces.web.parts.submit import submit, tell
from jiuzhu.interfaces.web.parts.uploads import UploadForm
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.policy.procedures import Procedure, load_procedure, procedure_codes
from jiuzhu.registers.law.queries import place_in_force

GENERAL = "desk/stage/act.html"


@dataclass(frozen=True, slots=True)
class Section:
    """Group facts, a list or a paper under a heading."""

    title: str
    facts: tuple[Fact, ...] = ()
    table: Table | None = None
    lines: tuple[str, ...] = ()
    preview: Preview | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class TrialPlace:
    """Offer to try what is typed, keeping nothing; `found` is what came out when it was asked."""

    value: str
    found: object | None = None


@dataclass(frozen=True, slots=True)
class ActPage:
    """Show one act: what is known, what to fill in, one button."""

    title: str
    crumbs: tuple[Link, ...]
    chips: tuple[Chip, ...]
    facts: tuple[str, ...]
    sections: tuple[Section, ...]
    form: SubmitForm
    label: str
    back_url: str
    rows: tuple[Rows, ...] = ()
    intro: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    after: tuple[Section, ...] = ()
    tabs: tuple[Link, ...] = ()
    danger: bool = False
    blocked: str = ""
    trial: TrialPlace | None = None

    @property
    def errors(self) -> tuple[ErrorLine, ...]:
        """List the errors of the form and its tables for the summary."""
        return all_errors(self.form, *(tuple(rows.errors) for rows in self.rows))


@dataclass(frozen=True, slots=True)
class Act:
    """Hold what one submitted form does.

    `do` runs the use case and returns the sentence that the next page tells; `page` builds the
    page only when it has to be shown; `then` is the address that follows; `number` is the case
    whose present state a late form is told; `is_trial` says that its button was not pressed.
    """

    form: SubmitForm
    page: Callable[[], object]
    do: Callable[[], str]
    then: str
    template: str = GENERAL
    rows: tuple[Rows, ...] = ()
    number: str = ""
    is_trial: bool = False


def opened(request: HttpRequest, number: str, action: str) -> Case:
    """Return the case of a page; a page that is opened (not sent) is written into the trace.

    Who may not do the act sees neither its page nor its form shown again. The state is checked by
    the use case when a form is sent, for it also knows a form sent twice.

    Raises: NotVisible, Forbidden, Conflict `case.state`.
    """
    here = asked(request)
    case = case_to_see(number=number, actor=here.actor)
    procedure = procedure_of(case)
    here.actor.require(_asked_of(procedure, action), action=action)
    if request.method == "POST":
        return case
    act = procedure.act(action)
    if act is None:
        step_of(case, action)
    elif not act.possible_in(case.state):
        label = procedure.state(case.state).label
        raise Conflict(
            "case.state",
            phrase(
                "案件 %(number)s 现在处于“%(label)s”环节，不能办理这一步。"
                "请打开案件，按当前环节办理。",
                number=case.number,
                label=label,
            ),
        )
    open_case(request, number)
    return case


def _asked_of(procedure: Procedure, action: str) -> str:
    """Return what an act asks of its actor; one that only another scheme knows asks the same."""
    place = place_in_force()
    others = (load_procedure(code, place) for code in procedure_codes(place))
    for table in chain((procedure,), others):
        known = {*(move.action for move in table.transitions), *(one.action for one in table.acts)}
        if action in known:
            return table.capability(action)
    raise LookupError(f"no procedure has a step {action}")


def head(request: HttpRequest, case: Case, label: str) -> Head:
    """Return the head of a page of a case."""
    here = asked(request)
    summary = case_summary(number=case.number, actor=here.actor, on=today(request))
    return head_of(request, summary, label)


def today(request: HttpRequest) -> date:
    """Return the legal day of a request."""
    return legal_day(asked(request).at)


def act_page(
    request: HttpRequest,
    case: Case,
    form: SubmitForm,
    *,
    label: str,
    sections: Sequence[Section] = (),
    title: str = "",
    **more: Any,
) -> ActPage:
    """Lay out the page of an act on a case."""
    shown = head(request, case, title or label)
    _remember(form, case.state)
    return ActPage(
        title=shown.title,
        crumbs=shown.crumbs,
        chips=shown.chips,
        facts=shown.facts,
        sections=tuple(sections),
        form=form,
        label=label,
        back_url=more.pop("back_url", shown.back_url),
        **more,
    )


def answer(request: HttpRequest, act: Act) -> HttpResponse:
    """Show the form, or run its act once and go on; a refusal shows the form again."""
    if request.method != "POST":
        return render_page(request, act.template, act.page())
    if act.number:
        _remember(act.form, "")
    if act.is_trial or any(rows.is_asking for rows in act.rows):
        _fill_again(request, act)
        return render_page(request, act.template, act.page())
    is_valid = [act.form.is_valid(), *(rows.is_valid() for rows in act.rows)]
    if not all(is_valid):
        return _refused(request, act)
    try:
        result = submit(request, act.form, lambda: {"told": act.do()}, rows=act.rows)
    except Conflict as refusal:
        if not act.number:
            raise
        return stale(request, refusal, act.number, act.form)
    except Refused as refusal:
        if isinstance(act.form, UploadForm):
            refusal.field = act.form.field_of(refusal.field)
        _keep_files(request, act, but=refusal.field)
        again = Reshown(act.template, act.page(), act.form)
        return handle_refusal(request, refusal, again=again)
    tell(request, result["told"], _changes(act))
    return redirect(act.then)


def _remember(form: SubmitForm, state: str) -> None:
    """Let a form carry the state that its page showed, so that a late one can say what changed."""
    if "seen" not in form.fields:
        form.fields["seen"] = forms.CharField(
            required=False, widget=forms.HiddenInput, max_length=16, initial=state
        )


def _refused(request: HttpRequest, act: Act) -> HttpResponse:
    _keep_files(request, act)
    return render_page(request, act.template, act.page(), status=422)


def _keep_files(request: HttpRequest, act: Act, *, but: str | None = None) -> None:
    if isinstance(act.form, UploadForm):
        here = asked(request)
        act.form.keep(here.actor, here.at, but=but)


def _fill_again(request: HttpRequest, act: Act) -> None:
    """Show what was typed without complaints: only more rows were asked for."""
    act.form.is_valid()
    _keep_files(request, act)
    act.form.errors.clear()


def _changes(act: Act) -> tuple[Change, ...]:
    told = (*act.form.changes, *act.form.warnings)
    return (*told, *(change for rows in act.rows for change in rows.changes))


def paper_links(case: Case, *wanted: tuple[str, str]) -> tuple[Link, ...]:
    """Link the newest paper in force of each kind, given as (kind, label)."""
    newest = {row.kind: row.code for row in documents_of(case) if row.state == "ISSUED"}
    return tuple(
        Link(label, reverse("desk:document", args=[case.number, newest[kind]]))
        for kind, label in wanted
        if kind in newest
    )


def case_url(number: str) -> str:
    """Return the address of a case."""
    return reverse("desk:case", args=[number])


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """Return what a form is bound to: nothing, or what was posted and the files."""
    if request.method != "POST":
        return None, None
    return request.POST, request.FILES


def table(caption: str, heads: str, rows: Iterable[Row], empty: str) -> Table:
    """Lay out a list; a column is named `标题` or `标题:kind`, parted by blanks."""
    columns = []
    for head in heads.split():
        label, _, kind = head.partition(":")
        columns.append(Column(label, cast("Kind", kind or "text")))
    return Table(caption, tuple(columns), tuple(rows), Empty(empty), hide_caption=True)
