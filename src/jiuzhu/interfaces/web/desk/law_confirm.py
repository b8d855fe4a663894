"""Confirm what nobody has checked against the gazette: two officers of the county unit."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.acts.stage import Act, ActPage, Section, answer, sent, table
from jiuzhu.interfaces.web.desk.law_parts import law_crumbs
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.chips import chip
from jiuzhu.interfaces.web.parts.forms import PlainTextField, SubmitForm, TickField
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.list_export import export_url, handed_over, wants_workbook
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Fact, Link, Row, Table
from jiuzhu.kernel.errors import NotVisible
from jiuzhu.policy.results import ValueUse
from jiuzhu.policy.unverified import unverified_uses
from jiuzhu.registers.law.models import ConfirmedValue
from jiuzhu.registers.law.queries import pack_in_force
from jiuzhu.registers.law.services.confirm_value import confirm_value, propose_value

FORM_METHODS = ["GET", "HEAD", "POST"]


class ProposeForm(SubmitForm):
    """On what the value rests."""

    basis = PlainTextField(
        label="依据",
        max_length=200,
        rows=2,
        help_text="写明看到的正式文件、文号、条款，或上级书面答复。",
    )


class SecondForm(SubmitForm):
    """The second officer has looked at the basis."""

    compared = TickField(label="我已查看依据，数值与文件一致")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPage:
    """All unverified values, and how far each is in this unit."""

    crumbs: tuple[Link, ...]
    table: Table
    export_url: str


@require_GET
@refusals_as_pages
def law_confirm(request: HttpRequest) -> HttpResponse:
    """List what is unverified with its state in the own unit."""
    here = asked(request)
    here.actor.require("law.confirm")
    held = {
        row.key: row
        for row in ConfirmedValue.objects.filter(organ_id=here.actor.organ_id or 0).select_related(
            "first_by", "second_by"
        )
    }
    uses = unverified_uses(pack_in_force(), legal_day(here.at))
    shown = table(
        "未经核实的参数",
        "参数:head 文件和条款:basis 状态:chip 依据 提出人 确认人",
        [_row(use, held.get(use.ref)) for use in uses],
        "现行参数都已核实。",
    )
    if wants_workbook(request):
        return handed_over(request, shown)
    page = ConfirmPage(crumbs=law_crumbs(), table=shown, export_url=export_url(request))
    return render_page(request, "desk/law/confirm.html", page)


def _row(use: ValueUse, held: ConfirmedValue | None) -> Row:
    state = chip("near", "未核实样例值")
    if held is not None:
        state = chip("doing", "待第二人确认")
        if held.second_by is not None:
            state = chip("done", "本单位已确认")
    cells = (
        use.label,
        f"{use.document}{use.article}",
        state,
        held.basis if held is not None else "",
        held.first_by.name if held is not None else "",
        held.second_by.name if held is not None and held.second_by is not None else "",
    )
    return Row(cells, url=reverse("desk:law_confirm_value", args=[use.ref]))


@require_http_methods(FORM_METHODS)
@refusals_as_pages
def law_confirm_value(request: HttpRequest, ref: str) -> HttpResponse:
    """Propose one value with its basis, or confirm what a colleague proposed."""
    here = asked(request)
    here.actor.require("law.confirm")
    uses = {use.ref: use for use in unverified_uses(pack_in_force(), legal_day(here.at))}
    if ref not in uses:
        raise NotVisible("law.no_parameter", "没有这一项未经核实的参数，可能已经核实。请刷新页面。")
    held = (
        ConfirmedValue.objects.filter(organ_id=here.actor.organ_id or 0, key=ref)
        .select_related("first_by", "second_by")
        .first()
    )
    is_second = held is not None and held.first_by_id != here.actor.officer_id
    form: SubmitForm = (SecondForm if is_second else ProposeForm)(sent(request)[0])
    use = uses[ref]

    def do() -> str:
        if is_second:
            confirm_value(ref=ref, actor=here.actor, at=here.at)
            return phrase("已确认：%(label)s。", label=use.label)
        propose_value(ref=ref, basis=form.cleaned_data["basis"], actor=here.actor, at=here.at)
        return phrase("已提出，等另一位同事确认：%(label)s。", label=use.label)

    back = reverse("desk:law_confirm")
    facts = [Fact("参数", use.label), Fact("文件和条款", f"{use.document}{use.article}", "basis")]
    if held is not None:
        facts += [Fact("依据", held.basis), Fact("提出人", held.first_by.name)]
    page = ActPage(
        title="确认参数",
        crumbs=law_crumbs(Link("确认未经核实的参数", back)),
        chips=(),
        facts=(),
        sections=(Section("这一项", facts=tuple(facts)),),
        form=form,
        label="确认" if is_second else "提出确认",
        back_url=back,
        blocked=phrase("这一项已经由两人确认。")
        if held is not None and held.second_by_id is not None
        else "",
    )
    return answer(request, Act(form, lambda: page, do, back))


urlpatterns: list[URLPattern] = [
    path("law/confirm/", law_confirm, name="law_confirm"),
    path("law/confirm/<str:ref>/", law_confirm_value, name="law_confirm_value"),
]
