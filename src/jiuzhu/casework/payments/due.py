"""The selection of what is due in a month; payroll, previews and lists share it.

From what was decided to what is paid (domain.md §6.3): award → payable → order.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from jiuzhu.casework.cases.enums import HoldKind, Scheme
from jiuzhu.casework.payments.enums import ITEM_OF
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.periods import Month

PAYABLE_STATES = ["IN_PAYMENT", "REVIEW", "STOPPED"]
# An unserved notice holds the change, not the money; missing old papers never bar relief.
# What was granted goes on while the police look: stopping it would be a decision.
NOT_BARRING = {HoldKind.UNSERVED_NOTICE, HoldKind.LEGACY_GAPS, HoldKind.IDENTITY_TWICE}
BARRING = sorted(kind.value for kind in HoldKind if kind not in NOT_BARRING)

# What is due in a month and was not paid yet, line by line, with the reason that bars a line.
#   ruled:     what a person ruled on the hits of this roster; a ruling to pay lifts a hold for this
#              month, a ruling to hold bars the household, whatever else is found.
#   award:     an adverse change counts from the month in which its notice was served, not before
#              (domain.md §0.2 (3)); `served_at` is what was known at the moment asked about.
#   line:      the newest award that binds in the month; earlier months are looked at only where
#              the month before was not paid as decided, so the work does not grow with the years.
#   owed:      lines of which no stop was served: what binds, whether paid before or not.
#   candidate: what was never listed (REGULAR), what a late decision raised after the month was
#              listed (BACK_PAY), and payables without a payment that stands (returned by the bank,
#              or waiting for their first payroll); of these at most what binds now.
#   twice:     a person who has the month already, here or, as a narrow function tells, in another
#              unit; or who stands in two households of this roster: the second stands beside.
#   due:       candidates with account and identity of that day, and the reason that bars them.
DUE = """
WITH ruled AS (
  SELECT DISTINCT ON (u.case_id, u.person_id, u.kind) u.case_id, u.person_id, u.kind, u.ruling
  FROM payments_rosterruling u
  WHERE u.county_id = %(county)s AND u.scheme = %(scheme)s AND u.month = %(month)s
  AND u.ruled_at <= %(at)s
  ORDER BY u.case_id, u.person_id, u.kind, u.id DESC
), award AS (
  SELECT a.id, a.case_id, a.payee_id, a.amount_fen, a.members_counted, a.effective_from,
         a.effective_to, a.decision_id, d.computation_id, c.number, c.category,
         d.kind = 'ADJUST' AND a.amount_fen < lag(a.amount_fen)
           OVER (PARTITION BY a.case_id ORDER BY a.effective_from, a.id) AS adverse,
         max(a.id) FILTER (WHERE a.effective_from <= %(month_before)s)
           OVER (PARTITION BY a.case_id) AS newest_before,
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
      AND p.month = %(month_before)s AND p.purpose = 'REGULAR' AND p.batch_id < %(before)s
      AND p.award_id = g.newest_before
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
), owed AS (
  SELECT l.* FROM line l
  LEFT JOIN stop s ON s.case_id = l.case_id AND s.effective_month <= l.month
  WHERE l.amount_fen > 0
  AND NOT (s.case_id IS NOT NULL AND coalesce(s.served_at < l.month_over, false))
  AND (l.effective_to IS NULL OR l.month < l.effective_to OR s.case_id IS NOT NULL OR EXISTS (
    SELECT 1 FROM award n WHERE n.case_id = l.case_id AND n.adverse
    AND n.effective_from <= l.month AND coalesce(n.served_at >= l.month_over, true)))
), candidate AS (
  SELECT NULL::bigint AS payable_id, o.id AS award_id, o.decision_id, o.computation_id, o.case_id,
         o.number, o.category, o.payee_id, o.members_counted AS persons, o.month,
         CASE WHEN known.is_listed THEN 'BACK_PAY' ELSE 'REGULAR' END AS purpose,
         o.amount_fen - known.decided AS amount_fen, 0::bigint AS countered
  FROM owed o
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(p.amount_fen), 0)::bigint AS decided,
           coalesce(bool_or(p.purpose = 'REGULAR'), false) AS is_listed,
           coalesce(bool_or(p.purpose = 'BACK_PAY'), false) AS is_raised
    FROM payments_payable p
    WHERE p.case_id = o.case_id AND p.item = %(item)s AND p.month = o.month
    AND coalesce(p.batch_id, 0) < %(before)s
  ) known
  WHERE NOT known.is_listed OR (NOT known.is_raised AND known.decided < o.amount_fen)
  UNION ALL
  SELECT p.id, p.award_id, p.decision_id, NULL, p.case_id, c.number, c.category, p.payee_id,
         p.persons, p.month, p.purpose,
         CASE WHEN p.purpose = 'REGULAR' THEN least(left_of.amount, coalesce(o.amount_fen, 0))
              ELSE left_of.amount END,
         CASE WHEN p.purpose = 'REGULAR' AND NOT left_of.is_countered
              THEN least(coalesce(o.amount_fen, 0) - left_of.amount, 0) ELSE 0 END
  FROM (
    SELECT f.payable_id AS id FROM payments_paymentorder f
    WHERE f.state = 'FAILED' AND f.batch_id < %(before)s
    UNION
    SELECT w.id FROM payments_payable w
    WHERE w.county_id = %(county)s AND w.scheme = %(scheme)s AND w.batch_id IS NULL
  ) opened
  JOIN payments_payable p ON p.id = opened.id AND p.county_id = %(county)s
   AND p.scheme = %(scheme)s AND p.item = %(item)s
  JOIN cases_case c ON c.id = p.case_id AND c.state = ANY(%(states)s)
  LEFT JOIN owed o ON o.case_id = p.case_id AND o.month = p.month
  CROSS JOIN LATERAL (
    SELECT p.amount_fen + coalesce(sum(k.amount_fen), 0)::bigint AS amount,
           count(*) > 0 AS is_countered
    FROM payments_payable k
    WHERE p.purpose = 'REGULAR' AND k.case_id = p.case_id AND k.item = p.item
    AND k.month = p.month AND k.purpose = 'COUNTER' AND k.batch_id < %(before)s
  ) left_of
  WHERE NOT EXISTS (
    SELECT 1 FROM payments_paymentorder s
    WHERE s.payable_id = p.id AND s.state <> 'FAILED' AND s.batch_id < %(before)s)
), twice AS (
  SELECT DISTINCT e.award_id, e.month, e.purpose FROM (
    SELECT c.award_id, c.month, c.purpose, row_number() OVER (
             PARTITION BY s.person_id, c.month, c.purpose ORDER BY c.number) AS place
    FROM candidate c JOIN decisions_awardshare s ON s.award_id = c.award_id
    WHERE c.payable_id IS NULL
  ) e WHERE e.place > 1
  UNION
  SELECT c.award_id, c.month, c.purpose
  FROM candidate c
  JOIN (SELECT array_agg(s.person_id) AS persons, array_agg(n.month) AS months,
               array_agg(n.purpose::text) AS purposes, array_agg(n.case_id) AS cases
        FROM candidate n JOIN decisions_awardshare s ON s.award_id = n.award_id
        WHERE n.payable_id IS NULL) asked ON true
  JOIN jiuzhu_covered_elsewhere(%(scheme)s, %(item)s, %(before)s, asked.persons, asked.months,
    asked.purposes, asked.cases) found
   ON found.case_id = c.case_id AND found.month = c.month AND found.purpose = c.purpose
  WHERE c.payable_id IS NULL
), due AS (
  SELECT l.*, account.number AS account, account.number_index AS account_index,
         account.holder_name, identity.number_index AS payee_index, person.name AS payee_name,
         CASE WHEN held.kind IS NOT NULL THEN held.kind
              WHEN l.case_id IN (SELECT u.case_id FROM ruled u WHERE u.ruling = 'HOLD')
              THEN 'RULED_HOLD'
              WHEN person.died_on < l.month THEN 'PAYEE_DEAD'
              WHEN twice.award_id IS NOT NULL THEN 'COVERED_TWICE'
              WHEN account.number IS NULL THEN 'NO_LIVE_ACCOUNT'
              WHEN identity.number_index IS NULL THEN 'NO_IDENTITY'
         END AS reason
  FROM candidate l
  LEFT JOIN twice ON twice.award_id = l.award_id AND twice.month = l.month
   AND twice.purpose = l.purpose AND l.payable_id IS NULL
  LEFT JOIN households_person person ON person.id = l.payee_id
  LEFT JOIN LATERAL (
    SELECT h.kind FROM cases_casehold h
    WHERE h.case_id = l.case_id AND h.kind = ANY(%(barring)s) AND h.opened_at <= %(at)s
    AND (h.ended_at IS NULL OR h.ended_at > %(at)s)
    AND (h.case_id, h.kind) NOT IN (SELECT u.case_id, u.kind FROM ruled u WHERE u.ruling = 'PAY')
    ORDER BY h.opened_at, h.id LIMIT 1
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
)
"""


def due_parameters(
    *, county_id: int, scheme: str, month: date, at: datetime, before: int
) -> dict[str, Any]:
    """Return what the selection of due lines is asked with; batches from `before` on are unseen."""
    return {
        "county": county_id,
        "scheme": scheme,
        "month": month,
        "month_before": Month.of(month).previous().first_day,
        "at": at,
        "on": legal_day(at),
        "before": before,
        "states": PAYABLE_STATES,
        "barring": BARRING,
        "item": ITEM_OF[Scheme(scheme)].value,
    }
