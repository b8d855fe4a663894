"""The households behind a change: who is touched, which decisions differ, who is owed what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from jiuzhu.casework.reviews.enums import Effect
from jiuzhu.casework.reviews.models import (
    BackPayLine,
    BackPayRun,
    BackPayUnit,
    BacktestDifference,
    DifferenceExplanation,
    SimulatedHousehold,
)
from jiuzhu.casework.reviews.services.activate_change import finished_simulation
from jiuzhu.casework.reviews.services.compute_back_pay import start_back_pay
from jiuzhu.casework.reviews.services.explain_difference import explain_difference
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.interfaces.web.acts.stage import Act, ActPage, Section, answer, sent
from jiuzhu.interfaces.web.desk.law_parts import change_here, change_url, law_crumbs
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import CodesField, PlainTextField, SubmitForm
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.list_export import (
    Asking,
    ListExport,
    Piece,
    export_url,
    exported,
    key_of,
    wants_workbook,
)
from jiuzhu.interfaces.web.parts.pages import query_url, refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import (
    Cell,
    Column,
    Empty,
    Fact,
    Link,
    Pager,
    Row,
    Table,
)
from jiuzhu.interfaces.web.parts.transaction import request_facts
from jiuzhu.kernel.errors import NotVisible
from jiuzhu.kernel.periods import Month
from jiuzhu.policy.results import Eligibility
from jiuzhu.registers.law.models import LawActivation, LawChange

FORM_METHODS = ["GET", "HEAD", "POST"]
SHOWN = 50
SAME = "没有差异：已办案件按变更后的政策重算，结果都相同。"
ONLY_COUNTED = "逐户逐月计算已发金额和应发金额的差额，只算不付。"
ELIGIBLE = {
    Eligibility.ELIGIBLE.value: "符合",
    Eligibility.NOT_ELIGIBLE.value: "不符合",
    Eligibility.UNDECIDABLE.value: "无法判断",
}
HOUSEHOLDS = (
    Column("案件", "code"),
    Column("申请人"),
    Column("乡镇（街道）"),
    Column("影响"),
    Column("变更前", "money", unit="元/月"),
    Column("变更后", "money", unit="元/月"),
    Column("差额", "money", unit="元/月"),
    Column("说明"),
)
DIFFERENCES = (
    Column("案件", "code"),
    Column("乡镇（街道）"),
    Column("核算日", "date"),
    Column("原结论"),
    Column("原金额", "money", unit="元/月"),
    Column("回测结论"),
    Column("回测金额", "money", unit="元/月"),
    Column("说明"),
)
OWED = (
    Column("案件", "code"),
    Column("申请人"),
    Column("乡镇（街道）"),
    Column("所属月", "month"),
    Column("已按", "money", unit="元"),
    Column("应发", "money", unit="元"),
    Column("补发", "money", unit="元"),
)


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


def _households(asking: Asking) -> Piece:
    """Read the touched households that the scope shows, by key."""
    asking.actor.require("case.view")
    found = _touched(asking).filter(pk__gt=key_of(asking) or 0)
    rows = list(found.select_related("case__applicant", "organ").order_by("pk")[: asking.size])
    return Piece(
        rows=tuple(_household_cells(one) for one in rows),
        subjects=tuple(one.case.applicant_id for one in rows),
        after=str(rows[-1].pk) if len(rows) == asking.size else "",
    )


def _touched(asking: Asking) -> QuerySet[SimulatedHousehold]:
    """Return the households of a change, only those of one effect where it is asked for."""
    found = SimulatedHousehold.objects.filter(simulation=_simulation(asking))
    effect = asking.wanted.get("effect", "")
    return found.filter(effect=effect) if effect else found


def _household_cells(one: SimulatedHousehold) -> tuple[Cell, ...]:
    return (
        one.case.number,
        one.case.applicant.name,
        one.organ.short_name,
        Effect(one.effect).label,
        one.old_fen,
        one.new_fen,
        one.new_fen - one.old_fen,
        one.problem,
    )


def _differences(asking: Asking) -> Piece:
    """Read the differences that the scope shows, by key."""
    asking.actor.require("law.explain")
    rows = _difference_rows(asking)
    return Piece(
        rows=tuple(_difference_cells(one) for one in rows),
        subjects=tuple(one.case.applicant_id for one in rows),
        after=str(rows[-1].pk) if len(rows) == asking.size else "",
    )


def _differing(asking: Asking) -> QuerySet[BacktestDifference]:
    """Return the differences of a change, only those without an explanation where asked for."""
    found = BacktestDifference.objects.filter(simulation=_simulation(asking))
    if not asking.wanted.get("open"):
        return found
    # Looked up row by row: joined, every explanation ever given would be read for one page.
    words = DifferenceExplanation.objects.filter(difference=OuterRef("pk")).values("pk")
    return found.annotate(words=Subquery(words)).filter(words__isnull=True)


def _difference_rows(asking: Asking) -> list[BacktestDifference]:
    found = _differing(asking).filter(pk__gt=key_of(asking) or 0)
    found = found.select_related("case", "organ").prefetch_related("explanation__explained_by")
    return list(found.order_by("pk")[: asking.size])


def _difference_cells(one: BacktestDifference) -> tuple[Cell, ...]:
    said = getattr(one, "explanation", None)
    words = one.problem
    if said is not None:
        words = phrase("%(text)s（%(name)s）", text=said.text, name=said.explained_by.name)
    return (
        one.case.number,
        one.organ.short_name,
        one.computed_on,
        phrase(ELIGIBLE[one.old_eligible]),
        one.old_fen,
        phrase(ELIGIBLE[one.new_eligible]),
        one.new_fen,
        words,
    )


def _owed(asking: Asking) -> Piece:
    """Read the lines of a back-pay run that the scope shows, by key."""
    if not asking.actor.may("case.view"):
        asking.actor.require("law.prepare")
    found = _lines(asking).filter(pk__gt=key_of(asking) or 0)
    rows = list(found.select_related("case__applicant", "organ").order_by("pk")[: asking.size])
    return Piece(
        rows=tuple(
            (
                one.case.number,
                one.case.applicant.name,
                one.organ.short_name,
                Month.of(one.month),
                one.old_fen,
                one.new_fen,
                one.new_fen - one.old_fen,
            )
            for one in rows
        ),
        subjects=tuple(one.case.applicant_id for one in rows),
        after=str(rows[-1].pk) if len(rows) == asking.size else "",
    )


def _lines(asking: Asking) -> QuerySet[BackPayLine]:
    return BackPayLine.objects.filter(run=_run_of(change_here(asking.wanted.get("change", ""))))


def _newly(asking: Asking) -> Piece:
    """Read the refused households that an activated change lets in, by key."""
    asking.actor.require("case.view")
    rows = list(_newly_rows().filter(pk__gt=key_of(asking) or 0)[: asking.size])
    return Piece(
        rows=tuple(_newly_cells(one) for one in rows),
        subjects=tuple(one.case.applicant_id for one in rows),
        after=str(rows[-1].pk) if len(rows) == asking.size else "",
    )


def _newly_rows() -> QuerySet[SimulatedHousehold]:
    return (
        SimulatedHousehold.objects.filter(
            effect=Effect.NEW, simulation__change__lawactivation__isnull=False
        )
        .select_related("case__applicant", "organ", "simulation__change")
        .order_by("pk")
    )


NEWLY_COLUMNS = (
    Column("案件", "code"),
    Column("申请人"),
    Column("乡镇（街道）"),
    Column("政策变更"),
    Column("执行首月", "month"),
    Column("预计每月", "money", unit="元"),
)


def _newly_cells(one: SimulatedHousehold) -> tuple[Cell, ...]:
    return (
        one.case.number,
        one.case.applicant.name,
        one.organ.short_name,
        one.simulation.change.title,
        Month.of(one.simulation.first_month),
        one.new_fen,
    )


def _simulation(asking: Asking) -> Any:
    return finished_simulation(change_here(asking.wanted.get("change", "")))


LAW_HOUSEHOLDS = ListExport(
    code="law-households",
    title="政策变更受影响的家庭",
    names=("change", "effect"),
    columns=lambda _: HOUSEHOLDS,
    read=_households,
    count=lambda asking: _touched(asking).count(),
)
LAW_DIFFERENCES = ListExport(
    code="law-differences",
    title="政策变更回测差异",
    names=("change", "open"),
    columns=lambda _: DIFFERENCES,
    read=_differences,
    count=lambda asking: _differing(asking).count(),
)
LAW_BACK_PAY = ListExport(
    code="law-back-pay",
    title="提标补发清单",
    names=("change",),
    columns=lambda _: OWED,
    read=_owed,
    count=lambda asking: _lines(asking).count(),
)
NEWLY_ELIGIBLE = ListExport(
    code="newly-eligible",
    title="新符合条件的家庭",
    names=(),
    columns=lambda _: NEWLY_COLUMNS,
    read=_newly,
    count=lambda _: _newly_rows().count(),
)
LAW_EXPORTS = (LAW_HOUSEHOLDS, LAW_DIFFERENCES, LAW_BACK_PAY, NEWLY_ELIGIBLE)


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
    open_rows = _difference_rows(asking)
    form = ExplainForm(sent(request)[0])
    keys = tuple((str(one.pk), one.case.number) for one in open_rows)
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


def _difference_table(rows: list[BacktestDifference], *, select: str) -> Table:
    return Table(
        caption="待说明的差异",
        columns=DIFFERENCES,
        rows=tuple(
            Row(_difference_cells(one), key=str(one.pk), name=one.case.number) for one in rows
        ),
        empty=Empty("您辖区内没有待说明的差异。"),
        select=select,
        hide_caption=True,
    )


def _run_of(change: LawChange) -> BackPayRun | None:
    return BackPayRun.objects.filter(activation__change=change).first()


@require_http_methods(FORM_METHODS)
@refusals_as_pages
def law_back_pay(request: HttpRequest, code: str) -> HttpResponse:
    """Compute what a rise owes for months gone by, then list it."""
    here = asked(request)
    if request.method == "POST" or not here.actor.may("case.view"):
        here.actor.require("law.prepare")
    change = change_here(code)
    activation = LawActivation.objects.filter(change=change).select_related("change").first()
    if activation is None:
        raise NotVisible("law.not_active", "这项变更还没有启用，不计算补发。")
    run = _run_of(change)
    if run is None:
        here.actor.require("law.prepare")
        return _start(request, change, activation)
    wanted = {"change": code}
    if wants_workbook(request):
        return exported(request, LAW_BACK_PAY, wanted)
    units = tuple(BackPayUnit.objects.filter(run=run).select_related("county"))
    total = sum(one.total_fen for one in units)
    page = ListPage(
        title="补发清单",
        crumbs=law_crumbs(Link(change.title, change_url(change))),
        intro="已过月份应补的差额，逐户逐月。发放在以后的名册中办理，这里不付款。",
        facts=(
            Fact("首月", Month.of(run.first_month), "month"),
            Fact("末月", Month.of(run.last_month), "month"),
            Fact("户数", phrase("%(n)s 户", n=sum(one.households for one in units))),
            Fact("补发总额", total, "money"),
            Fact("完成时间", run.ended_at, "moment"),
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
