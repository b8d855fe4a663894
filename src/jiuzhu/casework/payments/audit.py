"""Prove that the money adds up: decided = paid + pending + returned, nobody twice, nothing stuck.

Reads everything without a scope, so only the owner or a system job may ask. Each check is one
statement over all payrolls and returns what it found wrong as (place, what).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from jiuzhu.casework.payments.due import BARRING
from jiuzhu.casework.payments.models import PaymentBatch
from jiuzhu.casework.payments.queries import payroll_problems

PENDING_AT_MOST = timedelta(days=62)
BATCHES = """
SELECT concat(g.code, ' ', b.scheme, ' ', to_char(b.month, 'YYYY-MM')), b.total_fen,
       coalesce(sum(o.amount_fen) FILTER (WHERE o.state = 'PAID'), 0)::bigint,
       coalesce(sum(o.amount_fen) FILTER (WHERE o.state = 'PENDING'), 0)::bigint,
       coalesce(sum(o.amount_fen) FILTER (WHERE o.state = 'FAILED'), 0)::bigint
FROM payments_paymentbatch b JOIN organs_organ g ON g.id = b.county_id
LEFT JOIN payments_paymentorder o ON o.batch_id = b.id
GROUP BY b.id, g.code ORDER BY b.month, g.code, b.scheme
"""
# net: what a payable is worth after its counter-lines; only the regular line of a month has any.
NET = """
WITH net AS (
  SELECT p.id, p.case_id, p.batch_id, p.month, p.purpose, p.county_id, p.scheme, p.amount_fen
         + coalesce((SELECT sum(k.amount_fen) FROM payments_payable k
             WHERE p.purpose = 'REGULAR' AND k.purpose = 'COUNTER' AND k.case_id = p.case_id
             AND k.item = p.item AND k.month = p.month), 0) AS fen
  FROM payments_payable p WHERE p.purpose <> 'COUNTER'
)
"""
STANDS = "SELECT 1 FROM payments_paymentorder o WHERE o.payable_id = n.id AND o.state <> 'FAILED'"
CHECKS = {
    "发放金额不等于应发": f"""{NET}
SELECT concat(c.number, ' ', n.month), concat(o.amount_fen, ' ≠ ', n.fen) FROM net n
JOIN payments_paymentorder o ON o.payable_id = n.id AND o.state <> 'FAILED'
JOIN cases_case c ON c.id = n.case_id WHERE o.amount_fen <> n.fen ORDER BY 1
""",  # noqa: S608 -- constants of this app only
    "份额之和不等于应发": """
SELECT concat(c.number, ' ', p.month, ' ', p.purpose),
       concat(coalesce(sum(v.amount_fen), 0), ' ≠ ', p.amount_fen)
FROM payments_payable p JOIN cases_case c ON c.id = p.case_id
LEFT JOIN payments_coverage v ON v.payable_id = p.id
GROUP BY p.id, c.number HAVING coalesce(sum(v.amount_fen), 0) <> p.amount_fen ORDER BY 1
""",
    "同一人同一个月两份": """
SELECT concat(string_agg(c.number, ' ' ORDER BY c.number), ' ', v.month), count(*)::text
FROM payments_coverage v JOIN payments_payable p ON p.id = v.payable_id
JOIN cases_case c ON c.id = p.case_id
GROUP BY v.person_id, v.scheme, v.item, v.month, v.purpose HAVING count(*) > 1 ORDER BY 1
""",
    "一条应发两次发放": """
SELECT concat(c.number, ' ', o.month), count(*)::text FROM payments_paymentorder o
JOIN cases_case c ON c.id = o.case_id WHERE o.state <> 'FAILED'
GROUP BY c.number, o.case_id, o.item, o.month, o.purpose HAVING count(*) > 1 ORDER BY 1
""",
    "冲减多于应发": f"""{NET}
SELECT concat(c.number, ' ', n.month), n.fen::text FROM net n
JOIN cases_case c ON c.id = n.case_id WHERE n.fen < 0 ORDER BY 1
""",  # noqa: S608 -- constants of this app only
    "列入名册却没有发放单": f"""{NET}
SELECT concat(c.number, ' ', n.month), n.fen::text FROM net n
JOIN cases_case c ON c.id = n.case_id WHERE n.batch_id IS NOT NULL
AND NOT EXISTS (SELECT 1 FROM payments_paymentorder o WHERE o.payable_id = n.id) ORDER BY 1
""",  # noqa: S608 -- constants of this app only
    # Returned by the bank, nothing bars the household, and a later payroll passed it by.
    "退票以后没有再发": f"""{NET}
SELECT concat(c.number, ' ', n.month), n.fen::text FROM net n
JOIN cases_case c ON c.id = n.case_id
WHERE n.fen > 0 AND n.batch_id IS NOT NULL AND NOT EXISTS ({STANDS})
AND EXISTS (
  SELECT 1 FROM payments_paymentorder f JOIN payments_paymentbatch b ON b.county_id = n.county_id
   AND b.scheme = n.scheme AND b.id > f.batch_id AND b.frozen_at > coalesce(
     (SELECT max(t.taken_at) FROM payments_bankreturn t WHERE t.batch_id = f.batch_id),
     (SELECT s.frozen_at FROM payments_paymentbatch s WHERE s.id = f.batch_id))
  WHERE f.payable_id = n.id
  AND NOT EXISTS (
    SELECT 1 FROM cases_casehold h WHERE h.case_id = n.case_id AND h.kind = ANY(%(barring)s)
    AND h.opened_at <= b.frozen_at AND (h.ended_at IS NULL OR h.ended_at > b.frozen_at))
  AND NOT EXISTS (
    SELECT 1 FROM payments_rosterruling u WHERE u.case_id = n.case_id AND u.month = b.month
    AND u.ruling = 'HOLD'))
ORDER BY 1
""",  # noqa: S608 -- constants of this app only
    "银行久无回音": """
SELECT concat(c.number, ' ', o.month), to_char(b.frozen_at, 'YYYY-MM-DD')
FROM payments_paymentorder o JOIN payments_paymentbatch b ON b.id = o.batch_id
JOIN cases_case c ON c.id = o.case_id
WHERE o.state = 'PENDING' AND b.frozen_at < %(longest)s ORDER BY 1
""",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchSum:
    """One payroll: what was frozen and where the money of its lines stands, in fen."""

    name: str
    decided_fen: int
    paid_fen: int
    pending_fen: int
    returned_fen: int

    @property
    def adds_up(self) -> bool:
        """Tell whether decided = paid + pending + returned."""
        return self.decided_fen == self.paid_fen + self.pending_fen + self.returned_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong, where and how."""

    check: str
    place: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyAudit:
    """Every payroll with its sums, and everything that is wrong."""

    batches: tuple[BatchSum, ...]
    findings: tuple[Finding, ...]


def audit_money(*, at: datetime) -> MoneyAudit:
    """Check all payrolls at a moment."""
    asked: dict[str, Any] = {"barring": BARRING, "longest": at - PENDING_AT_MOST}
    found: list[Finding] = []
    with connection.cursor() as cursor:
        cursor.execute(BATCHES)
        batches = tuple(
            BatchSum(
                name=name, decided_fen=decided, paid_fen=paid, pending_fen=wait, returned_fen=back
            )
            for name, decided, paid, wait, back in cursor.fetchall()
        )
        for check, statement in CHECKS.items():
            cursor.execute(statement, asked)
            found += [
                Finding(check=check, place=place, what=what) for place, what in cursor.fetchall()
            ]
    for one in batches:
        if not one.adds_up:
            parts = f"{one.paid_fen} + {one.pending_fen} + {one.returned_fen}"
            found.append(
                Finding(
                    check="批次总额不等于各笔之和",
                    place=one.name,
                    what=f"{one.decided_fen} ≠ {parts}",
                )
            )
    for batch in PaymentBatch.objects.select_related("county").order_by("month", "pk"):
        found += [
            Finding(
                check="与冻结时不符", place=f"{batch.county.code} {batch.month:%Y-%m}", what=one
            )
            for one in payroll_problems(batch)
        ]
    return MoneyAudit(batches=batches, findings=tuple(found))
