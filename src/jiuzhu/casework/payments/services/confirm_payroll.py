"""Confirm a frozen payroll: a second person, and the lines are as they were frozen."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.payments.access import batch_to_change
from jiuzhu.casework.payments.models import PaymentBatch
from jiuzhu.casework.payments.queries import payroll_problems
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Conflict, Refused


@transaction.atomic
def confirm_payroll(*, given: PayrollGiven, actor: Actor, at: datetime) -> PaymentBatch:
    """Let a second payroll officer confirm count, sum and digests before anything leaves.

    Raises: Forbidden, NotVisible, Conflict `payroll.confirmed`, Refused `payroll.same_person`,
    `payroll.changed`.
    """
    batch = batch_to_change(
        county_code=given.county_code,
        scheme=given.scheme,
        month=given.month,
        actor=actor,
        capability="payment.freeze",
    )
    if batch.confirmed_at is not None:
        raise Conflict("payroll.confirmed", "这个月的名册已经复核。请刷新页面查看。")
    if batch.frozen_by_id == actor.officer():
        raise Refused("payroll.same_person", "冻结人不能复核自己冻结的名册。请由另一名发放员复核。")
    problems = payroll_problems(batch)
    if problems:
        raise Refused(
            "payroll.changed",
            "名册与冻结时不一致：%(problems)s。请停止发放并联系管理员核查。",
            values={"problems": problems[0]},
        )
    batch.confirmed_at = at
    batch.confirmed_by_id = actor.officer()
    batch.save(update_fields=["confirmed_at", "confirmed_by"])
    return batch
