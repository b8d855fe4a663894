"""One person's mandate: a code for the own phone, a link to who is elsewhere, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from jiuzhu.casework.documents.rendering.qr import qr_picture
from jiuzhu.casework.intents.services.send_authorization_link import (
    SHOWN_FOR,
    VALID_FOR,
    send_authorization_link,
    show_authorization_link,
)
from jiuzhu.casework.intents.services.withdraw_authorization import withdraw_authorization
from jiuzhu.casework.workspace import queries
from jiuzhu.casework.workspace.queries import CaseSummary, MemberLine
from jiuzhu.interfaces.web.acts.case_page import (
    Head,
    case_view,
    finish,
    head_of,
    open_for,
)
from jiuzhu.interfaces.web.desk.intent_forms import (
    LinkForm,
    WithdrawForm,
)
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import (
    Reshown,
    render_page,
)
from jiuzhu.kernel.errors import NotVisible, Refused

ONE_PERSON = "desk/intents/one_person.html"


FORM_METHODS = ["GET", "HEAD", "POST"]
SHOWN = "desk/intents/shown_link.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPage:
    """The code on the counter's screen, for one person, once."""

    head: Head
    person: MemberLine
    picture: str
    code: str
    minutes: int
    back_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePersonPage:
    """One act about one person of the case."""

    head: Head
    form: LinkForm | WithdrawForm
    person: MemberLine
    intro: str
    label: str
    danger: bool = False


@require_POST
@case_view
def show_link(request: HttpRequest, number: str) -> HttpResponse:
    """Show a code that the person scans with the own phone, and the digits to type there.

    Asked for from the open form only, each time anew: a new code ends the former.
    """
    here = asked(request)
    case = open_for(request, number, "send_authorization_link", "intent.register")
    person = _person(request, case)
    try:
        UUID(request.POST.get("idempotency_key", ""))
    except ValueError as error:
        sentence = "这一页已经过期，请刷新后再点“手机扫码签”。"
        raise Refused("form.key", sentence) from error
    fresh = show_authorization_link(
        number=number, person_id=person.person_id, actor=here.actor, at=here.at
    )
    page = ShownPage(
        head=head_of(request, case, "手机扫码签"),
        person=person,
        picture=qr_picture(fresh.url),
        code=fresh.code,
        minutes=int(SHOWN_FOR.total_seconds() // 60),
        back_url=reverse("desk:sign_authorization", args=[number]),
    )
    return render_page(request, SHOWN, page)


@require_http_methods(FORM_METHODS)
@case_view
def send_link(request: HttpRequest, number: str) -> HttpResponse:
    """Send a link and a code to somebody who is elsewhere; no journey for a signature."""
    here = asked(request)
    case = open_for(request, number, "send_authorization_link", "intent.register")
    person = _person(request, case)
    phone = queries.phone_of(number=number, person_id=person.person_id, actor=here.actor)
    form = LinkForm.of(request, case, {"phone": phone})
    hours = int(VALID_FOR.total_seconds() // 3600)
    page = OnePersonPage(
        head=head_of(request, case, "发送授权链接"),
        form=form,
        person=person,
        intro=phrase(
            "系统向他本人的手机发送链接和6位验证码，%(hours)s小时内有效，他在自己手机上阅读、"
            "授权，不用跑一趟。",
            hours=hours,
        ),
        label="发送链接",
    )

    def act() -> dict[str, Any]:
        send_authorization_link(
            number=number,
            person_id=person.person_id,
            phone=form.cleaned_data["phone"].number,
            actor=here.actor,
            at=here.at,
        )
        return {
            "told": phrase("链接和验证码已发往 %(name)s 的手机。", name=person.name),
            "next": reverse("desk:case", args=[number]),
        }

    return _one_person(request, case, page, act)


@require_http_methods(FORM_METHODS)
@case_view
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take a mandate back: no new question leaves from then on."""
    here = asked(request)
    case = open_for(request, number, "withdraw_authorization", "intent.register")
    person = _person(request, case)
    form = WithdrawForm.of(request, case)
    page = OnePersonPage(
        head=head_of(request, case, "撤回授权"),
        form=form,
        person=person,
        intro="撤回后不再发起对他的新查询；已经完成的核对仍然有效。家庭成员撤回的，核对不能继续。",
        label="登记撤回",
        danger=True,
    )

    def act() -> dict[str, Any]:
        withdraw_authorization(
            number=number,
            person_id=person.person_id,
            reason=form.cleaned_data["reason"],
            actor=here.actor,
            at=here.at,
        )
        return {
            "told": phrase("%(name)s 的授权已撤回。", name=person.name),
            "next": reverse("desk:case", args=[number]),
        }

    return _one_person(request, case, page, act)


def _one_person(
    request: HttpRequest, case: CaseSummary, page: OnePersonPage, act: Any
) -> HttpResponse:
    if request.method != "POST":
        return render_page(request, ONE_PERSON, page)
    if not page.form.is_valid():
        return render_page(request, ONE_PERSON, page, status=422)
    return finish(request, case, page.form, act, again=Reshown(ONE_PERSON, page, page.form))


def _person(request: HttpRequest, case: CaseSummary) -> MemberLine:
    """Return the person of the case that the address names.

    Raises: NotVisible for anybody else.
    """
    wanted = request.GET.get("person", "")
    for one in (*case.members, *case.obligors):
        if str(one.person_id) == wanted:
            return one
    raise NotVisible("authorization.stranger", "这个人不在本案名单中。请从案件页面的名单里选择。")


urlpatterns: list[URLPattern] = [
    path("cases/<str:number>/show-authorization-link/", show_link, name="show_link"),
    path("cases/<str:number>/send-authorization-link/", send_link, name="send_authorization_link"),
    path("cases/<str:number>/withdraw-authorization/", withdraw, name="withdraw_authorization"),
]
