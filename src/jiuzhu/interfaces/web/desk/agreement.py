"""The agreement with the finance ledger: city, county, township, scheme, down to the line."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.payments.agreement import BatchAgreement, months_with_payroll
from jiuzhu.casework.payments.agreement_places import (
    Place,
    difference_in_place,
    place_differences,
    place_kinds,
    place_of,
)
from jiuzhu.casework.payments.services.explain_difference import explain_difference
from jiuzhu.interfaces.web.acts.stage import Act, ActPage, Section, answer, sent, table, today
from jiuzhu.interfaces.web.desk.agreement_lists import (
    DIFFERENCES,
    differences_shown,
    may_see_lines,
    month_of,
)
from jiuzhu.interfaces.web.desk.payment_parts import note_list, require_handler
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import PlainTextField, SubmitForm
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.list_export import exported, wants_workbook
from jiuzhu.interfaces.web.parts.pages import query_url, refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Fact, Link, Pager, Row, Table
from jiuzhu.kernel.periods import Month
from jiuzhu.policy.agreement import FEW_LINES, AgreementCounts, pooled, snapshot_day

PAGE_SIZE = 50
MONTHS_SHOWN = 12
UNIT_HEADS = (
    "单位:head 一致率（C1） 一致:number 合计项:number 金额（C2） 人数（C3） 在册（C4） 未说明（C5）"
)


class ExplainForm(SubmitForm):
    """Say how a difference came about."""

    cause = PlainTextField(
        label="差异原因和处理",
        max_length=200,
        help_text="例如：财务次月入账，已请更正。说明不改变一致率，更正后的台账重新导入才算一致。",
    )


@dataclass(frozen=True, slots=True)
class Meter:
    """The rate of a unit against the gate; no rate where there is nothing to compare."""

    per_mille: int | None
    text: str
    verdict: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementPage:
    """One unit in one month: its rate, its parts, its differences."""

    title: str
    crumbs: tuple[Link, ...]
    facts: tuple[str, ...]
    months: tuple[Link, ...]
    meter: Meter
    measures: tuple[Fact, ...]
    units: Table
    notes: tuple[str, ...]
    kinds: tuple[Link, ...]
    lines: Table | None
    pager: Pager
    export_url: str


@require_GET
@refusals_as_pages
def agreement(request: HttpRequest) -> HttpResponse:
    """Show how far payroll and finance ledger agree."""
    here = asked(request)
    here.actor.require("agreement.view")
    if wants_workbook(request):
        return exported(request, DIFFERENCES)
    months = months_with_payroll(actor=here.actor)[:MONTHS_SHOWN]
    text = request.GET.get("month", "")
    month = month_of(text) if text else (months[0] if months else Month.of(today(request)))
    scheme = request.GET.get("scheme", "")
    place = place_of(actor=here.actor, month=month, unit=request.GET.get("unit", ""), scheme=scheme)
    kind = request.GET.get("kind", "")
    with_lines = may_see_lines(here.actor) and not place.is_city
    rows = (
        place_differences(place, kind=kind, after=_number(request), size=PAGE_SIZE)
        if with_lines
        else ()
    )
    if with_lines:
        note_list(request, f"agreement/{place.code}/{month}")
    may_explain = here.actor.may("ledger.import") or here.actor.may("payment.send")
    counts = _whole(place)
    page = AgreementPage(
        title=phrase("%(year)s年%(month)s月台账一致率", year=month.year, month=month.month),
        crumbs=_crumbs(place, month),
        facts=(place.name, *((str(Scheme(scheme).label),) if scheme else ())),
        months=tuple(
            Link(str(one), query_url(request, month=str(one), after=None), current=one == month)
            for one in months
        ),
        meter=_meter(counts, place, month),
        measures=_measures(counts, place),
        units=_units(place, month, request),
        notes=_notes(place),
        kinds=tuple(
            Link(
                label,
                query_url(request, kind=None if code == kind else code, after=None),
                count=lines,
                current=code == kind,
            )
            for code, label, lines in (place_kinds(place) if with_lines else ())
        ),
        lines=differences_shown(rows, may_explain=may_explain) if with_lines else None,
        pager=Pager(
            previous_url=query_url(request, after=None) if request.GET.get("after") else "",
            next_url=query_url(request, after=str(rows[-1].key)) if len(rows) == PAGE_SIZE else "",
            words=phrase("本页%(n)s行", n=len(rows)),
        ),
        export_url=query_url(request, to="xlsx", month=str(month), after=None),
    )
    return render_page(request, "desk/stage/agreement.html", page)


@refusals_as_pages
def explain(request: HttpRequest, difference: int) -> HttpResponse:
    """Say why a difference stands."""
    here = asked(request)
    require_handler(here.actor)
    found = difference_in_place(difference)
    row = found.row
    form = ExplainForm(*sent(request)[:1])
    month = found.batch_month
    back = f"{reverse('desk:agreement')}?month={month}&unit={found.county_code}"

    def do() -> str:
        cause = form.cleaned_data["cause"]
        explain_difference(line=row.key, cause=cause, actor=here.actor, at=here.at)
        return "已说明。一致率不变，更正后的台账重新导入才算一致。"

    def page() -> object:
        facts = (
            Fact("领款人", row.payee or "台账没有写姓名"),
            Fact("差异", row.difference),
            Fact("所属月", Month.of(row.month), "month"),
            Fact("平台", row.payroll_fen, "money"),
            Fact("台账", row.ledger_fen, "money"),
            Fact("责任方", row.owner),
            Fact("应查清", row.due_on, "date"),
        )
        return ActPage(
            title="说明差异原因",
            crumbs=(Link("台账一致率", back), Link("说明差异原因", "")),
            chips=(),
            facts=(),
            sections=(Section("差异", facts=facts),),
            form=form,
            label="保存说明",
            back_url=back,
        )

    return answer(request, Act(form=form, page=page, do=do, then=back))


def _whole(place: Place) -> AgreementCounts:
    return pooled(
        unit.counts
        for batch in place.batches
        for unit in batch.units
        if place.township in {None, unit.organ_id}
    )


def _meter(counts: AgreementCounts, place: Place, month: Month) -> Meter:
    rate = counts.lines
    verdict = {None: "", True: "达到95%", False: "不到95%，请逐项查明"}[rate.passes]
    return Meter(
        per_mille=None if rate.union == 0 else rate.equal * 1000 // rate.union,
        text=rate.text,
        verdict=verdict,
        note=_standing(place.batches, snapshot_day(month)),
    )


def _standing(batches: tuple[BatchAgreement, ...], day: date) -> str:
    moments: set[datetime | None] = {batch.frozen_at for batch in batches}
    if not batches:
        return "这个月还没有冻结名册。"
    if None not in moments:
        return phrase("已按%(day)s统计定数，以后更正不再改变。", day=f"{day:%Y-%m-%d}")
    return phrase("现在的比对结果；%(day)s统计定数。", day=f"{day:%Y-%m-%d}")


def _measures(counts: AgreementCounts, place: Place) -> tuple[Fact, ...]:
    compared = {batch.compared for batch in place.batches if batch.has_ledger}
    alarm = "低于99.90%，请核对金额" if counts.amount_alarms else ""
    return (
        Fact("一致", counts.equal, "number"),
        Fact("合计项（两边任何一边有的）", counts.union, "number"),
        Fact("金额一致率（C2）", counts.amount_text, source=alarm),
        Fact("人数一致率（C3）", counts.heads_text),
        Fact("户数一致率（C3）", counts.households_text),
        Fact("在册一致率（C4）", counts.stock_text),
        Fact("未说明的差异（C5）", counts.unexplained_text),
        Fact("一次性项目（另计）", counts.one_off_text),
        Fact("比对字段", "；".join(sorted(compared)) or "还没有台账"),
    )


def _units(place: Place, month: Month, request: HttpRequest) -> Table:
    """List the parts of a unit: counties, townships, or the schemes of a township."""
    parts: dict[tuple[str, str], list[AgreementCounts]] = defaultdict(list)
    for batch in place.batches:
        if place.is_city and not batch.units:
            parts[_named(place, batch.county_id, month)] += []
        for unit in batch.units:
            if place.township is not None:
                if unit.organ_id == place.township:
                    url = query_url(request, scheme=batch.scheme, after=None)
                    parts[str(Scheme(batch.scheme).label), url].append(unit.counts)
            elif place.is_city:
                parts[_named(place, batch.county_id, month)].append(unit.counts)
            elif unit.organ_id is None:
                parts["台账里有、平台查无此人", ""].append(unit.counts)
            else:
                parts[_named(place, unit.organ_id, month)].append(unit.counts)
    rows = [(name, url, pooled(counts)) for (name, url), counts in parts.items()]
    shown = [_unit(name, url, counts) for name, url, counts in rows]
    small = [counts for _, _, counts in rows if 0 < counts.union < FEW_LINES]
    if len(small) > 1:
        shown.append(_unit(phrase("少于30项的%(n)s个单位合并", n=len(small)), "", pooled(small)))
    return table("各单位", UNIT_HEADS, shown, "这个月还没有可比的名册和台账。")


def _unit(name: str, url: str, counts: AgreementCounts) -> Row:
    rate = counts.lines
    text = rate.text
    if rate.has_few_lines and rate.span is not None:
        low, high = rate.span
        text = phrase(
            "%(rate)s（项数少，约%(low)s%%～%(high)s%%）",
            rate=rate.text,
            low=low // 10,
            high=-(-high // 10),
        )
    return Row(
        (
            name,
            text,
            counts.equal,
            counts.union,
            counts.amount_text,
            counts.heads_text,
            counts.stock_text,
            counts.unexplained_text,
        ),
        url=url,
    )


def _notes(place: Place) -> tuple[str, ...]:
    waiting = sum(not batch.has_ledger for batch in place.batches)
    if not waiting:
        return ()
    return (phrase("还有%(n)s个名册没有导入台账；到统计日仍没有的，按全部不一致计算。", n=waiting),)


def _named(place: Place, organ: int, month: Month) -> tuple[str, str]:
    code, name = place.named[organ]
    return name, _url(code, month)


def _url(code: str, month: Month) -> str:
    return f"{reverse('desk:agreement')}?month={month}&unit={code}"


def _crumbs(place: Place, month: Month) -> tuple[Link, ...]:
    """Lead back up as far as the own area reaches."""
    above = tuple(Link(name, _url(code, month)) for code, name in place.above)
    return (Link("台账一致率", reverse("desk:agreement")), *above, Link(place.name, ""))


def _number(request: HttpRequest) -> int:
    text = request.GET.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0  # noqa: PLR2004


urlpatterns = [
    path("agreement/", agreement, name="agreement"),
    path("agreement/<int:difference>/explain/", explain, name="explain_difference"),
]
