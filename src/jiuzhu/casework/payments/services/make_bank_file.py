"""Make the file that is handed to the bank: count, sum and control digest in its head."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.payments.access import batch_number, batch_to_change
from jiuzhu.casework.payments.enums import (
    ITEM_OF,
    BatchState,
    FailureReason,
    Item,
    OrderState,
)
from jiuzhu.casework.payments.layouts import STANDARD, Layout, load_layout
from jiuzhu.casework.payments.layouts.write import Written, write_file
from jiuzhu.casework.payments.models import BankAlias, BankFile, PaymentBatch, PaymentOrder
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven
from jiuzhu.casework.payments.services.hold_failed import hold_failed
from jiuzhu.infra.actor import Actor, Request
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.storage import store_bytes
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.households.models import IdentityDocument

FIELDS = (
    "line",
    "payee_id",
    "payee_index",
    "payee__name",
    "holder_name",
    "account",
    "amount_fen",
    "item",
    "month",
    "case__number",
    "persons",
    "case__village__code",
    "payee__phone",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BankFileGiven:
    """What the bank's layout asks for besides the lines."""

    payer_account: str = ""
    agency_code: str = ""
    project_code: str = ""
    layout: str = STANDARD


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """One line that could not be written, and the character that stopped it."""

    line: int
    case_number: str
    name: str
    character: str

    @property
    def text(self) -> str:
        """Say what to do about it."""
        return (
            f"第{self.line}行 {self.name}（案件 {self.case_number}）："
            f"银行文件无法写入“{self.character}”。"
            "请向银行查明账户使用的户名，更换收款账户登记后随下一批发放。"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFile:
    """The file, and the lines that are not in it."""

    file: BankFile
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    line: int
    case_number: str
    payee_id: int
    amount_fen: int
    facts: dict[str, str | int]


@transaction.atomic
def make_bank_file(
    *, payroll: PayrollGiven, actor: Actor, at: datetime, given: BankFileGiven | None = None
) -> MadeFile:
    """Write the confirmed payroll as the bank reads it (domain.md §6.2); a second call finds it.

    A name that the bank's character set lacks needs a ruling first: how the bank has it in its
    books, or that this line stays out and is paid by a later batch.

    Raises: Forbidden, NotVisible, Refused `payroll.unconfirmed`, `bankfile.nobody`,
    `bankfile.names`, `layout.*`.
    """
    asked = given or BankFileGiven()
    batch = batch_to_change(
        county_code=payroll.county_code,
        scheme=payroll.scheme,
        month=payroll.month,
        actor=actor,
        capability="payment.send",
    )
    made = BankFile.objects.select_related("file").filter(batch=batch).first()
    if made is not None:
        return MadeFile(file=made, left_out=_left_out_before(batch, load_layout(made.layout)))
    if batch.confirmed_at is None:
        raise Refused("payroll.unconfirmed", "名册还没有复核。请由另一名发放员复核后再生成文件。")
    layout = load_layout(asked.layout)
    lines = _lines(batch)
    named, left_out = _ruled(lines, layout, _rulings(batch, layout))
    if not named:
        raise Refused("bankfile.nobody", "没有一行能写入银行文件。请核对户名后重试。")
    _fail(batch, sorted(one.line for one in left_out), actor, at)
    head = {
        "batch": batch_number(batch),
        "payer": asked.payer_account,
        "agency": asked.agency_code,
        "project": asked.project_code,
        "month": f"{batch.month:%Y%m}",
        "currency": "CNY",
        "made_at": at.isoformat(),
        "made_on": f"{legal_day(at):%Y%m%d}",
        "purpose": str(ITEM_OF[Scheme(batch.scheme)].label),
    }
    common = {"agency": asked.agency_code, "project": asked.project_code}
    written = write_file(layout, head, [{**line.facts, **common} for line in named])
    row = _keep(batch, layout, written, actor, at)
    batch.state = BatchState.SENT
    batch.save(update_fields=["state"])
    return MadeFile(file=row, left_out=left_out)


def names_to_rule(batch: PaymentBatch, layout: Layout) -> tuple[LeftOut, ...]:
    """Return the lines whose names this bank cannot write and on which nobody ruled yet."""
    rulings = _rulings(batch, layout)
    return tuple(
        out for out, person in _stopped(_lines(batch), layout) if (person, out.name) not in rulings
    )


def _keep(
    batch: PaymentBatch, layout: Layout, written: Written, actor: Actor, at: datetime
) -> BankFile:
    """Store the file and trace that it left the house, with its digest."""
    name = f"{batch_number(batch)}.{layout.suffix}"
    row = BankFile.objects.create(
        batch=batch,
        file=store_bytes(written.content, media_type=layout.media_type, shown_name=name, at=at),
        layout=layout.code,
        lines=written.lines,
        total_fen=written.total_fen,
        made_at=at,
        made_by_id=actor.officer(),
    )
    record_access(
        kind=AccessKind.EXPORT,
        actor=actor,
        at=at,
        request=Request(route="payments.make_bank_file"),
        anchor=bytes(row.file.digest),
        query=f"银行文件 {name}，{row.lines}笔",
        purpose="发放",
    )
    return row


def _left_out_before(batch: PaymentBatch, layout: Layout) -> tuple[LeftOut, ...]:
    """Return the lines that the first call had to leave out."""
    rows = PaymentOrder.objects.filter(batch=batch, failure=FailureReason.NAME_NOT_WRITABLE)
    lines = [_line(row, "") for row in rows.order_by("line").values_list(*FIELDS, named=True)]
    return tuple(out for out, _ in _stopped(lines, layout))


def _stopped(lines: list[_Line], layout: Layout) -> list[tuple[LeftOut, int]]:
    """Return the lines with a name that cannot be written, and whose they are."""
    return [
        (
            LeftOut(line=line.line, case_number=line.case_number, name=name, character=character),
            line.payee_id,
        )
        for line in lines
        for name, character in _first_stop(line, layout)
    ]


def _first_stop(line: _Line, layout: Layout) -> list[tuple[str, str]]:
    """Return the first name of a line that this bank stumbles over, and the character."""
    wanted = [place.field for place in layout.line if place.field in {"name", "holder"}]
    for field in wanted:
        name = str(line.facts[field])
        if character := layout.stops_at(name):
            return [(name, character)]
    return []


def _rulings(batch: PaymentBatch, layout: Layout) -> dict[tuple[int, str], str]:
    """Return the newest ruling on each name of a payee: the bank's way of it, empty for out."""
    found = BankAlias.objects.filter(county_id=batch.county_id, encoding=layout.encoding)
    return {(row.person_id, row.name): row.alias for row in found.order_by("ruled_at", "pk")}


def _ruled(
    lines: list[_Line], layout: Layout, rulings: dict[tuple[int, str], str]
) -> tuple[list[_Line], tuple[LeftOut, ...]]:
    """Put the ruled names in; part off what stays out.

    Raises: Refused `bankfile.names` while a name waits for a ruling.
    """
    stopped = {out.line: (out, person) for out, person in _stopped(lines, layout)}
    waiting = [out for out, person in stopped.values() if (person, out.name) not in rulings]
    if waiting:
        raise Refused(
            "bankfile.names",
            "有%(n)s个户名银行写不了，请先逐个裁定再生成文件。第一个：%(first)s",
            values={"n": len(waiting), "first": waiting[0].text},
        )
    named, left_out = [], []
    for line in lines:
        out, person = stopped.get(line.line, (None, 0))
        if out is None:
            named.append(line)
        elif alias := rulings[person, out.name]:
            named.append(replace(line, facts={**line.facts, "name": alias, "holder": alias}))
        else:
            left_out.append(out)
    return named, tuple(left_out)


def _lines(batch: PaymentBatch) -> list[_Line]:
    """Return the lines as they were frozen, with the numbers in force then; two statements."""
    numbers = {
        (person, bytes(index)): str(number)
        for person, index, number in IdentityDocument.objects.filter(
            person__in=PaymentOrder.objects.filter(batch=batch).values("payee")
        ).values_list("person_id", "number_index", "number")
    }
    rows = PaymentOrder.objects.filter(batch=batch, state=OrderState.PENDING).order_by("line")
    return [
        _line(row, numbers.get((row.payee_id, bytes(row.payee_index)), ""))
        for row in rows.values_list(*FIELDS, named=True).iterator(chunk_size=2000)
    ]


def _line(row: Any, identity: str) -> _Line:
    name, holder = row.payee__name, row.holder_name
    return _Line(
        line=row.line,
        case_number=row.case__number,
        payee_id=row.payee_id,
        amount_fen=row.amount_fen,
        facts={
            "line": row.line,
            "identity": identity,
            "name": name,
            "holder_identity": identity if holder == name else "",
            "holder": holder,
            "branch": "",  # the card number leads to the bank's branch
            "account": str(row.account),
            "amount": row.amount_fen,
            "item": str(Item(row.item).label),
            "case": row.case__number,
            "persons": row.persons,
            "purpose": f"{row.month:%Y年%m月}{Item(row.item).label}",
            "month": f"{row.month:%Y%m}",
            "village": row.case__village__code,
            "phone": row.payee__phone or "",
        },
    )


def _fail(batch: PaymentBatch, missing: list[int], actor: Actor, at: datetime) -> None:
    if not missing:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE payments_paymentorder SET state = 'FAILED', failure = %s"
            " WHERE batch_id = %s AND line = ANY(%s) AND state = 'PENDING'",
            [FailureReason.NAME_NOT_WRITABLE.value, batch.pk, missing],
        )
    hold_failed(batch=batch, lines=missing, actor=actor, at=at)
