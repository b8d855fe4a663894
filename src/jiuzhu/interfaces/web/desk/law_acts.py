"""Acts on a change of the law: enter it, add values and the paper, simulate, activate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from jiuzhu.casework.reviews.services.activate_change import activate_change
from jiuzhu.casework.reviews.services.simulate_change import start_simulation
from jiuzhu.interfaces.web.acts.stage import Act, ActPage, Section, answer, sent
from jiuzhu.interfaces.web.desk.law_changes import sections_of, values_table
from jiuzhu.interfaces.web.desk.law_forms import (
    ActivateForm,
    ChangeForm,
    ConfirmForm,
    PaperForm,
    ReasonForm,
    ValueForm,
)
from jiuzhu.interfaces.web.desk.law_parts import (
    change_here,
    change_url,
    every_series,
    law_crumbs,
    series_name,
)
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import (
    SubmitForm,
)
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages
from jiuzhu.interfaces.web.parts.presenters import Link
from jiuzhu.policy.amendments import Amendment, circumstances, read_content
from jiuzhu.registers.law.access import city_of
from jiuzhu.registers.law.models import LawChange
from jiuzhu.registers.law.queries import pack_in_force
from jiuzhu.registers.law.services.prepare_change import (
    Paper,
    add_value,
    attach_paper,
    open_change,
    remove_value,
    reopen_change,
    withdraw_change,
)

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
@refusals_as_pages
def law_new(request: HttpRequest) -> HttpResponse:
    """Enter a document."""
    here = asked(request)
    city_of(here.actor, "law.prepare")
    form = ChangeForm(sent(request)[0], on=None)
    made: dict[str, str] = {}

    def do() -> str:
        cleaned = form.cleaned_data
        change = open_change(
            paper=Paper(
                title=cleaned["title"], number=cleaned["number"], issued_on=cleaned["issued_on"]
            ),
            actor=here.actor,
            at=here.at,
        )
        made["code"] = change.code
        return phrase("已登记，请逐项填写文件规定的数值。")

    page = _plain(form, "登记政策变更", law_crumbs(), "登记", reverse("desk:law"))
    answered = answer(request, Act(form, lambda: page, do, reverse("desk:law")))
    if made and isinstance(answered, HttpResponseRedirect):
        return HttpResponseRedirect(reverse("desk:law_change", args=[made["code"]]))
    return answered


def _plain(
    form: SubmitForm,
    title: str,
    crumbs: tuple[Link, ...],
    label: str,
    back: str,
    *,
    intro: tuple[str, ...] = (),
    sections: tuple[Section, ...] = (),
    danger: bool = False,
) -> ActPage:
    return ActPage(
        title=title,
        crumbs=crumbs,
        chips=(),
        facts=(),
        sections=sections,
        form=form,
        label=label,
        back_url=back,
        intro=intro,
        danger=danger,
    )


Doing = Callable[[LawChange], str]


def _act(
    request: HttpRequest,
    code: str,
    form: SubmitForm,
    label: str,
    do: Doing,
    *,
    capability: str = "law.prepare",
    **more: Any,
) -> HttpResponse:
    """Show or send one act on a change."""
    city_of(asked(request).actor, capability)
    change = change_here(code)
    then = change_url(change)
    crumbs = law_crumbs(Link(change.title, then))
    page = _plain(form, label, crumbs, label, then, **more)
    return answer(request, Act(form, lambda: page, lambda: do(change), then))


@require_http_methods(FORM_METHODS)
@refusals_as_pages
def law_add(request: HttpRequest, code: str) -> HttpResponse:
    """Add one value of the document."""
    here = asked(request)
    form = ValueForm(sent(request)[0])

    def do(change: LawChange) -> str:
        cleaned = form.cleaned_data
        one = every_series(pack_in_force())[cleaned["parameter"]]
        amount, text, items = read_content(one.unit, cleaned["value"])
        value = Amendment(
            key=one.key,
            where=circumstances(one.dims),
            unit=one.unit,
            effective_from=cleaned["effective_from"],
            effective_to=cleaned["effective_to"],
            amount=amount,
            text=text,
            items=items,
            document=change.document_number,
            article=cleaned["article"],
            still_valid_on=max(change.document_on, cleaned["effective_from"]),
            replaces=cleaned["replaces"],
        )
        add_value(code=code, value=value, actor=here.actor)
        return phrase("已添加：%(name)s。", name=series_name(one))

    return _act(request, code, form, "添加数值", do)


@require_http_methods(FORM_METHODS)
@refusals_as_pages
def law_drop(request: HttpRequest, code: str, position: int) -> HttpResponse:
    """Take a value out of a draft."""
    here = asked(request)
    form = ConfirmForm(sent(request)[0])

    def do(change: LawChange) -> str:
        remove_value(code=change.code, position=position, actor=here.actor, at=here.at)
        return phrase("已移除。")

    intro = (phrase("移除第 %(n)s 项数值。移除后仍留在记录里。", n=position),)
    return _act(request, code, form, "移除数值", do, intro=intro)


@require_http_methods(FORM_METHODS)
@refusals_as_pages
def law_paper(request: HttpRequest, code: str) -> HttpResponse:
    """Upload the document."""
    here = asked(request)
    form = PaperForm(*sent(request))

    def do(change: LawChange) -> str:
        upload = form.cleaned_data["file"]
        attach_paper(
            code=change.code,
            content=upload.content,
            shown_name=upload.name,
            actor=here.actor,
            at=here.at,
        )
        return phrase("文件原文已保存。")

    return _act(request, code, form, "上传文件原文", do)


@require_http_methods(FORM_METHODS)
@refusals_as_pages
def law_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Give a change up."""
    here = asked(request)
    form = ReasonForm(sent(request)[0])

    def do(change: LawChange) -> str:
        reason = form.cleaned_data["reason"]
        withdraw_change(code=change.code, reason=reason, actor=here.actor, at=here.at)
        return phrase("已撤回，现行政策没有变化。")

    return _act(request, code, form, "撤回变更", do, danger=True)


@require_http_methods(FORM_METHODS)
@refusals_as_pages
def law_reopen(request: HttpRequest, code: str) -> HttpResponse:
    """Take a simulated change back into drafting."""
    here = asked(request)
    form = ConfirmForm(sent(request)[0])

    def do(change: LawChange) -> str:
        reopen_change(code=change.code, actor=here.actor)
        return phrase("已退回拟稿，可以改数值；改好后重新测算。")

    intro = (phrase("退回以后要重新测算才能启用；已有的测算留作记录。"),)
    return _act(request, code, form, "退回拟稿", do, intro=intro)


@require_http_methods(FORM_METHODS)
@refusals_as_pages
def law_simulate(request: HttpRequest, code: str) -> HttpResponse:
    """Start the simulation."""
    here = asked(request)
    form = ConfirmForm(sent(request)[0])

    def do(change: LawChange) -> str:
        start_simulation(code=change.code, actor=here.actor, at=here.at)
        return phrase("测算已开始，完成后会通知您。可以离开这个页面。")

    intro = (
        phrase("按现在已作出的决定，逐户计算这项变更：谁增加、谁减少、每月多支出多少。"),
        phrase("同时用变更后的政策重算已办案件，列出每一处差异。不改变任何人的待遇。"),
    )
    return _act(request, code, form, "开始测算", do, intro=intro)


@require_http_methods(FORM_METHODS)
@refusals_as_pages
def law_activate(request: HttpRequest, code: str) -> HttpResponse:
    """Put a change into force, as the second officer."""
    here = asked(request)
    form = ActivateForm(sent(request)[0])
    change = change_here(code)
    values = list(change.entries.filter(removed_at__isnull=True).order_by("position"))
    sections = (
        *sections_of(change),
        Section("变更的数值", table=values_table(change, values, may_change=False)),
    )

    def do(found: LawChange) -> str:
        activate_change(code=found.code, actor=here.actor, at=here.at)
        return phrase("已启用，从现在起按新的政策计算。")

    intro = (phrase("启用后立即对全市生效，不能撤销；登记错了，只能再登记一项更正。"),)
    return _act(
        request,
        code,
        form,
        "启用变更",
        do,
        capability="law.activate",
        intro=intro,
        sections=sections,
    )


urlpatterns: list[URLPattern] = [
    path("law/new/", law_new, name="law_new"),
    path("law/changes/<str:code>/add/", law_add, name="law_add"),
    path("law/changes/<str:code>/drop/<int:position>/", law_drop, name="law_drop"),
    path("law/changes/<str:code>/paper/", law_paper, name="law_paper"),
    path("law/changes/<str:code>/withdraw/", law_withdraw, name="law_withdraw"),
    path("law/changes/<str:code>/reopen/", law_reopen, name="law_reopen"),
    path("law/changes/<str:code>/simulate/", law_simulate, name="law_simulate"),
    path("law/changes/<str:code>/activate/", law_activate, name="law_activate"),
]
