"""Write down the household of a wish registered before, tell everything once (D2)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from jiuzhu.casework.intents.services.open_authorization import open_authorization
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.form_drafts import drop_form_draft
from jiuzhu.interfaces.web.acts.case_page import case_view, finish, head_of, open_for
from jiuzhu.interfaces.web.desk.family_forms import CIRCUMSTANCES, FamilyForm, FamilyTables
from jiuzhu.interfaces.web.desk.family_given import Applicant, check_tables, family_given
from jiuzhu.interfaces.web.desk.sitting import (
    NEEDED,
    SITTING,
    SittingPage,
    data_of,
    keeping_of,
    needed_for,
    needed_here,
    typed_before,
)
from jiuzhu.interfaces.web.desk.trial import trial_asked
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.pages import Reshown, refusals_as_pages, render_page

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@case_view
def family(request: HttpRequest, number: str) -> HttpResponse:
    """Write down the family in one sitting; nothing typed is lost by an error or a longer table."""
    here = asked(request)
    case = open_for(request, number, "open_authorization", "intent.register")
    name = f"open_authorization:{number}"
    draft = typed_before(request, name)
    data = data_of(request, draft)
    on = legal_day(here.at)
    initial = {"account_holder": case.applicant, "seen": case.state}
    form = FamilyForm(data, initial=initial, on=on)
    tables = FamilyTables.of(data, on)
    page = SittingPage(
        form=form,
        keeping=keeping_of(request, form, name, draft, request.path),
        is_asking=bool(draft) or bool(request.POST.get("rows")),
        tables=tables,
        list=needed_here(request, form),
        trial=trial_asked(request, number),
        head=head_of(request, case, "登记家庭情况"),
        case=case,
    )
    if page.is_asking:
        form.is_valid()
        form.errors.clear()
        tables.show_as_typed()
    if page.is_asking or request.method != "POST":
        return render_page(request, SITTING, page)
    applicant = Applicant.of_case(case)
    if form.is_valid() & tables.is_valid():
        check_tables(applicant, tables)
    if page.errors:
        return render_page(request, SITTING, page, status=UNPROCESSABLE)
    given = family_given(applicant, form.cleaned_data, tables, on)

    def act() -> dict[str, Any]:
        open_authorization(number=number, given=given, actor=here.actor, at=here.at)
        if here.actor.user_id is not None:
            drop_form_draft(key=form.cleaned_data["idempotency_key"], owner=here.actor.user_id)
        told = "家庭情况已登记，一次性告知书和预填申请表已出具。下一步：请在场的人签授权。"
        return {"told": told, "next": reverse("desk:sign_authorization", args=[number])}

    return finish(
        request,
        case,
        form,
        act,
        again=Reshown(SITTING, page, form),
        rows=tables.every,
        correctable=frozenset({"member.live_case"}),
    )


@require_POST
@refusals_as_pages
def needed(request: HttpRequest) -> HttpResponse:
    """Show the one-time notice for the situations that are ticked now."""
    here = asked(request)
    here.actor.require("intent.register")
    known = dict(CIRCUMSTANCES)
    ticked = [one for one in request.POST.getlist("circumstances") if one in known]
    return render_page(request, NEEDED, needed_for(ticked, legal_day(here.at)))


urlpatterns: list[URLPattern] = [
    path("cases/<str:number>/open-authorization/", family, name="open_authorization"),
    path("intents/needed/", needed, name="needed_papers"),
]
