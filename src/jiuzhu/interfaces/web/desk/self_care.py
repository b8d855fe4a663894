"""Pages of the self-care test of tekun: do it, report a change, see every test so far."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from jiuzhu.casework.assessments.queries import open_self_care_change, self_care_of
from jiuzhu.casework.assessments.services.assess_self_care import SelfCareGiven, assess_self_care
from jiuzhu.casework.assessments.services.report_self_care_change import (
    SelfCareChangeGiven,
    report_self_care_change,
)
from jiuzhu.casework.cases.models import Case
from jiuzhu.interfaces.web.acts.stage import (
    Act,
    Section,
    act_page,
    answer,
    case_url,
    opened,
    sent,
    table,
    today,
)
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import (
    NOT_ON_LIST,
    CodeField,
    CodesField,
    LegalDateField,
    PersonNameField,
    PlainTextField,
    SubmitForm,
    TickField,
)
from jiuzhu.interfaces.web.parts.language import joined, phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages
from jiuzhu.interfaces.web.parts.presenters import Fact, Row
from jiuzhu.policy.scheme_rows import CareGrade, SelfCareAbility
from jiuzhu.registers.law.queries import pack_in_force
from jiuzhu.registers.organs.queries import officers_at

TWO = "自理能力须由两名不同的评估人当面评估。请选择同去的另一名调查员。"


class SelfCareForm(SubmitForm):
    """What two assessors saw."""

    assessed_on = LegalDateField(label="评估日期", past=True)
    second_assessor = CodeField(
        label="同去的评估人",
        codes=(),
        help_text="两名评估人都不能是本案的审批人，也不能是亲属",
        error_messages={"required": TWO, "invalid_choice": NOT_ON_LIST},
    )
    failed = CodesField(label="不能自主完成的项目（都能完成的不勾）", codes=(), required=False)
    seen = PlainTextField(
        label="评估时看到的情况", max_length=500, rows=4, help_text="逐项写看到什么，不写结论"
    )
    consented = TickField(label="本人（监护人）同意拍摄", required=False)


class ChangeForm(SubmitForm):
    """Who told what about what the person can do."""

    reported_on = LegalDateField(label="什么时候报告的", past=True)
    reporter = PersonNameField(label="谁报告的")
    what = PlainTextField(
        label="什么能力有了变化",
        max_length=300,
        rows=3,
        help_text="例如：摔伤后不能自己走路、上厕所",
    )


@refusals_as_pages
def assess(request: HttpRequest, number: str) -> HttpResponse:
    """Write down one test by two assessors."""
    here = asked(request)
    case = opened(request, number, "assess_self_care")
    on = today(request)
    form = SelfCareForm(*sent(request)[:1], on=on)
    form.fields["assessed_on"].initial = on
    form.fields["second_assessor"].choices = [  # type: ignore[attr-defined]
        ("", "请选择"),
        *(
            (str(officer.pk), phrase("%(name)s（%(name2)s）", name=officer.name, name2=organ.name))
            for organ in (case.organ, case.county)
            for officer in officers_at(organ=organ, role="SURVEYOR", on=on)
            if officer.pk != here.actor.officer_id
        ),
    ]
    abilities = pack_in_force().rows(SelfCareAbility, on)
    form.fields["failed"].choices = [(one.code, one.label) for one in abilities]  # type: ignore[attr-defined]

    def do() -> str:
        values = form.cleaned_data
        row = assess_self_care(
            number=number,
            given=SelfCareGiven(
                assessed_on=values["assessed_on"],
                second_assessor_id=int(values["second_assessor"]),
                failed=tuple(values["failed"]),
                seen=values["seen"],
                consented=values["consented"],
            ),
            actor=here.actor,
            at=here.at,
        )
        return phrase(
            "已登记，护理等级：%(grade)s。评估表已出具，请两名评估人和本人签字，并送达结果。",
            grade=row.grade_label,
        )

    def page() -> object:
        return act_page(
            request,
            case,
            form,
            label="登记自理能力评估",
            intro=_grades(request),
            sections=_waiting(case),
            after=(tests_of(case),),
        )

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


@refusals_as_pages
def report(request: HttpRequest, number: str) -> HttpResponse:
    """Write down a reported change; the test is done again within its limit."""
    here = asked(request)
    case = opened(request, number, "report_self_care_change")
    on = today(request)
    form = ChangeForm(*sent(request)[:1], on=on)
    form.fields["reported_on"].initial = on

    def do() -> str:
        values = form.cleaned_data
        row = report_self_care_change(
            number=number,
            given=SelfCareChangeGiven(
                reported_on=values["reported_on"],
                reporter=values["reporter"],
                what=values["what"],
            ),
            actor=here.actor,
            at=here.at,
        )
        return phrase("已登记，请在%(due_on)s以前重新评估。", due_on=row.due_on)

    def page() -> object:
        return act_page(request, case, form, label="登记自理能力变化", sections=(tests_of(case),))

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


def _grades(request: HttpRequest) -> tuple[str, ...]:
    """Say which number of failed abilities makes which grade, by the law of the day."""
    rows = pack_in_force().rows(CareGrade, today(request))
    return tuple(
        phrase(
            "%(from)s至%(to)s项不能自主完成：%(grade)s。",
            **{"from": one.failed_from, "to": one.failed_to, "grade": one.label},
        )
        for one in rows
    )


def _waiting(case: Case) -> tuple[Section, ...]:
    """Show the reported change that waits for this test."""
    change = open_self_care_change(case)
    if change is None:
        return ()
    return (
        Section(
            "等待重新评估的变化",
            facts=(
                Fact("变化情况", change.what),
                Fact("报告人", change.reporter),
                Fact("报告日期", change.reported_on, "date"),
                Fact("重新评估期限", change.due_on, "date"),
            ),
        ),
    )


def tests_of(case: Case) -> Section:
    """Show every test so far, newest first."""
    labels = {one.code: one.label for one in _every_ability(case)}
    rows = tuple(
        Row(
            (
                one.assessed_on,
                one.grade_label,
                joined([labels.get(code, code) for code in one.failed], "、") or "都能自主完成",
                joined([one.first_assessor.name, one.second_assessor.name], "、"),
            )
        )
        for one in self_care_of(case)
    )
    heads = "评估日期:date 护理等级:head 不能自主完成的项目 评估人"
    return Section("历次评估", table=table("历次评估", heads, rows, "还没有评估过。"))


def _every_ability(case: Case) -> tuple[SelfCareAbility, ...]:
    newest = next(iter(self_care_of(case)), None)
    return () if newest is None else pack_in_force().rows(SelfCareAbility, newest.assessed_on)


urlpatterns = [
    path("cases/<str:number>/assess-self-care/", assess, name="assess_self_care"),
    path("cases/<str:number>/report-self-care-change/", report, name="report_self_care_change"),
]
