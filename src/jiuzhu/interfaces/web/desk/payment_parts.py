"""Forms and tables of the payroll pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from jiuzhu.casework.cases.enums import SHORT_NAMES, Scheme
from jiuzhu.casework.payments.access import batch_to_see
from jiuzhu.casework.payments.enums import BatchState, Difference, FailureReason, OrderState
from jiuzhu.casework.payments.layouts import STANDARD, layout_codes
from jiuzhu.casework.payments.models import BankFile, LedgerLine, PaymentBatch
from jiuzhu.casework.payments.queries import HeldLine, PayrollLine
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.interfaces.web.acts.stage import Section, table
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.chips import chip
from jiuzhu.interfaces.web.parts.forms import (
    CodeField,
    PlainTextField,
    SubmitForm,
    TickField,
)
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.list_export import Asking
from jiuzhu.interfaces.web.parts.presenters import (
    Cell,
    Chip,
    Column,
    Empty,
    Fact,
    Link,
    Row,
    Step,
    Table,
)
from jiuzhu.interfaces.web.parts.transaction import request_facts
from jiuzhu.interfaces.web.parts.uploads import TableField, UploadForm
from jiuzhu.kernel.errors import Forbidden, NotVisible, Refused
from jiuzhu.kernel.periods import Month
from jiuzhu.registers.organs.models import Organ
from jiuzhu.registers.organs.queries import county_of

HANDLERS = ("payment.freeze", "payment.send", "payment.return", "ledger.import")
ABSENT = "没有找到这个月的发放名册。请从“发放名册”进入。"
TONES = {BatchState.FROZEN: "todo", BatchState.SENT: "waiting", BatchState.RETURNED: "done"}
HELD_HEADS = "案件:link 领款人:head 所属月:month 金额（元）:money 原因"


class FreezeForm(SubmitForm):
    """Freeze what was shown."""

    sure = TickField(label="已看过合计、未列入的家庭和与上月的差异")
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)


class ConfirmForm(SubmitForm):
    """Confirm as the second person."""

    sure = TickField(label="已核对户数、人数、总额和差异")


class BankFileForm(SubmitForm):
    """Make the bank file."""

    layout = CodeField(label="银行文件格式", codes=layout_codes(), initial=STANDARD, required=False)
    sure = TickField(label="名册已复核，生成送银行的文件")


class NameForm(SubmitForm):
    """Rule on a name that the bank cannot write."""

    line = CodeField(label="要裁定的户名", codes=())
    alias = PlainTextField(
        label="银行账户上的户名",
        required=False,
        max_length=60,
        help_text="按银行柜台查到的写法填。不填，就是这一行本月不送银行，换账户后下月补发。",
    )
    ground = PlainTextField(label="依据", max_length=100, help_text="例如：农行柜台查询回复。")


class DoubtForm(SubmitForm):
    """Settle a doubtful line of a return file."""

    ruling = PlainTextField(
        label="向银行核实的结果和处理办法",
        max_length=200,
        help_text="例如：农行回复该行已入账，以登记为准。名册不会因此改动。",
    )


class AnswerField(TableField):
    """Ask for the answer of a bank in one of the agreed layouts."""

    accept = ".csv,.txt,.xlsx,text/csv,text/plain"


class ReturnForm(UploadForm):
    """Upload the bank's return file."""

    file = AnswerField(label="银行回盘文件（按约定格式）")


class LedgerForm(UploadForm):
    """Upload the finance ledger."""

    file = TableField(
        label="财务台账（CSV）",
        help_text="须有身份证号、金额两列；有人数、城乡、所属月、项目的一并比对",
    )


def county_here(actor: Actor) -> Organ:
    """Return the county unit whose payroll this person handles.

    Raises: NotVisible where the post belongs to no county unit.
    """
    if actor.organ_id is None:
        raise NotVisible("payroll.not_visible", ABSENT)
    organ = Organ.objects.select_related("parent").get(pk=actor.organ_id)
    try:
        return county_of(organ)
    except Refused as refusal:
        raise NotVisible("payroll.not_visible", ABSENT) from refusal


def payroll_of(actor: Actor, scheme: str, month: str) -> PayrollGiven:
    """Return which payroll an address names.

    Raises: NotVisible for what is no scheme or no month.
    """
    try:
        named = Month.parse(month)
    except (Refused, ValueError) as error:
        raise NotVisible("payroll.not_visible", ABSENT) from error
    if scheme not in Scheme.values:
        raise NotVisible("payroll.not_visible", ABSENT)
    return PayrollGiven(county_code=county_here(actor).code, month=named, scheme=scheme)


def payroll_wanted(asking: Asking) -> PayrollGiven:
    """Return which payroll an export names.

    Raises: NotVisible.
    """
    wanted = asking.wanted
    return payroll_of(asking.actor, wanted.get("scheme", ""), wanted.get("month", ""))


def payroll_said(asking: Asking) -> tuple[str, ...]:
    """Say in a file of which payroll it is."""
    given = payroll_wanted(asking)
    return (f"事项：{scheme_name(given.scheme)}", f"月份：{given.month}")


def payroll_url(name: str, given: PayrollGiven) -> str:
    """Return the address of a page of one payroll."""
    return reverse(f"desk:{name}", args=[given.scheme, str(given.month)])


def payroll_title(given: PayrollGiven, label: str) -> str:
    """Name a page of one payroll: what it is for, its month, its scheme."""
    return phrase(
        "%(label)s：%(year)s年%(month)s月%(scheme)s",
        label=label,
        year=given.month.year,
        month=given.month.month,
        scheme=scheme_name(given.scheme),
    )


def scheme_name(scheme: str) -> str:
    """Return the short name of a scheme as payrolls carry it."""
    return SHORT_NAMES[Scheme(scheme)]


def batch_chip(batch: PaymentBatch) -> Chip:
    """Say where a payroll stands; a frozen one that was checked says so."""
    state = BatchState(batch.state)
    if state is BatchState.FROZEN and batch.confirmed_at is not None:
        return chip("doing", "已复核")
    return chip(TONES[state], str(state.label))  # type: ignore[arg-type]


def batch_steps(batch: PaymentBatch, *, has_file: bool, has_ledger: bool) -> tuple[Step, ...]:
    """Lay out the way of one payroll."""
    done = (
        ("名册冻结", True),
        ("第二人复核", batch.confirmed_at is not None),
        ("银行文件", has_file),
        ("银行回盘", batch.state == BatchState.RETURNED),
        ("台账比对", has_ledger),
    )
    first_open = next((place for place, (_, is_done) in enumerate(done) if not is_done), len(done))
    return tuple(
        Step(label, "done" if is_done else "current" if place == first_open else "todo")
        for place, (label, is_done) in enumerate(done)
    )


def held_table(held: Iterable[HeldLine]) -> Table:
    """List the households that are due money and stand beside the payroll."""
    rows = tuple(
        Row(
            (
                case_link(one.case_number),
                one.payee,
                Month.of(one.month),
                one.amount_fen,
                one.reason_text,
            )
        )
        for one in held
    )
    return table("未列入的家庭", HELD_HEADS, rows, "没有未列入的家庭。")


LINE_COLUMNS = (
    Column("行号"),
    Column("领款人", "head"),
    Column("所属月", "month"),
    Column("金额", "money", unit="元"),
    Column("人数", "number"),
    Column("状态"),
    Column("案件编号", "code"),
)


def line_cells(line: PayrollLine) -> tuple[Cell, ...]:
    """Return the cells of a line of a payroll."""
    failure = dict(FailureReason.choices).get(line.failure, "")
    state = dict(OrderState.choices)[line.state]
    return (
        str(line.line),
        line.payee,
        Month.of(line.month),
        line.amount_fen,
        line.persons,
        phrase("%(state)s %(failure)s", state=state, failure=failure).strip(),
        line.case_number,
    )


def lines_table(lines: Iterable[PayrollLine]) -> Table:
    """List lines of a payroll; each leads to what it rests on."""
    rows = tuple(
        Row(
            (
                *line_cells(one),
                Link("倒查依据", reverse("desk:payment_order", args=[one.code])),
            )
        )
        for one in lines
    )
    columns = (*LINE_COLUMNS, Column("依据", "link"))
    return Table("发放名册", columns, rows, Empty("没有符合条件的行。"), hide_caption=True)


def differences_table(lines: Iterable[LedgerLine]) -> Table:
    """List what differs between payroll and finance ledger."""
    labels = dict(Difference.choices)
    rows = tuple(Row(_difference(one, labels)) for one in lines)
    heads = "领款人:head 差异 所属月:month 平台（元）:money 台账（元）:money 案件:link"
    return table("与财务台账的差异", heads, rows, "没有差异。")


def case_link(number: str) -> Link:
    """Link a case by its number."""
    return Link(number, reverse("desk:case", args=[number]))


def _difference(one: LedgerLine, labels: dict[str, Any]) -> tuple[Any, ...]:
    order = one.order
    return (
        "平台没有这个人" if order is None else order.payee.name,
        str(labels[one.difference]),
        Month.of(one.month),
        one.payroll_fen,
        one.ledger_fen,
        None if order is None else case_link(order.case.number),
    )


def crumbs(given: PayrollGiven, label: str) -> tuple[Link, ...]:
    """Lead back to the payroll and to the list."""
    month = phrase(
        "%(year)s年%(month)s月%(scheme)s",
        year=given.month.year,
        month=given.month.month,
        scheme=scheme_name(given.scheme),
    )
    start = (Link("我的待办", reverse("desk:tasks")), Link("发放名册", reverse("desk:payroll")))
    if not label:
        return (*start, Link(month, ""))
    return (*start, Link(month, payroll_url("payroll_month", given)), Link(label, ""))


def require_handler(actor: Actor) -> None:
    """Let only those go on who handle money.

    Raises: Forbidden `actor.capability`.
    """
    if not any(actor.may(capability) for capability in HANDLERS):
        raise Forbidden("actor.capability", "发放名册只由发放员和财务办理。需要了解的请联系县级。")


def seen_batch(given: PayrollGiven, actor: Actor) -> PaymentBatch:
    """Return the frozen payroll of the own county unit.

    Raises: NotVisible.
    """
    return batch_to_see(
        county_code=given.county_code, scheme=given.scheme, month=given.month, actor=actor
    )


def totals(batch: PaymentBatch, file: BankFile | None) -> Section:
    """Show the totals of a payroll, who froze and who confirmed it."""
    facts = [
        Fact("笔数", batch.orders_count, "number"),
        Fact("人数", batch.persons_count, "number"),
        Fact("总额", batch.total_fen, "money"),
        Fact("未列入", batch.held_count, "number"),
        Fact("冻结", batch.frozen_at, "moment", batch.frozen_by.name),
        Fact(
            "复核",
            batch.confirmed_at,
            "moment",
            "" if batch.confirmed_by is None else batch.confirmed_by.name,
        ),
        Fact("批次摘要", bytes(batch.digest).hex()[:16], "code"),
    ]
    if file is not None:
        facts.append(
            Fact(
                "银行文件",
                phrase("%(lines)s行", lines=file.lines),
                source=phrase("摘要%(file)s", file=_short(file)),
            )
        )
    return Section("合计", facts=tuple(facts))


def _short(file: BankFile) -> str:
    return bytes(file.file.digest).hex()[:16]


def note_list(request: HttpRequest, query: str) -> None:
    """Write that somebody listed households by their payments."""
    here = asked(request)
    record_access(
        kind=AccessKind.LIST,
        actor=here.actor,
        at=here.at,
        request=request_facts(request),
        query=query,
    )
