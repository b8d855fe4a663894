"""Print notices together: which wait by village, what a run will print, the papers bound in one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from jiuzhu.casework.documents.rendering.bundle import BoundPaper, Separator, bind
from jiuzhu.casework.workspace.printing import (
    PrintLine,
    PrintPlan,
    plan_for_cases,
    plan_for_papers,
    plan_for_village,
    require_printing,
    villages_waiting,
)
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.idempotency import kept_result
from jiuzhu.infra.storage import read_bytes
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.interfaces.web.desk.selection import chosen
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import CodeField, PlainTextField, SubmitForm, TickField
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import form_errors, refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import (
    Action,
    Column,
    Empty,
    Link,
    Preview,
    Row,
    Table,
)
from jiuzhu.interfaces.web.parts.submit import submit, told
from jiuzhu.interfaces.web.parts.transaction import request_facts
from jiuzhu.kernel.errors import NotVisible, Refused

MOST_IN_PART = 200
MOST_SHOWN = 200
LONGEST_CODES = 200_000
COPIES = (("2", "一式两份"), ("1", "只打一份"))


class PrintForm(SubmitForm):
    """Confirm a run: the papers that were shown, how many copies, how they lie in the printer."""

    papers = PlainTextField(label="文书", max_length=LONGEST_CODES)
    copies = CodeField(label="份数", codes=COPIES, style="radio", initial="2")
    duplex = TickField(label="双面打印：每一份都从新的一张纸开始", required=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """The notices that wait, by village."""

    table: Table
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    """What a run will print, and what not."""

    crumbs: tuple[Link, ...]
    facts: tuple[str, ...]
    form: PrintForm
    papers: str
    label: str
    table: Table
    left_out: Table | None
    back_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DonePage:
    """What was bound: the parts to print, each paper, and what was left out at the last moment."""

    crumbs: tuple[Link, ...]
    facts: tuple[str, ...]
    parts: tuple[Action, ...]
    preview: Preview | None
    table: Table
    left_out: Table | None
    notes: tuple[tuple[str, str], ...]


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_as_pages
def run(request: HttpRequest) -> HttpResponse:
    """Show which notices wait, what a selection would print, or bind what was confirmed."""
    here = asked(request)
    require_printing(here.actor)
    if request.method == "POST":
        return _confirmed(request)
    if "list" in request.GET:
        selection = chosen(request)
        plan = plan_for_cases(numbers=selection.numbers, actor=here.actor)
        return _plan_page(request, plan, selection.back_url)
    if request.GET.get("place"):
        plan = plan_for_village(village=request.GET["place"][:40], actor=here.actor)
        return _plan_page(request, plan, reverse("desk:print"))
    return _queue_page(request)


def _queue_page(request: HttpRequest) -> HttpResponse:
    rows = villages_waiting(actor=asked(request).actor)
    address = reverse("desk:print")
    table = Table(
        caption="待送达的文书，按村（居）",
        columns=(
            Column("村（居）", "head"),
            Column("待送达", "number", unit="份"),
            Column("涉及", "number", unit="户"),
            Column("最早出具", "date"),
            Column("办理", "link"),
        ),
        rows=tuple(
            Row(
                cells=(
                    row.name,
                    row.papers,
                    row.cases,
                    legal_day(row.oldest_at),
                    Link(phrase("打印 %(n)s 份", n=row.papers), f"{address}?place={row.code}"),
                ),
                url=f"{address}?place={row.code}",
                key=row.code,
            )
            for row in rows
        ),
        empty=Empty(
            "没有待送达的文书。出具告知书、通知书以后，在这里按村一次打印。",
            (Link("看我的待办", reverse("desk:tasks")),),
        ),
        keys=True,
        as_of=asked(request).at,
    )
    return render_page(
        request, "desk/print/queue.html", QueuePage(table=table, notes=told(request))
    )


def _plan_page(request: HttpRequest, plan: PrintPlan, back_url: str) -> HttpResponse:
    _listed(request, plan)
    villages = len(tuple(plan.by_village()))
    form = PrintForm()
    return render_page(
        request,
        "desk/print/plan.html",
        PlanPage(
            crumbs=(Link("批量打印", reverse("desk:print")), Link("打印前核对", "")),
            facts=(
                phrase("%(n)s 份文书", n=len(plan.lines)),
                phrase("%(n)s 个村（居），每村前面有一张隔页", n=villages),
            ),
            form=form,
            papers=" ".join(line.code for line in plan.lines),
            label=phrase("打印 %(n)s 份", n=len(plan.lines)),
            table=_papers_table(plan.lines, "将要打印，按村（居）、申请人排列"),
            left_out=_left_out_table(
                [(one.case_number, one.applicant, one.title, one.reason) for one in plan.left_out]
            ),
            back_url=back_url,
        ),
    )


def _confirmed(request: HttpRequest) -> HttpResponse:
    here = asked(request)
    form = PrintForm(request.POST)
    if not form.is_valid():
        words = "".join(line.sentence for line in form_errors(form))
        raise Refused("print.form", words)
    given = form.cleaned_data
    codes = tuple(dict.fromkeys(given["papers"].split()))

    def act() -> dict[str, Any]:
        plan = plan_for_papers(codes=codes, actor=here.actor)
        if not plan.lines:
            raise Refused(
                "print.nothing",
                "这些文书都已经送达或撤回，没有可打印的。请回“批量打印”重新选择。",
            )
        return {
            "papers": [line.code for line in plan.lines],
            "copies": int(given["copies"]),
            "duplex": given["duplex"],
            "left_out": [
                [one.case_number, one.applicant, one.title, one.reason] for one in plan.left_out
            ],
        }

    submit(request, form, act)
    return HttpResponseRedirect(reverse("desk:printed", args=[given["idempotency_key"]]))


@require_GET
@refusals_as_pages
def printed(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a bound run: its parts, every paper in it, what was left out."""
    result = _result(request, key)
    plan = plan_for_papers(codes=result["papers"], actor=asked(request).actor)
    _listed(request, plan)
    count = len(_parts(plan.lines))
    urls = [reverse("desk:printed_part", args=[key, part]) for part in range(1, count + 1)]
    left_out = [tuple(one) for one in result["left_out"]]
    known = {one[0] for one in left_out}
    left_out += [
        (one.case_number, one.applicant, one.title, one.reason)
        for one in plan.left_out
        if one.case_number not in known
    ]
    return render_page(
        request,
        "desk/print/done.html",
        DonePage(
            crumbs=(Link("批量打印", reverse("desk:print")), Link("已装订", "")),
            facts=(
                phrase("%(n)s 份文书", n=len(plan.lines)),
                dict(COPIES)[str(result["copies"])],
            ),
            parts=tuple(
                Action(
                    label="打开，打印"
                    if count == 1
                    else phrase("打开第 %(n)s 册（共 %(all)s 册）", n=part, all=count),
                    url=url,
                    primary=part == 1,
                )
                for part, url in enumerate(urls, start=1)
            ),
            preview=Preview("装订好的文书", urls[0], "pdf") if urls else None,
            table=_papers_table(plan.lines, "打印的文书"),
            left_out=_left_out_table(left_out),
            notes=told(request),
        ),
    )


@require_GET
@refusals_as_pages
def printed_part(request: HttpRequest, key: UUID, part: int) -> HttpResponse:
    """Return one part of a run as PDF; every paper in it is kept as looked at."""
    here = asked(request)
    result = _result(request, key)
    plan = plan_for_papers(codes=result["papers"], actor=here.actor)
    parts = _parts(plan.lines)
    if not 1 <= part <= len(parts):
        raise NotVisible("print.no_part", "没有这一册。请回“批量打印”重新打开。")
    mine = PrintPlan(lines=parts[part - 1], left_out=())
    for line in mine.lines:
        record_access(
            kind=AccessKind.VIEW,
            actor=here.actor,
            at=here.at,
            request=request_facts(request),
            case_number=line.case_number,
            subjects=() if line.person_id is None else (line.person_id,),
            query=f"print/{line.kind}/{line.number}",
        )
    content = _bound(
        mine,
        copies=result["copies"],
        duplex=bool(result["duplex"]),
        foot=f"{here.actor.organ_name} {here.actor.name} {_minute(here.at)}",
    )
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="print-{part}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _result(request: HttpRequest, key: UUID) -> dict[str, Any]:
    """Return what was confirmed under this key by this very account.

    Raises: Forbidden, NotVisible.
    """
    here = asked(request)
    require_printing(here.actor)
    result = kept_result(key=key, user_id=here.actor.user_id)
    if result is None or "papers" not in result:
        raise NotVisible("print.no_run", "没有这次打印，或是同事做的。请从“批量打印”重新选择。")
    return result


def _parts(lines: tuple[PrintLine, ...]) -> tuple[tuple[PrintLine, ...], ...]:
    return tuple(
        lines[start : start + MOST_IN_PART] for start in range(0, len(lines), MOST_IN_PART)
    )


def _bound(plan: PrintPlan, *, copies: int, duplex: bool, foot: str) -> bytes:
    parts: list[Separator | BoundPaper] = []
    for village, lines in plan.by_village():
        names = tuple(
            f"{place}　{line.applicant}　{line.title}　{line.number}"
            for place, line in enumerate(lines, start=1)
        )
        count = f"{len(lines)} 份文书，{'一式两份' if copies > 1 else '各一份'}"
        parts.append(Separator(heading=village, count=count, lines=names))
        parts += [BoundPaper(line.title, read_bytes(line.digest), copies) for line in lines]
    return bind(parts, title="批量打印", foot=foot, duplex=duplex)


def _papers_table(lines: tuple[PrintLine, ...], caption: str) -> Table:
    rest = len(lines) - MOST_SHOWN
    if rest > 0:
        caption = phrase("%(caption)s（只列前 %(n)s 份）", caption=caption, n=MOST_SHOWN)
    return Table(
        caption=caption,
        columns=(
            Column("村（居）"),
            Column("申请人", "head"),
            Column("文书"),
            Column("文号", "code"),
            Column("出具", "date"),
            Column("案件编号", "code"),
        ),
        rows=tuple(
            Row(
                cells=(
                    line.village,
                    line.applicant,
                    line.title,
                    line.number,
                    legal_day(line.issued_at),
                    line.case_number,
                ),
                url=reverse("desk:case", args=[line.case_number]),
                key=line.code,
            )
            for line in lines[:MOST_SHOWN]
        ),
        empty=Empty("没有可以打印的文书。", (Link("看待送达的文书", reverse("desk:print")),)),
    )


def _left_out_table(rows: list[tuple[str, ...]]) -> Table | None:
    if not rows:
        return None
    caption = phrase("不打印 %(n)s 项，原因如下", n=len(rows))
    if len(rows) > MOST_SHOWN:
        caption = phrase("%(caption)s（只列前 %(n)s 份）", caption=caption, n=MOST_SHOWN)
    return Table(
        caption=caption,
        columns=(
            Column("案件编号", "code"),
            Column("申请人", "head"),
            Column("文书"),
            Column("原因"),
        ),
        rows=tuple(Row(cells=row) for row in rows[:MOST_SHOWN]),
        empty=Empty("没有。"),
    )


def _listed(request: HttpRequest, plan: PrintPlan) -> None:
    """Keep whose papers were listed."""
    here = asked(request)
    people = {line.person_id for line in plan.lines if line.person_id is not None}
    record_access(
        kind=AccessKind.LIST,
        actor=here.actor,
        at=here.at,
        request=request_facts(request),
        subjects=tuple(sorted(people)),
        query="print",
    )


def _minute(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


urlpatterns = [
    path("print/", run, name="print"),
    path("print/<uuid:key>/", printed, name="printed"),
    path("print/<uuid:key>/<int:part>.pdf", printed_part, name="printed_part"),
]
