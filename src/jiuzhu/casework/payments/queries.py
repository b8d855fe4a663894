"""Named reads of payments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count

from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.cases.models import CaseCounter
from jiuzhu.casework.payments.due import DUE, PAYABLE_STATES, due_parameters
from jiuzhu.casework.payments.enums import Difference, HeldReason, ReturnStatus
from jiuzhu.casework.payments.models import (
    BankFile,
    BankReturnLine,
    BankSending,
    LedgerImport,
    LedgerLine,
    PaymentBatch,
    PaymentOrder,
)
from jiuzhu.kernel.digests import GENESIS, link
from jiuzhu.kernel.errors import NotVisible
from jiuzhu.kernel.periods import Month
from jiuzhu.kernel.phrases import Phrase
from jiuzhu.policy.agreement import AgreementRate

PAGE_SIZE = 50
# The digest of one line, over everything that a bank and a court would ask about.
LINE_DIGEST = """sha256(convert_to(concat_ws('|', {row}.batch_id, {row}.line, {row}.case_id,
  {row}.award_id, {row}.payee_id, encode({row}.payee_index, 'hex'), {row}.scheme, {row}.item,
  {row}.month, {row}.category, {row}.amount_fen, {row}.persons, {row}.holder_name,
  encode({row}.account_index, 'hex'), nullif({row}.purpose, 'REGULAR')), 'UTF8'))"""
LINES_TOGETHER = """
SELECT count(*), coalesce(sum(amount_fen), 0)::bigint,
       sha256(coalesce(string_agg(digest, ''::bytea ORDER BY line), ''::bytea)),
       (SELECT coalesce(sum(most), 0) FROM (
          SELECT max(persons) AS most FROM payments_paymentorder WHERE batch_id = %(batch)s
          GROUP BY case_id) each)
FROM payments_paymentorder WHERE batch_id = %(batch)s
"""
TRACE = """
SELECT b.scheme, b.month, o.month, c.number, o.amount_fen, d.id, d.kind, d.decided_at, d.notice_id,
       k.id, k.computed_at, r.id, r.issued_at, r.document_id,
       ARRAY(SELECT DISTINCT q.authorization_id FROM verification_sourcequery q
             WHERE q.request_id = r.request_id AND q.authorization_id IS NOT NULL ORDER BY 1)
FROM payments_paymentorder o
JOIN payments_paymentbatch b ON b.id = o.batch_id
JOIN cases_case c ON c.id = o.case_id
JOIN decisions_award a ON a.id = o.award_id
JOIN decisions_decision d ON d.id = a.decision_id
LEFT JOIN assessments_computation k ON k.id = d.computation_id
LEFT JOIN LATERAL (
  SELECT v.* FROM verification_verificationreport v WHERE v.case_id = o.case_id
  AND v.issued_at <= d.decided_at ORDER BY v.issued_at DESC, v.id DESC LIMIT 1
) r ON true
WHERE o.code = %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayrollLine:
    """One line of a payroll as a list shows it."""

    code: UUID
    line: int
    case_number: str
    payee: str
    payee_id: int
    month: date
    amount_fen: int
    persons: int
    state: str
    failure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """One household that is due money and is not on the payroll, with the reason."""

    case_number: str
    payee: str
    month: date
    amount_fen: int
    reason: str
    reason_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How a batch and its newest finance ledger agree."""

    rate: AgreementRate
    compared: str
    taken_at: datetime
    differences: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentTrace:
    """The way back from a payment to the signatures it rests on (环环有痕迹、步步能倒查)."""

    scheme: str
    paid_in: date
    month: date
    case_number: str
    amount_fen: int
    decision_id: int
    decision_kind: str
    decided_at: datetime
    notice_id: int | None
    computation_id: int | None
    computed_at: datetime | None
    report_id: int | None
    reported_at: datetime | None
    report_document_id: int | None
    authorization_ids: tuple[int, ...]


def payroll_page(
    batch: PaymentBatch, *, after_line: int = 0, state: str = "", size: int = PAGE_SIZE
) -> tuple[PayrollLine, ...]:
    """Return one page of the lines of a payroll, in their order."""
    found = PaymentOrder.objects.filter(batch=batch, line__gt=after_line)
    if state:
        found = found.filter(state=state)
    rows = found.order_by("line").values_list(
        "code",
        "line",
        "case__number",
        "payee__name",
        "payee_id",
        "month",
        "amount_fen",
        "persons",
        "state",
        "failure",
    )[:size]
    return tuple(
        PayrollLine(
            code=code,
            line=line,
            case_number=number,
            payee=payee,
            payee_id=payee_id,
            month=month,
            amount_fen=amount,
            persons=persons,
            state=status,
            failure=failure,
        )
        for code, line, number, payee, payee_id, month, amount, persons, status, failure in rows
    )


def held_lines(batch: PaymentBatch) -> tuple[HeldLine, ...]:
    """Return who was due money and stood beside this payroll when it was frozen, with reasons."""
    asked = due_parameters(
        county_id=batch.county_id,
        scheme=batch.scheme,
        month=batch.month,
        at=batch.frozen_at,
        before=batch.pk,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"{DUE} SELECT number, payee_name, month, amount_fen, reason FROM due"  # noqa: S608
            " WHERE reason IS NOT NULL ORDER BY number, month",
            asked,
        )
        rows = cursor.fetchall()
    return tuple(held_line(*row) for row in rows)


def held_line(number: str, payee: str | None, month: date, amount: int, reason: str) -> HeldLine:
    """Return a household beside the payroll, with the reason in words."""
    labels = {**dict(HoldKind.choices), **dict(HeldReason.choices)}
    return HeldLine(
        case_number=number,
        payee=payee or "",
        month=month,
        amount_fen=amount,
        reason=reason,
        reason_text=str(labels[reason]),
    )


def batches_of(*, county_id: int) -> tuple[PaymentBatch, ...]:
    """Return the payrolls of a county unit, newest first; of a month in the order of schemes."""
    found = PaymentBatch.objects.filter(county_id=county_id).order_by("-month", "scheme")
    return tuple(found.select_related("county", "frozen_by", "confirmed_by"))


def schemes_in_payment(*, county_id: int) -> frozenset[str]:
    """Return the schemes of which a county unit has cases that a payroll may pay."""
    counted = CaseCounter.objects.filter(
        organ__parent=county_id, state__in=PAYABLE_STATES, cases__gt=0
    )
    return frozenset(counted.values_list("scheme", flat=True))


def frozen_batch(*, county_id: int, scheme: str, month: Month) -> PaymentBatch | None:
    """Return the payroll of a month once it is frozen."""
    return PaymentBatch.objects.filter(
        county_id=county_id, scheme=scheme, month=month.first_day
    ).first()


def quarantined_lines(batch: PaymentBatch) -> tuple[BankReturnLine, ...]:
    """Return the lines of return files that nobody could match; a person has to look at them."""
    return tuple(
        BankReturnLine.objects.filter(bank_return__batch=batch, quarantined=True)
        .select_related("bank_return", "order")
        .order_by("bank_return_id", "line")
    )


def agreement(batch: PaymentBatch) -> Agreement | None:
    """Return C1 of the newest ledger of a batch, with the differences by kind; None without one."""
    ledger = LedgerImport.objects.filter(batch=batch).order_by("-taken_at", "-pk").first()
    if ledger is None:
        return None
    counted = (
        LedgerLine.objects.filter(ledger=ledger)
        .exclude(difference=Difference.EQUAL)
        .values_list("difference")
        .annotate(lines=Count("pk"))
        .order_by("difference")
    )
    return Agreement(
        rate=AgreementRate(equal=ledger.equal, union=ledger.union),
        compared=ledger.compared,
        taken_at=ledger.taken_at,
        differences=dict(counted),
    )


def ledger_differences(ledger: LedgerImport, *, after: int = 0) -> tuple[LedgerLine, ...]:
    """Return one page of what differs between payroll and ledger."""
    return tuple(
        LedgerLine.objects.filter(ledger=ledger, pk__gt=after)
        .exclude(difference=Difference.EQUAL)
        .select_related("order", "order__case", "order__payee")
        .order_by("pk")[:PAGE_SIZE]
    )


def trace_of_order(code: UUID) -> PaymentTrace | None:
    """Return decision, computation, report and authorizations behind a payment; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(TRACE, [code])
        row = cursor.fetchone()
    if row is None:
        return None
    return PaymentTrace(
        scheme=row[0],
        paid_in=row[1],
        month=row[2],
        case_number=row[3],
        amount_fen=row[4],
        decision_id=row[5],
        decision_kind=row[6],
        decided_at=row[7],
        notice_id=row[8],
        computation_id=row[9],
        computed_at=row[10],
        report_id=row[11],
        reported_at=row[12],
        report_document_id=row[13],
        authorization_ids=tuple(row[14]),
    )


def lines_together(batch_id: int) -> tuple[int, int, bytes, int]:
    """Return count, sum in fen, digest over all line digests, and persons of a batch."""
    with connection.cursor() as cursor:
        cursor.execute(LINES_TOGETHER, {"batch": batch_id})
        count, total, digest, persons = cursor.fetchone()
    return int(count), int(total), bytes(digest), int(persons)


def payroll_problems(batch: PaymentBatch) -> tuple[str, ...]:
    """Say what no longer fits the frozen digests of a payroll; empty is untouched."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT line FROM payments_paymentorder o WHERE batch_id = %s"  # noqa: S608
            f" AND digest <> {LINE_DIGEST.format(row='o')} ORDER BY line",
            [batch.pk],
        )
        found: list[str] = [
            Phrase("第%(row)s行与冻结时的摘要不符", row=line) for (line,) in cursor.fetchall()
        ]
    count, total, digest, _ = lines_together(batch.pk)
    if (count, total) != (batch.orders_count, batch.total_fen):
        found.append("笔数或总额与冻结时不符")
    if digest.hex() not in batch.body:
        found.append("各行摘要合并后与冻结时不符")
    previous = GENESIS if batch.previous is None else bytes(batch.previous)
    if bytes(batch.digest) != link(previous, batch.body.encode()):
        found.append("批次摘要与存证正文不符")
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtfulLine:
    """One line of a return file that waits for a person, beside what the payroll says."""

    position: int
    scheme: str
    month: Month
    doubt: str
    status: str
    serial: str
    payee: str
    amount_fen: int | None
    state: str


def doubtful_line(line: int) -> DoubtfulLine:
    """Return a line that was kept apart.

    Raises: NotVisible `return.not_visible`.
    """
    found = (
        BankReturnLine.objects.select_related("bank_return__batch", "order__payee")
        .filter(pk=line, quarantined=True)
        .first()
    )
    if found is None:
        raise NotVisible("return.not_visible", "没有找到这一行。请从发放名册进入。")
    order = found.order
    return DoubtfulLine(
        position=found.line,
        scheme=found.bank_return.batch.scheme,
        month=Month.of(found.bank_return.batch.month),
        doubt=str(found.get_doubt_display()),
        status=str(dict(ReturnStatus.choices).get(found.status, found.status)),
        serial=found.bank_serial,
        payee="" if order is None else order.payee.name,
        amount_fen=None if order is None else order.amount_fen,
        state="" if order is None else str(order.get_state_display()),
    )


def bank_file_of(batch: PaymentBatch) -> BankFile | None:
    """Return the file of a payroll; None before it was made."""
    return BankFile.objects.filter(batch=batch).select_related("file", "made_by").first()


def sending_of(batch: PaymentBatch) -> tuple[str, int, str] | None:
    """Return state, tries and receipt of the sending of a payroll's file; None before one."""
    found = BankSending.objects.filter(file__batch=batch).first()
    if found is None:
        return None
    return str(found.get_state_display()), found.tries, found.receipt
