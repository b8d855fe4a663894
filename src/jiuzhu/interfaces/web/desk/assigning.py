"""Assign cases to a colleague: one from its page, many from a list, all of somebody on leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from jiuzhu.casework.cases.services.assign_case import (
    ACTION,
    ASSIGNS,
    LONGEST_REASON,
    Assigning,
    assign_case,
)
from jiuzhu.casework.workspace.assigning import (
    AssignRow,
    Colleague,
    colleagues_of,
    numbers_of,
    plan_assignment,
)
from jiuzhu.casework.workspace.bulk_steps import STEP_JOB
from jiuzhu.casework.workspace.lists import MOST_SELECTED
from jiuzhu.casework.workspace.narrowing import LONGEST_KEY
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.job_runs import open_run
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.interfaces.web.desk.selection import (
    LONGEST_NUMBERS,
    Selection,
    chosen,
    numbers_given,
    refuse_many,
)
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.chips import chip
from jiuzhu.interfaces.web.parts.forms import (
    CodeField,
    PlainTextField,
    SubmitForm,
    apply_refusal,
)
from jiuzhu.interfaces.web.parts.language import joined, phrase
from jiuzhu.interfaces.web.parts.pages import form_errors, refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Chip, Column, Empty, Link, Row, Table
from jiuzhu.interfaces.web.parts.submit import submit, tell, told
from jiuzhu.interfaces.web.parts.transaction import request_facts
from jiuzhu.kernel.errors import Refused

MOST_SHOWN = 200
TEMPLATE = "desk/assigning/assign.html"
TITLE = "分派给同事"


class AssignForm(SubmitForm):
    """To whom the cases go, and why."""

    numbers = PlainTextField(label="案件", max_length=LONGEST_NUMBERS)
    officer = CodeField(label="分派给", codes=())
    reason = PlainTextField(
        label="原因",
        max_length=LONGEST_REASON,
        required=False,
        help_text="从别的同事手里换人时要写，例如“休假”“调岗”。",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignPage:
    """The cases that change hands, those that cannot, and the form."""

    title: str
    crumbs: tuple[Link, ...]
    facts: tuple[str, ...]
    form: AssignForm
    numbers: str
    label: str
    table: Table | None
    left_out: Table | None
    back_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverPage:
    """Everybody who handles cases here, with what they look after."""

    table: Table
    notes: tuple[tuple[str, str], ...]


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_as_pages
def assign(request: HttpRequest) -> HttpResponse:
    """Show what would change hands, or hand it over: one case at once, many by a job."""
    here = asked(request)
    here.actor.require(ASSIGNS)
    colleagues = colleagues_of(actor=here.actor, on=legal_day(here.at))
    if request.method == "POST":
        return _sent(request, colleagues)
    selection = _selected(request)
    rows = plan_assignment(numbers=selection.numbers, actor=here.actor)
    record_access(
        kind=AccessKind.LIST,
        actor=here.actor,
        at=here.at,
        request=request_facts(request),
        subjects=tuple(row.applicant_id for row in rows if row.applicant_id is not None),
        query="",
    )
    form = _form(request, colleagues, bound=False)
    return render_page(request, TEMPLATE, _page(form, rows, selection.back_url))


@require_GET
@refusals_as_pages
def handover(request: HttpRequest) -> HttpResponse:
    """Show who looks after how many open cases, to hand all of somebody's to somebody else."""
    here = asked(request)
    here.actor.require(ASSIGNS)
    colleagues = colleagues_of(actor=here.actor, on=legal_day(here.at))
    page = HandoverPage(table=_colleagues_table(colleagues), notes=told(request))
    return render_page(request, "desk/assigning/handover.html", page)


def _selected(request: HttpRequest) -> Selection:
    """Return the cases that a list chose, or all open ones of a colleague."""
    leaving = request.GET.get("from", "")
    if not leaving:
        return chosen(request)
    if not (leaving.isascii() and leaving.isdecimal() and len(leaving) <= LONGEST_KEY):
        raise Refused("assign.from", "没有这位同事。请从“分派与交接”里点“全部交接”。")
    numbers = numbers_of(officer=int(leaving), actor=asked(request).actor, most=MOST_SELECTED + 1)
    if not numbers:
        raise Refused("assign.nothing", "这位同事现在没有经办中的案件，不用交接。")
    refuse_many(numbers)
    return Selection(numbers=numbers, back_url=reverse("desk:handover"))


def _form(request: HttpRequest, colleagues: Sequence[Colleague], *, bound: bool) -> AssignForm:
    form = AssignForm(request.POST if bound else None)
    form.fields["officer"].choices = [  # type: ignore[attr-defined]  # a CodeField
        ("", "请选择"),
        *((str(one.officer), _words(one)) for one in colleagues if one.is_here),
    ]
    return form


def _sent(request: HttpRequest, colleagues: Sequence[Colleague]) -> HttpResponse:
    here = asked(request)
    form = _form(request, colleagues, bound=True)
    is_valid = form.is_valid()
    if "numbers" not in form.cleaned_data:
        raise Refused("assign.form", "".join(line.sentence for line in form_errors(form)))
    numbers = numbers_given(form.cleaned_data["numbers"])
    rows = plan_assignment(numbers=numbers, actor=here.actor)
    try:
        if is_valid:
            return _done(request, form, rows)
    except Refused as refusal:
        apply_refusal(form, refusal)
    return render_page(request, TEMPLATE, _page(form, rows, reverse("desk:cases")), status=422)


def _done(request: HttpRequest, form: AssignForm, rows: Sequence[AssignRow]) -> HttpResponse:
    here = asked(request)
    officer, reason = int(form.cleaned_data["officer"]), form.cleaned_data["reason"] or ""
    if not reason and any(_changes_hands(row, here.actor.officer_id, officer) for row in rows):
        raise Refused(
            "assign.reason",
            "有的案件现在由别的同事经办，换人要写明原因，例如“休假”“调岗”。",
            field="reason",
        )
    if len(rows) == 1:
        return _one(request, form, rows[0].number, officer, reason)

    def act() -> dict[str, str]:
        run = open_run(
            kind=STEP_JOB,
            title="批量分派",
            actor=here.actor,
            order={
                "action": ACTION,
                "numbers": [row.number for row in rows],
                "officer": officer,
                "reason": reason,
            },
            total=len(rows),
            at=here.at,
        )
        return {"run": run.code}

    done = submit(request, form, act)
    return HttpResponseRedirect(reverse("desk:job", args=[done["run"]]))


def _one(
    request: HttpRequest, form: AssignForm, number: str, officer: int, reason: str
) -> HttpResponse:
    here = asked(request)
    home = reverse("desk:case", args=[number])

    def act() -> dict[str, str]:
        given = Assigning(officer=officer, reason=reason, link=home)
        return {
            "name": assign_case(
                number=number, given=given, actor=here.actor, at=here.at
            ).officer.name
        }

    done = submit(request, form, act)
    tell(request, phrase("已分派给%(name)s，同事会收到提醒。", name=done["name"]))
    return HttpResponseRedirect(home)


def _changes_hands(row: AssignRow, own: int | None, officer: int) -> bool:
    return row.assignee_id not in {None, own, officer}


def _page(form: AssignForm, rows: Sequence[AssignRow], back_url: str) -> AssignPage:
    taken = tuple(row for row in rows if not row.reason)
    left_out = tuple(row for row in rows if row.reason)
    return AssignPage(
        title=TITLE,
        crumbs=(Link("我的待办", reverse("desk:tasks")), Link(TITLE, "")),
        facts=(
            phrase("将要分派 %(n)s 件", n=len(taken)),
            *((phrase("不能分派 %(n)s 件", n=len(left_out)),) if left_out else ()),
        ),
        form=form,
        numbers=" ".join(row.number for row in taken),
        label=phrase("分派 %(n)s 件", n=len(taken)),
        table=_table(taken, "将要分派") if taken else None,
        left_out=_table(left_out, "不能分派，原因如下") if left_out else None,
        back_url=back_url,
    )


def _table(rows: tuple[AssignRow, ...], caption: str) -> Table:
    words = phrase("%(caption)s：%(n)s 件", caption=caption, n=len(rows))
    if len(rows) > MOST_SHOWN:
        words = phrase("%(caption)s（只列前 %(n)s 件）", caption=words, n=MOST_SHOWN)
    has_reason = any(row.reason for row in rows)
    return Table(
        caption=words,
        columns=(
            Column("案件编号", "code"),
            Column("申请人", "head"),
            Column("环节"),
            Column("现在经办人"),
            *((Column("原因"),) if has_reason else ()),
        ),
        rows=tuple(
            Row(
                cells=(
                    row.number,
                    row.applicant,
                    row.state_label,
                    row.assignee,
                    *((row.reason,) if has_reason else ()),
                ),
                url=reverse("desk:case", args=[row.number]) if row.applicant else "",
                key=row.number,
            )
            for row in rows[:MOST_SHOWN]
        ),
        empty=Empty("没有。"),
    )


def _words(one: Colleague) -> str:
    """Say who somebody is and how much is on the desk already."""
    words = phrase(
        "%(name)s（%(posts)s，经办 %(n)s 件）", name=one.name, posts=joined(one.posts), n=one.cases
    )
    if one.away_until is None:
        return words
    return phrase("%(words)s，休假到 %(day)s", words=words, day=one.away_until.isoformat())


def _colleagues_table(colleagues: Sequence[Colleague]) -> Table:
    return Table(
        caption="本机关经办案件的同事",
        columns=(
            Column("姓名", "head"),
            Column("岗位"),
            Column("在岗", "chip"),
            Column("经办中", "number"),
            Column("案件", "links"),
        ),
        rows=tuple(
            Row(
                cells=(
                    one.name,
                    joined(one.posts),
                    _presence(one),
                    one.cases,
                    _links(one),
                ),
                key=str(one.officer),
            )
            for one in colleagues
        ),
        empty=Empty("本机关还没有经办案件的岗位。", (Link("全部案件", reverse("desk:cases")),)),
        hide_caption=True,
    )


def _presence(one: Colleague) -> Chip:
    if not one.is_here:
        return chip("near", "已离岗", "案件要交接")
    if one.away_until is not None:
        return chip("waiting", "休假", phrase("到 %(day)s", day=one.away_until.isoformat()))
    return chip("done", "在岗")


def _links(one: Colleague) -> tuple[Link, ...]:
    if not one.cases:
        return ()
    listed = f"{reverse('desk:cases')}?who={one.officer}"
    return (
        Link("看案件", listed),
        Link("全部交接", f"{reverse('desk:assign')}?from={one.officer}"),
    )


urlpatterns = [
    path("assign/", assign, name="assign"),
    path("handover/", handover, name="handover"),
]
