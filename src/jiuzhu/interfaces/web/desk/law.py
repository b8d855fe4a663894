"""The law in force: what is known of every value and since when, and the changes on their way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET

from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.acts.stage import table
from jiuzhu.interfaces.web.desk.law_parts import (
    change_chip,
    change_url,
    entry_words,
    every_series,
    law_crumbs,
    series_code,
    series_name,
    value_words,
)
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.chips import chip
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.list_export import export_url, handed_over, wants_workbook
from jiuzhu.interfaces.web.parts.pages import query_url, refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Action, Chip, Link, Row, Table
from jiuzhu.kernel.errors import NotVisible
from jiuzhu.policy.values import Hole, Series, Unit, Value
from jiuzhu.registers.law.models import LawChange
from jiuzhu.registers.law.queries import confirmed_keys, pack_in_force

CHANGES_SHOWN = 50
NAMED = 3
STANDING = (("", "全部"), ("hole", "没有规定"), ("unverified", "未经核实"))
WIDTH, LEFT, BAR = 720, 8, 26


@dataclass(frozen=True, slots=True, kw_only=True)
class LawPage:
    """The pack in force and the changes of it."""

    crumbs: tuple[Link, ...]
    title: str
    facts: tuple[str, ...]
    new: Action | None
    changes: Table
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesPage:
    """Every value on this day, narrowed by the address."""

    crumbs: tuple[Link, ...]
    tabs: tuple[Link, ...]
    table: Table
    export_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One stretch of a time-line: where it lies in the picture, what it says."""

    x: int
    width: int
    words: str
    told: str
    look: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLine:
    """One value through time, as a picture and as a table."""

    name: str
    spans: tuple[Span, ...]
    years: tuple[tuple[int, str], ...]
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuePage:
    """One value of the law, for every circumstance that it is fixed for."""

    crumbs: tuple[Link, ...]
    title: str
    lines: tuple[TimeLine, ...]


@require_GET
@refusals_as_pages
def law(request: HttpRequest) -> HttpResponse:
    """Show which law is in force and which changes are prepared, activated, withdrawn."""
    actor = asked(request).actor
    pack = pack_in_force()
    rows = tuple(
        Row(
            (
                one.title,
                change_chip(one),
                one.document_number,
                one.document_on,
                one.prepared_by.name,
            ),
            url=change_url(one),
        )
        for one in LawChange.objects.select_related("prepared_by").order_by("-prepared_at", "-pk")[
            :CHANGES_SHOWN
        ]
    )
    may_prepare = actor.may("law.prepare")
    links = [Link("全部参数", reverse("desk:law_values"))]
    if actor.may("law.confirm"):
        links.append(Link("确认未经核实的参数", reverse("desk:law_confirm")))
    if actor.may("case.view"):
        links.append(Link("新符合条件的家庭", reverse("desk:newly_eligible")))
    page = LawPage(
        crumbs=law_crumbs()[:-1],
        title=pack.title,
        facts=(
            phrase("现行版本 %(digest)s", digest=pack.digest[:12]),
            phrase("%(n)s 项参数", n=len(every_series(pack))),
        ),
        new=Action("登记政策变更", reverse("desk:law_new")) if may_prepare else None,
        changes=table(
            "政策变更",
            "名称:head 状态:chip 文号 发文日期:date 拟稿人",
            rows,
            "还没有登记过政策变更。收到新的标准或文件后，由市级政策管理员登记。",
        ),
        links=tuple(links),
    )
    return render_page(request, "desk/law/law.html", page)


@require_GET
@refusals_as_pages
def law_values(request: HttpRequest) -> HttpResponse:
    """List every value in force today, with its article and whether anybody has checked it."""
    here = asked(request)
    on = legal_day(here.at)
    kind = request.GET.get("kind", "")
    confirmed = confirmed_keys(organ_id=here.actor.organ_id or 0, on=on)
    rows = tuple(
        _value_row(one, on, confirmed)
        for one in every_series(pack_in_force()).values()
        if _is_of(kind, one, on)
    )
    shown = table(
        "现行参数",
        "参数:head 现行数值 起:date 文件和条款:basis 状态:chip",
        rows,
        "没有这样的参数。",
    )
    if wants_workbook(request):
        return handed_over(request, shown)
    page = ValuesPage(
        crumbs=law_crumbs(),
        tabs=tuple(
            Link(label, query_url(request, kind=code or None), current=code == kind)
            for code, label in STANDING
        ),
        table=shown,
        export_url=export_url(request),
    )
    return render_page(request, "desk/law/values.html", page)


@require_GET
@refusals_as_pages
def law_value(request: HttpRequest, key: str) -> HttpResponse:
    """Show one value through time: holes, falls, what nobody has checked, the article of each."""
    found = pack_in_force().series.get(key, ())
    if not found:
        raise NotVisible("law.no_parameter", "没有这一项参数。请从参数列表进入。")
    page = ValuePage(
        crumbs=law_crumbs(Link("全部参数", reverse("desk:law_values"))),
        title="、".join(dict.fromkeys(one.label for one in found[:NAMED])),
        lines=tuple(_time_line(one, legal_day(asked(request).at)) for one in found),
    )
    return render_page(request, "desk/law/value.html", page)


def _is_of(kind: str, one: Series, on: date) -> bool:
    entry = one.at(on)
    if kind == "hole":
        return not isinstance(entry, Value)
    return kind != "unverified" or (isinstance(entry, Value) and not entry.verified)


def _value_row(one: Series, on: date, confirmed: frozenset[str]) -> Row:
    entry = one.at(on)
    url = reverse("desk:law_value", args=[one.key])
    if not isinstance(entry, Value):
        return Row((series_name(one), entry_words(entry), None, None, _standing(entry)), url=url)
    state = _standing(entry)
    if not entry.verified and entry.ref in confirmed:
        state = chip("done", "本单位已确认")
    cells = (series_name(one), value_words(entry), entry.effective_from, str(entry.source), state)
    return Row(cells, url=url, key=series_code(one))


def _standing(entry: Value | Hole | None) -> Chip:
    if not isinstance(entry, Value):
        return chip("overdue", "没有规定")
    return chip("done", "已核实") if entry.verified else chip("near", "未核实样例值")


def _time_line(one: Series, today: date) -> TimeLine:
    """Lay a value out through time; what is open ends a year from today."""
    first = one.entries[0].effective_from
    last = max(today.replace(month=1, day=1).replace(year=today.year + 1), first)
    last = max(last, *(each.effective_from for each in one.entries))
    last = last.replace(day=1, month=1, year=last.year + 1)
    days = max((last - first).days, 1)

    def place(day: date | None) -> int:
        passed = ((day or last) - first).days
        return LEFT + min(passed, days) * (WIDTH - 2 * LEFT) // days

    spans, rows = [], []
    before: Value | None = None
    for entry in one.entries:
        fell = isinstance(entry, Value) and before is not None and _fell(before, entry)
        state = chip("near", "低于此前") if fell else _standing(entry)
        begins, ends = place(entry.effective_from), place(entry.effective_to)
        source = str(entry.source) if isinstance(entry, Value) else ""
        since = f"{entry.effective_from:%Y-%m-%d}"
        spans.append(
            Span(
                x=begins,
                width=max(ends - begins - 2, 2),
                words=entry_words(entry),
                told="，".join(part for part in (since, entry_words(entry), source) if part),
                look="hole" if isinstance(entry, Hole) else "fall" if fell else "value",
            )
        )
        cells = (entry.effective_from, entry.effective_to, entry_words(entry), source, state)
        rows.append(Row(cells))
        before = entry if isinstance(entry, Value) else before
    years = tuple(
        (place(date(year, 1, 1)), str(year))
        for year in range(first.year + 1, last.year, max((last.year - first.year) // 8, 1))
    )
    heads = "起:date 止（不含）:date 数值 文件和条款:basis 状态:chip"
    shown = table(series_name(one), heads, rows, "没有记录。")
    return TimeLine(name=series_name(one), spans=tuple(spans), years=years, table=shown)


def _fell(before: Value, now: Value) -> bool:
    money = (Unit.FEN, Unit.FEN_PER_PERSON_MONTH)
    return now.unit in money and now.amount < before.amount


urlpatterns: list[URLPattern] = [
    path("law/", law, name="law"),
    path("law/values/", law_values, name="law_values"),
    path("law/values/<str:key>/", law_value, name="law_value"),
]
