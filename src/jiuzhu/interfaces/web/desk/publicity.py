"""Pages of publicity: make the sheets, put them up, take them down, enter payment."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.publicity.access import ABSENT
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.casework.publicity.queries import notice_of
from jiuzhu.casework.publicity.services.enter_payment import (
    enter_payment,
    has_ended,
    has_valid_account,
)
from jiuzhu.casework.publicity.services.post_notice import post_notice
from jiuzhu.casework.publicity.services.publish_result import granted_award, publish_result
from jiuzhu.casework.publicity.services.renew_sheet import renew_sheet
from jiuzhu.casework.publicity.services.take_down_notice import take_down_notice
from jiuzhu.interfaces.web.acts.publicity_forms import (
    EnterForm,
    PostForm,
    RenewForm,
    SheetForm,
    TakeDownForm,
)
from jiuzhu.interfaces.web.acts.stage import (
    Act,
    Section,
    act_page,
    answer,
    case_url,
    opened,
    paper_links,
    sent,
    today,
)
from jiuzhu.interfaces.web.desk.previews import preview
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.formats import day_of
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages
from jiuzhu.interfaces.web.parts.presenters import Fact, Link
from jiuzhu.kernel.errors import NotVisible
from jiuzhu.kernel.periods import Month
from jiuzhu.policy.publicity import notice_period
from jiuzhu.registers.law.queries import calendar_in_force
from jiuzhu.registers.organs.queries import deciders_of


@refusals_as_pages
def publish(request: HttpRequest, number: str) -> HttpResponse:
    """Make the result sheets of a granted case."""
    here = asked(request)
    case = opened(request, number, "publish_result")
    on = today(request)
    award = granted_award(case.pk)
    deciders = tuple(
        (officer.staff_number, officer.name)
        for officer in deciders_of(organ=award.decision.organ, on=on)
        if officer.pk != here.actor.officer_id
    )
    form = SheetForm(*sent(request)[:1], on=on, deciders=deciders)
    form.fields["planned_on"].initial = on

    def do() -> str:
        notice = publish_result(number=number, actor=here.actor, at=here.at, given=form.given())
        return phrase(
            "公示单已制作，请打印盖章，%(day)s交村（居）协理员张贴并拍照。",
            day=day_of(notice.planned_on),
        )

    def page() -> object:
        facts = (
            Fact("公开的姓名", case.applicant.name, source="网上版只显示姓和末字，未成年人不显示"),
            Fact("保障人数", award.members_counted, "number"),
            Fact("月保障金额", award.amount_fen, "money"),
            Fact("村（居）", case.village.name),
        )
        link = Link("预览公示单", reverse("desk:preview_sheet", args=[number]))
        return act_page(
            request,
            case,
            form,
            label="制作结果公示单",
            sections=(Section("只公开这些内容", facts=facts, links=(link,)), _period(on)),
        )

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


@require_GET
@refusals_as_pages
def preview_sheet(request: HttpRequest, number: str) -> HttpResponse:
    """Show the sheet for the board as it would be made today."""
    here = asked(request)
    opened(request, number, "publish_result")
    return preview(
        number=number,
        kind="W26",
        at=here.at,
        act=lambda: publish_result(number=number, actor=here.actor, at=here.at),
    )


@refusals_as_pages
def renew(request: HttpRequest, number: str) -> HttpResponse:
    """Make the sheets anew when they could not be put up on their day."""
    here = asked(request)
    case = opened(request, number, "renew_sheet")
    form = RenewForm(*sent(request)[:1], on=today(request))
    form.fields["planned_on"].initial = today(request)

    def do() -> str:
        notice = renew_sheet(
            code=notice_code(case),
            actor=here.actor,
            at=here.at,
            planned_on=form.cleaned_data["planned_on"],
        )
        return phrase(
            "公示单已重制，原公示单作废，请在%(day)s张贴新的。", day=day_of(notice.planned_on)
        )

    def page() -> object:
        return act_page(
            request,
            case,
            form,
            label="重制公示单",
            sections=(notice_facts(case), _period(today(request))),
            intro=("原公示单作废，查验页会显示已撤回；已张贴的不能重制。",),
        )

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


@refusals_as_pages
def post(request: HttpRequest, number: str) -> HttpResponse:
    """Record at the desk that the sheet hangs."""
    here = asked(request)
    case = opened(request, number, "post_notice")
    form = PostForm(*sent(request), on=today(request))
    form.fields["posted_at"].initial = here.at

    def do() -> str:
        notice = post_notice(
            code=notice_code(case), given=form.given(), actor=here.actor, at=here.at
        )
        return phrase("已登记张贴，公示到%(day)s，期满后撤下。", day=day_of(notice.ends_on))

    def page() -> object:
        return act_page(request, case, form, label="登记张贴", sections=(notice_facts(case),))

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


@refusals_as_pages
def take_down(request: HttpRequest, number: str) -> HttpResponse:
    """Record at the desk that the sheet was taken down."""
    here = asked(request)
    case = opened(request, number, "take_down_notice")
    form = TakeDownForm(*sent(request), on=today(request))

    def do() -> str:
        take_down_notice(code=notice_code(case), given=form.given(), actor=here.actor, at=here.at)
        return "已登记撤下，公示证明已出具。"

    def page() -> object:
        return act_page(request, case, form, label="登记撤下", sections=(notice_facts(case),))

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


@refusals_as_pages
def enter(request: HttpRequest, number: str) -> HttpResponse:
    """Let a published case enter payment."""
    here = asked(request)
    case = opened(request, number, "enter_payment")
    form = EnterForm(*sent(request)[:1], on=today(request))

    def do() -> str:
        enter_payment(number=number, actor=here.actor, at=here.at)
        return "已转入发放，从批准的次月起列入名册。"

    def page() -> object:
        award = granted_award(case.pk)
        notice = notice_of(case)
        over = notice is not None and has_ended(notice, here.at)
        account = has_valid_account(award, here.at)
        facts = (
            Fact("公示", "期满并已撤下" if over else "还没有期满撤下"),
            Fact("收款账户", "有效" if account else "还没有有效账户"),
            Fact("月保障金额", award.amount_fen, "money"),
            Fact("首发月份", Month.of(award.effective_from), "month"),
        )
        return act_page(
            request,
            case,
            form,
            label="转入发放",
            sections=(
                Section("发放条件", facts=facts, links=paper_links(case, ("W27", "公示证明"))),
            ),
        )

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


def notice_code(case: Case) -> str:
    """Return the code of the newest sheet of a case.

    Raises: NotVisible `notice.not_visible`.
    """
    return _notice(case).code


def notice_facts(case: Case) -> Section:
    """Say where the sheet of a case stands."""
    notice = _notice(case)
    return Section(
        "公示单",
        facts=(
            Fact("查验码", notice.code, "code"),
            Fact("村（居）", notice.village.name),
            Fact("计划张贴日", notice.planned_on, "date"),
            Fact("张贴时间", notice.posted_at, "moment"),
            Fact("公示首日", notice.starts_on, "date"),
            Fact("公示末日", notice.ends_on, "date"),
            Fact("撤下时间", notice.taken_down_at, "moment"),
        ),
        links=paper_links(case, ("W27", "公示证明")),
    )


def _notice(case: Case) -> PublicNotice:
    found = notice_of(case)
    if found is None:
        raise NotVisible("notice.not_visible", ABSENT)
    return found


def _period(on: date) -> Section:
    starts_on, _ = notice_period(on)
    _, ends_on = notice_period(on, calendar_in_force())
    facts = (Fact("今天张贴的，公示首日", starts_on, "date"), Fact("公示末日", ends_on, "date"))
    lines = ("公示满7个整日，张贴当日不算；末日是节假日的顺延。",)
    return Section("公示期", facts=facts, lines=lines)


urlpatterns = [
    path("cases/<str:number>/publish-result/", publish, name="publish_result"),
    path("cases/<str:number>/publish-result/preview.pdf", preview_sheet, name="preview_sheet"),
    path("cases/<str:number>/renew-sheet/", renew, name="renew_sheet"),
    path("cases/<str:number>/post-notice/", post, name="post_notice"),
    path("cases/<str:number>/take-down-notice/", take_down, name="take_down_notice"),
    path("cases/<str:number>/enter-payment/", enter, name="enter_payment"),
]
