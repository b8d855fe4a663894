"""Switch the procedure of a county unit: one officer enters it, another puts it in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from jiuzhu.interfaces.web.acts.stage import Act, ActPage, Section, answer, sent, table
from jiuzhu.interfaces.web.desk.law_parts import law_crumbs
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.chips import chip
from jiuzhu.interfaces.web.parts.forms import (
    CodeField,
    LegalDateField,
    PlainTextField,
    SubmitForm,
    TickField,
)
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.list_export import export_url, handed_over, wants_workbook
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Action, Fact, Link, Row, Table
from jiuzhu.policy.procedures import Procedure
from jiuzhu.registers.law.services.switch_procedure import (
    SwitchGiven,
    activate_switch,
    propose_switch,
)
from jiuzhu.registers.law.switches import (
    counties_to_switch,
    running_versions,
    switch_here,
    switches_of,
    versions_to_run,
)

SWITCHES = "law.switch"
FORM_METHODS = ["GET", "HEAD", "POST"]
CHOOSE = ("", "请选择")


class SwitchForm(SubmitForm):
    """Which unit runs which version from when, by which document."""

    organ_code = CodeField(label="县（市、区）", codes=())
    procedure = CodeField(label="改用的流程", codes=())
    effective_from = LegalDateField(
        label="启用日期", help_text="不能早于今天；在办的案件仍按原来的流程办完。"
    )
    document = PlainTextField(label="依据的文件和文号", max_length=120)

    def __init__(
        self,
        *args: Any,
        counties: tuple[tuple[str, str], ...],
        versions: tuple[tuple[str, str], ...],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ_code"].choices = (CHOOSE, *counties)  # type: ignore[attr-defined]
        self.fields["procedure"].choices = (CHOOSE, *versions)  # type: ignore[attr-defined]


class SecondForm(SubmitForm):
    """The second officer has read the document."""

    compared = TickField(label="我已对照文件，核对单位、流程和启用日期")


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchesPage:
    """What each unit runs, and what waits for a second officer."""

    crumbs: tuple[Link, ...]
    new: Action
    waiting: Table
    running: Table
    export_url: str


@require_GET
@refusals_as_pages
def switches(request: HttpRequest) -> HttpResponse:
    """Show which version each unit runs and which switches wait."""
    here = asked(request)
    here.actor.require(SWITCHES)
    organs = counties_to_switch(here.actor)
    running = table(
        "各单位的流程版本",
        "单位:head 流程 起:date 止（不含）:date 依据的文件和文号",
        [
            Row((one.organ, one.title, one.effective_from, one.effective_to, one.document))
            for one in running_versions(organs)
        ],
        "还没有登记流程。",
    )
    if wants_workbook(request):
        return handed_over(request, running)
    waiting = table(
        "改用流程的登记",
        "单位:head 改用的流程 状态:chip 启用日期:date 依据的文件和文号 登记人 启用人",
        [
            Row(
                (
                    one.organ,
                    one.title,
                    chip("done", "已启用") if one.activated_by else chip("doing", "待第二人启用"),
                    one.effective_from,
                    one.document,
                    one.prepared_by,
                    one.activated_by,
                ),
                url=reverse("desk:switch_activate", args=[one.code]),
            )
            for one in switches_of(organs)
        ],
        "还没有登记过改用流程。",
    )
    page = SwitchesPage(
        crumbs=law_crumbs(),
        new=Action("登记改用流程", reverse("desk:switch_new")),
        waiting=waiting,
        running=running,
        export_url=export_url(request),
    )
    return render_page(request, "desk/law/switches.html", page)


@require_http_methods(FORM_METHODS)
@refusals_as_pages
def switch_new(request: HttpRequest) -> HttpResponse:
    """Enter a switch; nothing changes until a second officer puts it in force."""
    here = asked(request)
    here.actor.require(SWITCHES)
    versions = versions_to_run()
    form = SwitchForm(
        sent(request)[0],
        counties=tuple((one.code, one.name) for one in counties_to_switch(here.actor)),
        versions=tuple((one.code, one.title) for one in versions),
    )

    def do() -> str:
        cleaned = form.cleaned_data
        given = SwitchGiven(
            organ_code=cleaned["organ_code"],
            procedure=cleaned["procedure"],
            effective_from=cleaned["effective_from"],
            document=cleaned["document"],
        )
        propose_switch(given=given, actor=here.actor, at=here.at)
        return phrase("已登记。由另一位政策管理员核对后启用。")

    back = reverse("desk:switches")
    sections = tuple(Section(one.title, lines=_cautions(one)) for one in versions if _cautions(one))
    page = ActPage(
        title="登记改用流程",
        crumbs=law_crumbs(Link("流程版本", back)),
        chips=(),
        facts=(),
        sections=(),
        form=form,
        label="登记",
        back_url=back,
        intro=(phrase("登记以后不生效，由另一位政策管理员核对后启用。"),),
        after=sections,
    )
    return answer(request, Act(form, lambda: page, do, back))


def _cautions(table: Procedure) -> tuple[str, ...]:
    """Say where a version departs from higher law, and whether anybody has checked it."""
    found = [
        phrase(
            "与%(document)s%(article)s不一致：%(text)s",
            document=one.document,
            article=one.article,
            text=one.text,
        )
        for one in table.conflicts
    ]
    if not table.verified:
        found.append(phrase("这个流程的依据未经核实，请先取得并核对正式文件。"))
    return tuple(found)


@require_http_methods(FORM_METHODS)
@refusals_as_pages
def switch_activate(request: HttpRequest, code: str) -> HttpResponse:
    """Put a switch in force, as the second officer."""
    here = asked(request)
    here.actor.require(SWITCHES)
    one = switch_here(code, counties_to_switch(here.actor))
    form = SecondForm(sent(request)[0])

    def do() -> str:
        row = activate_switch(code=one.code, actor=here.actor, at=here.at)
        day = row.effective_from.isoformat()
        return phrase("已启用，%(day)s起新案件按“%(title)s”办理。", day=day, title=one.title)

    blocked = ""
    if one.activated_by:
        blocked = phrase("这项登记已经启用。")
    elif one.prepared_by_id == here.actor.officer_id:
        blocked = phrase("这是您登记的，由另一位政策管理员核对后启用。")
    table_given = next((each for each in versions_to_run() if each.code == one.procedure), None)
    back = reverse("desk:switches")
    page = ActPage(
        title="启用流程",
        crumbs=law_crumbs(Link("流程版本", back)),
        chips=(),
        facts=(),
        sections=(
            Section(
                "请逐项核对",
                facts=(
                    Fact("单位", one.organ),
                    Fact("改用的流程", one.title),
                    Fact("启用日期", one.effective_from, "date"),
                    Fact("依据的文件和文号", one.document),
                    Fact("登记人", one.prepared_by),
                ),
            ),
        ),
        form=form,
        label="启用",
        back_url=back,
        warnings=() if table_given is None else _cautions(table_given),
        blocked=blocked,
    )
    return answer(request, Act(form, lambda: page, do, back))


urlpatterns: list[URLPattern] = [
    path("law/switches/", switches, name="switches"),
    path("law/switches/new/", switch_new, name="switch_new"),
    path("law/switches/<str:code>/activate/", switch_activate, name="switch_activate"),
]
