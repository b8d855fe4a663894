"""A report that expired is renewed, and the application goes on from where it stood."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from jiuzhu.casework.applications.queries import (
    report_is_stale,
)
from jiuzhu.casework.applications.services.renew_verification import renew_verification
from jiuzhu.casework.applications.services.resume_case import (
    resume_application,
    resume_assessment,
)
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import members_of
from jiuzhu.casework.verification.queries import latest_report
from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.acts.application_forms import (
    RenewForm,
    ResumeForm,
)
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
from jiuzhu.interfaces.web.desk.applications import prefilled
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages
from jiuzhu.interfaces.web.parts.presenters import Fact
from jiuzhu.policy.guards import GUARDS

RESUMED = {
    "resume_application": (
        resume_application,
        "继续办理原申请",
        "已回到申请环节，请接着受理。",
        "家庭已经申请过，不用再确认一次。报告不影响申请权利：符合、不符合都继续办理。",
    ),
    "resume_assessment": (
        resume_assessment,
        "继续调查审核",
        "已回到受理环节，请重新入户调查。",
        "申请已经受理，办结期限不变。报告换新了，须重新入户、重新核算后再审核、审批。",
    ),
}


@refusals_as_pages
def renew(request: HttpRequest, number: str) -> HttpResponse:
    """Lead a case whose report expired back to the signatures."""
    here = asked(request)
    case = opened(request, number, "renew_verification")
    form = RenewForm(*sent(request)[:1])

    def do() -> str:
        renew_verification(number=number, actor=here.actor, at=here.at)
        return "已转回授权环节。请让家庭成员重新签署授权，再由核对专员提请县里核对。"

    def page() -> object:
        blocked = "" if report_is_stale(case, on=today(request)) else GUARDS["report_stale"].refusal
        return act_page(
            request,
            case,
            form,
            label="重新核对",
            blocked="" if request.method == "POST" else blocked,
            sections=(_expired(case),),
            intro=(
                "报告过期不是家庭的错：申报内容、申请和已收的材料都保留，不用重填，也不用重新申请。",
                "原授权只用于上一次核对，这次须由每个人重新签署；原报告和原授权书留在案卷里备查。",
            ),
        )

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


@refusals_as_pages
def resume(request: HttpRequest, number: str) -> HttpResponse:
    """Take up an application that waits for its acceptance, on the renewed report."""
    return _resume(request, number, "resume_application")


@refusals_as_pages
def resume_accepted(request: HttpRequest, number: str) -> HttpResponse:
    """Take up an accepted application with a new home visit, on the renewed report."""
    return _resume(request, number, "resume_assessment")


def _resume(request: HttpRequest, number: str, action: str) -> HttpResponse:
    here = asked(request)
    case = opened(request, number, action)
    form = ResumeForm(*sent(request)[:1])
    use_case, label, told, intro = RESUMED[action]

    def do() -> str:
        use_case(number=number, actor=here.actor, at=here.at)
        return told

    def page() -> object:
        return act_page(
            request, case, form, label=label, sections=(prefilled(case),), intro=(intro,)
        )

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


def _expired(case: Case) -> Section:
    """Show which report expired and how many have to sign again."""
    report = latest_report(case)
    facts = (
        Fact("原报告出具", None if report is None else legal_day(report.issued_at), "date"),
        Fact("有效期至", None if report is None else report.valid_until, "date"),
        Fact("可据以决定至", None if report is None else report.decision_until, "date"),
        Fact(
            "须重新签署授权",
            phrase("%(n)s名家庭成员；义务人不签不影响办理", n=len(members_of(case))),
        ),
    )
    return Section("原核对报告", facts=facts)


urlpatterns = [
    path("cases/<str:number>/renew-verification/", renew, name="renew_verification"),
    path("cases/<str:number>/resume-application/", resume, name="resume_application"),
    path("cases/<str:number>/resume-assessment/", resume_accepted, name="resume_assessment"),
]
