"""Sign in by telephone: a code to the phone, the end of the identity number, nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from jiuzhu.casework.publicity.services.write_sheets import CITY_HOTLINE
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.interfaces.web.citizen.forms import PhoneForm, SignInForm
from jiuzhu.interfaces.web.citizen.session import (
    is_citizen,
    keep_phone,
    phone_of,
    set_frame,
    sign_in,
    sign_out,
)
from jiuzhu.interfaces.web.parts.actor import actor_of, asked
from jiuzhu.interfaces.web.parts.errors import too_many_requests
from jiuzhu.interfaces.web.parts.forms import PageForm
from jiuzhu.interfaces.web.parts.pace import is_too_fast
from jiuzhu.interfaces.web.parts.pages import (
    Reshown,
    handle_refusal,
    refusals_as_pages,
    render_page,
)
from jiuzhu.interfaces.web.parts.transaction import request_facts
from jiuzhu.kernel.contact import mask_phone
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.accounts.services.check_code import check_code
from jiuzhu.registers.accounts.services.send_code import MINUTES, send_code


@dataclass(frozen=True, slots=True)
class SignInPage:
    """Ask for one of the two steps."""

    form: PageForm
    phone: str = ""
    minutes: int = MINUTES


@refusals_as_pages
def phone(request: HttpRequest) -> HttpResponse:
    """Ask for the telephone and send a code; the answer is the same for every number."""
    set_frame(request, CITY_HOTLINE)
    if is_citizen(asked(request).actor):
        return redirect("citizen:home")
    form = PhoneForm(request.POST if request.method == "POST" else None)
    page = SignInPage(form)
    if request.method != "POST":
        return render_page(request, "citizen/phone.html", page)
    if not form.is_valid():
        return render_page(request, "citizen/phone.html", page, status=422)
    if is_too_fast(request, "codes"):
        return too_many_requests(request)
    number = form.cleaned_data["phone"].number
    try:
        send_code(phone=number, at=asked(request).at)
    except Refused as refusal:
        again = Reshown("citizen/phone.html", page, form)
        return handle_refusal(request, refusal, again=again)
    keep_phone(request, number)
    return redirect("citizen:code")


@refusals_as_pages
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code and let the person in."""
    set_frame(request, CITY_HOTLINE)
    number = phone_of(request)
    if not number:
        return redirect("citizen:sign_in")
    form = SignInForm(request.POST if request.method == "POST" else None)
    page = SignInPage(form, mask_phone(number))
    if request.method != "POST":
        return render_page(request, "citizen/code.html", page)
    if not form.is_valid():
        return render_page(request, "citizen/code.html", page, status=422)
    values, here = form.cleaned_data, asked(request)
    try:
        citizen = check_code(
            phone=number, code=values["code"], last_four=values["last_four"], at=here.at
        )
    except Refused as refusal:
        again = Reshown("citizen/code.html", page, form)
        return handle_refusal(request, refusal, again=again)
    sign_in(request, citizen)
    record_access(
        kind=AccessKind.SIGN_IN,
        actor=actor_of(request, here.at),
        at=here.at,
        request=request_facts(request),
        subjects=(citizen.person_id,),
    )
    return redirect("citizen:home")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    sign_out(request)
    return redirect("public:start")
