"""Pages of the households behind a change: who is touched, what differs, who is owed what."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from jiuzhu.casework.reviews.enums import Effect
from jiuzhu.casework.reviews.services.activate_change import finished_simulation
from jiuzhu.casework.reviews.services.compute_back_pay import start_back_pay
from jiuzhu.casework.reviews.services.explain_difference import explain_difference
from jiuzhu.casework.workspace.law_effects import (
    DifferenceRow,
    activation_of,
    back_pay_run,
    back_pay_sums,
)
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.interfaces.web.acts.stage import Act, ActPage, Section, answer, sent
from jiuzhu.interfaces.web.desk.law_exports import (
    DIFFERENCES,
    LAW_BACK_PAY,
    LAW_DIFFERENCES,
    LAW_HOUSEHOLDS,
    NEWLY_ELIGIBLE,
    difference_cells,
    read_differences,
)
from jiuzhu.interfaces.web.desk.law_parts import change_here, change_url, law_crumbs
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import CodesField, PlainTextField, SubmitForm
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.list_export import (
    Asking,
    ListExport,
    export_url,
    exported,
    wants_workbook,
)
from jiuzhu.interfaces.web.parts.pages import query_url, refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import (
    Empty,
    Fact,
    Link,
    Pager,
    Row,
    Table,
)
from jiuzhu.interfaces.web.parts.transaction import request_facts
from jiuzhu.kernel.errors import NotVisible
from jiuzhu.registers.law.models import LawActivation, LawChange

FORM_METHODS = ["GET", "HEAD", "POST"]
SHOWN = 50
SAME = "没有差异：已办案件按变更后的政策重算，结果都相同。"
ONLY_COUNTED = "逐户逐月计算已发金额和应发金额的差额，只算不付。"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """One long list with its narrower views."""

    title: str
    crumbs: tuple[Link, ...]
    intro: str
    facts: tuple[Fact, ...]
    tabs: tuple[Link, ...]
    table: Table
    export_url: str


class ExplainForm(SubmitForm):
    """Say why the chosen differences are right; they are ticked in the table."""

    difference = CodesField(label="差异", codes=())
    text = PlainTextField(
        label="说明", max_length=300, rows=3, help_text="写明为什么结果不同、怎样处理。"
    )


class StartForm(SubmitForm):
    """Nothing to fill in: one act, confirmed."""


def _shown(request: HttpRequest, export: ListExport, wanted: dict[str, str], empty: str) -> Table:
    """Read one page of a list, write down whose rows were shown, and lay it out."""
    here = asked(request)
    asking = Asking(
        actor=here.actor,
        at=here.at,
        wanted=wanted,
        after=request.GET.get("after", ""),
        size=SHOWN,
    )
    piece = export.read(asking)
    record_access(
        kind=AccessKind.LIST,
        actor=here.actor,
        at=here.at,
        request=request_facts(request),
        subjects=piece.subjects,
        query=export.title,
    )
    after = query_url(request, after=piece.after) if piece.after else ""
    return Table(
        caption=export.title,
        columns=export.columns(asking),
        rows=tuple(
            Row(cells, url=reverse("desk:case", args=[str(cells[0])])) for cells in piece.rows
        ),
        empty=Empty(empty),
        hide_caption=True,
        pager=Pager(next_url=after) if after else None,
    )


@require_GET
@refusals_as_pages
def law_households(request: HttpRequest, code: str) -> HttpResponse:
    """List the households of the own area that a change touches."""
    asked(request).actor.require("case.view")
    change = change_here(code)
    effect = request.GET.get("effect", "")
    wanted = {"change": code} | ({"effect": effect} if effect in Effect.values else {})
    if wants_workbook(request):
        return exported(request, LAW_HOUSEHOLDS, wanted)
    page = ListPage(
        title="受影响的家庭",
        crumbs=law_crumbs(Link(change.title, change_url(change))),
        intro="只列出您辖区内的家庭。这是测算，不改变任何人的待遇。",
        facts=(),
        tabs=tuple(
            Link(label, query_url(request, effect=one or None, after=None), current=one == effect)
            for one, label in (("", "全部"), *Effect.choices)
        ),
        table=_shown(request, LAW_HOUSEHOLDS, wanted, "没有这样的家庭。"),
        export_url=export_url(request),
    )
    return render_page(request, "desk/law/list.html", page)


@require_http_methods(FORM_METHODS)
@refusals_as_pages
def law_differences(request: HttpRequest, code: str) -> HttpResponse:
    """List the decisions that come out otherwise, and explain those that are still open."""
    here = asked(request)
    here.actor.require("law.explain")
    change = change_here(code)
    wanted = {"change": code}
    if wants_workbook(request):
        return exported(request, LAW_DIFFERENCES, wanted)
    simulation = finished_simulation(change)
    if simulation is None:
        raise NotVisible("law.not_simulated", "还没有完成测算，没有差异可看。请等测算完成。")
    asking = Asking(actor=here.actor, at=here.at, wanted=wanted | {"open": "1"}, size=SHOWN)
    # What the page shows is what is explained: the keys travel with the form.
    open_rows = read_differences(asking)
    form = ExplainForm(sent(request)[0])
    keys = tuple((str(one.key), one.number) for one in open_rows)
    form.fields["difference"].choices = keys  # type: ignore[attr-defined]

    def do() -> str:
        shown = tuple(int(key) for key in form.cleaned_data["difference"])
        number = explain_difference(
            simulation=simulation.code,
            differences=shown,
            text=form.cleaned_data["text"],
            actor=here.actor,
            at=here.at,
        )
        return phrase("已说明 %(n)s 件差异。", n=number)

    page = DifferencesPage(
        title="回测差异",
        crumbs=law_crumbs(Link(change.title, change_url(change))),
        form=form,
        open=_difference_table(open_rows, select="difference"),
        all=_shown(request, LAW_DIFFERENCES, wanted, SAME),
        export_url=export_url(request),
    )
    then = change_url(change, "law_differences")
    return answer(request, Act(form, lambda: page, do, then, template="desk/law/differences.html"))


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferencesPage:
    """Differences to explain, and all of them."""

    title: str
    crumbs: tuple[Link, ...]
    form: ExplainForm
    open: Table
    all: Table
    export_url: str


def _difference_table(rows: tuple[DifferenceRow, ...], *, select: str) -> Table:
    return Table(
        caption="待说明的差异",
        columns=DIFFERENCES,
        rows=tuple(Row(difference_cells(one), key=str(one.key), name=one.number) for one in rows),
        empty=Empty("您辖区内没有待说明的差异。"),
        select=select,
        hide_caption=True,
    )


@require_http_methods(FORM_METHODS)
@refusals_as_pages
def law_back_pay(request: HttpRequest, code: str) -> HttpResponse:
    """Compute what a rise owes for months gone by, then list it."""
    here = asked(request)
    if request.method == "POST" or not here.actor.may("case.view"):
        here.actor.require("law.prepare")
    change = change_here(code)
    activation = activation_of(change)
    if activation is None:
        raise NotVisible("law.not_active", "这项变更还没有启用，不计算补发。")
    run = back_pay_run(change)
    if run is None:
        here.actor.require("law.prepare")
        return _start(request, change, activation)
    wanted = {"change": code}
    if wants_workbook(request):
        return exported(request, LAW_BACK_PAY, wanted)
    sums = back_pay_sums(run)
    page = ListPage(
        title="补发清单",
        crumbs=law_crumbs(Link(change.title, change_url(change))),
        intro="已过月份应补的差额，逐户逐月。发放在以后的名册中办理，这里不付款。",
        facts=(
            Fact("首月", sums.first_month, "month"),
            Fact("末月", sums.last_month, "month"),
            Fact("户数", phrase("%(n)s 户", n=sums.households)),
            Fact("补发总额", sums.total_fen, "money"),
            Fact("完成时间", sums.ended_at, "moment"),
        ),
        tabs=(),
        table=_shown(request, LAW_BACK_PAY, wanted, "您辖区内没有要补发的家庭。"),
        export_url=export_url(request),
    )
    return render_page(request, "desk/law/list.html", page)


def _start(request: HttpRequest, change: LawChange, activation: LawActivation) -> HttpResponse:
    here = asked(request)
    form = StartForm(sent(request)[0])
    url = change_url(change)

    def do() -> str:
        start_back_pay(activation=activation, actor=here.actor, at=here.at)
        return phrase("补发计算已开始，完成后会通知您。")

    page = ActPage(
        title="计算补发",
        crumbs=law_crumbs(Link(change.title, url)),
        chips=(),
        facts=(),
        sections=(Section("要做什么", lines=(ONLY_COUNTED,)),),
        form=form,
        label="开始计算",
        back_url=url,
    )
    return answer(request, Act(form, lambda: page, do, url))


@require_GET
@refusals_as_pages
def newly_eligible(request: HttpRequest) -> HttpResponse:
    """List refused households of the own area that an activated change lets in."""
    asked(request).actor.require("case.view")
    if wants_workbook(request):
        return exported(request, NEWLY_ELIGIBLE, {})
    page = ListPage(
        title="新符合条件的家庭",
        crumbs=law_crumbs(),
        intro="这些家庭以前因不符合条件未获批准，按提高后的标准可能符合。请联系他们，告知可以重新申请。",
        facts=(),
        tabs=(),
        table=_shown(request, NEWLY_ELIGIBLE, {}, "辖区内没有这样的家庭。"),
        export_url=export_url(request),
    )
    return render_page(request, "desk/law/list.html", page)


urlpatterns: list[URLPattern] = [
    path("law/changes/<str:code>/households/", law_households, name="law_households"),
    path("law/changes/<str:code>/differences/", law_differences, name="law_differences"),
    path("law/changes/<str:code>/back-pay/", law_back_pay, name="law_back_pay"),
    path("law/newly/", newly_eligible, name="newly_eligible"),
]
