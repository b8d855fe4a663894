"""The authorization link: a person elsewhere reads who asks and why, and signs by a code.

Works without a script. Nothing about the case is shown before the code is right, and nothing
after it either.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from jiuzhu.casework.intents.services.authorize_by_link import authorize_by_link, subject_of
from jiuzhu.casework.intents.services.register_intent import RIGHTS_TOLD, SOURCES_TOLD
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.codes import CodeDigitsField
from jiuzhu.interfaces.web.parts.forms import PageForm, PersonNameField, TickField
from jiuzhu.interfaces.web.parts.pages import (
    Reshown,
    handle_refusal,
    refusals_as_pages,
    render_page,
)
from jiuzhu.interfaces.web.public.views import NOT_INDEXED, set_frame
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.organs.models import Organ

SIGNED = "signed_links"
SHOWN = "public/authorize.html"


class SignForm(PageForm):
    """Sign with the own name and the code."""

    signer_name = PersonNameField(label="您的姓名")
    code = CodeDigitsField(label="短信里的6位数字")
    agreed = TickField(label="上面的内容我看过了，同意授权核对我的情况")


@dataclass(frozen=True, slots=True)
class AuthorizePage:
    """Who asks, what for, where is asked, which rights there are."""

    organ: str
    telephone: str
    sources: tuple[tuple[str, str, str], ...]
    rights: tuple[str, ...]
    form: SignForm


@refusals_as_pages
def authorize(request: HttpRequest, token: str) -> HttpResponse:
    """Show the mandate and take the signature."""
    if _digest(token) in request.session.get(SIGNED, []):
        return redirect("public:authorized")
    here = asked(request)
    subject = subject_of(token, at=here.at)
    organ = Organ.objects.get(pk=subject.organ_id)
    set_frame(request, organ.phone)
    form = SignForm(request.POST if request.method == "POST" else None)
    page = AuthorizePage(
        organ=organ.name,
        telephone=organ.phone,
        sources=tuple((one.source, one.items, one.purpose) for one in SOURCES_TOLD),
        rights=RIGHTS_TOLD,
        form=form,
    )
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return _private(render_page(request, SHOWN, page, status=status))
    try:
        authorize_by_link(
            token=token,
            code=form.cleaned_data["code"],
            signer_name=form.cleaned_data["signer_name"],
            at=here.at,
        )
    except Refused as refusal:
        return _private(handle_refusal(request, refusal, again=Reshown(SHOWN, page, form)))
    request.session[SIGNED] = [*request.session.get(SIGNED, []), _digest(token)]
    return redirect("public:authorized")


@require_GET
def authorized(request: HttpRequest) -> HttpResponse:
    """Say that the signature was taken."""
    set_frame(request, "")
    return _private(render_page(request, "public/authorized.html"))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()[:32]


def _private(answer: HttpResponse) -> HttpResponse:
    """Keep search machines away from an address with a token."""
    answer.headers["X-Robots-Tag"] = NOT_INDEXED
    return answer
