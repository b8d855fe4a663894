"""Tell the family what the report means: invite it to apply, or explain and say how to insist."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.verification.services.answer_family import (
    INSIST_WAY,
    WAYS,
    check_explanation,
    draft_explanation,
    explain_unfit,
    invite,
)
from jiuzhu.casework.workspace import queries
from jiuzhu.casework.workspace.queries import UnfitView
from jiuzhu.interfaces.web.acts.case_page import case_view, open_case
from jiuzhu.interfaces.web.acts.stage import Act, Section, act_page, answer, case_url, opened, today
from jiuzhu.interfaces.web.desk.verification_forms import (
    CheckForm,
    DraftForm,
    ExplainForm,
    InviteForm,
)
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import SubmitForm
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.presenters import Column, Empty, Fact, Row, Table
from jiuzhu.kernel.errors import Conflict

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
@case_view
def send_invitation(request: HttpRequest, number: str) -> HttpResponse:
    """Invite a family whose report fits; nothing more has to be filled in (D7)."""
    case = opened(request, number, "invite")
    here = asked(request)
    form = InviteForm(request.POST or None, on=today(request))

    def do() -> str:
        paper = invite(number=number, actor=here.actor, at=here.at)
        return phrase("核对结果告知书（%(number)s）已出具，请送达本人。", number=paper.number)

    return answer(
        request,
        Act(
            form=form,
            page=lambda: act_page(
                request,
                case,
                form,
                label="通知申请",
                intro=(
                    "核对符合，通知本人正式提出申请。申请表已预填，本人只需确认，不用再交材料。",
                ),
                sections=[Section("本人可以这样确认", lines=WAYS)],
            ),
            do=do,
            then=case_url(number),
            number=number,
        ),
    )


@require_http_methods(FORM_METHODS)
@case_view
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """Draft the reasons; they come from the rules that were hit, not from a pen (S9)."""
    case = _unfit_case(request, number, "intent.explain")
    here = asked(request)
    form = DraftForm(request.POST or None, on=today(request))

    def do() -> str:
        draft_explanation(number=number, actor=here.actor, at=here.at)
        return "理由已起草。请另一名同事复核。"

    return answer(
        request,
        Act(
            form=form,
            page=lambda: act_page(
                request,
                case,
                form,
                label="起草不符合理由",
                intro=(
                    "系统按报告命中的规则逐条写出理由和依据，不写部门查到的明细，不写义务人的情况。",
                    "起草后须由另一名工作人员复核，才能告知本人。",
                ),
            ),
            do=do,
            then=case_url(number),
            number=number,
        ),
    )


@require_http_methods(FORM_METHODS)
@case_view
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Let a second officer read the reasons before they are told."""
    case = _unfit_case(request, number, "intent.explain_check")
    here = asked(request)
    form = CheckForm(request.POST or None, on=today(request))
    if not here.actor.may("intent.explain", action="explain_unfit"):
        form.fields.pop("tell")
    shown = queries.unfit_view(number=number, actor=here.actor)

    def do() -> str:
        check_explanation(number=number, actor=here.actor, at=here.at)
        if not form.cleaned_data.get("tell"):
            return "理由已复核，可以告知本人。"
        paper = explain_unfit(number=number, actor=here.actor, at=here.at)
        return phrase(
            "理由已复核，核对结果告知书（%(number)s）已出具，请送达本人，并告诉他可以坚持申请。",
            number=paper.number,
        )

    return answer(
        request,
        Act(
            form=form,
            page=lambda: _reasons_page(
                request, case, form, shown, label="复核通过", blocked=_check_bar(request, shown)
            ),
            do=do,
            then=case_url(number),
            number=number,
        ),
    )


@require_http_methods(FORM_METHODS)
@case_view
def explain(request: HttpRequest, number: str) -> HttpResponse:
    """Tell the checked reasons; it is no refusal and says how to insist (D6)."""
    case = opened(request, number, "explain_unfit")
    here = asked(request)
    form = ExplainForm(request.POST or None, on=today(request))
    shown = queries.unfit_view(number=number, actor=here.actor)

    def do() -> str:
        paper = explain_unfit(number=number, actor=here.actor, at=here.at)
        return phrase(
            "核对结果告知书（%(number)s）已出具，请送达本人，并告诉他可以坚持申请。",
            number=paper.number,
        )

    blocked = "" if shown.checked_at or request.method == "POST" else "理由还没有经第二人复核。"
    return answer(
        request,
        Act(
            form=form,
            page=lambda: _reasons_page(
                request, case, form, shown, label="告知不符合理由", blocked=blocked
            ),
            do=do,
            then=case_url(number),
            number=number,
        ),
    )


def _unfit_case(request: HttpRequest, number: str, capability: str) -> Case:
    """Return a case whose report does not fit, for the two acts that the table does not list.

    Raises: NotVisible, Forbidden, Conflict `case.state` for a page that comes too late.
    """
    here = asked(request)
    here.actor.require(capability)
    case = case_to_see(number=number, actor=here.actor)
    if request.method != "POST":
        summary = open_case(request, number)
        if case.state != "VERIFIED_NO":
            raise Conflict(
                "case.state",
                phrase(
                    "案件现在处于“%(state_label)s”环节，不能办理这一步。请按当前环节办理。",
                    state_label=summary.state_label,
                ),
            )
    return case


def _check_bar(request: HttpRequest, shown: UnfitView) -> str:
    if request.method == "POST":
        return ""
    if shown.drafted_at is None:
        return "还没有起草理由，请先起草。"
    return "起草人不能复核自己写的理由，请另一名同事复核。" if shown.is_own_draft else ""


def _reasons_page(
    request: HttpRequest,
    case: Case,
    form: SubmitForm,
    shown: UnfitView,
    *,
    label: str,
    blocked: str,
) -> object:
    reasons = Table(
        caption="理由",
        columns=(Column("理由和可以怎么办", "head"), Column("依据", "basis")),
        rows=tuple(Row(cells=reason) for reason in shown.reasons),
        empty=Empty("还没有起草理由。"),
        hide_caption=True,
    )
    return act_page(
        request,
        case,
        form,
        label=label,
        blocked=blocked,
        sections=[
            Section("将告知本人的理由", table=reasons),
            Section(
                "起草和复核",
                facts=(
                    Fact("起草", shown.drafted_at, "moment", source=shown.drafted_by),
                    Fact("复核", shown.checked_at, "moment", source=shown.checked_by),
                    Fact("坚持申请", INSIST_WAY),
                ),
            ),
        ],
    )


urlpatterns: list[URLPattern] = [
    path("cases/<str:number>/invite/", send_invitation, name="invite"),
    path("cases/<str:number>/draft-explanation/", draft, name="draft_explanation"),
    path("cases/<str:number>/check-explanation/", check, name="check_explanation"),
    path("cases/<str:number>/explain-unfit/", explain, name="explain_unfit"),
]
