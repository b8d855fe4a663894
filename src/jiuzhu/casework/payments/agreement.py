"""Named reads of the agreement with the finance ledger: unit by unit, and the differences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet

from jiuzhu.casework.payments.enums import ONE_OFF_ITEMS, Difference
from jiuzhu.casework.payments.models import (
    AgreementSnapshot,
    LedgerImport,
    LedgerLine,
    PaymentBatch,
)
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.periods import Month
from jiuzhu.policy.agreement import AgreementCounts
from jiuzhu.registers.organs.enums import OrganKind

# chosen:  the batches, each with its newest ledger. A batch without one has its own lines as keys
#          that nobody found on the other side.
# stock:   payees in benefit at the end of the month (a stop counts once its notice was served).
MEASURE = """
WITH chosen AS (
  SELECT b.id AS batch_id, b.county_id, b.scheme, b.month,
         (b.month + interval '1 month') AT TIME ZONE 'Asia/Shanghai' AS month_over,
         (SELECT l.id FROM payments_ledgerimport l WHERE l.batch_id = b.id
          ORDER BY l.taken_at DESC, l.id DESC LIMIT 1) AS ledger_id
  FROM payments_paymentbatch b WHERE b.id = ANY(%(batches)s)
), key AS MATERIALIZED (
  SELECT c.batch_id, coalesce(l.organ_id, 0) AS unit, l.payee_index, l.payroll_fen, l.ledger_fen,
         l.payroll_persons, l.ledger_persons, l.is_one_off, l.difference = 'EQUAL' AS is_equal,
         x.id IS NOT NULL AS is_explained
  FROM chosen c JOIN payments_ledgerline l ON l.ledger_id = c.ledger_id
  LEFT JOIN payments_ledgerexplanation x ON x.line_id = l.id
  UNION ALL
  SELECT c.batch_id, k.organ_id, o.payee_index, o.amount_fen, NULL, o.persons, NULL,
         o.item = ANY(%(one_off)s), false, false
  FROM chosen c JOIN payments_paymentorder o ON o.batch_id = c.batch_id AND o.state <> 'FAILED'
  JOIN cases_case k ON k.id = o.case_id WHERE c.ledger_id IS NULL
), lines AS (
  SELECT batch_id, unit,
    count(*) FILTER (WHERE is_equal AND NOT is_one_off) AS equal,
    count(*) FILTER (WHERE NOT is_one_off) AS "union",
    coalesce(sum(abs(coalesce(payroll_fen, 0) - coalesce(ledger_fen, 0)))
      FILTER (WHERE NOT is_one_off), 0)::bigint AS gap_fen,
    coalesce(sum(greatest(coalesce(payroll_fen, 0), coalesce(ledger_fen, 0)))
      FILTER (WHERE NOT is_one_off), 0)::bigint AS most_fen,
    count(*) FILTER (WHERE NOT is_equal AND NOT is_one_off AND NOT is_explained) AS unexplained,
    count(*) FILTER (WHERE is_equal AND is_one_off) AS one_off_equal,
    count(*) FILTER (WHERE is_one_off) AS one_off_union
  FROM key GROUP BY 1, 2
), heads AS (
  SELECT batch_id, unit, coalesce(sum(payroll), 0)::int AS payroll_persons,
         CASE WHEN bool_or(counts) IS NOT FALSE THEN coalesce(sum(ledger), 0)::int END
           AS ledger_persons,
         count(payroll) AS payroll_households,
         count(*) FILTER (WHERE in_ledger) AS ledger_households
  FROM (
    SELECT batch_id, unit, payee_index, max(payroll_persons) AS payroll,
           max(ledger_persons) AS ledger, bool_or(ledger_fen IS NOT NULL) AS in_ledger,
           bool_or(ledger_persons IS NOT NULL) FILTER (WHERE ledger_fen IS NOT NULL) AS counts
    FROM key WHERE NOT is_one_off GROUP BY 1, 2, 3
  ) payee GROUP BY 1, 2
), benefit AS (
  SELECT DISTINCT ON (c.batch_id, i.number_index) c.batch_id, k.organ_id AS unit,
         i.number_index AS payee_index
  FROM chosen c
  JOIN cases_case k ON k.county_id = c.county_id AND k.scheme = c.scheme
  JOIN decisions_award a ON a.case_id = k.id AND a.in_payment_from < c.month_over
   AND a.effective_from <= c.month AND (a.effective_to IS NULL OR a.effective_to > c.month)
  JOIN households_identitydocument i ON i.person_id = a.payee_id
   AND (i.effective_to IS NULL OR i.effective_to > c.month)
  WHERE NOT EXISTS (
    SELECT 1 FROM decisions_decision d
    JOIN documents_delivery v ON v.document_id = d.notice_id AND v.delivered_at < c.month_over
    WHERE d.case_id = k.id AND d.kind = 'STOP' AND d.effective_month <= c.month)
  ORDER BY c.batch_id, i.number_index, k.id DESC
), stock AS (
  SELECT batch_id, coalesce(b.unit, l.unit) AS unit, count(*) AS stock_union,
         count(*) FILTER (WHERE b.unit IS NOT NULL AND l.unit IS NOT NULL) AS stock_both
  FROM benefit b FULL JOIN (
    SELECT batch_id, payee_index, max(unit) AS unit FROM key WHERE ledger_fen IS NOT NULL
    AND NOT is_one_off GROUP BY 1, 2
  ) l USING (batch_id, payee_index) GROUP BY 1, 2
)
SELECT batch_id, nullif(unit, 0), coalesce(equal, 0), coalesce("union", 0), coalesce(gap_fen, 0),
       coalesce(most_fen, 0), coalesce(payroll_persons, 0),
       CASE WHEN heads.unit IS NULL THEN 0 ELSE ledger_persons END,
       coalesce(payroll_households, 0), coalesce(ledger_households, 0), coalesce(stock_both, 0),
       coalesce(stock_union, 0), coalesce(unexplained, 0), coalesce(one_off_equal, 0),
       coalesce(one_off_union, 0)
FROM lines FULL JOIN heads USING (batch_id, unit) FULL JOIN stock USING (batch_id, unit)
ORDER BY 1, 2 NULLS LAST
"""
COUNTED = (
    "equal",
    "union",
    "gap_fen",
    "most_fen",
    "payroll_persons",
    "ledger_persons",
    "payroll_households",
    "ledger_households",
    "stock_both",
    "stock_union",
    "unexplained",
    "one_off_equal",
    "one_off_union",
)
KEPT = f"""
SELECT m.snapshot_id, m.organ_id, {", ".join(f'm."{name}"' for name in COUNTED)}
FROM payments_agreementmeasure m WHERE m.snapshot_id = ANY(%(snapshots)s)
"""  # noqa: S608 -- constants of this module only


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAgreement:
    """What was counted for one township of one payroll (or snapshot); none: of nobody known."""

    batch_id: int
    organ_id: int | None
    counts: AgreementCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchAgreement:
    """One payroll of a month: its units, and whether the figure stands for good."""

    batch_id: int
    county_id: int
    scheme: str
    units: tuple[UnitAgreement, ...]
    has_ledger: bool
    compared: str
    frozen_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceRow:
    """One difference as a list shows it."""

    key: int
    payee: str
    payee_id: int | None
    case_number: str
    organ: str
    month: date
    item: str
    difference: str
    owner: str
    due_on: date | None
    payroll_fen: int | None
    ledger_fen: int | None
    payroll_persons: int | None
    ledger_persons: int | None
    cause: str


def measure(batches: Sequence[int]) -> tuple[UnitAgreement, ...]:
    """Count the agreement of payrolls with their newest ledgers, township by township, now."""
    return _units(MEASURE, {"batches": list(batches), "one_off": sorted(ONE_OFF_ITEMS)})


def months_with_payroll(*, actor: Actor) -> tuple[Month, ...]:
    """Return the payment months of the counties in reach, newest first."""
    if actor.organ_kind == OrganKind.CITY:
        counted = AgreementSnapshot.objects.order_by("-month").values_list("month", flat=True)
        return tuple(Month.of(month) for month in counted.distinct())
    own = PaymentBatch.objects.filter(county_id__in=actor.organs).order_by("-month")
    return tuple(Month.of(month) for month in own.values_list("month", flat=True).distinct())


def agreements_of(*, month: Month, actor: Actor) -> tuple[BatchAgreement, ...]:
    """Return every payroll of a month in reach: as frozen on the fixed day, else as it stands now.

    The city reaches no payroll: it reads what was counted, on the day or at the last import.
    """
    kept: dict[int, AgreementSnapshot] = {
        one.batch_id: one
        for one in AgreementSnapshot.objects.filter(month=month.first_day)
        .select_related("county")
        .order_by("is_final", "pk")
    }
    if actor.organ_kind == OrganKind.CITY:
        return _as_kept(sorted(kept.values(), key=lambda one: (one.county.code, one.scheme)))
    batches = list(
        PaymentBatch.objects.filter(month=month.first_day, county_id__in=actor.organs)
        .select_related("county")
        .order_by("county__code", "scheme")
    )
    final = [kept[one.pk] for one in batches if one.pk in kept and kept[one.pk].is_final]
    standing = {one.batch_id: one for one in _as_kept(final)}
    live = [one.pk for one in batches if one.pk in kept and one.pk not in standing]
    units = measure(live) if live else ()
    return tuple(
        standing.get(one.pk)
        or BatchAgreement(
            batch_id=one.pk,
            county_id=one.county_id,
            scheme=one.scheme,
            units=tuple(unit for unit in units if unit.batch_id == one.pk),
            has_ledger=one.pk in kept,
            compared=kept[one.pk].compared if one.pk in kept else "",
            frozen_at=None,
        )
        for one in batches
    )


def _as_kept(snapshots: Sequence[AgreementSnapshot]) -> tuple[BatchAgreement, ...]:
    units = _units(KEPT, {"snapshots": [one.pk for one in snapshots]})
    return tuple(
        BatchAgreement(
            batch_id=one.batch_id,
            county_id=one.county_id,
            scheme=one.scheme,
            units=tuple(unit for unit in units if unit.batch_id == one.pk),
            has_ledger=one.ledger_id is not None,
            compared=one.compared,
            frozen_at=one.frozen_at if one.is_final else None,
        )
        for one in snapshots
    )


def differences_of(
    *batches: int, organ_id: int | None = None, kind: str = ""
) -> QuerySet[LedgerLine]:
    """Return the differences of the ledgers that count for payrolls; organ 0: of nobody known.

    After the fixed day these are the differences of the figure, before it those of the newest file.
    """
    kept = dict(
        AgreementSnapshot.objects.filter(batch__in=batches, is_final=True).values_list(
            "batch_id", "ledger_id"
        )
    )
    newest = dict(
        LedgerImport.objects.filter(batch__in=set(batches) - kept.keys())
        .order_by("taken_at", "pk")
        .values_list("batch_id", "pk")
    )
    ledgers = [*filter(None, kept.values()), *newest.values()]
    found = LedgerLine.objects.filter(ledger__in=ledgers).exclude(difference=Difference.EQUAL)
    if organ_id is not None:
        found = found.filter(organ_id=organ_id) if organ_id else found.filter(organ=None)
    return found.filter(difference=kind) if kind else found


def kinds_of(found: QuerySet[LedgerLine]) -> tuple[tuple[str, str, int], ...]:
    """Count differences by kind: code, label, lines; the most frequent first."""
    labels = dict(Difference.choices)
    counted = found.values_list("difference").annotate(lines=Count("pk")).order_by("-lines")
    return tuple((kind, str(labels[kind]), lines) for kind, lines in counted)


def difference_row(line: LedgerLine) -> DifferenceRow:
    """Return a difference as lists show it; its order, case, organ, explanation are at hand."""
    order = line.order
    explained = getattr(line, "explanation", None)
    return DifferenceRow(
        key=line.pk,
        payee=line.ledger_name if order is None else order.payee.name,
        payee_id=None if order is None else order.payee_id,
        case_number="" if order is None else order.case.number,
        organ="" if line.organ is None else line.organ.short_name,
        month=line.month,
        item=line.item,
        difference=line.get_difference_display(),
        owner=line.get_owner_display(),
        due_on=line.due_on,
        payroll_fen=line.payroll_fen,
        ledger_fen=line.ledger_fen,
        payroll_persons=line.payroll_persons,
        ledger_persons=line.ledger_persons,
        cause="" if explained is None else explained.cause,
    )


def _units(sql: str, asked: dict[str, Any]) -> tuple[UnitAgreement, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        rows = cursor.fetchall()
    return tuple(
        UnitAgreement(
            batch_id=batch_id,
            organ_id=organ_id,
            counts=AgreementCounts(**dict(zip(COUNTED, counted, strict=True))),
        )
        for batch_id, organ_id, *counted in rows
    )
