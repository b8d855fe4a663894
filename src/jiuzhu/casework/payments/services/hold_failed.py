"""Bar the cases whose payment did not arrive, until their account is put right; one statement."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.payments.enums import FailureReason
from jiuzhu.casework.payments.models import PaymentBatch
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.outbox import write_message

HOLD = """
INSERT INTO cases_casehold (case_id, kind, reason, opened_at, opened_by)
SELECT DISTINCT ON (o.case_id) o.case_id, %(kind)s,
       '发放失败：' || coalesce(%(labels)s::jsonb ->> o.failure, o.failure)
       || '。请核对账户，更换或确认后随下一批补发。'
       || CASE WHEN (SELECT count(DISTINCT f.batch_id) FROM payments_paymentorder f
                     WHERE f.case_id = o.case_id AND f.state = 'FAILED') >= 2
          THEN '已失败两次以上，请入户见到本人，核实是否在世、在家、卡在谁手里。' ELSE '' END,
       %(at)s::timestamptz, %(officer)s::bigint
FROM payments_paymentorder o
WHERE o.batch_id = %(batch)s AND o.line = ANY(%(lines)s) AND o.state = 'FAILED'
ORDER BY o.case_id, o.line
ON CONFLICT (case_id, kind) WHERE ended_at IS NULL DO NOTHING
"""


def hold_failed(*, batch: PaymentBatch, lines: Sequence[int], actor: Actor, at: datetime) -> int:
    """Open the hold 账户发放失败 on the cases of failed lines; return how many are new."""
    with connection.cursor() as cursor:
        cursor.execute(
            HOLD,
            {
                "kind": HoldKind.ACCOUNT_FAILED.value,
                "labels": json.dumps({each.value: str(each.label) for each in FailureReason}),
                "at": at,
                "officer": actor.officer(),
                "batch": batch.pk,
                "lines": list(lines),
            },
        )
        opened = int(cursor.rowcount)
    write_message(
        topic="payment.failed",
        reference=f"{batch.county.code}/{batch.month:%Y-%m}",
        content={"batch": batch.pk, "lines": list(lines)},
        at=at,
    )
    return opened
