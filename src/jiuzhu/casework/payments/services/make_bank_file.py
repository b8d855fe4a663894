"""Make the file that is handed to the bank: count, sum and control digest in its head."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from jiuzhu.casework.payments.access import batch_number, batch_to_change
from jiuzhu.casework.payments.enums import (
    BatchState,
    FailureReason,
    FileCharacters,
    Item,
    OrderState,
)
from jiuzhu.casework.payments.models import BankFile, PaymentBatch, PaymentOrder
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven
from jiuzhu.casework.payments.services.hold_failed import hold_failed
from jiuzhu.infra.actor import Actor, Request
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.storage import store_bytes
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.households.models import IdentityDocument

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
PURPOSE = "低保金"
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
    characters: FileCharacters = FileCharacters.GB18030


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
    amount_fen: int
    cells: tuple[str, ...]
    names: tuple[str, str]


@transaction.atomic
def make_bank_file(
    *, payroll: PayrollGiven, actor: Actor, at: datetime, given: BankFileGiven | None = None
) -> MadeFile:
    """Write the confirmed payroll as the bank reads it (domain.md §6.2); a second call finds it.

    A household whose name the bank's character set lacks is named and left out, so that one name
    does not hold back everybody's money; its line fails and is paid by a later batch.

    Raises: Forbidden, NotVisible, Refused `payroll.unconfirmed`, `bankfile.nobody`.
    """
    layout = given or BankFileGiven()
    batch = batch_to_change(
        county_code=payroll.county_code,
        scheme=payroll.scheme,
        month=payroll.month,
        actor=actor,
        capability="payment.send",
    )
    made = BankFile.objects.select_related("file").filter(batch=batch).first()
    if made is not None:
        return MadeFile(file=made, left_out=_left_out_before(batch))
    if batch.confirmed_at is None:
        raise Refused("payroll.unconfirmed", "名册还没有复核。请由另一名发放员复核后再生成文件。")
    lines = _lines(batch)
    left_out = _unwritable(lines, layout.characters)
    missing = {one.line for one in left_out}
    written = [line for line in lines if line.line not in missing]
    if not written:
        raise Refused("bankfile.nobody", "没有一行能写入银行文件。请核对户名后重试。")
    _fail(batch, sorted(missing), actor, at)
    content = _content(batch, written, layout, at)
    name = f"{batch_number(batch)}.csv"
    row = BankFile.objects.create(
        batch=batch,
        file=store_bytes(content, media_type="text/csv", shown_name=name, at=at),
        lines=len(written),
        total_fen=sum(line.amount_fen for line in written),
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
    batch.state = BatchState.SENT
    batch.save(update_fields=["state"])
    return MadeFile(file=row, left_out=left_out)


def _left_out_before(batch: PaymentBatch) -> tuple[LeftOut, ...]:
    """Return the lines that the first call had to leave out."""
    rows = PaymentOrder.objects.filter(batch=batch, failure=FailureReason.NAME_NOT_WRITABLE)
    lines = [_line(row, "") for row in rows.order_by("line").values_list(*FIELDS, named=True)]
    return _unwritable(lines, FileCharacters.GBK)


def safe_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


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
        amount_fen=row.amount_fen,
        names=(name, holder),
        cells=(
            "D",
            str(row.line),
            identity,
            name,
            identity if holder == name else "",
            holder,
            "",  # the bank's branch: the card number leads to it
            str(row.account),
            str(row.amount_fen),
            Item(row.item).label,
            row.case__number,
            str(row.persons),
            f"{row.month:%Y年%m月}{PURPOSE}",
            row.case__village__code,
            row.payee__phone or "",
        ),
    )


def _unwritable(lines: list[_Line], characters: FileCharacters) -> tuple[LeftOut, ...]:
    return tuple(
        LeftOut(line=line.line, case_number=line.case_number, name=name, character=stopped)
        for line in lines
        for name, stopped in _first_stop(line.names, characters)
    )


def _first_stop(names: tuple[str, ...], characters: FileCharacters) -> list[tuple[str, str]]:
    """Return the first name with a character that cannot be written, and that character."""
    for name in names:
        try:
            name.encode(characters.value)
        except UnicodeEncodeError as error:
            return [(name, name[error.start])]
    return []


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


def _content(batch: PaymentBatch, lines: list[_Line], layout: BankFileGiven, at: datetime) -> bytes:
    """Return head and lines; the control digest of the head is over the bytes of the lines."""
    body = _written([line.cells for line in lines]).encode(layout.characters.value)
    head = (
        *("H", batch_number(batch), layout.payer_account, layout.agency_code),
        *(layout.project_code, f"{batch.month:%Y%m}", str(len(lines))),
        *(str(sum(line.amount_fen for line in lines)), "CNY", at.isoformat()),
        hashlib.sha256(body).hexdigest(),
    )
    return _written([head]).encode(layout.characters.value) + body


def _written(rows: list[tuple[str, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue()
