"""The working-day calendar for the administrator: load a decree after seeing what it moves."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from jiuzhu.casework.cases.enums import ClockKind
from jiuzhu.casework.cases.queries import ClockMove, clocks_moved_by
from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import PlainTextField, SubmitForm
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import (
    Reshown,
    handle_refusal,
    refusals_as_pages,
    render_page,
)
from jiuzhu.interfaces.web.parts.presenters import Column, Empty, Fact, Row, Table
from jiuzhu.interfaces.web.parts.submit import submit, tell
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.law.queries import calendar_in_force, calendar_versions
from jiuzhu.registers.law.services.load_decree import DecreeGiven, calendar_after, load_decree

TEMPLATE = "desk/home/calendar.html"
LOAD = "load"
MOST_TEXT = 20_000
MOST_BYTES = 4 * MOST_TEXT


class DecreeForm(SubmitForm):
    """A decree of the State Council's office, typed or pasted."""

    also_posted = ("step", "file")

    year = PlainTextField(label="年份", max_length=4, help_text="放假安排是哪一年的，如 2027")
    document = PlainTextField(label="文号", max_length=120, help_text="如 国办发明电〔2026〕8号")
    text = PlainTextField(
        label="放假和调休的日子",
        max_length=MOST_TEXT,
        rows=12,
        required=False,
        help_text="每天一行：2027-01-01 休 元旦。连续几天写 2027-02-05..2027-02-11 休 春节。"
        "调休上班写 班，恢复正常写 平。也可以从表格复制粘贴。",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPage:
    """The calendar in force, its versions, the form, and what a decree would move."""

    facts: tuple[Fact, ...]
    versions: Table
    form: DecreeForm
    moves: Table | None
    told: str


@require_http_methods(["GET", "POST"])
@refusals_as_pages
def calendar(request: HttpRequest) -> HttpResponse:
    """Show the calendar; preview a decree, and load it on the second press."""
    here = asked(request)
    here.actor.require("law.calendar")
    on = legal_day(here.at)
    if request.method != "POST":
        return render_page(request, TEMPLATE, _page(DecreeForm(None, on=on)))
    form = DecreeForm(_sent(request), on=on)
    if not form.is_valid():
        return render_page(request, TEMPLATE, _page(form), status=422)
    try:
        given = _given(form)
        if request.POST.get("step") == LOAD:
            return _load(request, form, given)
        after, _ = calendar_after(given)
    except Refused as refusal:
        return handle_refusal(request, refusal, again=Reshown(TEMPLATE, _page(form), form))
    return render_page(request, TEMPLATE, _page(form, clocks_moved_by(after)))


def _sent(request: HttpRequest) -> QueryDict:
    """Return what was posted; the text of a chosen file stands in the field, to be read again."""
    sent = request.POST.copy()
    upload = request.FILES.get("file")
    if isinstance(upload, UploadedFile) and upload.size and upload.size <= MOST_BYTES:
        content = upload.read()
        try:
            sent["text"] = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            sent["text"] = content.decode("gb18030", errors="replace")
    return sent


def _load(request: HttpRequest, form: DecreeForm, given: DecreeGiven) -> HttpResponse:
    here = asked(request)

    def act() -> dict[str, object]:
        return {"version": load_decree(given=given, actor=here.actor, at=here.at).version}

    done = submit(request, form, act)
    tell(
        request,
        phrase(
            "工作日历 %(version)s 已载入。未结的期限会在几分钟内自动重算，每件都有记录。",
            version=done["version"],
        ),
    )
    return HttpResponseRedirect(reverse("desk:calendar"))


def _given(form: DecreeForm) -> DecreeGiven:
    year = form.cleaned_data["year"]
    if not (year.isascii() and year.isdigit()):
        raise Refused("calendar.year", "年份请写四位数字，如 2027。", field="year")
    return DecreeGiven(
        year=int(year), document=form.cleaned_data["document"], text=form.cleaned_data["text"] or ""
    )


def _page(form: DecreeForm, moves: tuple[ClockMove, ...] | None = None) -> CalendarPage:
    current = calendar_in_force()
    return CalendarPage(
        facts=(
            Fact("现用版本", current.version),
            Fact("已知到", current.known_to, "date", "此后的期限为暂定，载入下一年后自动重算"),
        ),
        versions=Table(
            caption="载入过的版本",
            columns=(Column("版本", "code"), Column("已知到"), Column("依据", "head")),
            rows=tuple(
                Row(cells=(code, known_to.isoformat(), source))
                for code, known_to, source in calendar_versions()
            ),
            empty=Empty("还没有载入工作日历。"),
        ),
        form=form,
        moves=None if moves is None else _moves(moves),
        told="" if moves is None else phrase("会变的期限共 %(n)s 个。", n=len(moves)),
    )


def _moves(moves: tuple[ClockMove, ...]) -> Table:
    """Lay out what would move by township and kind; no case is named."""
    groups = groupby(moves, key=lambda one: (one.organ, one.kind, one.before, one.after))
    return Table(
        caption="载入后会变的期限",
        columns=(
            Column("经办机关", "head"),
            Column("时限"),
            Column("原期限"),
            Column("新期限"),
            Column("个数", "number"),
        ),
        rows=tuple(
            Row(
                cells=(
                    organ,
                    ClockKind(kind).label,
                    _day(before.on.isoformat(), provisional=before.provisional),
                    _day(after.on.isoformat(), provisional=after.provisional),
                    len(list(found)),
                )
            )
            for (organ, kind, before, after), found in groups
        ),
        empty=Empty("没有未结的期限会变。"),
    )


def _day(day: str, *, provisional: bool) -> str:
    return f"{day}（暂定）" if provisional else day


urlpatterns: list[URLPattern] = [path("calendar/", calendar, name="calendar")]
