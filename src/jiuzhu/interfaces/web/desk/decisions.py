"""The decision desk: who decides today and why, on what, and the three ways it can go."""

from __future__ import annotations

from dataclasses import replace

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from jiuzhu.casework.assessments.models import Opinion
from jiuzhu.casework.assessments.queries import latest_opinion, means_known, outcome_of
from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.cases.enums import ONE_OFF
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.decisions.access import (
    bench_of,
    decider_facts,
    power_held,
    substitute_decider,
)
from jiuzhu.casework.decisions.queries import (
    open_values,
    rests_on_opinion,
    waiting_plan,
)
from jiuzhu.casework.decisions.services.decide_grant import GrantGiven, decide_grant
from jiuzhu.casework.decisions.services.decide_refuse import (
    RefuseGiven,
    decide_refuse,
    grounds_to_refuse,
)
from jiuzhu.casework.decisions.services.plan_grants import plan_grant
from jiuzhu.casework.decisions.services.return_opinion import ReturnGiven, return_opinion
from jiuzhu.casework.documents.rendering.data import Reason
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.acts.stage import (
    Act,
    ActPage,
    Section,
    act_page,
    answer,
    case_url,
    opened,
    paper_links,
    sent,
    table,
    today,
)
from jiuzhu.interfaces.web.desk.outlay_sheet import outlay_section
from jiuzhu.interfaces.web.desk.planned import told_of, waiting_words, when_it_counts
from jiuzhu.interfaces.web.desk.previews import preview
from jiuzhu.interfaces.web.desk.sheets import amount_label, sheet
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import CodesField, PlainTextField, SubmitForm
from jiuzhu.interfaces.web.parts.language import joined, phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages
from jiuzhu.interfaces.web.parts.presenters import Fact, Link, Row
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.periods import Month
from jiuzhu.policy.guards import GUARDS

TEXT = 200
PAPERS = (("W06", "核对报告"), ("W14", "入户调查表"), ("W19", "核算表"), ("W23", "审批表"))
WAYS = (("grant", "批准"), ("refuse", "不予批准"), ("return_opinion", "退回重审"))


class GrantForm(SubmitForm):
    """The decider's own words."""

    text = PlainTextField(label="审批意见", max_length=TEXT, rows=2, initial="同意")


class RefuseForm(SubmitForm):
    """The rules on which the refusal rests, and the decider's own words."""

    rule_ids = CodesField(label="理由（只能从核算命中的规则选）", codes=())
    text = PlainTextField(label="审批意见", max_length=TEXT, rows=2, initial="不予批准")


class ReturnForm(SubmitForm):
    """Why the opinion goes back; `desk` is set where the decision desk sends it."""

    reason = PlainTextField(label="退回原因（写清楚要补什么）", max_length=TEXT, rows=3)
    desk = forms.CharField(required=False, widget=forms.HiddenInput, max_length=1)


@refusals_as_pages
def grant(request: HttpRequest, number: str) -> HttpResponse:
    """Confirm the grant of what the computation gives; it can be taken back for some minutes."""
    here = asked(request)
    case = opened(request, number, "grant")
    form = GrantForm(*sent(request)[:1], on=today(request))

    def do() -> str:
        given = GrantGiven(text=form.cleaned_data["text"])
        result = plan_grant(number=number, actor=here.actor, at=here.at, given=given)
        return told_of((result,))

    def page() -> object:
        return _desk(request, case, form, action="grant", effects=_granted(case, request))

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


@refusals_as_pages
def refuse(request: HttpRequest, number: str) -> HttpResponse:
    """Refuse on reasons that the computation gives."""
    here = asked(request)
    case = opened(request, number, "refuse")
    form = RefuseForm(*sent(request)[:1], on=today(request))
    grounds = _grounds(case)
    form.fields["rule_ids"].choices = [  # type: ignore[attr-defined]
        (each.rule_id, phrase("%(text)s（%(article)s）", text=each.text, article=each.article))
        for each in grounds
    ]

    def do() -> str:
        given = RefuseGiven(
            rule_ids=tuple(form.cleaned_data["rule_ids"]), text=form.cleaned_data["text"]
        )
        decide_refuse(number=number, given=given, actor=here.actor, at=here.at)
        return "已作出不予批准决定。请送达不予批准通知书，救济期限自送达起算。"

    def page() -> object:
        no_ground = "" if grounds else "按核算结果没有不予批准的理由，不能作出不予批准决定。"
        shown = _desk(request, case, form, action="refuse", effects=(), blocked=no_ground)
        return replace(shown, danger=True)

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


@refusals_as_pages
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    """Send the opinion back to the assessor."""
    here = asked(request)
    case = opened(request, number, "return_opinion")
    form = ReturnForm(*sent(request)[:1], on=today(request))

    def do() -> str:
        given = ReturnGiven(reason=form.cleaned_data["reason"])
        return_opinion(number=number, given=given, actor=here.actor, at=here.at)
        return "已退回审核人，办理时限照常计算。"

    def page() -> object:
        return _desk(request, case, form, action="return_opinion", effects=())

    from_desk = bool(request.POST.get("desk"))
    then = reverse("desk:decision_desk") if from_desk else case_url(number)
    return answer(request, Act(form=form, page=page, do=do, then=then, number=number))


@require_GET
@refusals_as_pages
def preview_grant(request: HttpRequest, number: str) -> HttpResponse:
    """Show the notice of a grant as it would be issued now."""
    here = asked(request)
    opened(request, number, "grant")
    return preview(
        number=number,
        kind="W24",
        at=here.at,
        act=lambda: decide_grant(number=number, actor=here.actor, at=here.at),
    )


@require_GET
@refusals_as_pages
def preview_refuse(request: HttpRequest, number: str) -> HttpResponse:
    """Show the notice of a refusal as it would be issued now, with every ground there is."""
    here = asked(request)
    case = case_to_see(number=number, actor=here.actor)
    opened(request, number, "refuse")
    given = RefuseGiven(rule_ids=tuple(each.rule_id for each in _grounds(case)))
    return preview(
        number=number,
        kind="W25",
        at=here.at,
        act=lambda: decide_refuse(number=number, given=given, actor=here.actor, at=here.at),
    )


def _desk(
    request: HttpRequest,
    case: Case,
    form: SubmitForm,
    *,
    action: str,
    effects: tuple[Section, ...],
    blocked: str = "",
) -> ActPage:
    here = asked(request)
    opinion = latest_opinion(case)
    previews = {
        "grant": Link("预览批准通知书", reverse("desk:preview_grant", args=[case.number])),
        "refuse": Link("预览不予批准通知书", reverse("desk:preview_refuse", args=[case.number])),
    }
    blocked = why_not(case, here.actor, request) or blocked
    if action == "grant" and (plan := waiting_plan(case)) is not None:
        blocked = blocked or waiting_words(plan)
    papers = paper_links(case, *PAPERS)
    if action in previews and not blocked:
        papers = (previews[action], *papers)
    return act_page(
        request,
        case,
        form,
        label=dict(WAYS)[action],
        sections=(
            who_decides(case, here.actor, request),
            *_opinion(opinion),
            *effects,
            Section("文书", links=papers),
        ),
        tabs=tuple(
            Link(label, reverse(f"desk:{one}", args=[case.number]), current=one == action)
            for one, label in WAYS
        ),
        warnings=_doubts(case, opinion, request),
        after=(
            *outlay_section(case, today(request)),
            *(() if opinion is None else sheet(case, opinion.computation)),
        ),
        blocked=blocked,
    )


def who_decides(case: Case, actor: Actor, request: HttpRequest) -> Section:
    """Say which organ decides today and why, who of it can, who cannot, and who stands in."""
    on = today(request)
    bench = bench_of(case=case, on=on)
    substitute = substitute_decider(case=case, on=on)
    order = bench.order
    basis = (
        phrase("%(name)s依法行使审批权", name=bench.organ.name)
        if order is None
        else phrase(
            "%(document_title)s（%(document_number)s）",
            document_title=order.document_title,
            document_number=order.document_number,
        )
    )
    facts = [
        Fact("今天由谁审批", bench.organ.name, source=basis),
        Fact("可以审批", joined([each.name for each in bench.free]) or "没有"),
    ]
    facts += [
        Fact(
            "不能审批", phrase("%(name)s（%(reason)s）", name=each.officer.name, reason=each.reason)
        )
        for each in bench.barred
    ]
    if substitute is not None:
        facts.append(Fact("由谁代为审批", substitute.name))
    power = power_held(case=case, actor=actor, on=on)
    facts.append(Fact("您的依据", "没有今天的审批权" if power is None else power.basis))
    return Section("谁审批，凭什么", facts=tuple(facts))


def why_not(case: Case, actor: Actor, request: HttpRequest) -> str:
    """Say why this person cannot decide this case today; empty where nothing is in the way."""
    on = today(request)
    power = power_held(case=case, actor=actor, on=on)
    facts = decider_facts(case=case, actor=actor, power=power, on=on)
    return next((GUARDS[guard].refusal for guard, holds in facts.items() if not holds), "")


def _opinion(opinion: Opinion | None) -> tuple[Section, ...]:
    if opinion is None:
        return ()
    return (
        Section(
            "审核意见",
            facts=(
                Fact("意见", "建议批准" if opinion.recommends_grant else "建议不予批准"),
                Fact("理由", opinion.text),
                Fact("审核人", opinion.given_by.name),
                Fact("出具时间", opinion.given_at, "moment"),
            ),
        ),
    )


def _granted(case: Case, request: HttpRequest) -> tuple[Section, ...]:
    opinion = latest_opinion(case)
    if opinion is None:
        return ()
    computation = opinion.computation
    is_once = case.scheme in ONE_OFF
    return (
        Section(
            "批准后",
            facts=(
                Fact(amount_label(outcome_of(computation)), computation.amount_fen, "money"),
                Fact("保障人数", computation.members_counted, "number"),
                *(
                    ()
                    if is_once
                    else (Fact("从哪个月起发放", Month.of(today(request)).next(), "month"),)
                ),
                when_it_counts(),
            ),
        ),
    )


def _grounds(case: Case) -> tuple[Reason, ...]:
    """Return the reasons of the newest opinion, also of one that was decided on already."""
    opinion = latest_opinion(case)
    if opinion is None:
        return ()
    try:
        return grounds_to_refuse(opinion)
    except Refused:
        return ()


def _doubts(case: Case, opinion: Opinion | None, request: HttpRequest) -> tuple[str, ...]:
    """List what stands in the way of a decision before anybody tries."""
    if opinion is None:
        return ("本案还没有审核意见，请先由审核人核算并出具意见。",)
    on = today(request)
    found = [
        phrase(
            "案件有未解除的标记：%(kind)s。%(reason)s",
            kind=hold.get_kind_display(),
            reason=hold.reason,
        )
        for hold in case.holds.filter(ended_at__isnull=True).order_by("pk")
    ]
    if not rests_on_opinion(case, opinion):
        found.append(GUARDS["amount_reproducible"].refusal)
    if not means_known(case, on=on):
        found.append(GUARDS["report_valid"].refusal)
    unconfirmed = open_values(case, opinion.computation, on=on)
    if unconfirmed and not settings.JIUZHU_DEMO:
        found.append(GUARDS["values_confirmed"].refusal)
    return tuple(found)


def decided_rows(case: Case) -> Section:
    """List every decision of a case."""
    rows = tuple(
        Row(
            (
                one.get_kind_display(),
                legal_day(one.decided_at),
                one.organ.name,
                one.amount_fen,
                None if one.effective_month is None else Month.of(one.effective_month),
            )
        )
        for one in case.decisions.select_related("organ").order_by("decided_at", "pk")
    )
    heads = "决定:head 日期:date 机关 月金额（元）:money 生效月:month"
    return Section("历次决定", table=table("历次决定", heads, rows, "还没有决定。"))


urlpatterns = [
    path("cases/<str:number>/grant/", grant, name="grant"),
    path("cases/<str:number>/refuse/", refuse, name="refuse"),
    path("cases/<str:number>/return-opinion/", send_back, name="return_opinion"),
    path("cases/<str:number>/grant/preview.pdf", preview_grant, name="preview_grant"),
    path("cases/<str:number>/refuse/preview.pdf", preview_refuse, name="preview_refuse"),
]
