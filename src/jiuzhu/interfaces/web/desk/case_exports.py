"""The two lists of cases as files: the columns of the screen, the conditions of the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from jiuzhu.casework.cases.enums import Category
from jiuzhu.casework.workspace.case_rows import CaseRow
from jiuzhu.casework.workspace.find import wish_of
from jiuzhu.casework.workspace.lists import (
    count_cases,
    count_waiting,
    read_cases,
    read_waiting,
)
from jiuzhu.casework.workspace.narrowing import CASE_ORDERS, DUES, TASK_ORDERS, WHOSE
from jiuzhu.casework.workspace.places import states
from jiuzhu.casework.workspace.queries import Narrowing, places_to_choose
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.desk.case_table import COLUMNS, Here, columns_for, label_of
from jiuzhu.interfaces.web.desk.list_forms import CasesForm, ListForm, TasksForm
from jiuzhu.interfaces.web.parts.list_export import Asking, ListExport, Piece
from jiuzhu.interfaces.web.parts.presenters import Column
from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.flowchart import STAGE_LABELS
from jiuzhu.registers.accounts.enums import ListPage
from jiuzhu.registers.accounts.queries import template_columns
from jiuzhu.registers.law.queries import calendar_in_force
from jiuzhu.registers.organs.queries import officer_name

DAYS = ("since", "until")
WORDS = {
    "stage": "环节",
    "state": "环节",
    "who": "经办人",
    "place": "所在地",
    "category": "类别",
    "due": "期限",
    "since": "登记日期从",
    "until": "登记日期到",
}


def wanted_of_form(form: ListForm, template: str = "") -> dict[str, str]:
    """Return the valid conditions of a list in plain words, days written alike."""
    found = {"template": template} if template else {}
    for name in (*form.shown, "stage", "sort"):
        value = form.given(name) if name in form.fields else ""
        if value:
            found[name] = value.isoformat() if isinstance(value, date) else str(value)
    return found


def templates_url(code: str, form: ListForm) -> str:
    """Return where a list is exported by a template, with its conditions."""
    address = reverse("desk:export_templates", args=[code])
    return f"{address}?{urlencode(wanted_of_form(form))}".rstrip("?")


def _narrowing(asking: Asking) -> Narrowing:
    wanted = asking.wanted
    try:
        days = {name: date.fromisoformat(wanted[name]) for name in DAYS if wanted.get(name)}
    except ValueError as error:
        raise Refused("export.day", "筛选的日期不正确。请回到清单重新筛选后再导出。") from error
    return Narrowing(
        stage=wanted.get("stage", ""),
        state=wanted.get("state", ""),
        place=wanted.get("place", ""),
        category=wanted.get("category", ""),
        due=wanted.get("due", ""),
        since=days.get("since"),
        until=days.get("until"),
        **Narrowing.whose(wanted.get("who", ""), asking.actor),
    )


def _said(asking: Asking) -> tuple[str, ...]:
    known: Mapping[str, Mapping[str, str]] = {
        "stage": STAGE_LABELS,
        "state": {one.code: one.label for one in states()},
        "who": {**dict(WHOSE), **_colleague(asking.wanted.get("who", ""))},
        "place": dict(places_to_choose(asking.actor)),
        "category": dict(Category.choices),
        "due": dict(DUES),
    }
    wish = wish_of(asking.wanted.get("q", ""))
    said = [f"查：{wish.words}"] if wish.words else []
    for name, label in WORDS.items():
        value = asking.wanted.get(name, "")
        if value:
            said.append(f"{label}：{known.get(name, {}).get(value, value)}")
    return tuple(said)


def _colleague(who: str) -> dict[str, str]:
    return {who: officer_name(int(who))} if who.isdecimal() else {}


def _layout(asking: Asking, page: ListPage) -> tuple[tuple[str, str], ...]:
    """Return the columns (code, name) of the file: those of a template, or those of the screen."""
    template = asking.wanted.get("template", "")
    if template:
        found = template_columns(code=template, page=page, actor=asking.actor)
        return tuple((code, label) for code, label in found if code in COLUMNS)
    in_township = _in_township(asking.actor)
    codes = columns_for(asking.actor, page)
    return tuple((code, label_of(code, in_township=in_township)) for code in codes)


def _columns(page: ListPage) -> Callable[[Asking], tuple[Column, ...]]:
    def columns(asking: Asking) -> tuple[Column, ...]:
        return tuple(Column(label, COLUMNS[code].kind) for code, label in _layout(asking, page))

    return columns


def _piece(asking: Asking, page: ListPage, rows: tuple[CaseRow, ...], after: str) -> Piece:
    here = Here(legal_day(asking.at), calendar_in_force(), _in_township(asking.actor))
    codes = [code for code, _ in _layout(asking, page)]
    return Piece(
        rows=tuple(tuple(COLUMNS[code].cell(row, here) for code in codes) for row in rows),
        subjects=tuple(row.applicant_id for row in rows),
        after=after,
    )


def _in_township(actor: Actor) -> bool:
    return actor.organ_kind == "TOWNSHIP"


def _question(asking: Asking, orders: Mapping[str, Any]) -> dict[str, Any]:
    sort = asking.wanted.get("sort", "")
    return {
        "actor": asking.actor,
        "on": legal_day(asking.at),
        "narrow": _narrowing(asking),
        "order": sort if sort in orders else next(iter(orders)),
        "after": asking.after,
        "size": asking.size,
    }


def _read_cases(asking: Asking) -> Piece:
    found = read_cases(q=asking.wanted.get("q", ""), **_question(asking, CASE_ORDERS))
    return _piece(asking, ListPage.CASES, *found)


def _read_tasks(asking: Asking) -> Piece:
    return _piece(asking, ListPage.TASKS, *read_waiting(**_question(asking, TASK_ORDERS)))


def _count_cases(asking: Asking) -> int:
    on, narrow = legal_day(asking.at), _narrowing(asking)
    return count_cases(actor=asking.actor, on=on, q=asking.wanted.get("q", ""), narrow=narrow)


def _count_tasks(asking: Asking) -> int:
    on, narrow = legal_day(asking.at), _narrowing(asking)
    return count_waiting(actor=asking.actor, on=on, narrow=narrow)


CASES = ListExport(
    code="cases",
    title=str(ListPage.CASES.label),
    names=(*CasesForm.shown, "sort", "template"),
    columns=_columns(ListPage.CASES),
    read=_read_cases,
    count=_count_cases,
    said=_said,
)
TASKS = ListExport(
    code="tasks",
    title=str(ListPage.TASKS.label),
    names=(*TasksForm.shown, "stage", "sort", "template"),
    columns=_columns(ListPage.TASKS),
    read=_read_tasks,
    count=_count_tasks,
    said=_said,
)
