"""Compare a finance ledger with a frozen payroll, key by key, in sets; every difference is owned.

Key: (payee, scheme, item, month of entitlement), at the grain that the ledger has. Amounts of a
key are summed on both sides; lines that the bank returned are no part of the payroll.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.payments.enums import ITEM_OF, ONE_OFF_ITEMS
from jiuzhu.casework.payments.models import LedgerImport, PaymentBatch
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.periods import Month
from jiuzhu.policy.agreement import snapshot_day

DAYS_TO_FIND_OUT = 3  # where the fixed day of the month is over or near
OWNERS = """CASE difference
  WHEN 'EQUAL' THEN ''
  WHEN 'AMOUNT' THEN 'PAYROLL'
  WHEN 'MISSING_ON_PLATFORM' THEN 'PAYROLL'
  WHEN 'PERSONS' THEN 'TOWNSHIP'
  WHEN 'CATEGORY' THEN 'TOWNSHIP'
  WHEN 'PAYEE_CHANGED' THEN 'TOWNSHIP'
  WHEN 'IDENTITY' THEN 'TOWNSHIP'
  ELSE 'FINANCE' END"""
# lone:    keys of one side only; what they say together decides their kind.
# placed:  a key that only the ledger has belongs to the township of the case in which its number
#          stands, so that the difference reaches somebody who knows the household.
COMPARE = f"""
WITH ledger AS (
  SELECT payee_index, item, month, sum(amount)::bigint AS fen, max(persons) AS persons,
         max(category) AS category, max(name) AS name, count(*) AS entries,
         min(amount) AS least
  FROM unnest(%(indexes)s::bytea[], %(items)s::text[], %(months)s::date[], %(amounts)s::bigint[],
              %(persons)s::int[], %(categories)s::text[], %(names)s::text[])
       AS r(payee_index, item, month, amount, persons, category, name)
  GROUP BY payee_index, item, month
), orders AS (
  SELECT o.*, CASE WHEN %(by_item)s THEN o.item ELSE %(basic)s END AS key_item,
         CASE WHEN %(by_month)s THEN o.month ELSE %(batch_month)s::date END AS key_month
  FROM payments_paymentorder o WHERE o.batch_id = %(batch)s
), platform AS (
  SELECT payee_index, key_item AS item, key_month AS month, sum(amount_fen)::bigint AS fen,
         max(persons) AS persons, max(category) AS category, min(id) AS order_id,
         min(case_id) AS case_id, min(payee_id) AS payee_id
  FROM orders WHERE state <> 'FAILED' GROUP BY 1, 2, 3
), key AS (
  SELECT payee_index, item, month, p.fen AS payroll_fen, l.fen AS ledger_fen,
         p.persons AS payroll_persons, l.persons AS ledger_persons, p.category,
         l.category AS ledger_category, coalesce(l.name, '') AS ledger_name, l.entries, l.least,
         p.order_id, p.case_id, p.payee_id
  FROM platform p FULL JOIN ledger l USING (payee_index, item, month)
), here AS MATERIALIZED (
  SELECT k.*, person.name AS payee_name FROM key k
  JOIN households_person person ON person.id = k.payee_id WHERE k.ledger_fen IS NULL
), there AS MATERIALIZED (
  SELECT k.*, known.person_id, known.organ_id AS known_organ FROM key k
  LEFT JOIN LATERAL (
    SELECT i.person_id, c.organ_id FROM households_identitydocument i
    LEFT JOIN cases_casemember m ON m.person_id = i.person_id
    LEFT JOIN cases_case c ON c.id = m.case_id AND c.county_id = %(county)s
         AND c.scheme = %(scheme)s
    WHERE i.number_index = k.payee_index ORDER BY c.id DESC NULLS LAST LIMIT 1
  ) known ON true
  WHERE k.payroll_fen IS NULL
), lone AS (
  SELECT payee_index, item, month, CASE
    WHEN EXISTS (SELECT 1 FROM there t WHERE t.payee_index = h.payee_index AND t.item = h.item
                 AND t.month <> h.month AND t.ledger_fen = h.payroll_fen) THEN 'MONTH_SHIFT'
    WHEN EXISTS (SELECT 1 FROM there t JOIN cases_casemember m ON m.person_id = t.person_id
                 WHERE m.case_id = h.case_id AND t.item = h.item AND t.month = h.month)
      THEN 'PAYEE_CHANGED'
    WHEN EXISTS (SELECT 1 FROM there t WHERE t.ledger_name = h.payee_name AND t.item = h.item
                 AND t.month = h.month AND t.ledger_fen = h.payroll_fen) THEN 'IDENTITY'
    ELSE 'MISSING_IN_LEDGER' END AS kind, NULL::bigint AS organ_id
  FROM here h
  UNION ALL
  SELECT payee_index, item, month, CASE
    WHEN EXISTS (SELECT 1 FROM orders o WHERE o.state = 'FAILED' AND o.payee_index = t.payee_index
                 AND o.key_item = t.item AND o.key_month = t.month) THEN 'RETURNED'
    WHEN EXISTS (SELECT 1 FROM here h WHERE h.payee_index = t.payee_index AND h.item = t.item
                 AND h.month <> t.month AND h.payroll_fen = t.ledger_fen) THEN 'MONTH_SHIFT'
    WHEN EXISTS (SELECT 1 FROM here h JOIN cases_casemember m ON m.case_id = h.case_id
                 WHERE m.person_id = t.person_id AND h.item = t.item AND h.month = t.month)
      THEN 'PAYEE_CHANGED'
    WHEN EXISTS (SELECT 1 FROM here h WHERE h.payee_name = t.ledger_name AND h.item = t.item
                 AND h.month = t.month AND h.payroll_fen = t.ledger_fen) THEN 'IDENTITY'
    ELSE 'MISSING_ON_PLATFORM' END, t.known_organ
  FROM there t
), judged AS (
  SELECT k.*, coalesce(c.organ_id, lone.organ_id) AS organ_id, CASE
    WHEN lone.kind IS NOT NULL THEN lone.kind
    WHEN k.payroll_fen <> k.ledger_fen AND k.entries > 1 AND k.least = k.payroll_fen
         AND k.ledger_fen = k.entries * k.payroll_fen THEN 'DUPLICATE'
    WHEN k.payroll_fen <> k.ledger_fen THEN 'AMOUNT'
    WHEN %(by_persons)s AND k.payroll_persons IS DISTINCT FROM k.ledger_persons THEN 'PERSONS'
    WHEN %(by_category)s AND k.category IS DISTINCT FROM k.ledger_category THEN 'CATEGORY'
    ELSE 'EQUAL' END AS difference
  FROM key k LEFT JOIN lone USING (payee_index, item, month)
  LEFT JOIN cases_case c ON c.id = k.case_id
)
INSERT INTO payments_ledgerline (ledger_id, order_id, organ_id, payee_index, item, month,
  payroll_fen, ledger_fen, payroll_persons, ledger_persons, ledger_name, difference, is_one_off,
  owner, due_on)
SELECT %(ledger)s, order_id, organ_id, payee_index, item, month, payroll_fen, ledger_fen,
       payroll_persons, CASE WHEN %(by_persons)s THEN ledger_persons END, ledger_name, difference,
       item = ANY(%(one_off)s), {OWNERS},
       CASE WHEN difference <> 'EQUAL' THEN %(due_on)s::date END
FROM judged
"""  # noqa: S608 -- constants of this module only


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One line of the finance ledger in the platform's words."""

    payee_index: bytes
    amount_fen: int
    item: str
    month: Month
    persons: int | None
    category: str | None
    name: str = ""


def compare_ledger(
    *,
    taken: LedgerImport,
    batch: PaymentBatch,
    rows: Sequence[LedgerRow],
    fields: frozenset[str],
    at: datetime,
) -> None:
    """Write one line for every key of either side, with its kind, its owner and the day it is due.

    `fields` names what the ledger carries besides number and amount; only that is compared.
    """
    soon = legal_day(at) + timedelta(days=DAYS_TO_FIND_OUT)
    asked: dict[str, Any] = {
        "ledger": taken.pk,
        "batch": batch.pk,
        "county": batch.county_id,
        "scheme": batch.scheme,
        "batch_month": batch.month,
        "basic": ITEM_OF[Scheme(batch.scheme)].value,
        "one_off": sorted(ONE_OFF_ITEMS),
        "due_on": max(soon, snapshot_day(Month.of(batch.month))),
        **{f"by_{name}": name in fields for name in ("item", "month", "persons", "category")},
        "indexes": [row.payee_index for row in rows],
        "items": [row.item for row in rows],
        "months": [row.month.first_day for row in rows],
        "amounts": [row.amount_fen for row in rows],
        "persons": [row.persons for row in rows],
        "categories": [row.category for row in rows],
        "names": [row.name for row in rows],
    }
    with connection.cursor() as cursor:
        cursor.execute(COMPARE, asked)
