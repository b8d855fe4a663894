"""Pages that show payrolls: the list, one month, and what a single payment rests on."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.payments.access import ABSENT
from jiuzhu.casework.payments.enums import BatchState
from jiuzhu.casework.payments.models import (
    BankFile,
    BankReturnLine,
    LedgerImport,
    PaymentBatch,
)
from jiuzhu.casework.payments.queries import (
    PAGE_SIZE,
    Agreement,
    PayrollLine,
    agreement,
    batches_of,
    held_lines,
    ledger_differences,
    payroll_page,
    payroll_problems,
    quarantined_lines,
    schemes_in_payment,
    trace_of_order,
)
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.interfaces.web.acts.stage import Section, table, today
from jiuzhu.interfaces.web.desk.list_sources import PAYROLL
from jiuzhu.interfaces.web.desk.payment_parts import (
    batch_chip,
    batch_steps,
    case_link,
    county_here,
    crumbs,
    differences_table,
    held_table,
    lines_table,
    note_list,
    payroll_of,
    payroll_title,
    payroll_url,
    require_handler,
    scheme_name,
    seen_batch,
    totals,
)
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.list_export import (
    export_url,
    exported,
    handed_over,
    wants_workbook,
)
from jiuzhu.interfaces.web.parts.pages import query_url, refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import (
    Action,
    Cell,
    Chip,
    Fact,
    Link,
    Pager,
    Row,
    Step,
    Table,
)
from jiuzhu.interfaces.web.parts.transaction import request_facts
from jiuzhu.kernel.errors import NotVisible
from jiuzhu.kernel.periods import Month

MONTHS_AHEAD = 2
NONE_YET = "还没有冻结过名册。由发放员冻结、第二人复核，再发银行、导入回盘和台账。"


@dataclass(frozen=True, slots=True)
class PayrollsPage:
    """Every payroll of a county unit, and the month that comes next."""

    title: str
    crumbs: tuple[Link, ...]
    chips: tuple[Chip, ...]
    facts: tuple[str, ...]
    actions: tuple[Action, ...]
    table: Table
    export_url: str


@dataclass(frozen=True, slots=True)
class PayrollPage:
    """One payroll: where it stands, what is in it, what is beside it, how it agrees."""

    title: str
    crumbs: tuple[Link, ...]
    chips: tuple[Chip, ...]
    facts: tuple[str, ...]
    next: Action | None
    actions: tuple[Action, ...]
    steps: tuple[Step, ...]
    problems: tuple[str, ...]
    sections: tuple[Section, ...]
    lines: Table
    pager: Pager
    export_url: str


@dataclass(frozen=True, slots=True)
class OrderPage:
    """What one payment rests on."""

    title: str
    crumbs: tuple[Link, ...]
    section: Section


@require_GET
@refusals_as_pages
def payrolls(request: HttpRequest) -> HttpResponse:
    """List the payrolls of the own county unit."""
    here = asked(request)
    require_handler(here.actor)
    county = county_here(here.actor)
    batches = batches_of(county_id=county.pk)
    rows = tuple(
        Row(
            (
                phrase("%(year)s年%(month)s月", year=batch.month.year, month=batch.month.month),
                scheme_name(batch.scheme),
                batch_chip(batch),
                batch.orders_count,
                batch.persons_count,
                batch.total_fen,
                batch.held_count,
                batch.frozen_by.name,
            ),
            url=reverse("desk:payroll_month", args=[batch.scheme, str(Month.of(batch.month))]),
        )
        for batch in batches
    )
    heads = "月份:head 事项 状态:chip 笔数:number 人数:number 总额（元）:money 未列入:number 冻结人"
    shown = table("发放名册", heads, rows, NONE_YET)
    if wants_workbook(request):
        return handed_over(request, shown)
    page = PayrollsPage(
        title="发放名册",
        crumbs=(Link("我的待办", reverse("desk:tasks")), Link("发放名册", "")),
        chips=(),
        facts=(county.name,),
        actions=_next_months((county.pk, county.code), batches, request),
        table=shown,
        export_url=export_url(request),
    )
    return render_page(request, "desk/stage/payrolls.html", page)


@require_GET
@refusals_as_pages
def month_page(request: HttpRequest, scheme: str, month: str) -> HttpResponse:
    """Show one payroll."""
    here = asked(request)
    require_handler(here.actor)
    given = payroll_of(here.actor, scheme, month)
    batch = seen_batch(given, here.actor)
    if wants_workbook(request):
        state = request.GET.get("state", "")
        return exported(
            request, PAYROLL, {"scheme": given.scheme, "month": str(given.month), "state": state}
        )
    after = _number(request.GET.get("after", ""))
    state = request.GET.get("state", "")
    lines = payroll_page(batch, after_line=after, state=state)
    note_list(request, f"payroll/{given.scheme}/{given.month}")
    agreed, ledger = agreement(batch), _ledger(batch)
    file = BankFile.objects.filter(batch=batch).select_related("file").first()
    page = PayrollPage(
        title=payroll_title(given, "发放名册"),
        crumbs=crumbs(given, ""),
        chips=(batch_chip(batch),),
        facts=(
            batch.county.name,
            phrase("%(orders_count)s笔", orders_count=batch.orders_count),
            phrase("%(persons_count)s人", persons_count=batch.persons_count),
        ),
        next=_next_step(given, batch, file, here.actor),
        actions=_actions(given, batch, here.actor),
        steps=batch_steps(batch, has_file=file is not None, has_ledger=ledger is not None),
        problems=payroll_problems(batch),
        sections=(totals(batch, file), *_agreed(agreed, ledger), *_beside(batch, here.actor)),
        lines=lines_table(lines),
        export_url=export_url(request),
        pager=_pager(request, lines),
    )
    return render_page(request, "desk/stage/payroll.html", page)


@require_GET
@refusals_as_pages
def order(request: HttpRequest, code: UUID) -> HttpResponse:
    """Lead from one payment back to decision, computation, report and authorizations."""
    here = asked(request)
    require_handler(here.actor)
    found = trace_of_order(code)
    if found is None:
        raise NotVisible("payroll.not_visible", ABSENT)
    record_access(
        kind=AccessKind.VIEW,
        actor=here.actor,
        at=here.at,
        request=request_facts(request),
        case_number=found.case_number,
        query=f"payment/{code}",
    )
    notice = None if found.notice_id is None else Document.objects.get(pk=found.notice_id)
    number = found.case_number
    may_see = here.actor.may("case.view")
    facts = (
        Fact("案件", case_link(number) if may_see else number, "link" if may_see else "code"),
        Fact("所属月", Month.of(found.month), "month"),
        Fact("列入哪个月的名册", Month.of(found.paid_in), "month"),
        Fact("金额", found.amount_fen, "money"),
        Fact("决定", found.decided_at, "moment"),
        Fact("核算", found.computed_at, "moment"),
        Fact("核对报告", found.reported_at, "moment"),
        Fact("核对授权", phrase("%(n)s份", n=len(found.authorization_ids))),
    )
    links = [Link("办理痕迹", reverse("desk:trace", args=[number]))] if may_see else []
    if here.actor.may("report.open"):
        links += [
            Link("核算表", reverse("desk:computation", args=[number])),
            Link("核对报告（需说明用途）", reverse("desk:open_report", args=[number])),
        ]
    if notice is not None and may_see:
        url = reverse("desk:document", args=[number, notice.check_code])
        links.insert(0, Link("决定通知书", url))
    page = OrderPage(
        title="倒查依据",
        crumbs=_crumbs_of_order(payroll_of(here.actor, found.scheme, f"{found.paid_in:%Y-%m}")),
        section=Section("这一笔钱的来历", facts=facts, links=tuple(links)),
    )
    return render_page(request, "desk/stage/order.html", page)


def _crumbs_of_order(given: PayrollGiven) -> tuple[Link, ...]:
    *way, this = crumbs(given, "倒查依据")
    return (*way[1:], this)


def _next_months(
    county: tuple[int, str], batches: tuple[PaymentBatch, ...], request: HttpRequest
) -> tuple[Action, ...]:
    """Offer the month that comes next of every scheme in which somebody is in payment."""
    here = asked(request)
    if not here.actor.may("payment.freeze"):
        return ()
    county_id, county_code = county
    now, owed = Month.of(today(request)), schemes_in_payment(county_id=county_id)
    found = []
    for scheme in Scheme.values:
        newest = next((one for one in batches if one.scheme == scheme), None)
        if newest is None and scheme not in owed:
            continue
        month = now if newest is None else Month.of(newest.month).next()
        if month <= now.plus(MONTHS_AHEAD - 1):
            given = PayrollGiven(county_code=county_code, month=month, scheme=scheme)
            label = phrase(
                "冻结%(year)s年%(month)s月%(scheme)s名册",
                year=month.year,
                month=month.month,
                scheme=scheme_name(scheme),
            )
            found.append(Action(label, payroll_url("freeze_payroll", given)))
    return tuple(found)


def _next_step(
    given: PayrollGiven, batch: PaymentBatch, file: BankFile | None, actor: Actor
) -> Action | None:
    if batch.confirmed_at is None:
        is_other = batch.frozen_by_id != actor.officer_id
        if actor.may("payment.freeze") and is_other:
            return Action("复核名册", payroll_url("confirm_payroll", given))
        return None
    if actor.may("payment.return") and batch.state == BatchState.SENT:
        return Action("导入银行回盘", payroll_url("bank_return", given))
    if not actor.may("payment.send") or batch.state == BatchState.RETURNED:
        return None
    if file is None:
        return Action("生成银行文件", payroll_url("bank_file", given))
    return Action("下载银行文件", payroll_url("download_bank_file", given))


def _actions(given: PayrollGiven, batch: PaymentBatch, actor: Actor) -> tuple[Action, ...]:
    found = []
    if actor.may("payment.send") and batch.state == BatchState.FROZEN:
        found.append(Action("户名裁定", payroll_url("rule_names", given)))
    if batch.state != BatchState.FROZEN:
        found.append(Action("送银行签字单", payroll_url("bank_sheet", given)))
    if actor.may("payment.send") and batch.state == BatchState.SENT:
        found.append(Action("系统发送", payroll_url("send_bank_file", given)))
        found.append(Action("认定发送结果", payroll_url("rule_on_sending", given)))
    if actor.may("payment.send") and batch.state == BatchState.RETURNED:
        found.append(Action("再下载银行文件", payroll_url("download_bank_file", given)))
    if actor.may("payment.return") and batch.state == BatchState.RETURNED:
        found.append(Action("导入银行回盘", payroll_url("bank_return", given)))
    if actor.may("ledger.import"):
        found.append(Action("导入财务台账", payroll_url("import_ledger", given)))
    return tuple(found)


def _agreed(agreed: Agreement | None, ledger: LedgerImport | None) -> tuple[Section, ...]:
    if agreed is None or ledger is None:
        return ()
    rate = agreed.rate
    verdict = {None: "", True: "达到95%", False: "不到95%，请逐项查明"}[rate.passes]
    facts = (
        Fact("台账一致率（C1）", rate.text, source=verdict),
        Fact("一致", rate.equal, "number"),
        Fact("合计项", rate.union, "number"),
        Fact("比对字段", agreed.compared),
        Fact("导入时间", agreed.taken_at, "moment"),
    )
    few = "项数不足30，一项差异就会变动几个百分点，请看差异明细。"
    return (
        Section(
            "与财务台账比对",
            facts=facts,
            lines=(few,) if rate.has_few_lines else (),
            table=differences_table(ledger_differences(ledger)),
        ),
    )


def _ledger(batch: PaymentBatch) -> LedgerImport | None:
    return LedgerImport.objects.filter(batch=batch).order_by("-taken_at", "-pk").first()


def _beside(batch: PaymentBatch, actor: Actor) -> tuple[Section, ...]:
    found = [Section("未列入的家庭和原因", table=held_table(held_lines(batch)))]
    doubts = quarantined_lines(batch)
    if doubts:
        rows = tuple(Row(_doubt(one, actor)) for one in doubts)
        heads = "行号:head 疑点 流水号 处理意见 办理:link"
        listed = table("待人工核对的回盘行", heads, rows, "没有。")
        open_ones = sum(one.ruled_at is None for one in doubts)
        told = phrase("还有%(n)s行没有处理。这些行没有登记，请向银行核实。", n=open_ones)
        found.insert(
            0,
            Section("待人工核对的回盘行", table=listed, lines=(told,) if open_ones else ()),
        )
    return tuple(found)


def _doubt(one: BankReturnLine, actor: Actor) -> tuple[Cell, ...]:
    url = reverse("desk:return_doubt", args=[one.pk])
    may_rule = one.ruled_at is None and actor.may("payment.return")
    return (
        str(one.line),
        str(one.get_doubt_display()) or one.reason or "无法匹配",
        one.bank_serial or None,
        one.ruling or None,
        Link("处理", url) if may_rule else None,
    )


def _pager(request: HttpRequest, lines: tuple[PayrollLine, ...]) -> Pager:
    following = lines[-1].line if len(lines) == PAGE_SIZE else None
    return Pager(
        previous_url=query_url(request, after=None) if request.GET.get("after") else "",
        next_url="" if following is None else query_url(request, after=str(following)),
        words=phrase("本页%(n)s行", n=len(lines)),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004


urlpatterns = [
    path("payroll/", payrolls, name="payroll"),
    path("payroll/orders/<uuid:code>/", order, name="payment_order"),
    path("payroll/<str:scheme>/<str:month>/", month_page, name="payroll_month"),
]
