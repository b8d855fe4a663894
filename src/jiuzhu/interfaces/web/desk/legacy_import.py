"""Take households over from an older system by a workbook: checked whole, then confirmed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from jiuzhu.casework.decisions.legacy_columns import BY_CODE
from jiuzhu.casework.decisions.legacy_preview import (
    Preview,
    Standing,
    preview_households,
    to_plain,
)
from jiuzhu.casework.decisions.legacy_table import LegacyTable, read_legacy_table
from jiuzhu.casework.workspace.people import villages_for
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.drafts import keep_draft, kept_draft
from jiuzhu.infra.job_runs import open_run
from jiuzhu.infra.sheets import read_sheet
from jiuzhu.interfaces.web.desk.legacy_books import returned_book, template_book
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import CodeField, PlainTextField, TickField
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import (
    Reshown,
    handle_refusal,
    refusals_as_pages,
    render_page,
)
from jiuzhu.interfaces.web.parts.presenters import Column, Empty, Row, Table
from jiuzhu.interfaces.web.parts.submit import submit
from jiuzhu.interfaces.web.parts.uploads import UploadField, UploadForm
from jiuzhu.interfaces.web.parts.workbook import file_answer
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.periods import Month

KIND = "import.legacy"
TEMPLATE = "desk/imports/legacy.html"
CAPABILITY = "decision.take_over"
SHOWN = 50
FEW = 5


class WorkbookField(UploadField):
    """Ask for a filled-in template; its use case reads and judges it."""

    is_picture = False
    accept = ".xlsx"


class LegacyForm(UploadForm):
    """Send the workbook; confirm once it is clean."""

    source_system = PlainTextField(
        label="原系统名称", max_length=60, help_text="例如：山东省低保信息系统"
    )
    first_month = CodeField(label="从哪个月起在这里发放", codes=())
    file = WorkbookField(label="填好的模板（.xlsx）")
    confirmed = TickField(required=False)

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(
            request.POST if request.method == "POST" else None,
            request.FILES if request.method == "POST" else None,
        )
        this = Month.of(legal_day(asked(request).at))
        months = (
            (str(one), phrase("%(year)s年%(month)s月", year=one.year, month=one.month))
            for one in (this, this.next())
        )
        self.fields["first_month"].choices = tuple(months)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Cause:
    """One kind of error: what is wrong, how often, where first."""

    sentence: str
    number: int
    lines: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegacyPage:
    """The form, what is wrong with the file, or what would happen."""

    form: LegacyForm
    template_url: str
    causes: tuple[Cause, ...] = ()
    errors: int = 0
    returned_url: str = ""
    is_clean: bool = False
    counts: tuple[tuple[str, int], ...] = ()
    unknown: str = ""
    conflicts: Table | None = None
    new: int = 0


@require_GET
@refusals_as_pages
def template(request: HttpRequest) -> HttpResponse:
    """Hand the empty workbook over, with the villages of the area to choose from."""
    actor = asked(request).actor
    actor.require(CAPABILITY)
    return file_answer(template_book(villages_for(actor)), f"{actor.organ_name}_存量转入_模板.xlsx")


@require_GET
@refusals_as_pages
def returned(request: HttpRequest, token: str) -> HttpResponse:
    """Hand the checked workbook back to whoever sent it."""
    here = asked(request)
    here.actor.require(CAPABILITY)
    kept = kept_draft(token, at=here.at)
    return file_answer(kept.content, kept.name)


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_as_pages
def legacy(request: HttpRequest) -> HttpResponse:
    """Check a workbook whole; nothing is written before it is clean and confirmed."""
    here = asked(request)
    here.actor.require(CAPABILITY)
    form = LegacyForm(request)
    page = LegacyPage(form=form, template_url=reverse("desk:legacy_template"))
    if request.method != "POST":
        return render_page(request, TEMPLATE, page)
    if not form.is_valid():
        form.keep(here.actor, here.at)
        return render_page(request, TEMPLATE, page, status=422)
    upload = form.cleaned_data["file"]
    try:
        table = _read(upload.content, here.actor, request)
    except Refused as refusal:
        return handle_refusal(request, refusal, again=Reshown(TEMPLATE, page, form))
    if table.errors:
        return render_page(request, TEMPLATE, _wrong(request, form, table, upload.name), status=422)
    previews = preview_households(
        households=table.households, source_system=form.cleaned_data["source_system"]
    )
    if not form.cleaned_data["confirmed"]:
        form.keep(here.actor, here.at)
        return render_page(request, TEMPLATE, _clean(form, table, previews))
    done = submit(request, form, lambda: _start(form, previews, here.actor, request))
    return HttpResponseRedirect(reverse("desk:job", args=[done["code"]]))


def _read(content: bytes, actor: Actor, request: HttpRequest) -> LegacyTable:
    on = legal_day(asked(request).at)
    return read_legacy_table(sheet=read_sheet(content), villages=dict(villages_for(actor)), on=on)


def _wrong(request: HttpRequest, form: LegacyForm, table: LegacyTable, name: str) -> LegacyPage:
    here = asked(request)
    counted = Counter((error.column, error.code) for error in table.errors)
    causes = []
    for (column, code), number in counted.most_common():
        those = [one for one in table.errors if (one.column, one.code) == (column, code)]
        first = "、".join(str(one.line) for one in those[:FEW])
        lines = phrase("第 %(first)s 行", first=first)
        if number > FEW:
            lines = phrase("第 %(first)s 行等", first=first)
        sentence = phrase(
            "%(label)s：%(sentence)s", label=BY_CODE[column].label, sentence=those[0].sentence
        )
        causes.append(Cause(sentence, number, lines))
    token = keep_draft(
        content=returned_book(table),
        shown_name=f"需更正_{name}",
        owner=here.actor.user_id or 0,
        at=here.at,
    )
    return LegacyPage(
        form=form,
        template_url=reverse("desk:legacy_template"),
        causes=tuple(causes),
        errors=len(table.errors),
        returned_url=reverse("desk:legacy_returned", args=[token]),
    )


def _clean(form: LegacyForm, table: LegacyTable, previews: tuple[Preview, ...]) -> LegacyPage:
    counted = Counter(one.standing for one in previews)
    people = sum(len(one.people) for one in table.households)
    conflicts = [one for one in previews if one.standing == Standing.CONFLICT]
    return LegacyPage(
        form=form,
        template_url=reverse("desk:legacy_template"),
        is_clean=True,
        counts=(
            ("户数", len(previews)),
            ("人数", people),
            ("新转入", counted[Standing.NEW]),
            ("已转入过，跳过", counted[Standing.SAME]),
            ("有冲突，不转入", counted[Standing.CONFLICT]),
        ),
        unknown="、".join(table.unknown),
        conflicts=_conflicts(conflicts) if conflicts else None,
        new=counted[Standing.NEW],
    )


def _conflicts(found: list[Preview]) -> Table:
    rows = tuple(
        Row(
            (
                one.household.source,
                one.household.people[0].name,
                "名单中有人已在别的在办、在保案件",
                "、".join(one.cases),
            )
        )
        for one in found[:SHOWN]
    )
    columns = (
        Column("原系统户编号", "code"),
        Column("申请人", "head"),
        Column("原因"),
        Column("案件编号"),
    )
    return Table("有冲突的户（只列前50户）", columns, rows, Empty("没有冲突。"))


def _start(
    form: LegacyForm, previews: tuple[Preview, ...], actor: Actor, request: HttpRequest
) -> dict[str, str]:
    wanted = [one.household for one in previews if one.standing == Standing.NEW]
    if not wanted:
        raise Refused("legacy.nothing_new", "没有要新转入的户。请核对冲突的户，再上传。")
    run = open_run(
        kind=KIND,
        title="存量转入",
        actor=actor,
        order={
            "source_system": form.cleaned_data["source_system"],
            "first_month": form.cleaned_data["first_month"],
            "is_test": settings.JIUZHU_DEMO,
            "households": [to_plain(one) for one in wanted],
        },
        total=len(wanted),
        at=asked(request).at,
    )
    return {"code": run.code}


urlpatterns = [
    path("imports/legacy/", legacy, name="import_legacy"),
    path("imports/legacy/template.xlsx", template, name="legacy_template"),
    path("imports/legacy/returned/<slug:token>", returned, name="legacy_returned"),
]
