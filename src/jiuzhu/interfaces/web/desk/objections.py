"""Pages of objections: the queue with its clock, one objection, what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from jiuzhu.casework.objections.access import objection_to_see, refuse_own_decision
from jiuzhu.casework.objections.models import Objection
from jiuzhu.casework.objections.queries import (
    ObjectionRow,
    objections_of,
    objections_open,
    unsealed,
)
from jiuzhu.casework.objections.services.answer_objection import answer_objection, deliver_answer
from jiuzhu.casework.objections.services.relabel_objection import ask_relabel, confirm_relabel
from jiuzhu.casework.objections.services.take_up_objection import take_up_objection
from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.acts.objection_forms import (
    AgreeForm,
    AnswerForm,
    DeliveredForm,
    RelabelForm,
    TakeUpForm,
)
from jiuzhu.interfaces.web.acts.stage import (
    Act,
    Section,
    act_page,
    answer,
    case_url,
    paper_links,
    sent,
    table,
    today,
)
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.chips import chip, deadline_chip
from jiuzhu.interfaces.web.parts.forms import SubmitForm
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Action, Chip, Fact, Link, Row, Table
from jiuzhu.interfaces.web.parts.transaction import request_facts
from jiuzhu.policy.appraisal import MAY_BE_TOLD, NEVER_TOLD
from jiuzhu.registers.law.queries import calendar_in_force

HEADS = "异议编号:head 家庭 村（居） 事项 提出:date 期限:chip 办到哪一步"
NONE_OPEN = "现在没有要办的异议。公示期内有人反映的，先登记。"


@dataclass(frozen=True, slots=True)
class ObjectionsPage:
    """What waits to be dealt with, the nearest date first."""

    title: str
    crumbs: tuple[Link, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class ObjectionPage:
    """One objection: what is said, where it stands, what may be told, the next step."""

    title: str
    crumbs: tuple[Link, ...]
    chips: tuple[Chip, ...]
    facts: tuple[str, ...]
    next: Action | None
    actions: tuple[Action, ...]
    sections: tuple[Section, ...]


@require_GET
@refusals_as_pages
def queue(request: HttpRequest) -> HttpResponse:
    """Show every objection that has to be dealt with or answered."""
    here = asked(request)
    after = request.GET.get("after", "")
    rows = objections_open(actor=here.actor, after=int(after) if after.isdigit() else 0)
    page = ObjectionsPage(
        title="公示异议",
        crumbs=(Link("我的待办", reverse("desk:tasks")),),
        table=table("公示异议", HEADS, (_row(request, row) for row in rows), NONE_OPEN),
    )
    return render_page(request, "desk/objections/queue.html", page)


@require_GET
@refusals_as_pages
def one(request: HttpRequest, objection: str) -> HttpResponse:
    """Show one objection; that it was read is written into the trace."""
    here = asked(request)
    found = objection_to_see(number=objection, actor=here.actor)
    words = unsealed(number=objection, actor=here.actor, at=here.at, request=request_facts(request))
    steps = _steps(found)
    told = (
        Fact("反映的内容", words.text),
        Fact("反映人", words.name or "匿名"),
        Fact("联系方式", words.contact),
        Fact("怎么反映的", found.get_channel_display()),
        Fact("记录方式", found.get_wording_display()),
        Fact("不愿签字的情形", found.refusal_note),
    )
    page = ObjectionPage(
        title=phrase("异议 %(number)s", number=objection),
        crumbs=(Link("公示异议", reverse("desk:objections")),),
        chips=(
            _clock(
                request,
                found.due_on,
                provisional=found.due_provisional,
                closed=found.closed_at is not None,
            ),
        ),
        facts=(found.case.applicant.name, found.get_about_display()),
        next=steps[0] if steps else None,
        actions=steps[1:],
        sections=(
            Section("封存的内容", facts=tuple(fact for fact in told if fact.value)),
            _where_it_stands(found),
            Section("对外可以说的", lines=tuple(map(phrase, MAY_BE_TOLD))),
            Section("谁都不能告诉的", lines=tuple(map(phrase, NEVER_TOLD))),
        ),
    )
    return render_page(request, "desk/objections/one.html", page)


@refusals_as_pages
def take_up(request: HttpRequest, objection: str) -> HttpResponse:
    """Take up an objection that came by the web."""
    here = asked(request)

    def do(form: SubmitForm) -> str:
        del form
        take_up_objection(number=objection, actor=here.actor, at=here.at)
        return "已登记接收，异议登记表已入卷（不含内容和姓名）。"

    return _act(request, objection, TakeUpForm, "登记接收", do)


@refusals_as_pages
def relabel(request: HttpRequest, objection: str) -> HttpResponse:
    """Propose that it is a complaint, or agree as the second person."""
    here = asked(request)
    found = objection_to_see(number=objection, actor=here.actor)
    asked_by = found.relabel_asked_by_id

    def ask(form: SubmitForm) -> str:
        reason = form.cleaned_data["reason"]
        ask_relabel(number=objection, reason=reason, actor=here.actor, at=here.at)
        return "已提出，请另一名同事核对后同意。"

    def agree(form: SubmitForm) -> str:
        del form
        confirm_relabel(number=objection, actor=here.actor, at=here.at)
        return "已改按投诉办理，请核查后答复。"

    if asked_by is None:
        return _act(request, objection, RelabelForm, "改按投诉办理", ask)
    section = Section("提出的理由", lines=(found.relabel_reason,))
    return _act(request, objection, AgreeForm, "同意改按投诉办理", agree, sections=(section,))


@refusals_as_pages
def reply(request: HttpRequest, objection: str) -> HttpResponse:
    """Answer and close; whoever decided the case reads at once that somebody else answers."""
    here = asked(request)
    found = objection_to_see(number=objection, actor=here.actor)
    refuse_own_decision(case=found.case, actor=here.actor)

    def do(form: SubmitForm) -> str:
        text = form.cleaned_data["text"]
        closed = answer_objection(number=objection, text=text, actor=here.actor, at=here.at)
        if closed.answer_id is None:
            return "匿名反映，已办结。"
        return "答复已出具，请打印盖章送给反映人，再登记送达。"

    section = Section("谁都不能告诉的", lines=tuple(map(phrase, NEVER_TOLD)))
    return _act(request, objection, AnswerForm, "答复并办结", do, sections=(section,))


@refusals_as_pages
def delivered(request: HttpRequest, objection: str) -> HttpResponse:
    """Keep the proof that the answer arrived."""
    here = asked(request)

    def do(form: SubmitForm) -> str:
        given = form.given()  # type: ignore[attr-defined]
        deliver_answer(number=objection, given=given, actor=here.actor, at=here.at)
        return "已登记送达。"

    return _act(request, objection, DeliveredForm, "登记答复送达", do)


def _act(
    request: HttpRequest,
    number: str,
    form_class: type[SubmitForm],
    label: str,
    do: Callable[[SubmitForm], str],
    *,
    sections: tuple[Section, ...] = (),
) -> HttpResponse:
    here = asked(request)
    found = objection_to_see(number=number, actor=here.actor)
    form = form_class(*sent(request), on=today(request))
    if "delivered_at" in form.fields:
        form.fields["delivered_at"].initial = here.at
    back_url = reverse("desk:objection", args=[number])

    def page() -> object:
        shown = (_where_it_stands(found), *sections)
        return act_page(request, found.case, form, label=label, sections=shown, back_url=back_url)

    return answer(
        request,
        Act(
            form=form,
            page=page,
            do=lambda: do(form),
            then=back_url,
            number=found.case.number,
        ),
    )


def _row(request: HttpRequest, row: ObjectionRow) -> Row:
    return Row(
        (
            row.number,
            row.applicant,
            row.village,
            row.about,
            legal_day(row.received_at),
            _clock(
                request,
                row.due_on,
                provisional=row.due_provisional,
                closed=row.closed_at is not None,
            ),
            _stage(row),
        ),
        url=reverse("desk:objection", args=[row.number]),
    )


def _clock(request: HttpRequest, due_on: date, *, provisional: bool, closed: bool) -> Chip:
    if closed:
        return chip("done", "已办结")
    return deadline_chip(due_on, today(request), calendar_in_force(), provisional=provisional)


def _stage(row: ObjectionRow) -> str:
    steps = (
        (row.closed_at is not None, "等登记答复送达"),
        (not row.is_taken_up, "网上收到，等登记接收"),
        (row.waits_for_second, "等第二人同意改按投诉办理"),
        (bool(row.finding), row.finding),
        (row.is_called, "已通知评议"),
    )
    return next((words for applies, words in steps if applies), "等组织评议")


def _where_it_stands(found: Objection) -> Section:
    facts = (
        Fact("提出", found.received_at, "moment"),
        Fact("公示期满后提出", "是，按投诉办理" if found.is_late else ""),
        Fact("评议结论", found.get_finding_display() if found.finding else ""),
        Fact("办结", found.closed_at, "moment"),
        Fact("答复送达", found.answered_at, "moment"),
    )
    others = [row for row in objections_of(found.case) if row.number != found.number]
    links = (
        Link("打开案件", case_url(found.case.number)),
        *paper_links(found.case, ("W20", "民主评议")),
        *(
            Link(f"同户异议 {row.number}", reverse("desk:objection", args=[row.number]))
            for row in others
        ),
    )
    return Section("办到哪一步", facts=tuple(fact for fact in facts if fact.value), links=links)


def _steps(found: Objection) -> tuple[Action, ...]:
    """Return what can be done now, the next step first."""
    own, number = [found.number], [found.case.number]
    is_result = found.about == "RESULT"
    offered = (
        (found.sheet_id is None, "登记接收", reverse("desk:take_up_objection", args=own)),
        (
            found.answer_id is not None and found.answered_at is None,
            "登记答复送达",
            reverse("desk:deliver_answer", args=own),
        ),
        (
            is_result and found.appraisal_id is None and found.closed_at is None,
            "通知民主评议",
            reverse("desk:call_appraisal", args=number),
        ),
        (
            found.appraisal_id is not None and not found.finding,
            "记录民主评议",
            reverse("desk:conclude_appraisal", args=number),
        ),
        (
            found.finding == "UPHELD" and found.reviewed_at is None,
            "启动复核（审核人）",
            reverse("desk:review_objection", args=number),
        ),
        (
            found.closed_at is None and (not is_result or bool(found.finding)),
            "答复并办结",
            reverse("desk:answer_objection", args=own),
        ),
        (
            is_result and found.appraisal_id is None and found.closed_at is None,
            "改按投诉办理",
            reverse("desk:relabel_objection", args=own),
        ),
    )
    shown = [(label, url) for applies, label, url in offered if applies]
    return tuple(Action(label, url, primary=index == 0) for index, (label, url) in enumerate(shown))


urlpatterns = [
    path("objections/", queue, name="objections"),
    path("objections/<slug:objection>/", one, name="objection"),
    path("objections/<slug:objection>/take-up/", take_up, name="take_up_objection"),
    path("objections/<slug:objection>/relabel/", relabel, name="relabel_objection"),
    path("objections/<slug:objection>/answer/", reply, name="answer_objection"),
    path("objections/<slug:objection>/delivered/", delivered, name="deliver_answer"),
]
