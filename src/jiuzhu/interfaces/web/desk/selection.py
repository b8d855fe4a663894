"""Which cases somebody selected in a list: ticked ones, or all that the conditions leave."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from jiuzhu.casework.cases.services.assign_case import ACTION, ASSIGNS
from jiuzhu.casework.workspace import queries
from jiuzhu.casework.workspace.bulk_steps import BULK_STEPS
from jiuzhu.casework.workspace.lists import MOST_SELECTED
from jiuzhu.casework.workspace.printing import may_print
from jiuzhu.casework.workspace.queries import CaseRow
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.desk.list_forms import CasesForm, ListForm, TasksForm
from jiuzhu.interfaces.web.desk.saved_lists import ADDRESS
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.presenters import Link
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.accounts.enums import ListPage
from jiuzhu.registers.organs.enums import OrganKind

LONGEST_NUMBER = 40
LONGEST_NUMBERS = 250_000
CASE_NUMBER = re.compile(r"[0-9]{1,40}")
FORMS: Mapping[ListPage, type[ListForm]] = {ListPage.TASKS: TasksForm, ListPage.CASES: CasesForm}
NOTHING = "没有勾选案件。请先在清单里勾选要办的案件（或勾“选择全部”），再点一次。"
TOO_MANY = "一次最多选 %(most)s 件，现在的条件下还不止这些。请按环节、所在地缩小范围，分几次办理。"


@dataclass(frozen=True, slots=True)
class BulkAct:
    """One act that is offered for a selection: where it leads."""

    code: str
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkBar:
    """What stands above a list whose rows can be ticked."""

    acts: tuple[BulkAct, ...]
    list: str
    conditions: tuple[tuple[str, str], ...]
    all_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The numbers that were chosen, and the way back to the list."""

    numbers: tuple[str, ...]
    back_url: str


def acts_for(actor: Actor, rows: tuple[CaseRow, ...]) -> tuple[BulkAct, ...]:
    """Return the acts that this person may do to several of these rows at once."""
    acts = []
    if rows and may_print(actor):
        acts.append(BulkAct("print", "批量打印", reverse("desk:print")))
    if rows and actor.may(ASSIGNS) and actor.organ_kind == OrganKind.TOWNSHIP:
        acts.append(BulkAct(ACTION, "批量分派", reverse("desk:assign")))
    here = {row.state for row in rows}
    acts += [
        BulkAct(step.action, step.label, reverse("desk:bulk", args=[step.action]))
        for step in BULK_STEPS.values()
        if step.may(actor) and step.states & here
    ]
    return tuple(acts)


def bulk_bar(
    form: ListForm,
    page: ListPage,
    acts: tuple[BulkAct, ...],
    rows: tuple[CaseRow, ...],
    found: int | None,
) -> BulkBar | None:
    """Return the bar of a list; none where nothing can be done with several rows at once."""
    if not acts or not rows:
        return None
    more = found is not None and len(rows) < found
    words = ""
    if more and found is not None and found <= MOST_SELECTED:
        words = phrase("选择全部 %(n)s 件（不止本页）", n=found)
    return BulkBar(acts=acts, list=page.value, conditions=form.asked_for, all_words=words)


def chosen(request: HttpRequest) -> Selection:
    """Return what the address selects.

    Raises: Refused `selection.list`, `selection.none`, `selection.too_many`, `selection.filter`.
    """
    if request.GET.get("list", "") not in ListPage.values:
        raise Refused("selection.list", "没有这张清单。请从“我的待办”或“全部案件”勾选后再办。")
    page = ListPage(request.GET["list"])
    form = _form(request, page)
    back = Link(page.label, f"{reverse(ADDRESS[page])}?{_query(form)}")
    if request.GET.get("all"):
        numbers = _all(request, page, form)
    else:
        numbers = tuple(dict.fromkeys(one[:LONGEST_NUMBER] for one in request.GET.getlist("case")))
    if not numbers:
        raise Refused("selection.none", NOTHING)
    refuse_many(numbers)
    return Selection(numbers=numbers, back_url=back.url)


def refuse_many(numbers: Sequence[str]) -> None:
    """Refuse more than can be selected at once.

    Raises: Refused `selection.too_many`.
    """
    if len(numbers) > MOST_SELECTED:
        raise Refused("selection.too_many", TOO_MANY, values={"most": f"{MOST_SELECTED:,}"})


def numbers_given(text: str) -> list[str]:
    """Return the case numbers that a page was sent back with, each once.

    Raises: Refused `selection.number`, `selection.too_many`.
    """
    numbers = list(dict.fromkeys(text.split()))
    refuse_many(numbers)
    if not all(CASE_NUMBER.fullmatch(number) for number in numbers):
        raise Refused("selection.number", "选的案件编号不对，没有办理任何一件。请回清单重新勾选。")
    return numbers


def _form(request: HttpRequest, page: ListPage) -> ListForm:
    """Return the conditions of the list as a form, without what only the selection needs."""
    kind = FORMS[page]
    data = QueryDict(mutable=True)
    for name in (*kind.shown, *kind.kept):
        if value := request.GET.get(name):
            data[name] = value
    form = kind(request, data)
    if not form.is_valid():
        raise Refused(
            "selection.filter",
            "选择时的筛选条件不对（可能是别的机关的链接），没有办理任何一件。请回清单重新筛选、勾选。",
        )
    return form


def _query(form: ListForm) -> str:
    data = QueryDict(mutable=True)
    data.update(dict(form.asked_for))
    return data.urlencode()


def _all(request: HttpRequest, page: ListPage, form: ListForm) -> tuple[str, ...]:
    here = asked(request)
    on = legal_day(here.at)
    most = MOST_SELECTED + 1
    if page is ListPage.TASKS:
        return queries.waiting_numbers(actor=here.actor, on=on, narrow=form.narrowing, most=most)
    return queries.case_numbers(
        actor=here.actor, on=on, q=form.given("q"), narrow=form.narrowing, most=most
    )
