"""The first sitting: register the wish, let everybody sign, send a link, take a mandate back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST

from jiuzhu.casework.cases.enums import Category
from jiuzhu.casework.intents.enums import Channel
from jiuzhu.casework.intents.services.register_intent import (
    RIGHTS_TOLD,
    SOURCES_TOLD,
    IntentGiven,
    register_intent,
)
from jiuzhu.casework.workspace import queries
from jiuzhu.casework.workspace.queries import KnownCase
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.interfaces.web.acts.case_page import case_url
from jiuzhu.interfaces.web.desk.intent_forms import (
    IntentForm,
)
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.language import phrase, said
from jiuzhu.interfaces.web.parts.pages import (
    Reshown,
    handle_refusal,
    refusals_as_pages,
    render_page,
)
from jiuzhu.interfaces.web.parts.submit import submit, tell
from jiuzhu.interfaces.web.parts.transaction import request_facts
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.kernel.identity import IdentityNumber, parse_identity_number
from jiuzhu.registers.households.services.register_person import PersonGiven

CONFLICT = 409
FORM_METHODS = ["GET", "HEAD", "POST"]
REGISTER = "desk/intents/register.html"
SIGN = "desk/intents/sign.html"
ONE_PERSON = "desk/intents/one_person.html"
SEXES = {"MALE": "男", "FEMALE": "女"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage:
    """The dense page of the window."""

    form: IntentForm
    rights: tuple[str, ...]
    sources: tuple[str, ...]
    known: tuple[KnownCase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPage:
    """What the number tells before the rest is typed."""

    words: str
    problem: str
    known: tuple[KnownCase, ...]


@require_http_methods(FORM_METHODS)
@refusals_as_pages
def register(request: HttpRequest) -> HttpResponse:
    """Register a wish for help; a second case of the same person is stopped before it begins."""
    here = asked(request)
    here.actor.require("intent.register", action="register_intent")
    posted = request.method == "POST"
    form = IntentForm(request.POST if posted else None, on=legal_day(here.at))
    villages = queries.villages_for(here.actor)
    form.fields["village"].choices = [("", "请选择"), *villages]  # type: ignore[attr-defined]
    if here.actor.villages:
        form.fields["channel"].initial = Channel.VILLAGE.value
    if len(villages) == 1:
        form.fields["village"].initial = villages[0][0]
    if not posted:
        return render_page(request, REGISTER, _register_page(form, ()))
    if not form.is_valid():
        return render_page(request, REGISTER, _register_page(form, ()), status=422)
    return _register(request, form)


def _register(request: HttpRequest, form: IntentForm) -> HttpResponse:
    here = asked(request)

    def act() -> dict[str, Any]:
        case = register_intent(given=_intent_given(form), actor=here.actor, at=here.at)
        told = phrase(
            "已登记。案件编号 %(number)s，查询码 %(progress_code)s（请告诉本人）。",
            number=case.number,
            progress_code=case.progress_code,
        )
        return {"told": told, "next": case_url(request, case.number)}

    try:
        result = submit(request, form, act)
    except Conflict as refusal:
        if refusal.code != "case.live":
            return handle_refusal(request, refusal)
        known = _known(request, form.cleaned_data.get("identity_number"))
        form.add_error("identity_number", ValidationError(said(refusal), code=refusal.code))
        return render_page(request, REGISTER, _register_page(form, known), status=CONFLICT)
    except Refused as refusal:
        again = Reshown(REGISTER, _register_page(form, ()), form)
        return handle_refusal(request, refusal, again=again)
    tell(request, result["told"], form.changes + form.warnings)
    return HttpResponseRedirect(result["next"])


def _intent_given(form: IntentForm) -> IntentGiven:
    given = form.cleaned_data
    number: IdentityNumber | None = given["identity_number"]
    size = given["household_size"]
    return IntentGiven(
        applicant=PersonGiven(
            name=given["name"],
            identity_number="" if number is None else number.number,
            sex=given["sex"],
            born_on=given["born_on"],
            phone="" if given["phone"] is None else given["phone"].number,
            residence=given["village"],
            is_test=settings.JIUZHU_DEMO,
            paper_reason=given["paper_reason"] or "",
        ),
        village_code=given["village"],
        category=Category(given["category"]),
        category_ground=given["category_ground"],
        need=given["need"],
        channel=Channel(given["channel"]),
        identity_checked=given["identity_checked"],
        purpose_told=given["purpose_told"],
        household_size=int(size) if size else None,
        proxy_name=given["proxy_name"] or "",
        proxy_relation=given["proxy_relation"] or "",
    )


def _register_page(form: IntentForm, known: tuple[KnownCase, ...]) -> RegisterPage:
    return RegisterPage(
        form=form,
        rights=RIGHTS_TOLD,
        sources=tuple(
            phrase(
                "%(source)s：%(items)s（%(purpose)s）",
                source=one.source,
                items=one.items,
                purpose=one.purpose,
            )
            for one in SOURCES_TOLD
        ),
        known=known,
    )


@require_POST
@refusals_as_pages
def known_person(request: HttpRequest) -> HttpResponse:
    """Tell what a typed number says and whether the area has a case of this person already."""
    asked(request).actor.require("intent.register")
    text = request.POST.get("identity_number", "").strip()
    words = problem = ""
    known: tuple[KnownCase, ...] = ()
    if text:
        try:
            number = parse_identity_number(text)
        except Refused as refusal:
            problem = said(refusal)
        else:
            words = phrase(
                "校验通过：%(sexes)s，%(born_on)s 出生",
                sexes=SEXES[number.sex],
                born_on=number.born_on.isoformat(),
            )
            known = _known(request, number)
    page = KnownPage(words=words, problem=problem, known=known)
    return render_page(request, "desk/intents/known.html", page)


def _known(request: HttpRequest, number: IdentityNumber | None) -> tuple[KnownCase, ...]:
    here = asked(request)
    if number is None:
        return ()
    found = queries.known_cases(number=number, actor=here.actor)
    record_access(
        kind=AccessKind.SEARCH,
        actor=here.actor,
        at=here.at,
        request=request_facts(request),
        query=f"登记前查重（证件号末四位 {number.number[-4:]}）：{len(found)} 件",
    )
    return found


urlpatterns: list[URLPattern] = [
    path("intents/new/", register, name="register_intent"),
    path("intents/known/", known_person, name="known_person"),
]
