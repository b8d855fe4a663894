"""Choose the columns of a list and their order: saved with each press, without a script."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from jiuzhu.interfaces.web.desk.case_table import ALWAYS, COLUMNS, USUAL, label_of, shown_columns
from jiuzhu.interfaces.web.desk.saved_lists import ADDRESS
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import CodeField, CodesField, PlainTextField, SubmitForm
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import form_errors, refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Link
from jiuzhu.interfaces.web.parts.submit import submit, tell, told
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.accounts.enums import ListPage
from jiuzhu.registers.accounts.services.choose_columns import choose_columns

LONGEST_QUERY = 400
UP, DOWN = "up", "down"


class ColumnsForm(SubmitForm):
    """Tick what is shown; `order` is the order on the page, `move` lifts or lowers one column."""

    page = CodeField(label="清单", codes=tuple(ListPage.choices))
    shown = CodesField(label="显示", codes=(), required=False)
    order = CodesField(label="次序", codes=(), required=False)
    move = PlainTextField(required=False, max_length=20)
    usual = PlainTextField(required=False, max_length=1)
    back = PlainTextField(required=False, max_length=LONGEST_QUERY)

    def __init__(self, data: object) -> None:
        super().__init__(data)
        known = tuple((code, column.label) for code, column in COLUMNS.items())
        wrong = "清单里没有这一列，列设置没有保存。请重新打开“列设置”再选。"
        for name in ("shown", "order"):
            self.fields[name].choices = known  # type: ignore[attr-defined]
            self.fields[name].error_messages["invalid_choice"] = phrase(wrong)


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """One line of the page: a column, whether it is shown, whether it can move."""

    code: str
    label: str
    is_shown: bool
    is_fixed: bool
    goes_up: bool
    goes_down: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnsPage:
    """The columns of one list."""

    title: str
    page: str
    back: str
    crumbs: tuple[Link, ...]
    choices: tuple[ColumnChoice, ...]
    form: ColumnsForm
    notes: tuple[tuple[str, str], ...]


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_as_pages
def columns(request: HttpRequest) -> HttpResponse:
    """Show the columns of a list, or keep what was chosen and show it again."""
    asked(request).actor.require("case.view")
    if request.method == "POST":
        return _keep(request)
    page = _page_of(request.GET.get("page", ""))
    back = request.GET.get("back", "")[:LONGEST_QUERY]
    shown = shown_columns(request, page)
    order = (*shown, *(code for code in COLUMNS if code not in shown))
    in_township = asked(request).actor.organ_kind == "TOWNSHIP"
    title = phrase("列设置：%(list)s", list=page.label)
    return render_page(
        request,
        "desk/home/columns.html",
        ColumnsPage(
            title=title,
            page=page.value,
            back=back,
            crumbs=(Link(page.label, _list_url(page, back)), Link(title, "")),
            choices=tuple(
                ColumnChoice(
                    code=code,
                    label=label_of(code, in_township=in_township),
                    is_shown=code in shown,
                    is_fixed=code == ALWAYS,
                    goes_up=0 < place < len(shown),
                    goes_down=place < len(shown) - 1,
                )
                for place, code in enumerate(order)
            ),
            form=ColumnsForm(None),
            notes=told(request),
        ),
    )


def _keep(request: HttpRequest) -> HttpResponse:
    here = asked(request)
    form = ColumnsForm(request.POST)
    if not form.is_valid():
        words = "".join(line.sentence for line in form_errors(form))
        raise Refused("columns.form", words)
    given = form.cleaned_data
    page = ListPage(given["page"])
    moved, _, direction = (given["move"] or "").partition(":")
    order = _moved(given["order"] or list(COLUMNS), moved, direction)
    codes = [code for code in order if code in given["shown"] or code == ALWAYS]

    def act() -> dict[str, str]:
        choose_columns(
            page=page,
            codes=USUAL if given["usual"] else codes,
            known=tuple(COLUMNS),
            actor=here.actor,
            at=here.at,
        )
        return {}

    submit(request, form, act)
    back = given["back"] or ""
    if not moved:
        tell(request, "列设置已保存，导出 Excel 也按这些列。")
        return HttpResponseRedirect(_list_url(page, back))
    address = f"{reverse('desk:columns')}?{urlencode({'page': page.value, 'back': back})}"
    return HttpResponseRedirect(f"{address}#column-{moved}")


def _moved(order: list[str], code: str, direction: str) -> list[str]:
    """Return the order with one column a place up or down; what is not known stays as it is."""
    if code not in order or direction not in {UP, DOWN}:
        return order
    here = order.index(code)
    there = here - 1 if direction == UP else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    return order


def _page_of(code: str) -> ListPage:
    if code not in ListPage.values:
        raise Refused("columns.page", "没有这张清单。请从“我的待办”或“全部案件”打开列设置。")
    return ListPage(code)


def columns_url(request: HttpRequest, page: ListPage) -> str:
    """Return where the columns of the shown list are chosen; its conditions go along and back."""
    asked_for = {"page": page.value, "back": request.GET.urlencode()[:LONGEST_QUERY]}
    return f"{reverse('desk:columns')}?{urlencode(asked_for)}"


def _list_url(page: ListPage, back: str) -> str:
    address = reverse(ADDRESS[page])
    return f"{address}?{back}" if back else address


urlpatterns = [path("lists/columns/", columns, name="columns")]
