"""Put a record of a case right after the fact: gaps of an old file, a number, an account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.cases.queries import reasons_held
from jiuzhu.casework.cases.services.settle_identity import PoliceAnswer, settle_identity
from jiuzhu.casework.payments.services.renew_account import AccountGiven, renew_account
from jiuzhu.casework.reviews.services.cure_gaps import cure_gaps
from jiuzhu.casework.verification.services.ask_police import ask_police
from jiuzhu.interfaces.web.acts.stage import (
    Act,
    Section,
    act_page,
    answer,
    case_url,
    opened,
    sent,
    today,
)
from jiuzhu.interfaces.web.desk.review_forms import (
    AccountForm,
    CureForm,
    PoliceForm,
    PoliceLetterForm,
)
from jiuzhu.interfaces.web.desk.reviews import award_of
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages


@refusals_as_pages
def cure(request: HttpRequest, number: str) -> HttpResponse:
    """Record how the gaps of a taken-over case were filled."""
    here = asked(request)
    case = opened(request, number, "cure_gaps")
    form = CureForm(*sent(request)[:1], on=today(request))

    def do() -> str:
        cure_gaps(number=number, how=form.cleaned_data["how"], actor=here.actor, at=here.at)
        return "已登记补齐存量资料，可以作出决定。"

    def page() -> object:
        lines = reasons_held(case, HoldKind.LEGACY_GAPS)
        section = Section("缺的资料", lines=lines or ("没有存量资料缺口。",))
        return act_page(request, case, form, label="补齐存量资料", sections=(section,))

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


@refusals_as_pages
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Write to the police whose a number is that stands under two names."""
    here = asked(request)
    case = opened(request, number, "ask_police")
    form = PoliceLetterForm(*sent(request)[:1], on=today(request))

    def do() -> str:
        addressee = form.cleaned_data["addressee"]
        ask_police(number=number, addressee=addressee, actor=here.actor, at=here.at)
        return "协查函已出具。请打印，签字盖章后送公安机关，收到答复再登记。"

    def page() -> object:
        sections = (_doubts(reasons_held(case, HoldKind.IDENTITY_TWICE)),)
        return act_page(request, case, form, label="发函请公安核对号码", sections=sections)

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


@refusals_as_pages
def settle(request: HttpRequest, number: str) -> HttpResponse:
    """Record what the police found about a number that stands under two names."""
    here = asked(request)
    case = opened(request, number, "settle_identity")
    form = PoliceForm(*sent(request)[:1], on=today(request))

    def do() -> str:
        values = form.cleaned_data
        right = values["right_number"]
        given = PoliceAnswer(
            paper=values["paper"],
            dated_on=values["dated_on"],
            right_number="" if right is None else right.number,
        )
        settle_identity(number=number, given=given, actor=here.actor, at=here.at)
        return "已登记公安机关核对结果。"

    def page() -> object:
        sections = (_doubts(reasons_held(case, HoldKind.IDENTITY_TWICE)),)
        return act_page(request, case, form, label="登记公安核对结果", sections=sections)

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


def _doubts(lines: tuple[str, ...]) -> Section:
    return Section("核对什么", lines=lines or ("本案没有待核对的证件号码。",))


@refusals_as_pages
def account(request: HttpRequest, number: str) -> HttpResponse:
    """Put the account right, so that failed months are paid with the next payroll."""
    here = asked(request)
    case = opened(request, number, "renew_account")
    form = AccountForm(*sent(request)[:1], on=today(request))
    form.fields["holder_name"].initial = case.applicant.name

    def do() -> str:
        values = form.cleaned_data
        given = AccountGiven(number=values["number"], holder_name=values["holder_name"])
        found = renew_account(number=number, given=given, actor=here.actor, at=here.at)
        return phrase(
            "收款账户已更换，尾号%(last_four)s；没有发到的，随下个月名册补发。",
            last_four=found.last_four,
        )

    def page() -> object:
        return act_page(
            request,
            case,
            form,
            label="更换收款账户",
            sections=(award_of(case),),
            intro=("账户开在领款人本人名下；确认原账户无误的，照原样再填一次。",),
        )

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


urlpatterns = [
    path("cases/<str:number>/cure-gaps/", cure, name="cure_gaps"),
    path("cases/<str:number>/ask-police/", ask, name="ask_police"),
    path("cases/<str:number>/settle-identity/", settle, name="settle_identity"),
    path("cases/<str:number>/renew-account/", account, name="renew_account"),
]
