"""The materials of a case: what came in and what was issued, looked at in place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from jiuzhu.casework.workspace import queries
from jiuzhu.casework.workspace.queries import CaseSummary, PaperLine, Picture
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.storage import read_bytes
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.interfaces.web.desk.purpose import is_opened
from jiuzhu.interfaces.web.desk.workspace_frame import WorkspaceFrame, tab_url, workspace_frame
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.formats import moment
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages
from jiuzhu.interfaces.web.parts.presenters import Preview
from jiuzhu.interfaces.web.parts.transaction import request_facts


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryItem:
    """One entry of the list; without an address it is only named."""

    label: str
    note: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryPage:
    """The list, the file that is shown, and the ways to the one before and after."""

    frame: WorkspaceFrame
    purpose: str
    items: tuple[GalleryItem, ...]
    shown: Preview | None
    place: int
    total: int
    previous_url: str
    next_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One file: where it is, whether it can be shown in place."""

    key: str
    label: str
    at: datetime
    may_open: bool
    preview: Preview | None


def gallery_page(request: HttpRequest, case: CaseSummary) -> GalleryPage:
    """Build the gallery; `show` of the address names the file that is looked at."""
    entries = _entries(request, case)
    open_ones = [one for one in entries if one.may_open and one.preview is not None]
    wanted = request.GET.get("show", "")
    place = next((n for n, one in enumerate(open_ones) if one.key == wanted), None)
    url = tab_url(case.number, "materials")

    def link(one: _Entry) -> str:
        return f"{url}&show={one.key}"

    return GalleryPage(
        frame=workspace_frame(request, case, "materials"),
        purpose=is_opened(request, case.number),
        items=tuple(
            GalleryItem(
                label=one.label,
                note=moment(one.at),
                url=_address(one, link(one), case.number),
                current=one.key == wanted,
            )
            for one in entries
        ),
        shown=None if place is None else open_ones[place].preview,
        place=0 if place is None else place + 1,
        total=len(open_ones),
        previous_url="" if not place else link(open_ones[place - 1]),
        next_url=link(open_ones[place + 1])
        if place is not None and place + 1 < len(open_ones)
        else "",
    )


def _address(one: _Entry, here: str, number: str) -> str:
    if not one.may_open:
        return ""
    return here if one.preview is not None else reverse("desk:open_report", args=[number])


def _entries(request: HttpRequest, case: CaseSummary) -> list[_Entry]:
    """Return what came in and what was issued, oldest first."""
    actor = asked(request).actor
    purpose = is_opened(request, case.number)
    pictures = queries.pictures_of(number=case.number, actor=actor)
    papers = queries.papers_of(number=case.number, actor=actor)
    found = [_of_picture(one, case.number, purpose) for one in pictures]
    found += [_of_paper(one, case.number, purpose) for one in papers]
    return sorted(found, key=lambda one: one.at)


def _of_picture(one: Picture, number: str, purpose: str) -> _Entry:
    label = phrase("%(label)s：%(about)s", label=one.label, about=one.about) if one.about else ""
    label = label or one.label
    url = reverse("desk:case_file", args=[number, one.code])
    closed = one.needs_purpose and not purpose
    return _Entry(
        key=one.code,
        label=label,
        at=one.at,
        may_open=one.may_open,
        preview=None if closed else Preview(label, url, one.kind),
    )


def _of_paper(one: PaperLine, number: str, purpose: str) -> _Entry:
    label = phrase("%(title)s（%(number)s）", title=one.title, number=one.number)
    url = reverse("desk:document", args=[number, one.code])
    closed = one.needs_purpose and not purpose
    return _Entry(
        key=one.code,
        label=label,
        at=one.issued_at,
        may_open=one.may_open,
        preview=None if closed else Preview(label, url, "pdf"),
    )


@require_GET
@refusals_as_pages
def case_file(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Return a file of a case to show in place; each look is recorded."""
    here = asked(request)
    file, shown = queries.picture_to_open(number=number, code=code, actor=here.actor)
    purpose = is_opened(request, number) if shown.needs_purpose else ""
    if shown.needs_purpose and not purpose:
        return HttpResponseRedirect(reverse("desk:open_report", args=[number]))
    content = read_bytes(bytes(file.digest))
    record_access(
        kind=AccessKind.VIEW,
        actor=here.actor,
        at=here.at,
        request=request_facts(request),
        case_number=number,
        query=f"file/{shown.label}/{code}",
        purpose=purpose,
    )
    answer = HttpResponse(content, content_type=file.media_type)
    ending = "pdf" if shown.kind == "pdf" else file.media_type.rpartition("/")[2]
    answer.headers["Content-Disposition"] = f'inline; filename="{code}.{ending}"'
    return answer


urlpatterns = [path("cases/<str:number>/files/<slug:code>/", case_file, name="case_file")]
