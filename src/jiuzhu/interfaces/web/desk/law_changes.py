"""Pages of one change of the law: enter it, add values and the paper, simulate, activate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from jiuzhu.casework.reviews.models import BackPayRun, Simulation
from jiuzhu.casework.reviews.services.activate_change import activate_change, finished_simulation
from jiuzhu.casework.reviews.services.simulate_change import start_simulation
from jiuzhu.infra.storage import read_bytes
from jiuzhu.interfaces.web.acts.stage import Act, ActPage, Section, answer, sent, table
from jiuzhu.interfaces.web.desk.law_parts import (
    change_chip,
    change_here,
    change_url,
    every_series,
    law_crumbs,
    series_name,
    value_words,
    written,
)
from jiuzhu.interfaces.web.desk.law_results import Results, results_of
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import (
    CodeField,
    LegalDateField,
    PlainTextField,
    SubmitForm,
    TickField,
)
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Action, Chip, Fact, Link, Row, Table
from jiuzhu.interfaces.web.parts.uploads import UploadField, UploadForm
from jiuzhu.kernel.errors import NotVisible
from jiuzhu.policy.amendments import Amendment, circumstances, read_content
from jiuzhu.policy.values import UNIT_LABELS, Unit, Value
from jiuzhu.registers.law.access import city_of
from jiuzhu.registers.law.enums import ChangeState
from jiuzhu.registers.law.models import LawActivation, LawChange, LawChangeValue
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
OPEN = (ChangeState.DRAFT, ChangeState.SIMULATED)


class PdfField(UploadField):
    """Ask for the document as a PDF."""

    accept = "application/pdf"


class ChangeForm(SubmitForm):
    """Name the document that changes the law."""

    title = PlainTextField(label="变更名称", max_length=120, help_text="例如：提高2021年低保标准")
    number = PlainTextField(
        label="文号", max_length=80, help_text="照文件写，例如：泰民发〔2021〕9号"
    )
    issued_on = LegalDateField(label="发文日期", past=True)


class ValueForm(SubmitForm):
    """One value that the document fixes."""

    parameter = CodeField(label="参数", codes=())
    value = PlainTextField(
        label="新的数值",
        max_length=400,
        rows=2,
        help_text="金额以元为单位，如 719.00；是否类填“是”或“否”；清单一行一项。",
    )
    effective_from = LegalDateField(
        label="生效日期", help_text="可以早于今天：如四月发文、一月起执行。"
    )
    effective_to = LegalDateField(label="失效日期（这一天起不再执行）", required=False)
    article = PlainTextField(label="文件中的条款", max_length=80, help_text="例如：第一条")
    replaces = TickField(label="更正原登记：同一天起的数值登记错了", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = every_series(pack_in_force())
        self.fields["parameter"].choices = (  # type: ignore[attr-defined]
            ("", "请选择"),
            *(
                (
                    code,
                    phrase(
                        "%(name)s（%(unit)s）",
                        name=series_name(one),
                        unit=phrase(UNIT_LABELS[one.unit]),
                    ),
                )
                for code, one in known.items()
            ),
        )


class PaperForm(UploadForm):
    """The document itself."""

    file = PdfField(label="文件原文（PDF）")


class ReasonForm(SubmitForm):
    """Why a change is given up."""

    reason = PlainTextField(label="撤回原因", max_length=200, rows=2)


class ConfirmForm(SubmitForm):
    """Nothing to fill in: one act, confirmed."""


class ActivateForm(SubmitForm):
    """The second officer has compared every value with the paper."""

    compared = TickField(label="我已对照文件原文，逐项核对数值、日期和条款")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePage:
    """One change: what it says, what it would do, what has to be done next."""

    title: str
    crumbs: tuple[Link, ...]
    chips: tuple[Chip, ...]
    facts: tuple[str, ...]
    next: Action | None
    actions: tuple[Action, ...]
    todo: tuple[str, ...]
    sections: tuple[Section, ...]
    values: Table
    results: Results | None
    running: Link | None


@require_GET
@refusals_as_pages
def law_change(request: HttpRequest, code: str) -> HttpResponse:
    """Show a change with its values, its simulation and what is left to do."""
    actor = asked(request).actor
    change = change_here(code)
    newest = change.simulations.order_by("-started_at", "-pk").first()
    finished = finished_simulation(change)
    values = list(change.entries.filter(removed_at__isnull=True).order_by("position"))
    may_prepare = actor.may("law.prepare")
    results = None if finished is None else results_of(change, finished, actor)
    todo = _todo(change, values, finished, results)
    running = newest if newest is not None and newest.ended_at is None else None
    page = ChangePage(
        title=change.title,
        crumbs=law_crumbs(),
        chips=(change_chip(change),),
        facts=(
            change.document_number,
            phrase("%(day)s发文", day=f"{change.document_on:%Y-%m-%d}"),
            phrase("拟稿：%(name)s", name=change.prepared_by.name),
        ),
        next=_next(change, values, results, actor.officer_id, may_prepare=may_prepare),
        actions=_actions(change) if may_prepare else (),
        todo=todo,
        sections=_sections(change),
        values=_values_table(change, values, may_change=may_prepare),
        results=results,
        running=None
        if running is None
        else Link("看进度", reverse("desk:job", args=[running.run]) if may_prepare else ""),
    )
    return render_page(request, "desk/law/change.html", page)


def _next(
    change: LawChange,
    values: list[LawChangeValue],
    results: Results | None,
    officer: int | None,
    *,
    may_prepare: bool,
) -> Action | None:
    """Offer the one step that comes next to whoever may take it."""
    if not may_prepare or change.state not in OPEN:
        return None
    if not values:
        return Action("添加数值", change_url(change, "law_add"))
    if change.file is None:
        return Action("上传文件原文", change_url(change, "law_paper"))
    if change.state == ChangeState.DRAFT:
        return Action("测算", change_url(change, "law_simulate"))
    if officer != change.prepared_by_id and results is not None and not results.unexplained:
        return Action("启用", change_url(change, "law_activate"))
    return None


def _todo(
    change: LawChange,
    values: list[LawChangeValue],
    finished: Simulation | None,
    results: Results | None,
) -> tuple[str, ...]:
    """Say what is still missing before the change can act."""
    if change.state not in OPEN:
        return ()
    found = []
    if not values:
        found.append(phrase("还没有填写数值。"))
    if change.file is None:
        found.append(phrase("还没有上传文件原文（PDF）。"))
    if change.state == ChangeState.DRAFT:
        found.append(phrase("还没有测算；数值改动以后要重新测算。"))
    elif results is not None and results.unexplained:
        found.append(phrase("还有 %(n)s 件已办案件的差异没有说明。", n=results.unexplained))
    if finished is not None and change.state == ChangeState.SIMULATED:
        found.append(phrase("由拟稿人以外的另一位市级政策管理员核对后启用。"))
    return tuple(found)


def _actions(change: LawChange) -> tuple[Action, ...]:
    if change.state == ChangeState.DRAFT:
        return (
            Action("添加数值", change_url(change, "law_add")),
            Action("文件原文", change_url(change, "law_paper")),
            Action("撤回", change_url(change, "law_withdraw")),
        )
    if change.state == ChangeState.SIMULATED:
        return (
            Action("文件原文", change_url(change, "law_paper")),
            Action("退回拟稿", change_url(change, "law_reopen")),
            Action("撤回", change_url(change, "law_withdraw")),
        )
    return ()


def _sections(change: LawChange) -> tuple[Section, ...]:
    """Show the paper, and who put the change into force or gave it up."""
    found = []
    if change.file is not None:
        link = Link("打开文件原文", change_url(change, "law_file"))
        found.append(
            Section("文件原文", facts=(Fact("文件", change.file.shown_name),), links=(link,))
        )
    activation = (
        LawActivation.objects.select_related("prepared_by", "activated_by")
        .filter(change=change)
        .first()
    )
    if activation is not None:
        owed = BackPayRun.objects.filter(activation=activation).first()
        label = "补发清单" if owed is not None else "计算补发"
        found.append(
            Section(
                "启用",
                facts=(
                    Fact("启用时间", activation.activated_at, "moment"),
                    Fact("拟稿人", activation.prepared_by.name),
                    Fact("启用人", activation.activated_by.name),
                    Fact("启用后版本", activation.digest[:12], "code"),
                ),
                links=(Link(label, change_url(change, "law_back_pay")),),
            )
        )
    if change.state == ChangeState.WITHDRAWN:
        found.append(Section("撤回", lines=(change.withdrawn_reason,)))
    return tuple(found)


def _values_table(change: LawChange, values: list[LawChangeValue], *, may_change: bool) -> Table:
    known = every_series(pack_in_force())
    rows = []
    for row in values:
        one = _series_of(row, known)
        before = None if one is None else one.at(row.effective_from)
        drop: tuple[Link, ...] = ()
        if may_change and change.state == ChangeState.DRAFT:
            drop = (Link("移除", change_url(change, "law_drop", row.position)),)
        rows.append(
            Row(
                (
                    row.key if one is None else series_name(one),
                    value_words(before) if isinstance(before, Value) else phrase("没有规定"),
                    written(Unit(row.unit), row.amount, row.text, row.items),
                    row.effective_from,
                    row.effective_to,
                    row.article,
                    drop,
                )
            )
        )
    heads = "参数:head 现行数值 新的数值 生效日期:date 失效日期:date 条款 办理:links"
    return table("变更的数值", heads, rows, "还没有填写数值。请点“添加数值”。")


def _series_of(row: LawChangeValue, known: dict[str, Any]) -> Any:
    dims = tuple((one["name"], tuple(one["allowed"])) for one in row.where)
    return next((one for one in known.values() if (one.key, one.dims) == (row.key, dims)), None)


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
        *_sections(change),
        Section("变更的数值", table=_values_table(change, values, may_change=False)),
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


@require_GET
@refusals_as_pages
def law_file(request: HttpRequest, code: str) -> HttpResponse:
    """Show the document of a change."""
    asked(request)
    change = change_here(code)
    if change.file is None:
        raise NotVisible("law.no_paper", "还没有上传文件原文。")
    content = read_bytes(bytes(change.file.digest))
    return HttpResponse(content, content_type="application/pdf")


urlpatterns: list[URLPattern] = [
    path("law/new/", law_new, name="law_new"),
    path("law/changes/<str:code>/", law_change, name="law_change"),
    path("law/changes/<str:code>/add/", law_add, name="law_add"),
    path("law/changes/<str:code>/drop/<int:position>/", law_drop, name="law_drop"),
    path("law/changes/<str:code>/paper/", law_paper, name="law_paper"),
    path("law/changes/<str:code>/paper.pdf", law_file, name="law_file"),
    path("law/changes/<str:code>/withdraw/", law_withdraw, name="law_withdraw"),
    path("law/changes/<str:code>/reopen/", law_reopen, name="law_reopen"),
    path("law/changes/<str:code>/simulate/", law_simulate, name="law_simulate"),
    path("law/changes/<str:code>/activate/", law_activate, name="law_activate"),
]
