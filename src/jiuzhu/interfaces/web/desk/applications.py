"""Pages of the application: apply, insist, ask once for what is missing, accept, withdraw."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import path

from jiuzhu.casework.applications.models import Application
from jiuzhu.casework.applications.queries import (
    acceptance_day,
    materials_of,
    missing_papers,
    notice_limit,
    supplement_of,
    to_be_seen,
)
from jiuzhu.casework.applications.services.accept_application import (
    AcceptanceGiven,
    KinNamed,
    accept_application,
)
from jiuzhu.casework.applications.services.insist_on_application import insist_on_application
from jiuzhu.casework.applications.services.lapse_supplement import lapse_supplement
from jiuzhu.casework.applications.services.receive_supplement import (
    receive_supplement,
)
from jiuzhu.casework.applications.services.request_supplement import (
    GapGiven,
    SupplementGiven,
    request_supplement,
)
from jiuzhu.casework.applications.services.submit_application import submit_application
from jiuzhu.casework.applications.services.withdraw_application import (
    WithdrawalGiven,
    withdraw_application,
)
from jiuzhu.casework.cases.enums import ClockKind
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import due_of, limit_of, members_of
from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.acts.application_forms import (
    AcceptForm,
    ApplyForm,
    GapRow,
    KinRow,
    LapseForm,
    ReceiveForm,
    SupplementForm,
    WithdrawForm,
)
from jiuzhu.interfaces.web.acts.stage import (
    Act,
    Section,
    act_page,
    answer,
    case_url,
    opened,
    paper_links,
    sent,
    today,
)
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.language import joined, phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages
from jiuzhu.interfaces.web.parts.presenters import Column, Empty, Fact, Row, Table
from jiuzhu.interfaces.web.parts.rows import Rows
from jiuzhu.registers.organs.queries import officers_of_organs

APPLY_LABELS = {"submit_application": "正式申请", "insist_on_application": "坚持申请"}


@refusals_as_pages
def submit(request: HttpRequest, number: str) -> HttpResponse:
    """Take the confirmed application of an invited family."""
    return _apply(request, number, "submit_application")


@refusals_as_pages
def insist(request: HttpRequest, number: str) -> HttpResponse:
    """Take the application of a family that insists although the report does not fit."""
    return _apply(request, number, "insist_on_application")


def _apply(request: HttpRequest, number: str, action: str) -> HttpResponse:
    here = asked(request)
    case = opened(request, number, action)
    form = ApplyForm(*sent(request), on=today(request), actor=here.actor, case=case)
    use_case = submit_application if action == "submit_application" else insist_on_application

    def do() -> str:
        use_case(number=number, given=form.given(), actor=here.actor, at=here.at)
        return "已提交正式申请，申请表已按今天日期出具。"

    def page() -> object:
        return act_page(
            request,
            case,
            form,
            label=APPLY_LABELS[action],
            sections=(prefilled(case),),
            intro=("申请表已按意愿登记时的内容填好，不用重填；请读给申请人听，由本人确认。",),
        )

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


@refusals_as_pages
def ask_once(request: HttpRequest, number: str) -> HttpResponse:
    """Tell the family once, in one list, what is missing."""
    here = asked(request)
    case = opened(request, number, "request_supplement")
    on = today(request)
    form = SupplementForm(*sent(request)[:1], on=on)
    gaps = Rows(
        GapRow.of(materials_of(case)),
        prefix="gaps",
        label="缺的材料",
        data=request.POST if request.method == "POST" else None,
        initial=tuple({"code": item.code} for item in missing_papers(case, on=on)),
        min_rows=1,
        max_rows=20,
    )

    def do() -> str:
        given = SupplementGiven(gaps=tuple(GapGiven(**row) for row in gaps.cleaned))
        row = request_supplement(number=number, given=given, actor=here.actor, at=here.at)
        return phrase(
            "已一次性告知，补正期限到%(due_on)s。请把告知书送达申请人。", due_on=row.due_on
        )

    def page() -> object:
        limit = notice_limit(Application.objects.get(case=case))
        return act_page(
            request,
            case,
            form,
            label="一次性告知补正",
            sections=(checklist(case, on),),
            rows=(gaps,),
            intro=(
                "只能告知一次，请把缺的一次列全；只能从本案清单里选，已取消的五项证明不能要。",
                phrase("最迟%(limit)s告知；过了这一天没有告知的，视为已受理。", limit=limit),
            ),
        )

    act = Act(form=form, page=page, do=do, then=case_url(number), number=number, rows=(gaps,))
    return answer(request, act)


@refusals_as_pages
def receive(request: HttpRequest, number: str) -> HttpResponse:
    """Take in what was asked for."""
    here = asked(request)
    case = opened(request, number, "receive_supplement")
    row = supplement_of(case)
    items = () if row is None else tuple((item["code"], item["name"]) for item in row.items)
    form = ReceiveForm(*sent(request), on=today(request), items=items)
    form.fields["received_at"].initial = here.at

    def do() -> str:
        receive_supplement(number=number, given=form.given(), actor=here.actor, at=here.at)
        return "已登记收到补正材料。材料齐全的，请接着受理。"

    def page() -> object:
        due = None if row is None else row.due_on
        facts = (Fact("补正期限", due, "date"),)
        return act_page(
            request,
            case,
            form,
            label="收到补正",
            sections=(Section("告知过的补正内容", facts=facts),),
            intro=("收件的日期算数，不是登记的日期；材料齐全之日就是受理之日。",),
        )

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


@refusals_as_pages
def lapse(request: HttpRequest, number: str) -> HttpResponse:
    """End an application whose supplement never came."""
    here = asked(request)
    case = opened(request, number, "lapse_supplement")
    form = LapseForm(*sent(request)[:1])

    def do() -> str:
        lapse_supplement(number=number, actor=here.actor, at=here.at)
        return "已按逾期未补正终结，请送达终结告知书；申请人可以随时再申请。"

    def page() -> object:
        row = supplement_of(case)
        items = () if row is None else tuple(item["name"] for item in row.items)
        facts = (
            Fact("补正期限", None if row is None else row.due_on, "date"),
            Fact("没有收到的材料", joined(items)),
        )
        return act_page(
            request,
            case,
            form,
            label="逾期未补正，终结",
            sections=(Section("补正情况", facts=facts),),
            intro=("终结不是处罚，也不影响以后申请；告知书会写明救济途径。",),
            danger=True,
        )

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


@refusals_as_pages
def accept(request: HttpRequest, number: str) -> HttpResponse:
    """Accept on the day on which the papers were complete; that day is computed, not clicked."""
    here = asked(request)
    case = opened(request, number, "accept_application")
    on = today(request)
    officers = officers_of_organs(organ_ids=(case.organ_id, case.county_id, case.village_id), on=on)
    form = AcceptForm(*sent(request)[:1], on=on, seen=to_be_seen(case))
    kin = Rows(
        KinRow.of(officers),
        prefix="kin",
        label="家庭申明的近亲属（经办人员、村居干部）",
        data=request.POST if request.method == "POST" else None,
        max_rows=20,
    )

    def do() -> str:
        given = AcceptanceGiven(
            seen=frozenset(form.cleaned_data["originals"]),
            kin_named=tuple(
                KinNamed(officer_id=int(row["officer"]), relation=row["relation"])
                for row in kin.cleaned
            ),
        )
        row = accept_application(number=number, given=given, actor=here.actor, at=here.at)
        return phrase(
            "已受理，受理日期%(complete_on)s。请送达受理通知书。", complete_on=row.complete_on
        )

    def page() -> object:
        return act_page(
            request,
            case,
            form,
            label="受理",
            sections=(checklist(case, on), _days(case, on)),
            rows=(kin,),
        )

    return answer(
        request, Act(form=form, page=page, do=do, then=case_url(number), number=number, rows=(kin,))
    )


@refusals_as_pages
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """End a case because the applicant wants it."""
    here = asked(request)
    case = opened(request, number, "withdraw")
    form = WithdrawForm(*sent(request)[:1], on=today(request))

    def do() -> str:
        values = form.cleaned_data
        withdraw_application(
            number=number,
            given=WithdrawalGiven(
                wished_by_name=values["wished_by_name"],
                proof=values["proof"],
                reason=values["reason"] or "",
            ),
            actor=here.actor,
            at=here.at,
        )
        return "已按申请人意愿撤回，请送达终结告知书；申请人可以随时再申请。"

    def page() -> object:
        return act_page(
            request,
            case,
            form,
            label="撤回",
            intro=("撤回须是申请人本人的意愿；不要求说明原因，也不影响以后申请。",),
            danger=True,
        )

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


def prefilled(case: Case) -> Section:
    """Show what the application says: the paper that was filled in when the wish was registered."""
    names = tuple(row.person.name for row in members_of(case))
    facts = (
        Fact("申请人", case.applicant.name),
        Fact("共同生活家庭成员", phrase("%(n)s人：%(names)s", n=len(names), names=joined(names))),
        Fact("意愿登记日", legal_day(case.opened_at), "date"),
    )
    links = paper_links(case, ("W09", "打开预填的申请表"))
    return Section("申请内容", facts=facts, links=links)


def checklist(case: Case, on: date) -> Section:
    """List every paper of this case: what is in hand, what is still to be seen."""
    missing = {item.code for item in missing_papers(case, on=on)}
    rows = tuple(
        Row((item.name, item.basis, item.note, "未到" if item.code in missing else "已有"))
        for item in materials_of(case)
    )
    columns = (
        Column("材料", "head"),
        Column("依据", "basis"),
        Column("怎样取得"),
        Column("现在"),
    )
    table = Table("本案材料清单", columns, rows, Empty("本案没有需要的材料。"), hide_caption=True)
    return Section("本案材料清单", table=table)


def _days(case: Case, on: date) -> Section:
    application = Application.objects.get(case=case)
    whole = acceptance_day(case, application, complete=True, on=on)
    partly = acceptance_day(case, application, complete=False, on=on)
    facts: list[Fact] = [Fact("收到申请", legal_day(application.submitted_at), "date")]
    if whole is not None:
        due = due_of(case, ClockKind.ACCEPTANCE_DECISION, whole.on)
        limit = limit_of(case, ClockKind.ACCEPTANCE_DECISION, whole.on)
        facts += [
            Fact("受理日期（材料齐全之日）", whole.on, "date"),
            Fact(
                phrase("办结期限（%(limit)s）", limit=limit.text),
                due.on,
                "date",
                "暂定" if due.provisional else "",
            ),
        ]
    if partly is not None:
        facts.append(Fact("材料不齐时", phrase("已过一次性告知期限，视为%(on)s受理", on=partly.on)))
    return Section(
        "受理日期由系统计算",
        facts=tuple(facts),
        lines=("与点击的时间无关：材料哪天齐，受理日期就是哪天。",),
    )


urlpatterns = [
    path("cases/<str:number>/submit-application/", submit, name="submit_application"),
    path("cases/<str:number>/insist-on-application/", insist, name="insist_on_application"),
    path("cases/<str:number>/request-supplement/", ask_once, name="request_supplement"),
    path("cases/<str:number>/receive-supplement/", receive, name="receive_supplement"),
    path("cases/<str:number>/lapse-supplement/", lapse, name="lapse_supplement"),
    path("cases/<str:number>/accept-application/", accept, name="accept_application"),
    path("cases/<str:number>/withdraw/", withdraw, name="withdraw"),
]
