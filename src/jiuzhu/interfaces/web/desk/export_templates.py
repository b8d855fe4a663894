"""Layouts for exported lists: own columns, own order, own names, for oneself or the office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from jiuzhu.interfaces.web.desk.case_exports import CASES, TASKS
from jiuzhu.interfaces.web.desk.case_table import COLUMNS, label_of
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import PlainTextField, SubmitForm, TickField
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.list_export import ListExport, wanted_of
from jiuzhu.interfaces.web.parts.pages import (
    Reshown,
    handle_refusal,
    refusals_as_pages,
    render_page,
)
from jiuzhu.interfaces.web.parts.presenters import Link
from jiuzhu.interfaces.web.parts.submit import submit, tell, told
from jiuzhu.kernel.errors import NotVisible, Refused
from jiuzhu.registers.accounts.enums import ListPage
from jiuzhu.registers.accounts.queries import export_templates
from jiuzhu.registers.accounts.services.save_template import (
    LONGEST_LABEL,
    LONGEST_NAME,
    remove_template,
    save_template,
)

LONGEST_PLACE = 3
LISTS: Mapping[str, tuple[ListPage, ListExport, str]] = {
    CASES.code: (ListPage.CASES, CASES, "desk:cases"),
    TASKS.code: (ListPage.TASKS, TASKS, "desk:tasks"),
}


class TemplateForm(SubmitForm):
    """Name a layout; every column has its place, and its name in the file."""

    name = PlainTextField(label="模板名称", max_length=LONGEST_NAME, help_text="例如：省厅月报")
    is_shared = TickField(label="全机关共用", required=False)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for code, column in COLUMNS.items():
            label = phrase("%(label)s的顺序", label=column.label)
            self.fields[f"place_{code}"] = PlainTextField(
                label=label, max_length=LONGEST_PLACE, required=False
            )
            label = phrase("%(label)s的列名", label=column.label)
            self.fields[f"name_{code}"] = PlainTextField(
                label=label, max_length=LONGEST_LABEL, required=False
            )


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One column that may be taken: its place in the file and its name there."""

    code: str
    label: str
    place: str
    name: str


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """One kept layout: what it holds, and the address that exports by it."""

    code: str
    export: Link
    words: str
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatesPage:
    """The layouts of a list, and the form for a new one."""

    title: str
    form: TemplateForm
    lines: tuple[ColumnLine, ...]
    templates: tuple[TemplateLine, ...]
    action: str
    back: Link
    longest: int
    notes: tuple[tuple[str, str], ...]


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_as_pages
def templates(request: HttpRequest, list: str) -> HttpResponse:  # noqa: A002 -- named in the address
    """Choose a layout for the list that was shown, or keep a new one."""
    here = asked(request)
    here.actor.require("case.view")
    if list not in LISTS:
        raise NotVisible("export.unknown", "没有这个清单。请从清单页面点“导出 Excel”。")
    form = TemplateForm(request.POST if request.method == "POST" else None)
    page = _page(request, list, form)
    if request.method != "POST":
        return render_page(request, "desk/jobs/templates.html", page)
    again = Reshown("desk/jobs/templates.html", page, form)
    if not form.is_valid():
        return render_page(request, again.template, page, status=422)

    def act() -> dict[str, str]:
        kept = save_template(
            page=LISTS[list][0],
            name=form.cleaned_data["name"],
            columns=_chosen(page.lines),
            known=frozenset(COLUMNS),
            is_shared=form.cleaned_data["is_shared"],
            actor=here.actor,
            at=here.at,
        )
        return {"code": kept.code}

    try:
        submit(request, form, act)
    except Refused as refusal:
        return handle_refusal(request, refusal, again=again)
    tell(request, phrase("已存为模板：%(name)s", name=form.cleaned_data["name"]))
    return HttpResponseRedirect(request.get_full_path())


@require_POST
@refusals_as_pages
def remove(request: HttpRequest) -> HttpResponse:
    """Take one of the own layouts away."""
    here = asked(request)
    here.actor.require("case.view")
    if not request.POST.get("code"):
        raise Refused("template.none_chosen", "没有选中模板。请在模板后面点“删去”。")
    gone = remove_template(code=request.POST["code"], actor=here.actor, at=here.at)
    tell(request, phrase("已删去模板：%(name)s", name=gone.name))
    code = next(code for code, (page, *_) in LISTS.items() if page == gone.page)
    return HttpResponseRedirect(reverse("desk:export_templates", args=[code]))


def _page(request: HttpRequest, code: str, form: TemplateForm) -> TemplatesPage:
    here = asked(request)
    page, export, route = LISTS[code]
    wanted = {key: value for key, value in wanted_of(request, export).items() if key != "template"}
    return TemplatesPage(
        title=export.title,
        form=form,
        lines=_lines(request),
        templates=tuple(
            TemplateLine(
                one.code,
                Link(
                    one.name,
                    f"{reverse(route)}?{urlencode({**wanted, 'template': one.code, 'to': 'xlsx'})}",
                ),
                "、".join(label for _, label in one.columns),
                one.user_id == here.actor.user_id,
            )
            for one in export_templates(page=page, actor=here.actor)
        ),
        action=request.get_full_path(),
        back=Link(export.title, f"{reverse(route)}?{urlencode(wanted)}".rstrip("?")),
        longest=LONGEST_LABEL,
        notes=told(request),
    )


def _lines(request: HttpRequest) -> tuple[ColumnLine, ...]:
    in_township = asked(request).actor.organ_kind == "TOWNSHIP"
    return tuple(
        ColumnLine(
            code,
            label := label_of(code, in_township=in_township),
            request.POST.get(f"place_{code}", "").strip(),
            request.POST.get(f"name_{code}", label).strip(),
        )
        for code in COLUMNS
    )


def _chosen(lines: tuple[ColumnLine, ...]) -> tuple[tuple[str, str], ...]:
    """Return the columns with a place, in the order of their places."""
    taken = []
    for line in lines:
        if not line.place:
            continue
        if not (line.place.isascii() and line.place.isdecimal()):
            raise Refused("template.place", "顺序要填数字，例如 1、2、3；不要的列留空。")
        taken.append((int(line.place), line.code, line.name))
    return tuple((code, name) for _, code, name in sorted(taken, key=lambda one: one[0]))


urlpatterns = [
    path("exports/templates/remove/", remove, name="remove_template"),
    path("exports/<slug:list>/templates/", templates, name="export_templates"),
]
