"""The roster of a month before it is frozen: totals, differences, hits, who stands beside.

One statement for all of it: what is due is selected once, however much is asked about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from jiuzhu.casework.decisions.enums import DecisionKind
from jiuzhu.casework.payments.due import DUE, due_parameters
from jiuzhu.casework.payments.enums import ChangeKind, HitKind, RulingKind
from jiuzhu.casework.payments.models import PaymentBatch
from jiuzhu.casework.payments.queries import HeldLine, held_line
from jiuzhu.kernel.digests import canonical_json, sha256
from jiuzhu.kernel.periods import Month

EVERYTHING = 2**62
# A hold that somebody else opened: the person who pays rules on it, month by month.
RULED_HOLDS = [HitKind.OPEN_OBJECTION.value, HitKind.SUSPECTED_DEATH.value]
MATCHED_HOLDS = [*RULED_HOLDS, HitKind.UNSERVED_NOTICE.value]
# Who lives on one of these does not live on the other too (649号 第九条、第十四条; domain.md §2.5);
# help in an emergency goes beside both.
EXCLUSIVE = {"dibao", "tekun"}

# now/last: the line of the month itself, in this roster and in the payroll before it.
# change:   every household that differs, bound to the decision behind it; a changed account has
#           none, its registration is in the case. Households of the first payroll are all new.
# hit:      who is dead, helped elsewhere, shares an account, or waits for a word on a hold.
ROSTER = f"""{DUE}, before AS (
  SELECT id, month FROM payments_paymentbatch
  WHERE county_id = %(county)s AND scheme = %(scheme)s AND month < %(month)s AND id < %(before)s
  ORDER BY month DESC LIMIT 1
), last AS (
  SELECT o.case_id, o.amount_fen, o.account_index, o.holder_name, c.number, p.name AS payee_name
  FROM before b JOIN payments_paymentorder o ON o.batch_id = b.id AND o.month = b.month
   AND o.purpose = 'REGULAR'
  JOIN cases_case c ON c.id = o.case_id JOIN households_person p ON p.id = o.payee_id
), now AS (
  SELECT * FROM due WHERE month = %(month)s AND purpose = 'REGULAR'
), change AS (
  SELECT CASE
           WHEN n.case_id IS NULL THEN 'STOPPED'
           WHEN n.reason IS NOT NULL THEN 'BESIDE'
           WHEN l.case_id IS NULL AND EXISTS (
             SELECT 1 FROM payments_payable e WHERE e.case_id = n.case_id
             AND e.purpose = 'REGULAR' AND coalesce(e.batch_id, 0) < %(before)s) THEN 'RESUMED'
           WHEN l.case_id IS NULL THEN 'NEW'
           WHEN n.amount_fen > l.amount_fen THEN 'UP' ELSE 'DOWN' END AS kind,
         coalesce(n.case_id, l.case_id) AS case_id, coalesce(n.number, l.number) AS number,
         coalesce(n.payee_name, l.payee_name) AS payee_name, l.amount_fen AS was_fen,
         CASE WHEN n.reason IS NULL THEN n.amount_fen END AS is_fen, n.decision_id
  FROM now n FULL JOIN last l ON l.case_id = n.case_id
  WHERE CASE WHEN n.reason IS NULL THEN n.amount_fen END IS DISTINCT FROM l.amount_fen
  UNION ALL
  SELECT 'ACCOUNT', n.case_id, n.number, n.payee_name, l.amount_fen, n.amount_fen, NULL
  FROM now n JOIN last l ON l.case_id = n.case_id
  WHERE n.reason IS NULL
  AND (n.account_index, n.holder_name) IS DISTINCT FROM (l.account_index, l.holder_name)
  UNION ALL
  SELECT CASE WHEN d.payable_id IS NOT NULL AND d.purpose <> 'LAW' THEN 'REISSUED'
              WHEN d.purpose = 'REGULAR' THEN 'MISSED' ELSE 'BACK_PAY' END,
         d.case_id, d.number, d.payee_name, NULL, sum(d.amount_fen)::bigint, max(d.decision_id)
  FROM due d WHERE d.reason IS NULL AND (d.month < %(month)s OR d.purpose <> 'REGULAR')
  GROUP BY 1, 2, 3, 4
  UNION ALL
  SELECT 'COUNTERED', c.case_id, c.number, p.name, NULL, c.countered, NULL
  FROM candidate c JOIN households_person p ON p.id = c.payee_id WHERE c.countered < 0
), matched AS (
  SELECT DISTINCT ON (d.case_id) d.case_id, d.number, d.payee_id, d.payee_name, d.award_id,
         d.account_index
  FROM due d WHERE d.reason IS NULL OR d.reason = 'RULED_HOLD' OR d.reason = ANY(%(ruled_holds)s)
  ORDER BY d.case_id, d.month DESC
), hit AS (
  SELECT m.case_id, m.number, p.id AS person_id, p.name, 'DEATH' AS kind, p.died_on::text AS fact
  FROM matched m JOIN decisions_awardshare s ON s.award_id = m.award_id
  JOIN households_person p ON p.id = s.person_id AND p.died_on < %(month)s
  UNION ALL
  SELECT DISTINCT m.case_id, m.number, p.id, p.name, 'OTHER_SCHEME', k.number
  FROM matched m JOIN decisions_awardshare s ON s.award_id = m.award_id
  JOIN decisions_awardshare t ON t.person_id = s.person_id AND t.award_id <> s.award_id
  JOIN decisions_award b ON b.id = t.award_id AND b.effective_from <= %(month)s
   AND (b.effective_to IS NULL OR b.effective_to > %(month)s)
  JOIN cases_case k ON k.id = b.case_id AND k.scheme = ANY(%(rivals)s) AND k.state = ANY(%(states)s)
  JOIN households_person p ON p.id = s.person_id
  UNION ALL
  SELECT m.case_id, m.number, m.payee_id, m.payee_name, h.kind, h.reason
  FROM matched m JOIN cases_casehold h ON h.case_id = m.case_id
   AND h.kind = ANY(%(matched_holds)s) AND h.opened_at <= %(at)s
   AND (h.ended_at IS NULL OR h.ended_at > %(at)s)
  UNION ALL
  SELECT e.case_id, e.number, e.payee_id, e.payee_name, 'ACCOUNT_SHARED', e.households::text
  FROM (SELECT m.*, count(*) OVER (PARTITION BY m.account_index) AS households FROM matched m
        WHERE m.account_index IS NOT NULL) e WHERE e.households > 1
)
SELECT 'TOTAL', '', '', '', NULL::bigint, NULL::date, count(*) FILTER (WHERE reason IS NULL),
       coalesce(sum(amount_fen) FILTER (WHERE reason IS NULL), 0)::bigint,
       count(DISTINCT case_id) FILTER (WHERE reason IS NULL), NULL::bigint,
       NULL::timestamptz, NULL::text
FROM due
UNION ALL
SELECT 'PERSONS', '', '', '', NULL, NULL, coalesce(sum(most), 0), NULL, NULL, NULL, NULL, NULL
FROM (SELECT max(persons) AS most FROM due WHERE reason IS NULL GROUP BY case_id) each
UNION ALL
SELECT 'HELD', reason, number, payee_name, payee_id, month, amount_fen, NULL, NULL, NULL, NULL, NULL
FROM due WHERE reason IS NOT NULL
UNION ALL
SELECT 'CHANGE', c.kind, c.number, c.payee_name, NULL, NULL, c.was_fen, c.is_fen, NULL, d.id,
       d.decided_at, d.kind
FROM change c LEFT JOIN decisions_decision d ON d.id = coalesce(c.decision_id, (
  SELECT max(x.id) FROM decisions_decision x
  WHERE x.case_id = c.case_id AND x.decided_at <= %(at)s AND c.kind IN ('STOPPED', 'COUNTERED')))
UNION ALL
SELECT 'HIT', h.kind, h.number, h.name, h.person_id, NULL, NULL, NULL, NULL, NULL, NULL,
       concat(coalesce(r.ruling, '-'), ' ', h.fact)
FROM hit h LEFT JOIN ruled r ON r.case_id = h.case_id AND r.person_id = h.person_id
 AND r.kind = h.kind
ORDER BY 1, 2, 3, 6, 5
"""  # noqa: S608 -- constants of this app only


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One household that differs from the payroll before, and the decision behind it."""

    kind: ChangeKind
    case_number: str
    payee: str
    before_fen: int | None
    after_fen: int | None
    decision_id: int | None
    decision: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """What the match found about one household, and what a person ruled on it."""

    kind: HitKind
    case_number: str
    person_id: int
    person: str
    fact: str
    ruling: RulingKind | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """A roster as it stands at one moment; `seen` is the digest of all that it shows."""

    lines: int
    households: int
    persons: int
    total_fen: int
    held: tuple[HeldLine, ...]
    changed: tuple[Changed, ...]
    hits: tuple[Hit, ...]
    seen: str

    @property
    def open_hits(self) -> tuple[Hit, ...]:
        """Return the hits on which nobody ruled yet."""
        return tuple(hit for hit in self.hits if hit.ruling is None)

    def counted(self) -> dict[ChangeKind, int]:
        """Return how many households differ, by kind."""
        return {
            kind: found
            for kind in ChangeKind
            if (found := sum(one.kind == kind for one in self.changed))
        }


def roster_of(*, county_id: int, scheme: str, month: Month, at: datetime) -> Roster:
    """Return what freezing this month would write, and what is to be looked at before."""
    return _read(
        due_parameters(
            county_id=county_id, scheme=scheme, month=month.first_day, at=at, before=EVERYTHING
        )
    )


def roster_frozen(batch: PaymentBatch) -> Roster:
    """Return the roster of a frozen payroll as it stood when it was frozen."""
    return _read(
        due_parameters(
            county_id=batch.county_id,
            scheme=batch.scheme,
            month=batch.month,
            at=batch.frozen_at,
            before=batch.pk,
        )
    )


def _read(asked: dict[str, Any]) -> Roster:
    with connection.cursor() as cursor:
        cursor.execute(
            ROSTER,
            {
                **asked,
                "ruled_holds": RULED_HOLDS,
                "matched_holds": MATCHED_HOLDS,
                "rivals": sorted(EXCLUSIVE - {asked["scheme"]}),
            },
        )
        rows = cursor.fetchall()
    parts: dict[str, list[tuple[Any, ...]]] = {}
    for part, *cells in rows:
        parts.setdefault(part, []).append(tuple(cells))
    total, persons = parts["TOTAL"][0], parts["PERSONS"][0]
    return Roster(
        lines=int(total[5]),
        total_fen=int(total[6]),
        households=int(total[7]),
        persons=int(persons[5]),
        held=tuple(
            held_line(number, payee, month, amount, reason)
            for reason, number, payee, _, month, amount, *_ in parts.get("HELD", ())
        ),
        changed=tuple(_changed(row) for row in parts.get("CHANGE", ())),
        hits=tuple(_hit(row) for row in parts.get("HIT", ())),
        seen=sha256(canonical_json({"rows": [[str(cell) for cell in row] for row in rows]})).hex(),
    )


def _changed(row: tuple[Any, ...]) -> Changed:
    kind, number, payee = row[:3]
    before, after, _, decision, decided_at, decision_kind = row[5:]
    return Changed(
        kind=ChangeKind(kind),
        case_number=number,
        payee=payee or "",
        before_fen=before,
        after_fen=after,
        decision_id=decision,
        decision="" if decision_kind is None else str(DecisionKind(decision_kind).label),
        decided_at=decided_at,
    )


def _hit(row: tuple[Any, ...]) -> Hit:
    kind, number, person, person_id = row[:4]
    ruling, _, fact = str(row[10]).partition(" ")
    return Hit(
        kind=HitKind(kind),
        case_number=number,
        person_id=person_id,
        person=person or "",
        fact=fact,
        ruling=None if ruling == "-" else RulingKind(ruling),
    )
