"""The own case: where it stands in plain words, the own papers, and confirming the application."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from jiuzhu.casework.applications.enums import Confirmation
from jiuzhu.casework.applications.services.insist_on_application import insist_on_application
from jiuzhu.casework.applications.services.submit_application import submit_application
from jiuzhu.casework.applications.services.write_application import ApplicationGiven
from jiuzhu.casework.workspace.own import (
    STAGES,
    OwnCase,
    own_case,
    own_cases,
    own_paper,
)
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.models import SubmittedForm
from jiuzhu.infra.storage import read_bytes
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.interfaces.web.acts.slip import slip_page
from jiuzhu.interfaces.web.citizen.forms import ConfirmForm
from jiuzhu.interfaces.web.citizen.session import citizens_only, set_frame
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.chips import steps
from jiuzhu.interfaces.web.parts.language import phrase, said
from jiuzhu.interfaces.web.parts.pages import (
    Reshown,
    handle_refusal,
    refusals_as_pages,
    render_page,
)
from jiuzhu.interfaces.web.parts.presenters import Fact, Link, Paper, Slip, Step
from jiuzhu.interfaces.web.parts.submit import submit, tell, told
from jiuzhu.interfaces.web.parts.transaction import request_facts
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.accounts.services.check_code import check_code
from jiuzhu.registers.accounts.services.send_code import CONFIRM, send_code
from jiuzhu.registers.households.models import IdentityDocument, Person

INSISTING = "CLOSED"
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


@dataclass(frozen=True, slots=True)
class OwnCasesPage:
    """Every case of the person."""

    name: str
    cases: tuple[tuple[OwnCase, str], ...]
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ProgressPage:
    """One case in plain words."""

    case: OwnCase
    answer: str
    steps: tuple[Step, ...]
    facts: tuple[Fact, ...]
    papers: tuple[Paper, ...]
    confirm_url: str
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """Confirm the pre-filled application."""

    case: OwnCase
    form: ConfirmForm
    form_url: str
    send_url: str
    back_url: str
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """The slip of the own case."""

    slip: Slip
    notes: tuple[tuple[str, str], ...]


@require_GET
@refusals_as_pages
@citizens_only
def home(request: HttpRequest) -> HttpResponse:
    """Show the own cases; a single one opens at once."""
    here = asked(request)
    cases = own_cases(actor=here.actor)
    if len(cases) == 1:
        return redirect("citizen:case", cases[0].number)
    page = OwnCasesPage(
        name=here.actor.name,
        cases=tuple((one, reverse("citizen:case", args=[one.number])) for one in cases),
        notes=told(request),
    )
    return render_page(request, "citizen/home.html", page)


@require_GET
@refusals_as_pages
@citizens_only
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show where one case stands."""
    here = asked(request)
    found = own_case(number=number, actor=here.actor)
    set_frame(request, found.telephone)
    _note_view(request, number)
    page = ProgressPage(
        case=found,
        answer=answer_words(found.answer_by),
        steps=steps(
            tuple((str(place), label) for place, label in enumerate(STAGES)),
            str(found.place.stage),
        ),
        facts=_facts(found),
        papers=tuple(
            Paper(
                title=each.title,
                number=each.number,
                issued_on=each.issued_on,
                delivery=phrase("%(delivered_on)s送达", delivered_on=each.delivered_on),
                links=(Link("打开", reverse("citizen:paper", args=[each.code])),),
            )
            for each in found.papers
        ),
        confirm_url=reverse("citizen:confirm", args=[number]) if found.may_confirm else "",
        notes=told(request),
    )
    return render_page(request, "citizen/case.html", page)


@require_GET
@refusals_as_pages
@citizens_only
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """Show a paper that was served on this person."""
    document = own_paper(code=code, actor=asked(request).actor)
    _note_view(request, document.case.number if document.case else "", f"paper/{document.kind}")
    answer = HttpResponse(
        read_bytes(bytes(document.pdf.digest)), content_type=document.pdf.media_type
    )
    answer.headers["Content-Disposition"] = f'inline; filename="{document.kind}-{code}.pdf"'
    return answer


@refusals_as_pages
@citizens_only
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    """Confirm the pre-filled application by a code to the own telephone."""
    here = asked(request)
    found = own_case(number=number, actor=here.actor)
    set_frame(request, found.telephone)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    page = ConfirmPage(
        case=found,
        form=form,
        form_url=reverse("citizen:paper", args=[found.form_code]) if found.form_code else "",
        send_url=reverse("citizen:send_confirmation", args=[number]),
        back_url=reverse("citizen:case", args=[number]),
        notes=told(request),
    )
    if request.method != "POST":
        return render_page(request, "citizen/confirm.html", page)
    if not form.is_valid():
        return render_page(request, "citizen/confirm.html", page, status=422)
    try:
        result = _confirm(request, found, form)
    except Refused as refusal:
        again = Reshown("citizen/confirm.html", page, form)
        return handle_refusal(request, refusal, again=again)
    tell(request, result)
    return redirect("citizen:receipt", number)


@require_GET
@refusals_as_pages
@citizens_only
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Show the slip of the own case: code, what comes next, whom to call."""
    here = asked(request)
    found = own_case(number=number, actor=here.actor)
    set_frame(request, found.telephone)
    _note_view(request, number, "receipt")
    page = ReceiptPage(
        slip=slip_page(
            code=found.progress_code,
            applicant=here.actor.name,
            scheme=found.scheme,
            state=found.state,
            organ=found.organ,
            telephone=found.telephone,
            at=here.at,
            back_url=reverse("citizen:case", args=[number]),
        ),
        notes=told(request),
    )
    return render_page(request, "citizen/receipt.html", page)


@require_POST
@refusals_as_pages
@citizens_only
def send_confirmation(request: HttpRequest, number: str) -> HttpResponse:
    """Send the code with which the application is confirmed."""
    here = asked(request)
    own_case(number=number, actor=here.actor)
    person = _self(request)
    try:
        send_code(phone=person.phone or "", at=here.at, purpose=CONFIRM)
    except Refused as refusal:
        messages.warning(request, said(refusal))
    else:
        tell(request, "验证码已发到您的手机，10分钟内有效。")
    return redirect("citizen:confirm", number)


def _confirm(request: HttpRequest, found: OwnCase, form: ConfirmForm) -> str:
    """Spend the code first, outside the act: a wrong one stays counted; then apply once.

    A form sent twice finds its code spent, but its result kept.
    """
    here = asked(request)
    actor = replace(here.actor, capabilities=here.actor.capabilities | {"application.submit"})
    use_case = insist_on_application if found.state == INSISTING else submit_application
    given = ApplicationGiven(
        confirmation=Confirmation.CODE, confirmed_by_name=actor.name, note="本人网上确认"
    )

    def act() -> dict[str, str]:
        use_case(number=found.number, given=given, actor=actor, at=here.at)
        return {"told": "已正式申请。受理后会告诉您，不用再跑一趟。"}

    if not SubmittedForm.objects.filter(key=form.cleaned_data["idempotency_key"]).exists():
        _spend(request, form)
    return str(submit(request, form, act)["told"])


def _spend(request: HttpRequest, form: ConfirmForm) -> None:
    here = asked(request)
    person = _self(request)
    identity = IdentityDocument.objects.filter(person=person, effective_to__isnull=True).first()
    check_code(
        phone=person.phone or "",
        code=form.cleaned_data["code"],
        last_four="" if identity is None else identity.last_four,
        at=here.at,
        purpose=CONFIRM,
    )


def _self(request: HttpRequest) -> Person:
    """Return the signed-in person."""
    person_id = asked(request).actor.person_id
    if person_id is None:
        raise LookupError("only a signed-in citizen gets here")
    return Person.objects.get(pk=person_id)


def answer_words(day: date | None) -> str:
    """Say by when somebody has to answer; nothing where no clock runs."""
    if day is None:
        return ""
    return phrase(
        "最晚 %(month)s月%(day)s日（%(weekday)s）前答复",
        month=day.month,
        day=day.day,
        weekday=WEEKDAYS[day.weekday()],
    )


def _facts(found: OwnCase) -> tuple[Fact, ...]:
    facts = [
        Fact("查询码", found.progress_code, "code"),
        Fact("登记", found.opened_on, "date"),
        Fact("经办", found.organ),
    ]
    if found.amount_fen is not None:
        facts.append(Fact("每月", found.amount_fen, "money"))
        facts.append(Fact("从哪个月起", found.first_month, "month"))
    return tuple(facts)


def _note_view(request: HttpRequest, number: str, query: str = "") -> None:
    here = asked(request)
    record_access(
        kind=AccessKind.VIEW,
        actor=here.actor,
        at=here.at,
        request=request_facts(request),
        case_number=number,
        subjects=(here.actor.person_id,) if here.actor.person_id else (),
        query=query,
    )
