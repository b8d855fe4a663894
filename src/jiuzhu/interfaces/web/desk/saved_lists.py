"""Lists that a desk uses often: kept by name, opened like a tab, taken away again."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import CodeField, PlainTextField, SubmitForm, TickField
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import form_errors, refusals_as_pages
from jiuzhu.interfaces.web.parts.presenters import Link
from jiuzhu.interfaces.web.parts.submit import submit, tell
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.accounts.enums import ListPage
from jiuzhu.registers.accounts.queries import saved_lists
from jiuzhu.registers.accounts.services.save_list import KEPT, LONGEST_NAME, remove_list, save_list

ADDRESS = {ListPage.TASKS: "desk:tasks", ListPage.CASES: "desk:cases"}
LONGEST_CODE = 20


class SaveListForm(SubmitForm):
    """Name a narrowed list; the conditions come from the list that is shown."""

    page = CodeField(label="清单", codes=tuple(ListPage.choices))
    name = PlainTextField(label="名称", max_length=LONGEST_NAME)
    is_shared = TickField(label="全机关共用", required=False)
    stage = PlainTextField(required=False, max_length=LONGEST_CODE)
    state = PlainTextField(required=False, max_length=LONGEST_CODE)
    who = PlainTextField(required=False, max_length=LONGEST_CODE)
    place = PlainTextField(required=False, max_length=LONGEST_CODE)
    category = PlainTextField(required=False, max_length=LONGEST_CODE)
    due = PlainTextField(required=False, max_length=LONGEST_CODE)
    sort = PlainTextField(required=False, max_length=LONGEST_CODE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedListsPart:
    """The saved lists above a list, and the form that keeps the one that is shown."""

    page: str
    links: tuple[Link, ...]
    own: tuple[tuple[str, str], ...]
    form: SaveListForm
    conditions: tuple[tuple[str, str], ...]


def saved_lists_part(request: HttpRequest, page: ListPage) -> SavedListsPart:
    """Return what a list shows of saved ones; the form is there once a condition is set."""
    here = asked(request)
    found = saved_lists(page=page, actor=here.actor)
    asked_for = {key: request.GET.get(key, "") for key in sorted(KEPT[page])}
    shown = {key: value for key, value in asked_for.items() if value}
    links = tuple(
        Link(
            one.name,
            f"{reverse(ADDRESS[page])}?{one.conditions}",
            current=one.conditions == urlencode(shown),
        )
        for one in found
    )
    return SavedListsPart(
        page=page.value,
        links=links,
        own=tuple((one.name, one.code) for one in found if one.user_id == here.actor.user_id),
        form=SaveListForm(),
        conditions=tuple(shown.items()),
    )


@require_POST
@refusals_as_pages
def save(request: HttpRequest) -> HttpResponse:
    """Keep the list under a name and show it again."""
    here = asked(request)
    form = SaveListForm(request.POST)
    if not form.is_valid():
        words = "".join(line.sentence for line in form_errors(form))
        raise Refused("list.form", words or "填写有误，请返回重新填写。")
    given = form.cleaned_data
    page = ListPage(given["page"])

    def act() -> dict[str, str]:
        kept = save_list(
            page=page,
            name=given["name"],
            conditions={key: given[key] or "" for key in KEPT[page]},
            is_shared=given["is_shared"],
            actor=here.actor,
            at=here.at,
        )
        return {"conditions": kept.conditions}

    done = submit(request, form, act)
    tell(request, phrase("已存为常用：%(given)s", given=given["name"]))
    return HttpResponseRedirect(f"{reverse(ADDRESS[page])}?{done['conditions']}")


@require_POST
@refusals_as_pages
def remove(request: HttpRequest) -> HttpResponse:
    """Take one of the own lists away."""
    here = asked(request)
    if not request.POST.get("code"):
        raise Refused("list.none_chosen", "没有选中常用清单。请在清单下面点“删去”。")
    removed = remove_list(code=request.POST["code"], actor=here.actor, at=here.at)
    tell(request, phrase("已删去常用清单：%(name)s", name=removed.name))
    return HttpResponseRedirect(reverse(ADDRESS[ListPage(removed.page)]))


urlpatterns = [
    path("lists/", save, name="save_list"),
    path("lists/remove/", remove, name="remove_list"),
]
