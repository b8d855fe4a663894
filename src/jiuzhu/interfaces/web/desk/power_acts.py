"""Acts on powers: prepare, upload, activate, give up, take back; what a township needs for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.acts.stage import Act, ActPage, Section, answer, sent
from jiuzhu.interfaces.web.desk.power_forms import (
    ActivateForm,
    ConfirmForm,
    DelegationForm,
    PaperForm,
    SealForm,
    TrainingForm,
    WithdrawForm,
)
from jiuzhu.interfaces.web.desk.powers import (
    MANAGES,
    PREPARES,
    PowerPage,
    checklist_table,
    power_crumbs,
    power_title,
    power_url,
)
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import SubmitForm
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Action, Fact, Link
from jiuzhu.kernel.errors import Conflict, NotVisible
from jiuzhu.registers.accounts.readiness import readiness_of
from jiuzhu.registers.accounts.services.activate_delegation import activate_delegation
from jiuzhu.registers.organs.access import county_acting, not_visible, township_of
from jiuzhu.registers.organs.delegations import Delegation, delegation_here
from jiuzhu.registers.organs.enums import DelegationMode, OpenCases, OrganKind, Power
from jiuzhu.registers.organs.queries import (
    officers_of_organs,
    organ_of_code,
    organs_under,
    seal_of,
)
from jiuzhu.registers.organs.services.prepare_delegation import (
    DraftGiven,
    attach_document,
    drop_delegation,
    prepare_delegation,
)
from jiuzhu.registers.organs.services.record_readiness import (
    ClassHeld,
    SealGiven,
    record_training,
    register_seal,
)
from jiuzhu.registers.organs.services.withdraw_delegation import Withdrawal, withdraw_delegation

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
@refusals_as_pages
def power_new(request: HttpRequest) -> HttpResponse:
    """Prepare an order."""
    here = asked(request)
    county = county_acting(here.actor, PREPARES)
    townships = organs_under(county, OrganKind.TOWNSHIP)
    form = DelegationForm(
        sent(request)[0],
        townships=tuple((one.code, one.name) for one in townships),
        names=(county.name, *(one.name for one in townships)),
        initial={
            "reviewing_body": county.reviewing_body,
            "reviewing_address": county.reviewing_address,
            "court": county.court,
        },
    )
    made: dict[str, str] = {}

    def do() -> str:
        cleaned = form.cleaned_data
        given = DraftGiven(
            power=Power(cleaned["power"]),
            mode=DelegationMode(cleaned["mode"]),
            open_cases_at_start=OpenCases(cleaned["open_cases_at_start"]),
            open_cases_at_end=OpenCases(cleaned["open_cases_at_end"]),
            **{name: cleaned[name] for name in PLAIN},
        )
        made["code"] = prepare_delegation(given=given, actor=here.actor, at=here.at).code
        return phrase("已拟订。请上传授权文件，由县级审批人核对后启用。")

    back = reverse("desk:powers")
    intro = (
        phrase("拟订以后还不生效：要上传授权文件、承接条件齐全，再由另一人（县级审批人）启用。"),
    )
    page = _plain(form, "拟订下放", power_crumbs(), "登记", back, intro=intro)
    answered = answer(request, Act(form, lambda: page, do, back))
    if made and isinstance(answered, HttpResponseRedirect):
        return HttpResponseRedirect(power_url(made["code"]))
    return answered


PLAIN = (
    "to_organ",
    "batch",
    "document_title",
    "document_number",
    "effective_from",
    "name_on_decision",
    "respondent",
    "reviewing_body",
    "reviewing_address",
    "court",
)


def _plain(
    form: SubmitForm,
    title: str,
    crumbs: tuple[Link, ...],
    label: str,
    back: str,
    **more: Any,
) -> ActPage:
    return ActPage(
        title=title,
        crumbs=crumbs,
        chips=(),
        facts=(),
        sections=more.pop("sections", ()),
        form=form,
        label=label,
        back_url=back,
        **more,
    )


def _own(request: HttpRequest, code: str, capability: str) -> Delegation:
    """Return an order of the own county to somebody who may act on it.

    Raises: Forbidden, NotVisible.
    """
    county = county_acting(asked(request).actor, capability)
    one = delegation_here(code)
    if one.from_organ_id != county.pk:
        raise not_visible()
    return one


def _act(
    request: HttpRequest,
    one: Delegation,
    form: SubmitForm,
    label: str,
    do: Callable[[], str],
    **more: Any,
) -> HttpResponse:
    then = power_url(one.code)
    crumbs = power_crumbs(Link(power_title(one), then))
    page = _plain(form, label, crumbs, label, then, **more)
    return answer(request, Act(form, lambda: page, do, then))


@require_http_methods(FORM_METHODS)
@refusals_as_pages
def power_paper(request: HttpRequest, code: str) -> HttpResponse:
    """Upload the authorising document."""
    here = asked(request)
    one = _own(request, code, PREPARES)
    form = PaperForm(*sent(request))

    def do() -> str:
        upload = form.cleaned_data["file"]
        attach_document(
            code=one.code,
            content=upload.content,
            shown_name=upload.name,
            actor=here.actor,
            at=here.at,
        )
        return phrase("授权文件已保存。")

    return _act(request, one, form, "上传授权文件", do)


@require_http_methods(FORM_METHODS)
@refusals_as_pages
def power_drop(request: HttpRequest, code: str) -> HttpResponse:
    """Give an order up."""
    here = asked(request)
    one = _own(request, code, PREPARES)
    form = ConfirmForm(sent(request)[0])

    def do() -> str:
        drop_delegation(code=one.code, actor=here.actor, at=here.at)
        return phrase("已放弃，审批权没有变化。")

    intro = (phrase("放弃后不能再启用，记录留存；要下放请重新拟订。"),)
    return _act(request, one, form, "放弃下放", do, intro=intro, danger=True)


@require_http_methods(FORM_METHODS)
@refusals_as_pages
def power_activate(request: HttpRequest, code: str) -> HttpResponse:
    """Put an order in force, as the second officer."""
    here = asked(request)
    one = _own(request, code, MANAGES)
    form = ActivateForm(sent(request)[0])

    def do() -> str:
        activate_delegation(code=one.code, actor=here.actor, at=here.at)
        day = one.effective_from.isoformat()
        return phrase("已启用，%(day)s起由%(organ)s审批。", day=day, organ=one.to_organ)

    facts = (
        Fact("权力事项", one.power.label),
        Fact("承接机关", one.to_organ),
        Fact(
            "授权文件",
            phrase("%(document)s（%(number)s）", document=one.document, number=one.document_number),
        ),
        Fact("生效日期", one.effective_from, "date"),
        Fact("决定以谁的名义", one.name_on_decision),
        Fact("被申请人（被告）", one.respondent),
        Fact("复议机关", one.reviewing_body),
        Fact("管辖法院", one.court),
        Fact("生效前已受理的案件", phrase(one.open_cases_at_start)),
    )
    return _act(
        request,
        one,
        form,
        "启用下放",
        do,
        sections=(Section("请逐项核对", facts=facts),),
        blocked="" if one.is_open else phrase("这项下放已经启用或放弃。"),
    )


@require_http_methods(FORM_METHODS)
@refusals_as_pages
def power_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take a power back."""
    here = asked(request)
    one = _own(request, code, MANAGES)
    if not one.order_code:
        raise Conflict("delegation.not_active", "这项下放还没有启用，不用收回。请打开看最新情况。")
    form = WithdrawForm(sent(request)[0], initial={"effective_to": legal_day(here.at)})

    def do() -> str:
        cleaned = form.cleaned_data
        given = Withdrawal(
            effective_to=cleaned["effective_to"],
            ground=cleaned["ground"],
            document=cleaned["document"],
        )
        withdraw_delegation(code=one.order_code, given=given, actor=here.actor, at=here.at)
        return phrase("已收回，%(day)s起由县级审批。", day=given.effective_to.isoformat())

    intro = (
        phrase("收回以前作出的决定照旧有效。"),
        phrase("已受理、还没有决定的案件：%(rule)s。", rule=phrase(one.open_cases_at_end)),
    )
    blocked = phrase("这项权力已经收回。") if one.effective_to is not None else ""
    return _act(request, one, form, "收回审批权", do, intro=intro, danger=True, blocked=blocked)


@require_GET
@refusals_as_pages
def readiness(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a township needs before it takes over a power, and what it lacks."""
    here = asked(request)
    organ = organ_of_code(code)
    if organ is None or organ.kind != OrganKind.TOWNSHIP:
        raise NotVisible("delegation.organ", "没有这个乡镇（街道）。请从“权力下放”列表进入。")
    items = readiness_of(organ=organ, on=legal_day(here.at))
    may = here.actor.may(PREPARES) and organ.parent_id == here.actor.organ_id
    page = PowerPage(
        title=phrase("%(organ)s的承接条件", organ=organ.short_name),
        crumbs=power_crumbs(),
        chips=(),
        facts=(organ.name,),
        next=None,
        actions=(
            Action("登记培训", power_url(code, "readiness_training")),
            Action("登记印章", power_url(code, "readiness_seal")),
        )
        if may
        else (),
        todo=(),
        sections=(Section("承接条件", table=checklist_table(items)),),
    )
    return render_page(request, "desk/powers/power.html", page)


@require_http_methods(FORM_METHODS)
@refusals_as_pages
def readiness_training(request: HttpRequest, code: str) -> HttpResponse:
    """Record a class that people of a township attended."""
    here = asked(request)
    on = legal_day(here.at)
    organ = township_of(code=code, county=county_acting(here.actor, PREPARES))
    people = officers_of_organs(organ_ids=(organ.pk,), on=on)
    form = TrainingForm(
        sent(request)[0], people=tuple((str(one.pk), one.name) for one, _ in people), on=on
    )

    def do() -> str:
        held = ClassHeld(
            topic=form.cleaned_data["topic"],
            attended_on=form.cleaned_data["attended_on"],
            officers=tuple(int(one) for one in form.cleaned_data["officers"]),
        )
        count = record_training(township=code, given=held, actor=here.actor, at=here.at)
        return phrase("已登记%(n)s人的培训。", n=count)

    return _of_township(request, code, organ.short_name, form, "登记培训", do)


@require_http_methods(FORM_METHODS)
@refusals_as_pages
def readiness_seal(request: HttpRequest, code: str) -> HttpResponse:
    """Register the seal of a township."""
    here = asked(request)
    organ = township_of(code=code, county=county_acting(here.actor, PREPARES))
    form = SealForm(*sent(request), initial={"name": organ.name})

    def do() -> str:
        cleaned = form.cleaned_data
        given = SealGiven(
            name=cleaned["name"],
            effective_from=cleaned["effective_from"],
            content=cleaned["file"].content,
            shown_name=cleaned["file"].name,
        )
        register_seal(township=code, given=given, actor=here.actor, at=here.at)
        return phrase("印章已备案。")

    now = seal_of(organ, on=legal_day(here.at))
    intro = (phrase("现在备案的印章：%(name)s。新印章启用之日，它停用。", name=now),) if now else ()
    return _of_township(request, code, organ.short_name, form, "登记印章", do, intro=intro)


def _of_township(
    request: HttpRequest,
    code: str,
    name: str,
    form: SubmitForm,
    label: str,
    do: Callable[[], str],
    **more: Any,
) -> HttpResponse:
    then = power_url(code, "readiness")
    crumbs = power_crumbs(Link(phrase("%(organ)s的承接条件", organ=name), then))
    page = _plain(form, label, crumbs, label, then, **more)
    return answer(request, Act(form, lambda: page, do, then))


urlpatterns: list[URLPattern] = [
    path("powers/new/", power_new, name="power_new"),
    path("powers/<str:code>/paper/", power_paper, name="power_paper"),
    path("powers/<str:code>/drop/", power_drop, name="power_drop"),
    path("powers/<str:code>/activate/", power_activate, name="power_activate"),
    path("powers/<str:code>/withdraw/", power_withdraw, name="power_withdraw"),
    path("powers/ready/<str:code>/", readiness, name="readiness"),
    path("powers/ready/<str:code>/training/", readiness_training, name="readiness_training"),
    path("powers/ready/<str:code>/seal/", readiness_seal, name="readiness_seal"),
]
