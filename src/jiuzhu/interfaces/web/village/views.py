"""The acts on the assistant's phone: one family, one paper, one sheet at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from jiuzhu.casework.applications.services.insist_on_application import insist_on_application
from jiuzhu.casework.applications.services.submit_application import submit_application
from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import members_of
from jiuzhu.casework.documents.access import document_to_see
from jiuzhu.casework.documents.enums import DeliveryMethod
from jiuzhu.casework.documents.queries import documents_of
from jiuzhu.casework.documents.services.record_delivery import record_delivery
from jiuzhu.casework.objections.enums import ObjectionChannel
from jiuzhu.casework.objections.services.register_objection import register_objection
from jiuzhu.casework.publicity.queries import (
    notice_of,
    notice_of_code,
)
from jiuzhu.casework.publicity.services.post_notice import post_notice
from jiuzhu.casework.publicity.services.take_down_notice import take_down_notice
from jiuzhu.casework.workspace import queries
from jiuzhu.casework.workspace.queries import NextSteps
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.acts.application_forms import ApplyForm
from jiuzhu.interfaces.web.acts.case_page import open_case, waited_for
from jiuzhu.interfaces.web.acts.delivery_form import DeliverForm
from jiuzhu.interfaces.web.acts.objection_forms import ObjectionForm
from jiuzhu.interfaces.web.acts.publicity_forms import PostForm, TakeDownForm
from jiuzhu.interfaces.web.acts.stage import Act, Section, answer, sent, today
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.chips import state_chip
from jiuzhu.interfaces.web.parts.field_views import ErrorLine, form_errors
from jiuzhu.interfaces.web.parts.forms import SubmitForm
from jiuzhu.interfaces.web.parts.language import joined, phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Chip, Fact, Link
from jiuzhu.interfaces.web.parts.submit import told
from jiuzhu.interfaces.web.village.home import ONLY_HERE, Task, assistant_of, day_words
from jiuzhu.kernel.errors import Forbidden

ACT = "village/act.html"
CONFIRMABLE = {"INVITED": "submit_application", "CLOSED": "insist_on_application"}


@dataclass(frozen=True, slots=True)
class FamilyPage:
    """One family of the village."""

    name: str
    chips: tuple[Chip, ...]
    waiting: str
    facts: tuple[Fact, ...]
    proxy: str
    step: Link | None
    papers: tuple[Task, ...]
    slip_url: str
    objection_url: str
    back_url: str
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PhoneActPage:
    """One act, one thing at a time."""

    title: str
    person: str
    proxy: str
    sections: tuple[Section, ...]
    form: SubmitForm
    label: str
    back_url: str

    @property
    def errors(self) -> tuple[ErrorLine, ...]:
        """List the errors for the summary."""
        return form_errors(self.form)


@require_GET
@refusals_as_pages
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show one family: where its case stands and what the assistant can do."""
    here = assistant_of(request)
    summary = open_case(request, number)
    shown = case_to_see(number=number, actor=here.actor)
    steps = queries.next_steps(number=number, actor=here.actor, on=legal_day(here.at))
    page = FamilyPage(
        name=summary.applicant,
        chips=(state_chip(summary.state, summary.state_label),),
        waiting=waited_for(steps),
        facts=tuple(
            fact
            for fact in (
                Fact("家庭人口", phrase("%(n)s人", n=len(summary.members))),
                Fact("登记", legal_day(summary.opened_at), "date"),
                Fact("受理", summary.accepted_on, "date"),
                Fact("经办", summary.organ),
            )
            if fact.value
        ),
        proxy=here.actor.name,
        step=_step(shown.state, steps, here.actor, number),
        papers=tuple(
            Task(
                title=row.title,
                lines=(
                    row.number,
                    phrase("%(issued_at)s出具", issued_at=legal_day(row.issued_at)),
                ),
                link=Link("送到了，登记送达", reverse("village:deliver", args=[row.code])),
            )
            for row in documents_of(shown)
            if row.must_be_delivered and row.delivered_at is None and row.state == "ISSUED"
        ),
        slip_url=reverse("desk:slip", args=[number]),
        objection_url=_objection_url(shown),
        back_url=reverse("village:home"),
        notes=told(request),
    )
    return render_page(request, "village/case.html", page)


@refusals_as_pages
def post(request: HttpRequest, code: str) -> HttpResponse:
    """Put a sheet up: photograph the board, say where it is."""
    here = assistant_of(request)
    row = notice_of_code(code)
    form = PostForm(*sent(request), on=today(request))
    form.fields["posted_at"].initial = here.at

    def do() -> str:
        notice = post_notice(code=code, given=form.given(), actor=here.actor, at=here.at)
        return phrase(
            "已登记张贴。请贴到%(ends_on)s，第二天来撤下并拍照。", ends_on=day_words(notice.ends_on)
        )

    facts = (
        Fact("申请人", row.shown_name),
        Fact("公示单查验码", row.code, "code"),
        Fact("哪天贴", row.planned_on, "date"),
    )
    return _answer(request, form, do, "贴公示单", "贴好了，提交", facts, person=row.shown_name)


@refusals_as_pages
def objecting(request: HttpRequest, code: str) -> HttpResponse:
    """Write down what somebody of the village objects; the assistant cannot read it afterwards."""
    here = assistant_of(request)
    here.actor.require("objection.register")
    row = notice_of_code(code)
    form = ObjectionForm(*sent(request), on=today(request))
    form.fields["received_at"].initial = here.at
    form.fields["channel"].initial = ObjectionChannel.VILLAGE.value

    def do() -> str:
        told = register_objection(code=code, given=form.given(), actor=here.actor, at=here.at)
        return phrase(
            "已交镇里办理，编号 %(number)s，请告诉反映人。内容已封存，村里看不到。",
            number=told.number,
        )

    facts = (Fact("公示末日", row.ends_on, "date"), Fact("公示单查验码", row.code, "code"))
    return _answer(request, form, do, "有人对公示有意见", "交镇里", facts, person=row.shown_name)


@refusals_as_pages
def take_down(request: HttpRequest, code: str) -> HttpResponse:
    """Take a sheet down: photograph it still hanging, count the objections."""
    here = assistant_of(request)
    row = notice_of_code(code)
    form = TakeDownForm(*sent(request), on=today(request))

    def do() -> str:
        take_down_notice(code=code, given=form.given(), actor=here.actor, at=here.at)
        return "已登记撤下，公示证明已出具。"

    facts = (
        Fact("申请人", row.shown_name),
        Fact("公示首日", row.starts_on, "date"),
        Fact("公示末日", row.ends_on, "date"),
    )
    return _answer(request, form, do, "撤公示单", "拍好了，撤下", facts, person=row.shown_name)


@refusals_as_pages
def deliver(request: HttpRequest, code: str) -> HttpResponse:
    """Record that a notice was brought to the family."""
    here = assistant_of(request)
    here.actor.require("document.deliver")
    document = document_to_see(code=code, actor=here.actor)
    found = document.case
    if found is None:
        raise Forbidden("document.no_case", ONLY_HERE)
    form = DeliverForm(*sent(request), on=today(request))
    del form.fields["collected"]  # nobody fetches a paper from the assistant's window
    form.fields["method"].initial = DeliveryMethod.DIRECT.value
    form.fields["recipient"].initial = found.applicant.name
    form.fields["delivered_at"].initial = here.at

    def do() -> str:
        record_delivery(code=code, given=form.given(), actor=here.actor, at=here.at)
        return "已登记送达，送达回证已出具。"

    names = joined([row.person.name for row in members_of(found)])
    facts = (
        Fact("文书", document.title),
        Fact("送给谁", found.applicant.name),
        Fact("同住家属", names, source="未成年人不能代收"),
    )
    name = found.applicant.name
    then = reverse("village:case", args=[found.number])
    return _answer(request, form, do, "送达文书", "登记送达", facts, person=name, then=then)


@refusals_as_pages
def apply(request: HttpRequest, number: str) -> HttpResponse:
    """Confirm the pre-filled application for a family, with its written mandate."""
    here = assistant_of(request)
    here.actor.require("application.submit")
    found = case_to_see(number=number, actor=here.actor)
    form = ApplyForm(*sent(request), on=today(request), actor=here.actor, case=found)
    action = CONFIRMABLE.get(found.state, "submit_application")
    use_case = submit_application if action == "submit_application" else insist_on_application

    def do() -> str:
        use_case(number=number, given=form.given(), actor=here.actor, at=here.at)
        return "已代办确认申请，受理由乡镇（街道）办理。"

    facts = (
        Fact("申请人", found.applicant.name),
        Fact("要有什么", "申请人签名的委托书，拍照上传"),
    )
    name = found.applicant.name
    then = reverse("village:case", args=[number])
    return _answer(request, form, do, "代办确认申请", "确认申请", facts, person=name, then=then)


def _answer(
    request: HttpRequest,
    form: SubmitForm,
    do: Any,
    title: str,
    label: str,
    facts: tuple[Fact, ...],
    *,
    person: str,
    then: str = "",
) -> HttpResponse:
    home_url = reverse("village:home")

    def page() -> PhoneActPage:
        return PhoneActPage(
            title=title,
            person=person,
            proxy=asked(request).actor.name,
            sections=(Section("先核对", facts=facts),),
            form=form,
            label=label,
            back_url=then or home_url,
        )

    act = Act(form=form, page=page, do=do, then=then or home_url, template=ACT)
    return answer(request, act)


def _objection_url(case: Case) -> str:
    """Return where an objection is written down; empty where no sheet hangs or has hung."""
    notice = notice_of(case)
    if notice is None or notice.posted_at is None or case.state not in {"RESULT_PUB", "IN_PAYMENT"}:
        return ""
    return reverse("village:object", args=[notice.code])


def _step(state: str, steps: NextSteps, actor: Actor, number: str) -> Link | None:
    """Return the one thing the assistant can do for the family now."""
    if steps.next is not None and steps.next.action == "sign_authorization":
        return Link("签授权书，拍照上传", reverse("desk:sign_authorization", args=[number]))
    if state in CONFIRMABLE and actor.may("application.submit"):
        return Link("凭委托书代办确认申请", reverse("village:apply", args=[number]))
    return None
