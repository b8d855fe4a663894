"""Object to a published result without signing in: works without script, named or not."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from jiuzhu.casework.objections.services.object_on_web import WebObjection, object_on_web
from jiuzhu.casework.objections.services.register_objection import LONGEST
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.formats import day_of
from jiuzhu.interfaces.web.parts.forms import PlainTextField, SubmitForm, TickField
from jiuzhu.interfaces.web.parts.pace import is_too_fast
from jiuzhu.interfaces.web.parts.pages import (
    Reshown,
    handle_refusal,
    refusals_as_pages,
    render_page,
)
from jiuzhu.interfaces.web.parts.submit import submit
from jiuzhu.interfaces.web.public.views import NOT_INDEXED, set_frame
from jiuzhu.kernel.errors import Refused

FORM = "public/objecting.html"


class ObjectingForm(SubmitForm):
    """What is objected; a name is never required."""

    text = PlainTextField(label="您要反映什么", max_length=LONGEST, rows=6)
    name = PlainTextField(
        label="您的姓名", max_length=40, required=False, help_text="不想留姓名可以不填"
    )
    contact = PlainTextField(
        label="电话或地址", max_length=120, required=False, help_text="留了姓名的请填，好答复您"
    )
    about_staff = TickField(label="反映的是乡镇（街道）工作人员，请直接交县里办理", required=False)

    def given(self) -> WebObjection:
        """Return what was typed."""
        values = self.cleaned_data
        return WebObjection(
            text=values["text"],
            name=values["name"] or "",
            contact=values["contact"] or "",
            about_staff=bool(values["about_staff"]),
        )


@dataclass(frozen=True, slots=True)
class ObjectingPage:
    """The form, or the number under which it was kept."""

    form: SubmitForm
    number: str = ""
    due_on: str = ""


@require_http_methods(["GET", "POST"])
@refusals_as_pages
def objecting(request: HttpRequest, code: str) -> HttpResponse:
    """Take an objection to the notice with this code; the code is asked about when it is sent."""
    set_frame(request)
    form = ObjectingForm(request.POST if request.method == "POST" else None)
    page = ObjectingPage(form=form)
    if request.method != "POST" or not form.is_valid():
        return _shown(request, page, status=422 if form.is_bound else 200)
    here = asked(request)

    def act() -> dict[str, str]:
        if is_too_fast(request, "objections"):
            raise Refused("objection.too_fast", "提交得太多了，请过一小时再来，或拨打监督电话。")
        told = object_on_web(code=code.upper(), given=form.given(), at=here.at)
        return {"number": told.number, "due_on": day_of(told.due_on)}

    try:
        kept = submit(request, form, act)
    except Refused as refusal:
        return _unindexed(handle_refusal(request, refusal, again=Reshown(FORM, page, form)))
    return _shown(request, ObjectingPage(form=form, number=kept["number"], due_on=kept["due_on"]))


def _shown(request: HttpRequest, page: ObjectingPage, *, status: int = 200) -> HttpResponse:
    return _unindexed(render_page(request, FORM, page, status=status))


def _unindexed(answer: HttpResponse) -> HttpResponse:
    answer.headers["X-Robots-Tag"] = NOT_INDEXED
    return answer
