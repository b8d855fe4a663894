"""Freeze the payroll of one county unit, scheme and month: in sets, once, with a digest a line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.payments.access import batch_number, county_to_pay
from jiuzhu.casework.payments.due import DUE, due_parameters
from jiuzhu.casework.payments.enums import ITEM_OF, BatchState
from jiuzhu.casework.payments.models import PaymentBatch
from jiuzhu.casework.payments.queries import LINE_DIGEST, lines_together
from jiuzhu.casework.payments.roster import roster_of
from jiuzhu.infra.actor import Actor, Request
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.outbox import write_message
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.kernel.digests import GENESIS, canonical_json, link
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.kernel.periods import Month
from jiuzhu.registers.organs.models import Organ

# One statement from what is due to payables, counter-lines and orders: DUE is evaluated once.
INSERT_LINES = f"""{DUE}, less AS (
  INSERT INTO payments_payable (county_id, batch_id, case_id, award_id, decision_id, payee_id,
    scheme, item, month, purpose, amount_fen, persons, rules)
  SELECT %(county)s, %(batch)s, c.case_id, c.award_id, c.decision_id, c.payee_id, %(scheme)s,
         %(item)s, c.month, 'COUNTER', c.countered, c.persons, ''
  FROM candidate c WHERE c.countered < 0
), payable AS (
  INSERT INTO payments_payable (county_id, batch_id, case_id, award_id, decision_id, payee_id,
    scheme, item, month, purpose, amount_fen, persons, rules)
  SELECT %(county)s, %(batch)s, d.case_id, d.award_id, d.decision_id, d.payee_id, %(scheme)s,
         %(item)s, d.month, d.purpose, d.amount_fen, d.persons, coalesce(k.pack_digest, '')
  FROM due d LEFT JOIN assessments_computation k ON k.id = d.computation_id
  WHERE d.reason IS NULL AND d.payable_id IS NULL
  RETURNING id, case_id, month, purpose
), orders AS (
  INSERT INTO payments_paymentorder (batch_id, line, payable_id, case_id, award_id, payee_id,
    payee_index, scheme, item, month, purpose, category, amount_fen, persons, holder_name, account,
    account_index, state, failure, digest)
  SELECT n.batch_id, n.line, n.listed_id, n.case_id, n.award_id, n.payee_id, n.payee_index,
         n.scheme, n.item, n.month, n.purpose, n.category, n.amount_fen, n.persons, n.holder_name,
         n.account, n.account_index, 'PENDING', '', {LINE_DIGEST.format(row="n")}
  FROM (
    SELECT due.*, coalesce(due.payable_id, p.id) AS listed_id, %(batch)s::bigint AS batch_id,
           %(scheme)s AS scheme, %(item)s AS item,
           row_number() OVER (ORDER BY due.number, due.month, due.purpose DESC) AS line
    FROM due LEFT JOIN payable p ON due.payable_id IS NULL AND p.case_id = due.case_id
     AND p.month = due.month AND p.purpose = due.purpose
    WHERE due.reason IS NULL
  ) n ORDER BY n.line
)
SELECT count(*) FILTER (WHERE reason IS NULL),
       count(DISTINCT case_id) FILTER (WHERE reason IS NOT NULL) FROM due
"""  # noqa: S608 -- constants of this app only
# A share of the award for a month as decided; a difference is split evenly, to the last fen.
COVER = """
INSERT INTO payments_coverage (payable_id, person_id, scheme, item, month, purpose, amount_fen)
SELECT e.id, e.person_id, e.scheme, e.item, e.month, e.purpose,
       CASE WHEN e.amount_fen = e.award_fen THEN e.share_fen
            ELSE sign(e.amount_fen) * (abs(e.amount_fen) / e.heads
                 + (e.place <= abs(e.amount_fen) %% e.heads)::int) END
FROM (
  SELECT p.*, s.person_id, s.amount_fen AS share_fen,
         sum(s.amount_fen) OVER (PARTITION BY p.id) AS award_fen,
         count(*) OVER (PARTITION BY p.id) AS heads,
         row_number() OVER (PARTITION BY p.id ORDER BY s.id) AS place
  FROM payments_payable p JOIN decisions_awardshare s ON s.award_id = p.award_id
  WHERE p.batch_id = %(batch)s
) e
"""
UNCOVERED = """
SELECT c.number FROM payments_payable p
JOIN cases_case c ON c.id = p.case_id
LEFT JOIN payments_coverage v ON v.payable_id = p.id
WHERE p.batch_id = %(batch)s
GROUP BY p.id, c.number, p.amount_fen HAVING coalesce(sum(v.amount_fen), 0) <> p.amount_fen
ORDER BY c.number LIMIT 1
"""
NOTE_PAYER = """
INSERT INTO cases_caseinvolvement (case_id, officer_id, part, since)
SELECT DISTINCT case_id, %(officer)s::bigint, 'PAID', %(at)s::timestamptz
FROM payments_paymentorder WHERE batch_id = %(batch)s
ON CONFLICT (case_id, officer_id, part) DO NOTHING
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayrollGiven:
    """Which payroll: unit, scheme and month of payment; `seen` is the digest of what was shown."""

    county_code: str
    month: Month
    scheme: str = "dibao"
    seen: str = ""


@transaction.atomic
def freeze_payroll(*, given: PayrollGiven, actor: Actor, at: datetime) -> PaymentBatch:
    """Write the payable lines of a month from the awards in force, and freeze them.

    One line per household, payee and month of entitlement, from the month after the decision;
    months that were missed (late notice, held, returned by the bank) are caught up. Barred by open
    holds; an adverse change that was not served is not applied: the old amount is paid. The
    number of statements does not grow with the number of households; the trace holds one record
    a batch, anchored in its digest, which is linked to the batch before and binds every line.

    Raises: Forbidden, Conflict `payroll.frozen`, `payroll.moved`,
    Refused `payroll.month`, `payroll.empty`, `payroll.shares`, `payroll.hits`.
    """
    county = county_to_pay(county_code=given.county_code, actor=actor, capability="payment.freeze")
    previous = _check_month(county, given, at)
    _check_roster(county, given, at)
    batch = _open_batch(county, given, actor, at, previous)
    asked = due_parameters(
        county_id=county.pk,
        scheme=given.scheme,
        month=given.month.first_day,
        at=at,
        before=batch.pk,
    )
    held = _insert_lines({**asked, "batch": batch.pk})
    with connection.cursor() as cursor:
        cursor.execute(NOTE_PAYER, {"officer": actor.officer(), "at": at, "batch": batch.pk})
    _close_batch(batch, held, actor)
    record_access(
        kind=AccessKind.LIST,
        actor=actor,
        at=at,
        request=Request(route="payments.freeze_payroll"),
        anchor=bytes(batch.digest),
        query=f"冻结名册 {batch_number(batch)}，{batch.orders_count}笔",
        purpose="发放",
    )
    write_message(
        topic="payroll.frozen",
        reference=f"{given.county_code}/{given.month}",
        content={"batch": batch.pk},
        at=at,
    )
    return batch


def _check_month(county: Organ, given: PayrollGiven, at: datetime) -> PaymentBatch | None:
    """Return the payroll before this one.

    Raises: Conflict `payroll.frozen`, Refused `payroll.month`.
    """
    latest = (
        PaymentBatch.objects.filter(county=county, scheme=given.scheme).order_by("-month").first()
    )
    if latest is not None and latest.month == given.month.first_day:
        raise frozen_already(given)
    if latest is not None and given.month.first_day < latest.month:
        raise Refused(
            "payroll.month",
            "%(month)s的名册已经冻结，不能再做更早月份的。漏发的月份会在下一批自动补入。",
            field="month",
            values={"month": f"{latest.month:%Y-%m}"},
        )
    if given.month > Month.of(legal_day(at)).next():
        raise Refused("payroll.month", "最早在前一个月冻结名册。请到时再办理。", field="month")
    return latest


def _check_roster(county: Organ, given: PayrollGiven, at: datetime) -> None:
    """Let only a roster be frozen that was looked at and on whose hits somebody ruled.

    Raises: Refused `payroll.hits`, Conflict `payroll.moved`.
    """
    roster = roster_of(county_id=county.pk, scheme=given.scheme, month=given.month, at=at)
    if roster.open_hits:
        raise Refused(
            "payroll.hits",
            "还有%(n)s条核对结果没有处理，名册没有冻结。请先逐条决定照发还是缓发。",
            values={"n": len(roster.open_hits)},
        )
    if given.seen and given.seen != roster.seen:
        raise Conflict("payroll.moved", "您看过以后名册有变化，没有冻结。请看过新的差异后再冻结。")


def frozen_already(given: PayrollGiven) -> Conflict:
    """Return the refusal to touch a payroll that is frozen."""
    return Conflict(
        "payroll.frozen",
        "%(month)s的名册已经冻结，不能重做。需要更正的，在下一批处理。",
        values={"month": given.month},
    )


def _open_batch(
    county: Organ,
    given: PayrollGiven,
    actor: Actor,
    at: datetime,
    previous: PaymentBatch | None,
) -> PaymentBatch:
    try:
        with transaction.atomic():
            return PaymentBatch.objects.create(
                county=county,
                scheme=given.scheme,
                month=given.month.first_day,
                state=BatchState.FROZEN,
                orders_count=0,
                persons_count=0,
                total_fen=0,
                held_count=0,
                previous=None if previous is None else bytes(previous.digest),
                body="",
                digest=b"",
                frozen_at=at,
                frozen_by_id=actor.officer(),
            )
    except IntegrityError as error:
        raise frozen_already(given) from error


def _insert_lines(asked: dict[str, Any]) -> int:
    """Write payables, their coverage and orders; return how many households stand beside."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(INSERT_LINES, asked)
            inserted, held = cursor.fetchone()
            cursor.execute(COVER, asked)
            cursor.execute(UNCOVERED, asked)
            uncovered = cursor.fetchone()
    except IntegrityError as error:
        raise Conflict(
            "payroll.twice",
            "有人在别的批次里已列入同一个月，名册没有冻结。请刷新后重试；仍有问题请联系管理员核对。",
        ) from error
    if uncovered is not None:
        raise Refused(
            "payroll.shares",
            "案件%(number)s的金额与各保障对象的份额不符，名册没有冻结。请联系管理员核对这一户的决定。",
            values={"number": uncovered[0]},
        )
    if not inserted:
        raise Refused("payroll.empty", "本月没有应发放的家庭，不用冻结名册。请核对单位和月份。")
    return int(held)


def _close_batch(batch: PaymentBatch, held: int, actor: Actor) -> None:
    count, total, lines_digest, persons = lines_together(batch.pk)
    body = canonical_json(
        {
            "county": batch.county.code,
            "scheme": batch.scheme,
            "month": batch.month,
            "item": ITEM_OF[Scheme(batch.scheme)].value,
            "lines": count,
            "persons": persons,
            "total_fen": total,
            "held": held,
            "lines_digest": lines_digest.hex(),
            "at": batch.frozen_at,
            "officer": actor.officer_id,
            "name": actor.name,
        }
    )
    previous = GENESIS if batch.previous is None else bytes(batch.previous)
    batch.orders_count, batch.persons_count = count, persons
    batch.total_fen, batch.held_count = total, held
    batch.body, batch.digest = body.decode(), link(previous, body)
    batch.save(
        update_fields=[
            "orders_count",
            "persons_count",
            "total_fen",
            "held_count",
            "body",
            "digest",
        ]
    )
