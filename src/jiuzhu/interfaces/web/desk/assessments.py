"""Pages of the assessment: home visit, the county's visit, computation, opinion."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from jiuzhu.casework.assessments.models import Computation
from jiuzhu.casework.assessments.queries import (
    latest_computation,
    open_discrepancies,
    waits_for_county_visit,
)
from jiuzhu.casework.assessments.services.compute_amount import (
    ComputationGiven,
    compute_amount,
    try_amount,
)
from jiuzhu.casework.assessments.services.give_opinion import give_opinion
from jiuzhu.casework.assessments.services.record_county_visit import (
    CountyVisitGiven,
    record_county_visit,
)
from jiuzhu.casework.assessments.services.record_home_visit import record_home_visit
from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import members_of
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.acts.case_page import open_case
from jiuzhu.interfaces.web.acts.finding_forms import (
    explanations_in,
    finding_tables,
    findings_of_tables,
)
from jiuzhu.interfaces.web.acts.stage import (
    Act,
    ActPage,
    Section,
    TrialPlace,
    act_page,
    answer,
    case_url,
    head,
    opened,
    paper_links,
    sent,
    table,
    today,
)
from jiuzhu.interfaces.web.desk.assessment_forms import (
    ComputeForm,
    CountyVisitForm,
    OpinionForm,
    SpendingRow,
    ThingRow,
    VisitForm,
    VisitPage,
)
from jiuzhu.interfaces.web.desk.legacy_facts import facts_of_legacy
from jiuzhu.interfaces.web.desk.sheets import sheet
from jiuzhu.interfaces.web.desk.trial import ASKED, Trial, leave_out_the_unsound
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.language import phrase, said
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Action, Chip, Link, Row
from jiuzhu.interfaces.web.parts.rows import Rows
from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.results import Eligibility
from jiuzhu.registers.law.queries import pack_in_force
from jiuzhu.registers.organs.queries import officers_at

IN_REVIEW = "REVIEW"
IN_SURVEY = "SURVEY"
PAPERS = (("W06", "核对报告"), ("W14", "入户调查表"), ("W19", "核算表"), ("W23", "审批表"))


@dataclass(frozen=True, slots=True)
class ComputationPage:
    """Show a computation that nobody changes here."""

    title: str
    chips: tuple[Chip, ...]
    facts: tuple[str, ...]
    crumbs: tuple[Link, ...]
    sections: tuple[Section, ...]
    next: Action | None


@refusals_as_pages
def home_visit(request: HttpRequest, number: str) -> HttpResponse:
    """Write down a visit by two unrelated surveyors."""
    here = asked(request)
    case = opened(request, number, "record_home_visit")
    on = today(request)
    second = tuple(
        (str(officer.pk), phrase("%(name)s（%(name2)s）", name=officer.name, name2=organ.name))
        for organ in (case.organ, case.county)
        for officer in officers_at(organ=organ, role="SURVEYOR", on=on)
        if officer.pk != here.actor.officer_id
    )
    differences = open_discrepancies(case)
    form = VisitForm(
        *sent(request),
        on=on,
        members=members_of(case),
        second=second,
        differences=differences,
        with_report=here.actor.may("report.open"),
    )
    form.fields["visited_at"].initial = here.at
    data = request.POST if request.method == "POST" else None
    things = Rows(ThingRow, prefix="things", label="看到的贵重物品、农机、牲畜", data=data)
    spending = Rows(SpendingRow, prefix="spending", label="主要支出", data=data)
    found = finding_tables(case, request, on=on, supporters=False)
    rows = (things, spending, *found)

    def do() -> str:
        given = form.given(
            things=things.cleaned,
            spending=spending.cleaned,
            findings=findings_of_tables(
                found, explanations=explanations_in(differences, form.cleaned_data)
            ),
        )
        record_home_visit(number=number, given=given, actor=here.actor, at=here.at)
        return "已登记入户调查，调查表已出具，请两名调查员和在场人签字。"

    def page() -> object:
        return VisitPage(
            act=act_page(request, case, form, label="登记入户调查", rows=rows),
            members=tuple(
                (row.person.name, tuple(form.member_fields(row.person_id)))
                for row in members_of(case)
            ),
            explanations=tuple(form.explanation_fields()),
            things=(things, spending),
            found=found,
        )

    act = Act(
        form=form,
        page=page,
        do=do,
        then=case_url(number),
        number=number,
        template="desk/stage/visit.html",
        rows=rows,
    )
    return answer(request, act)


@refusals_as_pages
def county_visit(request: HttpRequest, number: str) -> HttpResponse:
    """Write down the county's own visit to a family related to an official."""
    here = asked(request)
    case = opened(request, number, "record_county_visit")
    form = CountyVisitForm(*sent(request)[:1], on=today(request))
    form.fields["visited_at"].initial = here.at

    def do() -> str:
        given = CountyVisitGiven(
            visited_at=form.cleaned_data["visited_at"], result=form.cleaned_data["result"]
        )
        record_county_visit(number=number, given=given, actor=here.actor, at=here.at)
        return "已登记县级入户，近亲属备案办结。"

    def page() -> object:
        filings = case.filings.select_related("officer").order_by("pk")
        rows = tuple(
            Row((each.officer.name, each.relation, each.source, legal_day(each.filed_at)))
            for each in filings
        )
        heads = "工作人员:head 关系 发现方式 备案日:date"
        return act_page(
            request,
            case,
            form,
            label="登记县级入户",
            sections=(
                Section(
                    "近亲属备案", table=table("近亲属备案", heads, rows, "本案没有近亲属备案。")
                ),
            ),
        )

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


@refusals_as_pages
def compute(request: HttpRequest, number: str) -> HttpResponse:
    """Compute with what is known, and with what an inquiry found besides."""
    here = asked(request)
    case = opened(request, number, "compute_amount")
    on = today(request)
    differences = open_discrepancies(case)
    form = ComputeForm(
        *sent(request)[:1],
        on=on,
        differences=differences,
        members=members_of(case) if case.state == IN_REVIEW else (),
        names={str(row.person_id): row.person.name for row in members_of(case)},
    )
    found = finding_tables(case, request, on=on, supporters=True)

    is_trial = request.POST.get("rows") == ASKED

    def given(tables: tuple[Rows, ...]) -> ComputationGiven:
        findings = findings_of_tables(
            tables,
            explanations=explanations_in(differences, form.cleaned_data),
            gone=tuple(form.cleaned_data.get("gone", ())),
        )
        return ComputationGiven(findings=findings, facts=facts_of_legacy(case))

    def tried() -> Trial:
        tables = finding_tables(case, request, on=on, supporters=True)
        for rows in tables:
            rows.is_valid()
        wrong = leave_out_the_unsound(tables)
        try:
            result = try_amount(number=number, actor=here.actor, at=here.at, given=given(tables))
        except Refused as refusal:
            return Trial(result=None, missing=(*wrong, said(refusal)))
        return Trial(result=result, missing=wrong)

    def do() -> str:
        compute_amount(number=number, actor=here.actor, at=here.at, given=given(found))
        return "已核算，结果和每一项依据在下面。"

    def page() -> object:
        newest = latest_computation(case)
        return act_page(
            request,
            case,
            form,
            label="核算" if newest is None else "重新核算",
            rows=found,
            trial=TrialPlace(ASKED, tried() if is_trial else None),
            intro=(
                "收入、财产按申报、部门核对和入户调查的结果计算。",
                "另外查到的情况写在下面，没有就不填。",
            ),
            after=() if newest is None else sheet(case, newest),
        )

    then = reverse("desk:computation", args=[number])
    return answer(
        request,
        Act(
            form=form,
            page=page,
            do=do,
            then=then,
            number=number,
            rows=found,
            is_trial=is_trial,
        ),
    )


@require_GET
@refusals_as_pages
def computation(request: HttpRequest, number: str) -> HttpResponse:
    """Show the newest computation line by line."""
    here = asked(request)
    case = case_to_see(number=number, actor=here.actor)
    here.actor.require("report.open")
    open_case(request, number)
    shown = head(request, case, "核算表")
    newest = latest_computation(case)
    page = ComputationPage(
        title=shown.title,
        chips=shown.chips,
        facts=shown.facts,
        crumbs=shown.crumbs,
        sections=() if newest is None else sheet(case, newest),
        next=_next_step(case, newest, here.actor),
    )
    return render_page(request, "desk/stage/computation.html", page)


@refusals_as_pages
def opinion(request: HttpRequest, number: str) -> HttpResponse:
    """Give the opinion that follows from the computation."""
    here = asked(request)
    case = opened(request, number, "give_opinion")
    newest = latest_computation(case)
    form = OpinionForm(*sent(request)[:1], on=today(request))
    if newest is not None and newest.eligible != Eligibility.UNDECIDABLE:
        grants = newest.eligible == Eligibility.ELIGIBLE
        form.fields["recommends_grant"].initial = "yes" if grants else "no"

    def do() -> str:
        give_opinion(number=number, given=form.given(), actor=here.actor, at=here.at)
        return "已出具审核意见，核算表和审批表已生成，案件转审批。"

    def page() -> ActPage:
        shown = act_page(
            request,
            case,
            form,
            label="出具审核意见",
            sections=(
                *_differences(case),
                Section("案卷文书", links=paper_links(case, *PAPERS)),
            ),
            after=() if newest is None else sheet(case, newest),
        )
        warnings = []
        if newest is None:
            warnings.append("还没有核算。请先核算，再出具意见。")
        if waits_for_county_visit(case):
            warnings.append("该案已备案近亲属关系，须等县级入户。")
        return replace(shown, warnings=tuple(warnings))

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


def _differences(case: Case) -> tuple[Section, ...]:
    names = {str(row.person_id): row.person.name for row in members_of(case)}
    pack = pack_in_force()
    rows = tuple(
        Row(
            (
                names.get(one.person_key, ""),
                pack.label("sources", one.source),
                one.declared or "没有",
                one.found,
            )
        )
        for one in open_discrepancies(case)
    )
    if not rows:
        return ()
    heads = "姓名:head 来源 申报 登记"
    lines = ("以下差异还没有说明，先在“核算”页逐项说明。",)
    found = table("还没有说明的差异", heads, rows, "没有。")
    return (Section("还没有说明的差异", lines=lines, table=found),)


def _next_step(case: Case, newest: Computation | None, actor: Actor) -> Action | None:
    if newest is None or case.state != IN_SURVEY or not actor.may("assessment.opine"):
        return None
    return Action("出具审核意见", reverse("desk:give_opinion", args=[case.number]))


urlpatterns = [
    path("cases/<str:number>/record-home-visit/", home_visit, name="record_home_visit"),
    path("cases/<str:number>/record-county-visit/", county_visit, name="record_county_visit"),
    path("cases/<str:number>/compute-amount/", compute, name="compute_amount"),
    path("cases/<str:number>/computation/", computation, name="computation"),
    path("cases/<str:number>/give-opinion/", opinion, name="give_opinion"),
]
