"""The acts on an emergency: take it up, relieve, record findings, say who, confirm, deny, go on."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.relief.queries import relief_view
from jiuzhu.casework.relief.services.complete_relief import complete_relief, confirm_facts
from jiuzhu.casework.relief.services.deny_relief import deny_relief, escalate_relief
from jiuzhu.casework.relief.services.give_relief import give_relief
from jiuzhu.casework.relief.services.report_emergency import answer_emergency
from jiuzhu.casework.relief.services.settle_person import settle_person
from jiuzhu.interfaces.web.acts.relief_forms import (
    AnswerForm,
    CompleteForm,
    DenialForm,
    EscalateForm,
    FactsForm,
    GiveForm,
    PersonForm,
)
from jiuzhu.interfaces.web.acts.stage import Act, act_page, answer, opened, sent, today
from jiuzhu.interfaces.web.desk.relief import sections_of
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import SubmitForm
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages

CAPABILITY = {
    "complete_relief": "relief.confirm",
    "deny_relief": "relief.confirm",
    "escalate_relief": "application.accept",
}


@refusals_as_pages
def give(request: HttpRequest, number: str) -> HttpResponse:
    """Give relief for an emergency that was reported before."""
    here = asked(request)
    form = GiveForm(*sent(request)[:1], on=today(request))

    def do() -> str:
        given = form.relief(here.at)
        if given is not None:
            give_relief(number=number, given=given, actor=here.actor, at=here.at)
        return "先行救助已登记。请打印登记单和收条，5个工作日内补齐手续。"

    return _act(request, number, "relieve", form, "先行救助", do)


@refusals_as_pages
def facts(request: HttpRequest, number: str) -> HttpResponse:
    """Record what was found on the spot."""
    here = asked(request)
    form = FactsForm(*sent(request)[:1], on=today(request))

    def do() -> str:
        confirm_facts(number=number, given=form.given(), actor=here.actor, at=here.at)
        return "核实情况已登记，补办审批表已出具。请打印签字、盖章后回传。"

    return _act(request, number, "confirm_facts", form, "登记核实情况", do)


@refusals_as_pages
def person(request: HttpRequest, number: str) -> HttpResponse:
    """Add who was helped."""
    here = asked(request)
    form = PersonForm(*sent(request)[:1], on=today(request))

    def do() -> str:
        settle_person(number=number, given=form.given(), actor=here.actor, at=here.at)
        return "身份已补登。"

    return _act(request, number, "settle_person", form, "补登身份", do)


@refusals_as_pages
def complete(request: HttpRequest, number: str) -> HttpResponse:
    """Confirm that the papers are complete."""
    here = asked(request)
    form = CompleteForm(*sent(request)[:1], on=today(request))

    def do() -> str:
        complete_relief(number=number, actor=here.actor, at=here.at)
        return "补办手续已审批。"

    return _act(request, number, "complete_relief", form, "审批补办手续", do)


@refusals_as_pages
def take(request: HttpRequest, number: str) -> HttpResponse:
    """Take a report up."""
    here = asked(request)
    form = AnswerForm(*sent(request)[:1], on=today(request))

    def do() -> str:
        answer_emergency(number=number, actor=here.actor, at=here.at)
        return "已接手，不再提醒别人。"

    return _act(request, number, "answer_emergency", form, "接手", do)


@refusals_as_pages
def deny(request: HttpRequest, number: str) -> HttpResponse:
    """Find that the facts were false."""
    here = asked(request)
    form = DenialForm(*sent(request)[:1], on=today(request))

    def do() -> str:
        deny_relief(number=number, given=form.given(), actor=here.actor, at=here.at)
        return "已登记情况不实和应追缴的金额。"

    return _act(request, number, "deny_relief", form, "情况不实，追缴", do)


@refusals_as_pages
def escalate(request: HttpRequest, number: str) -> HttpResponse:
    """Go on as expense-based aid or with a meeting."""
    here = asked(request)
    form = EscalateForm(*sent(request)[:1], on=today(request))

    def do() -> str:
        reason = form.cleaned_data["reason"]
        escalate_relief(number=number, reason=reason, actor=here.actor, at=here.at)
        return "已转入，接着按支出型办理。"

    return _act(request, number, "escalate_relief", form, "转支出型或一事一议", do)


def _act(
    request: HttpRequest,
    number: str,
    action: str,
    form: SubmitForm,
    label: str,
    do: Callable[[], str],
) -> HttpResponse:
    here = asked(request)
    here.actor.require(CAPABILITY.get(action, "relief.give"), action=action)
    relief = relief_view(number=number, actor=here.actor)
    case = opened(request, number, action)

    def page() -> object:
        sections = sections_of(relief, here.at)
        return act_page(
            request,
            case_to_see(number=case.number, actor=here.actor),
            form,
            label=label,
            sections=sections,
            back_url=reverse("desk:relief", args=[number]),
        )

    then = reverse("desk:relief", args=[number])
    return answer(request, Act(form=form, page=page, do=do, then=then, number=number))


urlpatterns = [
    path("cases/<str:number>/relieve/", give, name="relieve"),
    path("cases/<str:number>/confirm-facts/", facts, name="confirm_facts"),
    path("cases/<str:number>/settle-person/", person, name="settle_person"),
    path("cases/<str:number>/answer-emergency/", take, name="answer_emergency"),
    path("cases/<str:number>/deny-relief/", deny, name="deny_relief"),
    path("cases/<str:number>/escalate-relief/", escalate, name="escalate_relief"),
    path("cases/<str:number>/complete-relief/", complete, name="complete_relief"),
]
