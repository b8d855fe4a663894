"""Pages of a roster: differences against last month, the hits of the match and their rulings."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from jiuzhu.casework.payments.enums import RulingKind
from jiuzhu.casework.payments.queries import frozen_batch
from jiuzhu.casework.payments.roster import Roster
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven
from jiuzhu.casework.payments.services.rule_hits import RulingGiven, hit_key, rule_hits
from jiuzhu.interfaces.web.acts.stage import Act, ActPage, Section, answer, sent
from jiuzhu.interfaces.web.desk.payment_parts import (
    county_here,
    crumbs,
    held_table,
    note_list,
    payroll_of,
    payroll_title,
    payroll_url,
    require_handler,
)
from jiuzhu.interfaces.web.desk.roster_lists import (
    CHANGES,
    HELD,
    HITS,
    change_table,
    fact_of,
    hit_table,
    kind_of,
    roster_shown,
    ruling_of,
)
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import CodeField, CodesField, PlainTextField, SubmitForm
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.list_export import (
    Asking,
    ListExport,
    export_url,
    exported,
    wants_workbook,
)
from jiuzhu.interfaces.web.parts.pages import query_url, refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Link, Pager, Table

PAGE = 100
WHO_DECIDES = (
    "系统只提示，不会自动停发：每一条都由您决定照发还是本月缓发。缓发的，原因查清后随下一批补发。"
)


@dataclass(frozen=True, slots=True)
class RosterListPage:
    """One list of a roster with its kinds as tabs."""

    title: str
    crumbs: tuple[Link, ...]
    facts: tuple[str, ...]
    tabs: tuple[Link, ...]
    table: Table
    pager: Pager
    export_url: str


class RulingForm(SubmitForm):
    """Rule on the ticked hits, with a reason."""

    def __init__(self, *bound: object, roster: Roster) -> None:
        super().__init__(*bound)
        codes = tuple(
            (
                hit_key(hit),
                phrase(
                    "%(person)s：%(kind)s（%(fact)s），案件%(number)s，%(ruling)s",
                    person=hit.person,
                    kind=hit.kind.label,
                    fact=fact_of(hit),
                    number=hit.case_number,
                    ruling=ruling_of(hit),
                ),
            )
            for hit in roster.hits
        )
        self.fields["hits"] = CodesField(label="核对结果", codes=codes)
        self.fields["ruling"] = CodeField(
            label="处理", codes=tuple(RulingKind.choices), style="radio"
        )
        self.fields["reason"] = PlainTextField(
            label="理由", max_length=200, help_text="写明查了什么、为什么照发或者缓发"
        )


@require_GET
@refusals_as_pages
def differences(request: HttpRequest, scheme: str, month: str) -> HttpResponse:
    """List what differs from the payroll before, kind by kind."""
    here = asked(request)
    require_handler(here.actor)
    given = payroll_of(here.actor, scheme, month)
    if wants_workbook(request):
        return _workbook(request, CHANGES, given)
    roster = roster_shown(given, Asking(actor=here.actor, at=here.at, wanted={}))
    kind = kind_of(request.GET.get("kind", ""))
    found = tuple(one for one in roster.changed if kind in {None, one.kind})
    tabs = [Link("全部", query_url(request, kind=None, after=None), len(roster.changed), not kind)]
    tabs += [
        Link(str(each.label), query_url(request, kind=each.value, after=None), n, each == kind)
        for each, n in roster.counted().items()
    ]
    begin = _begin(request, len(found))
    return _list(
        request,
        given,
        "与上月的差异",
        tuple(tabs),
        change_table(found[begin : begin + PAGE]),
        _pager(request, begin, len(found)),
    )


@require_GET
@refusals_as_pages
def held(request: HttpRequest, scheme: str, month: str) -> HttpResponse:
    """List who is due money and stands beside the payroll, with the reason."""
    here = asked(request)
    require_handler(here.actor)
    given = payroll_of(here.actor, scheme, month)
    if wants_workbook(request):
        return _workbook(request, HELD, given)
    found = roster_shown(given, Asking(actor=here.actor, at=here.at, wanted={})).held
    begin = _begin(request, len(found))
    return _list(
        request,
        given,
        "未列入的家庭和原因",
        (),
        held_table(found[begin : begin + PAGE]),
        _pager(request, begin, len(found)),
    )


@refusals_as_pages
def hits(request: HttpRequest, scheme: str, month: str) -> HttpResponse:
    """Show what the match found; the payroll officer rules on it before the freeze."""
    here = asked(request)
    here.actor.require("payment.freeze")
    given = payroll_of(here.actor, scheme, month)
    if wants_workbook(request):
        return _workbook(request, HITS, given)
    roster = roster_shown(given, Asking(actor=here.actor, at=here.at, wanted={}))
    county = county_here(here.actor)
    batch = frozen_batch(county_id=county.pk, scheme=given.scheme, month=given.month)
    if batch is not None or not roster.hits:
        return _list(request, given, "名册核对", (), hit_table(roster.hits), Pager())
    form = RulingForm(*sent(request)[:1], roster=roster)

    def do() -> str:
        kept = rule_hits(
            payroll=given,
            given=RulingGiven(
                hits=form.cleaned_data["hits"],
                ruling=RulingKind(form.cleaned_data["ruling"]),
                reason=form.cleaned_data["reason"],
            ),
            actor=here.actor,
            at=here.at,
        )
        return phrase("已处理%(n)s条核对结果。", n=len(kept))

    def page() -> object:
        note_list(request, f"payroll/{given.scheme}/{given.month}/hits")
        return ActPage(
            title=payroll_title(given, "名册核对"),
            crumbs=crumbs(given, "名册核对"),
            chips=(),
            facts=(
                phrase("%(n)s条待处理", n=len(roster.open_hits)),
                phrase("共%(n)s条", n=len(roster.hits)),
            ),
            sections=(
                Section(
                    "核对出的情况",
                    table=hit_table(roster.hits),
                    links=(Link("导出 Excel", export_url(request)),),
                ),
            ),
            form=form,
            label="处理勾选的",
            back_url=payroll_url("freeze_payroll", given),
            intro=(WHO_DECIDES,),
        )

    return answer(
        request, Act(form=form, page=page, do=do, then=payroll_url("freeze_payroll", given))
    )


def _workbook(request: HttpRequest, export: ListExport, given: PayrollGiven) -> HttpResponse:
    kind = request.GET.get("kind", "")
    wanted = {"scheme": given.scheme, "month": str(given.month), **({"kind": kind} if kind else {})}
    return exported(request, export, wanted)


def _list(
    request: HttpRequest,
    given: PayrollGiven,
    label: str,
    tabs: tuple[Link, ...],
    table: Table,
    pager: Pager,
) -> HttpResponse:
    note_list(request, f"payroll/{given.scheme}/{given.month}/{label}")
    page = RosterListPage(
        title=payroll_title(given, label),
        crumbs=crumbs(given, label),
        facts=(),
        tabs=tabs,
        table=table,
        pager=pager,
        export_url=export_url(request),
    )
    return render_page(request, "desk/stage/roster.html", page)


def _begin(request: HttpRequest, count: int) -> int:
    text = request.GET.get("after", "")
    begin = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0  # noqa: PLR2004
    return begin if begin < count else 0


def _pager(request: HttpRequest, begin: int, count: int) -> Pager:
    end = min(begin + PAGE, count)
    return Pager(
        previous_url=query_url(request, after=str(max(begin - PAGE, 0)) if begin > PAGE else None)
        if begin
        else "",
        next_url=query_url(request, after=str(end)) if end < count else "",
        words=phrase("共%(n)s行", n=count),
    )


urlpatterns = [
    path("payroll/<str:scheme>/<str:month>/differences/", differences, name="payroll_differences"),
    path("payroll/<str:scheme>/<str:month>/held/", held, name="payroll_held"),
    path("payroll/<str:scheme>/<str:month>/hits/", hits, name="payroll_hits"),
]
