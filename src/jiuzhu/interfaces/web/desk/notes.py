"""Notes among colleagues on a case: a tab of its workspace, never a citizen's or village's page."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.cases.services.withdraw_note import withdraw_note
from jiuzhu.casework.cases.services.write_note import LONGEST, write_note
from jiuzhu.casework.workspace.notes import NoteLine, names_to_mention, notes_of
from jiuzhu.casework.workspace.queries import CaseSummary
from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.acts.case_page import open_case
from jiuzhu.interfaces.web.desk.workspace_frame import WorkspaceFrame, workspace_frame
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import PlainTextField, SubmitForm
from jiuzhu.interfaces.web.parts.pages import (
    Reshown,
    handle_refusal,
    refusals_as_pages,
    render_page,
)
from jiuzhu.interfaces.web.parts.submit import submit, tell
from jiuzhu.kernel.errors import Refused

LONGEST_KEY = 15
TEMPLATE = "desk/home/notes_tab.html"


class NoteForm(SubmitForm):
    """A few lines to colleagues."""

    text = PlainTextField(
        label="写给同事的备注",
        max_length=LONGEST,
        rows=3,
        help_text="写“@姓名”提醒本单位同事。备注只在内部看，不是审批的依据，不给群众和村里看。",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesPage:
    """The notes, newest first, and the form for another."""

    frame: WorkspaceFrame
    form: NoteForm
    notes: tuple[NoteLine, ...]
    names: tuple[str, ...]
    write_url: str
    withdraw_url: str


def notes_page(request: HttpRequest, case: CaseSummary, form: NoteForm | None = None) -> NotesPage:
    """Build the tab of notes of an opened case."""
    here = asked(request)
    on = legal_day(here.at)
    return NotesPage(
        frame=workspace_frame(request, case, "notes"),
        form=form or NoteForm(None, on=on),
        notes=notes_of(number=case.number, actor=here.actor),
        names=names_to_mention(actor=here.actor, on=on),
        write_url=reverse("desk:write_note", args=[case.number]),
        withdraw_url=reverse("desk:withdraw_note", args=[case.number]),
    )


@require_POST
@refusals_as_pages
def write(request: HttpRequest, number: str) -> HttpResponse:
    """Keep a note; what was typed stays on the page when it is refused."""
    here = asked(request)
    case = open_case(request, number)
    form = NoteForm(request.POST, on=legal_day(here.at))
    url = f"{reverse('desk:case', args=[number])}?tab=notes"
    if not form.is_valid():
        return render_page(request, TEMPLATE, notes_page(request, case, form), status=422)

    def act() -> dict[str, object]:
        text = form.cleaned_data["text"]
        write_note(number=number, text=text, actor=here.actor, at=here.at, link=url)
        return {}

    try:
        submit(request, form, act)
    except Refused as refusal:
        again = Reshown(TEMPLATE, notes_page(request, case, form), form)
        return handle_refusal(request, refusal, again=again)
    tell(request, "备注已写入，提到的同事会收到提醒。")
    return HttpResponseRedirect(url)


@require_POST
@refusals_as_pages
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Mark one's own note as withdrawn."""
    here = asked(request)
    given = request.POST.get("note", "")
    case_to_see(number=number, actor=here.actor)
    if not (given.isascii() and given.isdigit() and len(given) <= LONGEST_KEY):
        raise Refused("note.none", "没有选中备注。请在备注下面点“撤回这条”。")
    withdraw_note(number=number, note_id=int(given), actor=here.actor, at=here.at)
    tell(request, "备注已标记撤回，原文留痕。")
    return HttpResponseRedirect(f"{reverse('desk:case', args=[number])}?tab=notes")


urlpatterns = [
    path("cases/<str:number>/notes/", write, name="write_note"),
    path("cases/<str:number>/notes/withdraw/", withdraw, name="withdraw_note"),
]
