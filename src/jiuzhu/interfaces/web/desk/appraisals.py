"""Pages of one household's objections: register one, call and record the appraisal, review."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.objections.queries import appraisal_of
from jiuzhu.casework.objections.services.call_appraisal import call_appraisal
from jiuzhu.casework.objections.services.conclude_appraisal import conclude_appraisal
from jiuzhu.casework.objections.services.register_objection import register_objection
from jiuzhu.casework.reviews.services.review_objection import review_objection
from jiuzhu.interfaces.web.acts.objection_forms import (
    CallForm,
    MinutesForm,
    ObjectionForm,
    PersonRow,
    ReviewObjectionForm,
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
from jiuzhu.interfaces.web.desk.publicity import notice_code, notice_facts
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.formats import day_of
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages
from jiuzhu.interfaces.web.parts.presenters import Fact
from jiuzhu.interfaces.web.parts.rows import Rows
from jiuzhu.policy.appraisal import MAY_BE_TOLD, NEVER_TOLD, composition
from jiuzhu.registers.law.queries import pack_in_force

KEPT = (
    "已登记，编号 %(number)s，%(due_on)s前办结。请把编号告诉反映人；"
    "反映的内容封存，申请人和被反映的人员看不到。"
)
LATE = "公示期已满，已按投诉登记，编号 %(number)s，%(due_on)s前办结。请把编号告诉反映人。"


@refusals_as_pages
def register(request: HttpRequest, number: str) -> HttpResponse:
    """Write down what somebody objects to a published result."""
    here = asked(request)
    case = opened(request, number, "register_objection")
    form = ObjectionForm(*sent(request), on=today(request))
    form.fields["received_at"].initial = here.at

    def do() -> str:
        told = register_objection(
            code=notice_code(case), given=form.given(), actor=here.actor, at=here.at
        )
        return phrase(
            LATE if told.is_late else KEPT, number=told.number, due_on=day_of(told.due_on)
        )

    def page() -> object:
        return act_page(
            request,
            case,
            form,
            label="登记异议",
            sections=(notice_facts(case),),
            intro=("谁都可以反映，不留姓名也收。口述的，写下来念给本人听。",),
        )

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


@refusals_as_pages
def call(request: HttpRequest, number: str) -> HttpResponse:
    """Call the meeting."""
    here = asked(request)
    case = opened(request, number, "call_appraisal")
    form = CallForm(*sent(request)[:1], on=today(request))

    def do() -> str:
        call_appraisal(number=number, given=form.given(), actor=here.actor, at=here.at)
        return "已通知评议，请打印通知送村（居）。会后回来记录。"

    def page() -> object:
        return act_page(
            request,
            case,
            form,
            label="通知民主评议",
            sections=(notice_facts(case), _who(request), *_told()),
            intro=("同一户的异议合在一次评议。评议只说明调查是否属实，不决定给不给。",),
        )

    return answer(request, Act(form=form, page=page, do=do, then=_queue(), number=number))


@refusals_as_pages
def conclude(request: HttpRequest, number: str) -> HttpResponse:
    """Write the minutes down."""
    here = asked(request)
    case = opened(request, number, "conclude_appraisal")
    form = MinutesForm(*sent(request)[:1], on=today(request))
    people = Rows(
        PersonRow,
        prefix="people",
        label="到会人员",
        data=request.POST if request.method == "POST" else None,
        min_rows=1,
    )

    def do() -> str:
        given = form.given(people.cleaned)
        conclude_appraisal(number=number, given=given, actor=here.actor, at=here.at)
        return "已记录评议。请打印评议记录，到会人员签字后扫描回传。"

    def page() -> object:
        return act_page(
            request,
            case,
            form,
            label="记录民主评议",
            sections=(_meeting(case), _who(request)),
            rows=(people,),
        )

    act = Act(form=form, page=page, do=do, then=_queue(), rows=(people,), number=number)
    return answer(request, act)


@refusals_as_pages
def review(request: HttpRequest, number: str) -> HttpResponse:
    """Open the review that follows from an objection found true."""
    here = asked(request)
    case = opened(request, number, "review_objection")
    form = ReviewObjectionForm(*sent(request)[:1], on=today(request))

    def do() -> str:
        review_objection(number=number, actor=here.actor, at=here.at)
        return "已启动复核。请按评议核实的事实重新核算，再报审批。"

    def page() -> object:
        return act_page(
            request,
            case,
            form,
            label="启动复核",
            sections=(_meeting(case),),
            intro=("重新决定以前，仍按原金额发放。减少或停发的，要送达告知书。",),
        )

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


def _queue() -> str:
    return reverse("desk:objections")


def _who(request: HttpRequest) -> Section:
    return Section("谁要到会", lines=(composition(pack_in_force(), today(request)).text,))


def _told() -> tuple[Section, ...]:
    return (
        Section("会上可以说的", lines=tuple(map(phrase, MAY_BE_TOLD))),
        Section("会上不能说的", lines=tuple(map(phrase, NEVER_TOLD))),
    )


def _meeting(case: Case) -> Section:
    """Say what the newest appraisal of the case is about and what it found."""
    found = appraisal_of(case)
    if found is None:
        return Section("民主评议", lines=("还没有通知评议。",))
    facts = (
        Fact("评议事项", found.question),
        Fact("会议时间", found.meets_at, "moment"),
        Fact("会议地点", found.place),
        Fact("结论", found.get_finding_display() if found.finding else ""),
        Fact("可以核实的事实", found.fact),
    )
    return Section(
        "民主评议",
        facts=tuple(fact for fact in facts if fact.value),
        links=paper_links(case, ("W20", "评议文书")),
    )


urlpatterns = [
    path("cases/<str:number>/register-objection/", register, name="register_objection"),
    path("cases/<str:number>/call-appraisal/", call, name="call_appraisal"),
    path("cases/<str:number>/conclude-appraisal/", conclude, name="conclude_appraisal"),
    path("cases/<str:number>/review-objection/", review, name="review_objection"),
]
