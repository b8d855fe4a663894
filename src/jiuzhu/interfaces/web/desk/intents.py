"""The first sitting at the counter: wish and household on one page, in one transaction."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from jiuzhu.casework.cases.enums import Category, Scheme
from jiuzhu.casework.intents.enums import Channel
from jiuzhu.casework.intents.services.open_authorization import open_authorization
from jiuzhu.casework.intents.services.register_intent import IntentGiven, register_intent
from jiuzhu.casework.workspace import queries
from jiuzhu.casework.workspace.queries import KnownCase
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.form_drafts import drop_form_draft
from jiuzhu.interfaces.web.acts.case_page import case_url
from jiuzhu.interfaces.web.desk.family_forms import FamilyTables, SittingForm, WishForm
from jiuzhu.interfaces.web.desk.family_given import Applicant, check_tables, family_given
from jiuzhu.interfaces.web.desk.intent_forms import IntentForm
from jiuzhu.interfaces.web.desk.number_check import known_before
from jiuzhu.interfaces.web.desk.sitting import (
    SITTING,
    SittingPage,
    data_of,
    keeping_of,
    needed_here,
    register_url,
    rights_told,
    sources_told,
    typed_before,
)
from jiuzhu.interfaces.web.desk.trial import trial_asked
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import apply_refusal
from jiuzhu.interfaces.web.parts.language import phrase, said
from jiuzhu.interfaces.web.parts.pages import (
    Reshown,
    handle_refusal,
    refusals_as_pages,
    render_page,
)
from jiuzhu.interfaces.web.parts.submit import submit, tell
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.kernel.identity import IdentityNumber
from jiuzhu.registers.households.services.register_person import PersonGiven

CONFLICT, UNPROCESSABLE = 409, 422
FORM_METHODS = ["GET", "HEAD", "POST"]
DRAFT = "register_intent"
FAMILY = "family"
AT_NUMBER = frozenset({"case.live"})
AT_FORM = frozenset({"member.live_case"})


@require_http_methods(FORM_METHODS)
@refusals_as_pages
def register(request: HttpRequest) -> HttpResponse:
    """Register a wish for help, and at the window the household with it.

    A second case of the same person is stopped before it begins. Without `step` only the wish is
    registered: so does the assistant on the phone, and the window when the family is not known.
    """
    here = asked(request)
    here.actor.require("intent.register", action="register_intent")
    draft = typed_before(request, DRAFT)
    data = data_of(request, draft)
    form = _form(request, data)
    has_tables = isinstance(form, SittingForm)
    tables = FamilyTables.of(data, legal_day(here.at)) if has_tables else None
    is_asking = bool(draft) or bool(request.POST.get("rows"))

    def page(known: tuple[KnownCase, ...] = ()) -> SittingPage:
        return SittingPage(
            form=form,
            keeping=keeping_of(request, form, DRAFT, draft, register_url()),
            is_asking=is_asking,
            tables=tables,
            list=None if tables is None else needed_here(request, form),
            trial=trial_asked(request),
            rights=rights_told(),
            sources=sources_told(),
            known=known,
        )

    if is_asking:
        form.is_valid()
        form.errors.clear()
        if tables is not None:
            tables.show_as_typed()
    if is_asking or request.method != "POST":
        return render_page(request, SITTING, page())
    is_valid = form.is_valid() & (tables is None or tables.is_valid())
    if is_valid and tables is not None:
        check_tables(Applicant.typed(form.cleaned_data), tables)
    shown = page()
    if shown.errors:
        return render_page(request, SITTING, shown, status=UNPROCESSABLE)
    return _register(request, shown)


def _form(request: HttpRequest, data: QueryDict | None) -> IntentForm:
    """Return the form that was filled in: for the wish alone, or for the whole sitting."""
    here = asked(request)
    step = request.POST.get("step", "")
    wants_wish = request.method == "POST" and "rows" not in request.POST and step != FAMILY
    form_class: type[IntentForm] = WishForm if wants_wish else SittingForm
    if here.actor.villages:
        form_class = IntentForm
    form = form_class(data, on=legal_day(here.at))
    villages = queries.villages_for(here.actor)
    form.fields["village"].choices = [("", "请选择"), *villages]  # type: ignore[attr-defined]
    if here.actor.villages:
        form.fields["channel"].initial = Channel.VILLAGE.value
    if len(villages) == 1:
        form.fields["village"].initial = villages[0][0]
    return form


def _register(request: HttpRequest, page: SittingPage) -> HttpResponse:
    here, form, tables = asked(request), page.form, page.tables

    def act() -> dict[str, Any]:
        given = form.cleaned_data
        if here.actor.user_id is not None:
            drop_form_draft(key=given["idempotency_key"], owner=here.actor.user_id)
        size = None if tables is None else 1 + len(tables.members.cleaned)
        wish = _intent_given(given, size)
        case = register_intent(given=wish, actor=here.actor, at=here.at)
        told = phrase(
            "已登记。案件编号 %(number)s，查询码 %(progress_code)s（请告诉本人）。",
            number=case.number,
            progress_code=case.progress_code,
        )
        if tables is None:
            return {"told": told, "next": case_url(request, case.number)}
        family = family_given(Applicant.typed(given), given, tables, legal_day(here.at))
        open_authorization(number=case.number, given=family, actor=here.actor, at=here.at)
        told += phrase("一次性告知书和预填申请表已出具。请在场的人签授权。")
        return {"told": told, "next": reverse("desk:sign_authorization", args=[case.number])}

    rows = () if tables is None else tables.every
    try:
        result = submit(request, form, act, rows=rows)
    except Conflict as refusal:
        return _conflict(request, page, refusal)
    except Refused as refusal:
        return handle_refusal(request, refusal, again=Reshown(SITTING, page, form))
    changes = [*form.changes, *form.warnings, *(one for table in rows for one in table.changes)]
    tell(request, result["told"], changes)
    return HttpResponseRedirect(result["next"])


def _conflict(request: HttpRequest, page: SittingPage, refusal: Conflict) -> HttpResponse:
    """Show the page again where the conflict is about somebody who was typed in."""
    if refusal.code not in AT_NUMBER | AT_FORM:
        return handle_refusal(request, refusal)
    form = page.form
    if refusal.code in AT_FORM:
        apply_refusal(form, refusal)
        return render_page(request, SITTING, page, status=CONFLICT)
    known = known_before(request, form.cleaned_data.get("identity_number"))
    form.add_error("identity_number", ValidationError(said(refusal), code=refusal.code))
    shown = SittingPage(
        form=form,
        keeping=page.keeping,
        is_asking=False,
        tables=page.tables,
        list=page.list,
        rights=page.rights,
        sources=page.sources,
        known=known,
    )
    return render_page(request, SITTING, shown, status=CONFLICT)


def _intent_given(given: dict[str, Any], people: int | None) -> IntentGiven:
    number: IdentityNumber | None = given["identity_number"]
    size = people or given.get("household_size")
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
        scheme=Scheme(given["scheme"] or Scheme.DIBAO),
        by_organisation=bool(given["by_organisation"]),
        initiative_ground=given["initiative_ground"] or "",
    )


urlpatterns: list[URLPattern] = [
    path("intents/new/", register, name="register_intent"),
]
