"""Named reads of payments; the selection of what is due stands here, payroll and lists share it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count

from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.payments.enums import Difference, HeldReason, Item
from jiuzhu.casework.payments.models import (
    BankReturnLine,
    LedgerImport,
    LedgerLine,
    PaymentBatch,
    PaymentOrder,
)
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.digests import GENESIS, link
from jiuzhu.kernel.phrases import Phrase
from jiuzhu.policy.agreement import AgreementRate

PAGE_SIZE = 50
PAYABLE_STATES = ["IN_PAYMENT", "REVIEW", "STOPPED"]
# An unserved notice holds the change, not the money; missing old papers never bar relief.
# What was granted goes on while the police look: stopping it would be a decision.
NOT_BARRING = {HoldKind.UNSERVED_NOTICE, HoldKind.LEGACY_GAPS, HoldKind.IDENTITY_TWICE}
BARRING = sorted(kind.value for kind in HoldKind if kind not in NOT_BARRING)

# What is due in a month and was not paid yet, line by line, with the reason that bars a line.
#   award:  an adverse change counts from the month in which its notice was served, not before
#           (domain.md §0.2 (3)); `served_at` is what was known at the moment asked about.
#   line:   the newest award that binds in the month; months missed before are looked for only
#           where the month before has no line, so that the work does not grow with the years.
#   due:    lines of which no stop was served, with account and identity of that day.
DUE = """
WITH award AS (
  SELECT a.id, a.case_id, a.payee_id, a.amount_fen, a.members_counted, a.effective_from,
         a.effective_to, c.number, c.category,
         d.kind = 'ADJUST' AND a.amount_fen < lag(a.amount_fen)
           OVER (PARTITION BY a.case_id ORDER BY a.effective_from, a.id) AS adverse,
         (SELECT min(v.delivered_at) FROM documents_delivery v
          WHERE v.document_id = d.notice_id AND v.recorded_at <= %(at)s) AS served_at
  FROM cases_case c
  JOIN decisions_award a ON a.case_id = c.id
  JOIN decisions_decision d ON d.id = a.decision_id
  WHERE c.county_id = %(county)s AND c.scheme = %(scheme)s AND c.state = ANY(%(states)s)
), stop AS (
  SELECT DISTINCT ON (d.case_id) d.case_id, d.effective_month,
         (SELECT min(v.delivered_at) FROM documents_delivery v
          WHERE v.document_id = d.notice_id AND v.recorded_at <= %(at)s) AS served_at
  FROM cases_case c JOIN decisions_decision d ON d.case_id = c.id AND d.kind = 'STOP'
  WHERE c.county_id = %(county)s AND c.scheme = %(scheme)s AND c.state = 'STOPPED'
  ORDER BY d.case_id, d.decided_at DESC, d.id DESC
), line AS (
  SELECT DISTINCT ON (g.case_id, m.month) g.*, m.month::date AS month,
         (m.month + interval '1 month') AT TIME ZONE 'Asia/Shanghai' AS month_over
  FROM award g
  CROSS JOIN LATERAL (
    SELECT EXISTS (
      SELECT 1 FROM payments_paymentorder p
      WHERE p.case_id = g.case_id AND p.item = %(item)s AND p.state <> 'FAILED'
      AND p.month = (%(month)s::date - interval '1 month')::date
    ) AND NOT EXISTS (
      SELECT 1 FROM payments_paymentorder f WHERE f.case_id = g.case_id AND f.state = 'FAILED'
    ) AS is_even
  ) paid
  CROSS JOIN LATERAL generate_series(
    CASE WHEN paid.is_even THEN greatest(g.effective_from, %(month)s::date)
         ELSE g.effective_from END::timestamp,
    %(month)s::timestamp, interval '1 month'
  ) m(month)
  WHERE NOT coalesce(g.adverse, false)
     OR g.served_at < (m.month + interval '1 month') AT TIME ZONE 'Asia/Shanghai'
  ORDER BY g.case_id, m.month, g.effective_from DESC, g.id DESC
), due AS (
  SELECT l.id AS award_id, l.case_id, l.number, l.category, l.payee_id, l.amount_fen,
         l.members_counted AS persons, l.month, account.number AS account,
         account.number_index AS account_index, account.holder_name,
         identity.number_index AS payee_index, person.name AS payee_name,
         CASE WHEN held.kind IS NOT NULL THEN held.kind
              WHEN person.died_on < l.month THEN 'PAYEE_DEAD'
              WHEN account.number IS NULL THEN 'NO_LIVE_ACCOUNT'
              WHEN identity.number_index IS NULL THEN 'NO_IDENTITY'
         END AS reason
  FROM line l
  LEFT JOIN stop s ON s.case_id = l.case_id AND s.effective_month <= l.month
  LEFT JOIN households_person person ON person.id = l.payee_id
  LEFT JOIN LATERAL (
    SELECT h.kind FROM cases_casehold h
    WHERE h.case_id = l.case_id AND h.kind = ANY(%(barring)s) AND h.opened_at <= %(at)s
    AND (h.ended_at IS NULL OR h.ended_at > %(at)s) ORDER BY h.opened_at, h.id LIMIT 1
  ) held ON true
  LEFT JOIN LATERAL (
    SELECT b.number, b.number_index, b.holder_name FROM households_bankaccount b
    WHERE b.person_id = l.payee_id AND b.effective_from <= %(on)s
    AND (b.effective_to IS NULL OR b.effective_to > %(on)s) LIMIT 1
  ) account ON true
  LEFT JOIN LATERAL (
    SELECT i.number_index FROM households_identitydocument i
    WHERE i.person_id = l.payee_id AND i.effective_to IS NULL
    ORDER BY i.kind = 'NONE_YET', i.id LIMIT 1
  ) identity ON true
  WHERE l.amount_fen > 0
  AND NOT (s.case_id IS NOT NULL AND coalesce(s.served_at < l.month_over, false))
  AND (l.effective_to IS NULL OR l.month < l.effective_to OR s.case_id IS NOT NULL OR EXISTS (
    SELECT 1 FROM award n WHERE n.case_id = l.case_id AND n.adverse
    AND n.effective_from <= l.month AND coalesce(n.served_at >= l.month_over, true)))
  AND NOT EXISTS (
    SELECT 1 FROM payments_paymentorder o WHERE o.state <> 'FAILED' AND o.item = %(item)s
    AND o.month = l.month AND o.batch_id < %(before)s
    AND (o.case_id = l.case_id OR (o.payee_id = l.payee_id AND o.scheme = %(scheme)s)))
)
"""
# The digest of one line, over everything that a bank and a court would ask about.
LINE_DIGEST = """sha256(convert_to(concat_ws('|', {row}.batch_id, {row}.line, {row}.case_id,
  {row}.award_id, {row}.payee_id, encode({row}.payee_index, 'hex'), {row}.scheme, {row}.item,
  {row}.month, {row}.category, {row}.amount_fen, {row}.persons, {row}.holder_name,
  encode({row}.account_index, 'hex')), 'UTF8'))"""
LINES_TOGETHER = """
SELECT count(*), coalesce(sum(amount_fen), 0)::bigint,
       sha256(coalesce(string_agg(digest, ''::bytea ORDER BY line), ''::bytea)),
       (SELECT coalesce(sum(most), 0) FROM (
          SELECT max(persons) AS most FROM payments_paymentorder WHERE batch_id = %(batch)s
          GROUP BY case_id) each)
FROM payments_paymentorder WHERE batch_id = %(batch)s
"""
TRACE = """
SELECT b.month, o.month, c.number, o.amount_fen, d.id, d.kind, d.decided_at, d.notice_id,
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


def due_parameters(
    *, county_id: int, scheme: str, month: date, at: datetime, before: int
) -> dict[str, Any]:
    """Return what the selection of due lines is asked with; batches from `before` on are unseen."""
    return {
        "county": county_id,
        "scheme": scheme,
        "month": month,
        "at": at,
        "on": legal_day(at),
        "before": before,
        "states": PAYABLE_STATES,
        "barring": BARRING,
        "item": Item.BASIC.value,
    }


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
    labels = {**dict(HoldKind.choices), **dict(HeldReason.choices)}
    return tuple(
        HeldLine(
            case_number=number,
            payee=payee or "",
            month=month,
            amount_fen=amount,
            reason=reason,
            reason_text=str(labels[reason]),
        )
        for number, payee, month, amount, reason in rows
    )


def batches_of(*, county_id: int, scheme: str) -> tuple[PaymentBatch, ...]:
    """Return the payrolls of a county unit, newest first."""
    found = PaymentBatch.objects.filter(county_id=county_id, scheme=scheme)
    return tuple(found.select_related("county", "frozen_by", "confirmed_by").order_by("-month"))


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
        paid_in=row[0],
        month=row[1],
        case_number=row[2],
        amount_fen=row[3],
        decision_id=row[4],
        decision_kind=row[5],
        decided_at=row[6],
        notice_id=row[7],
        computation_id=row[8],
        computed_at=row[9],
        report_id=row[10],
        reported_at=row[11],
        report_document_id=row[12],
        authorization_ids=tuple(row[13]),
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
