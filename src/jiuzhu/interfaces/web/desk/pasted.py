"""Show what was copied from a spreadsheet, cell by cell, before it is taken into the table."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.desk.family_forms import FamilyTables
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.field_views import field_view
from jiuzhu.interfaces.web.parts.language import said
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.paste import read_paste
from jiuzhu.interfaces.web.parts.rows import RowForm, Rows
from jiuzhu.kernel.errors import Refused

PASTED = "desk/intents/pasted.html"
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: the field it goes to, what goes there, how it reads, what is wrong with it."""

    name: str
    value: str
    shown: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PastedPage:
    """The rows that would be filled in, or why none are."""

    label: str
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    told: tuple[str, ...] = ()
    problem: str = ""


@require_POST
@refusals_as_pages
def pasted(request: HttpRequest) -> HttpResponse:
    """Read a pasted block for one table; nothing is kept.

    Raises: Refused `paste.table` for a table that there is not.
    """
    here = asked(request)
    here.actor.require("intent.register")
    rows = FamilyTables.of(None, legal_day(here.at)).of_prefix(request.POST.get("table", ""))
    if rows is None:
        raise Refused("paste.table", "没有这张表。请重新打开本页后再粘贴。")
    try:
        read = read_paste(request.POST.get("text", ""), rows.form_class, most=rows.max_rows)
    except Refused as refusal:
        page = PastedPage(label=rows.label, problem=said(refusal))
        return render_page(request, PASTED, page, status=UNPROCESSABLE)
    used = [name for name in rows.form_class.base_fields if any(name in row for row in read.rows)]
    heads = tuple(str(rows.form_class.base_fields[name].label) for name in used)
    cells = tuple(_cells(rows, used, row) for row in read.rows)
    page = PastedPage(label=rows.label, heads=heads, rows=cells, told=read.told)
    return render_page(request, PASTED, page)


def _cells(rows: Rows, used: list[str], row: dict[str, str]) -> tuple[Cell, ...]:
    data = QueryDict(mutable=True)
    for name, value in row.items():
        data[f"{rows.prefix}-0-{name}"] = value
    form: RowForm = rows.form_class(data, prefix=f"{rows.prefix}-0", on=rows.on)
    form.is_valid()
    return tuple(_cell(form, name, row.get(name, "")) for name in used)


def _cell(form: RowForm, name: str, value: str) -> Cell:
    view = field_view(form[name])
    chosen = [option.label for option in view.options if option.chosen and option.value]
    return Cell(
        name=name,
        value=value,
        shown=chosen[0] if chosen else value,
        problem=view.errors[0] if view.errors and value else "",
    )


urlpatterns: list[URLPattern] = [
    path("intents/pasted/", pasted, name="read_pasted"),
]
