"""Pages of a review: open it, adjust, keep or stop, the exit talk, gaps, the account."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from jiuzhu.casework.assessments.models import Computation
from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.decisions.queries import current_award
from jiuzhu.casework.documents.rendering.data import Reason
from jiuzhu.casework.reviews.enums import ReviewGround
from jiuzhu.casework.reviews.queries import review_computation, reviews_of, running_review
from jiuzhu.casework.reviews.services.adjust_award import AdjustGiven, adjust_award
from jiuzhu.casework.reviews.services.hold_exit_talk import hold_exit_talk
from jiuzhu.casework.reviews.services.keep_award import keep_award
from jiuzhu.casework.reviews.services.open_review import open_review
from jiuzhu.casework.reviews.services.stop_award import StopGiven, grounds_to_stop, stop_award
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
    today,
)
from jiuzhu.interfaces.web.desk.decisions import decided_rows, who_decides, why_not
from jiuzhu.interfaces.web.desk.previews import preview
from jiuzhu.interfaces.web.desk.review_forms import (
    TOLD,
    PointRow,
    ReviewForm,
    StopForm,
    TalkForm,
    WordsForm,
)
from jiuzhu.interfaces.web.desk.sheets import sheet
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.formats import month_of
from jiuzhu.interfaces.web.parts.forms import SubmitForm
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages
from jiuzhu.interfaces.web.parts.presenters import Fact, Link
from jiuzhu.interfaces.web.parts.rows import Rows
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.periods import Month

WAYS = (("adjust", "调整"), ("keep", "维持不变"), ("stop", "停发"))
WORDS = {"adjust": "同意调整", "keep": "维持不变"}
SERVED = "告知书送达以前仍按原金额发放，请尽快送达并登记。"


@refusals_as_pages
def begin(request: HttpRequest, number: str) -> HttpResponse:
    """Open a review of a running case."""
    here = asked(request)
    case = opened(request, number, "open_review")
    form = ReviewForm(*sent(request)[:1], on=today(request))

    def do() -> str:
        open_review(number=number, given=form.given(), actor=here.actor, at=here.at)
        return "已启动复核，复核期间照常发放。请重新核算。"

    def page() -> object:
        return act_page(
            request, case, form, label="启动复核", sections=(award_of(case), decided_rows(case))
        )

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


@refusals_as_pages
def adjust(request: HttpRequest, number: str) -> HttpResponse:
    """Adjust to what the review's computation gives."""
    here = asked(request)

    def decide(text: str) -> str:
        given = AdjustGiven(text=text)
        row = adjust_award(number=number, actor=here.actor, at=here.at, given=given)
        return phrase(
            "已调整，自%(month)s起。减少金额的，%(served)s",
            month=month_of(row.effective_month),
            served=SERVED,
        )

    return _decide(request, number, "adjust", decide)


@refusals_as_pages
def keep(request: HttpRequest, number: str) -> HttpResponse:
    """Keep amount and persons as they are."""
    here = asked(request)

    def decide(text: str) -> str:
        keep_award(number=number, actor=here.actor, at=here.at, text=text)
        return "已决定维持不变。"

    return _decide(request, number, "keep", decide)


@refusals_as_pages
def stop(request: HttpRequest, number: str) -> HttpResponse:
    """Stop on reasons of the rules, after the exit talk."""
    here = asked(request)
    case = opened(request, number, "stop")
    form = StopForm(*sent(request)[:1], on=today(request))
    grounds = _grounds(case)
    form.fields["rule_ids"].choices = [  # type: ignore[attr-defined]
        (each.rule_id, phrase("%(text)s（%(article)s）", text=each.text, article=each.article))
        for each in grounds
    ]

    def do() -> str:
        given = StopGiven(
            rule_ids=tuple(form.cleaned_data["rule_ids"]), text=form.cleaned_data["text"]
        )
        stop_award(number=number, given=given, actor=here.actor, at=here.at)
        return phrase("已决定停发。%(served)s", served=SERVED)

    def page() -> object:
        no_ground = "" if grounds else "复核没有停发的理由。金额有变化的请调整，没有变化的请维持。"
        return _desk(request, case, form, "stop", blocked=no_ground, danger=True)

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


@require_GET
@refusals_as_pages
def preview_adjust(request: HttpRequest, number: str) -> HttpResponse:
    """Show the notice of an adjustment as it would be issued now."""
    here = asked(request)
    opened(request, number, "adjust")
    return preview(
        number=number,
        kind="W31",
        at=here.at,
        act=lambda: adjust_award(number=number, actor=here.actor, at=here.at),
    )


@require_GET
@refusals_as_pages
def preview_stop(request: HttpRequest, number: str) -> HttpResponse:
    """Show the notice of a stop as it would be issued now, with every ground there is."""
    here = asked(request)
    case = case_to_see(number=number, actor=here.actor)
    opened(request, number, "stop")
    given = StopGiven(rule_ids=tuple(each.rule_id for each in _grounds(case)))
    return preview(
        number=number,
        kind="W31",
        at=here.at,
        act=lambda: stop_award(number=number, given=given, actor=here.actor, at=here.at),
    )


@refusals_as_pages
def talk(request: HttpRequest, number: str) -> HttpResponse:
    """Write down the exit talk."""
    here = asked(request)
    case = opened(request, number, "hold_exit_talk")
    form = TalkForm(*sent(request)[:1], on=today(request))
    form.fields["held_at"].initial = here.at
    points = Rows(
        PointRow,
        prefix="points",
        label="逐条说明",
        data=request.POST if request.method == "POST" else None,
        initial=tuple({"point": one} for one in TOLD),
        min_rows=1,
        max_rows=20,
    )

    def do() -> str:
        given = form.given(points.cleaned)
        hold_exit_talk(number=number, given=given, actor=here.actor, at=here.at)
        return "已登记退出谈话，谈话记录请本人签字。"

    def page() -> object:
        return act_page(
            request,
            case,
            form,
            label="登记退出谈话",
            sections=(award_of(case),),
            rows=(points,),
            intro=("停发前要当面说清楚原因，并告知其他救助；没有告知其他救助的不算谈过。",),
        )

    act = Act(form=form, page=page, do=do, then=case_url(number), number=number, rows=(points,))
    return answer(request, act)


def _decide(
    request: HttpRequest, number: str, action: str, decide: Callable[[str], str]
) -> HttpResponse:
    case = opened(request, number, action)
    form = WordsForm(*sent(request)[:1], on=today(request))
    form.fields["text"].initial = WORDS[action]
    act = Act(
        form=form,
        page=lambda: _desk(request, case, form, action),
        do=lambda: decide(form.cleaned_data["text"]),
        then=case_url(number),
        number=number,
    )
    return answer(request, act)


def _desk(
    request: HttpRequest,
    case: Case,
    form: SubmitForm,
    action: str,
    *,
    blocked: str = "",
    danger: bool = False,
) -> ActPage:
    here = asked(request)
    computation = _computation(case)
    stopped = why_not(case, here.actor, request) or blocked
    papers = paper_links(case, ("W32", "退出谈话记录"), ("W19", "上次核算表"))
    if not stopped and action in {"adjust", "stop"}:
        url = reverse(f"desk:preview_{action}", args=[case.number])
        papers = (Link("预览告知书", url), *papers)
    return act_page(
        request,
        case,
        form,
        label=dict(WAYS)[action],
        sections=(
            who_decides(case, here.actor, request),
            _review(case),
            award_of(case),
            Section("文书", links=papers),
        ),
        tabs=tuple(
            Link(label, reverse(f"desk:{one}", args=[case.number]), current=one == action)
            for one, label in WAYS
        ),
        warnings=_doubts(case, computation),
        after=() if computation is None else sheet(case, computation),
        blocked=stopped,
        danger=danger,
    )


def _doubts(case: Case, computation: Computation | None) -> tuple[str, ...]:
    found = [
        phrase(
            "案件有未解除的标记：%(kind)s。%(reason)s",
            kind=hold.get_kind_display(),
            reason=hold.reason,
        )
        for hold in case.holds.filter(ended_at__isnull=True).order_by("pk")
    ]
    if computation is None:
        found.append("复核还没有重新核算。请先由审核人核算。")
    return tuple(found)


def _review(case: Case) -> Section:
    newest = reviews_of(case)[-1:]
    facts = [
        fact
        for one in newest
        for fact in (
            Fact("事由", ReviewGround(one.ground).label),
            Fact("变化情况", one.change),
            Fact("变化日期", one.changed_on, "date"),
            Fact("启动", one.opened_at, "moment", one.opened_by.name),
        )
    ]
    return Section("复核", facts=tuple(facts))


def award_of(case: Case) -> Section:
    """Show the award in force."""
    award = current_award(case)
    if award is None:
        return Section("现在的待遇", lines=("没有正在执行的待遇。",))
    return Section(
        "现在的待遇",
        facts=(
            Fact("月保障金额", award.amount_fen, "money"),
            Fact("保障人数", award.members_counted, "number"),
            Fact("从哪个月起", Month.of(award.effective_from), "month"),
        ),
    )


def _computation(case: Case) -> Computation | None:
    try:
        return review_computation(case, running_review(case))
    except Refused:
        return None


def _grounds(case: Case) -> tuple[Reason, ...]:
    try:
        return tuple(grounds_to_stop(case, running_review(case)).values())
    except Refused:
        return ()


urlpatterns = [
    path("cases/<str:number>/open-review/", begin, name="open_review"),
    path("cases/<str:number>/adjust/", adjust, name="adjust"),
    path("cases/<str:number>/adjust/preview.pdf", preview_adjust, name="preview_adjust"),
    path("cases/<str:number>/keep/", keep, name="keep"),
    path("cases/<str:number>/stop/", stop, name="stop"),
    path("cases/<str:number>/stop/preview.pdf", preview_stop, name="preview_stop"),
    path("cases/<str:number>/hold-exit-talk/", talk, name="hold_exit_talk"),
]
