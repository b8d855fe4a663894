"""Count the agreement of a payroll: after every import, and for good on the fixed day (T+15)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.payments.agreement import measure
from jiuzhu.casework.payments.models import (
    AgreementMeasure,
    AgreementSnapshot,
    LedgerImport,
    PaymentBatch,
)
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.periods import Month
from jiuzhu.policy.agreement import snapshot_day


def batches_to_count(*, at: datetime) -> tuple[int, ...]:
    """Return the payrolls whose fixed day is over and that have no figure yet, oldest first."""
    open_ones = PaymentBatch.objects.exclude(snapshots__is_final=True).order_by("month", "pk")
    on = legal_day(at)
    return tuple(
        batch_id
        for batch_id, month in open_ones.values_list("pk", "month")
        if snapshot_day(Month.of(month)) < on
    )


@transaction.atomic
def freeze_agreement(*, batch_id: int, at: datetime) -> AgreementSnapshot:
    """Keep C1 to C5 of a payroll for good, township by township; a second call finds the first.

    Without a ledger until the day nothing of the payroll is found on the other side: the rate is
    nought, not unknown, so that nobody gains by handing nothing in.
    """
    batch = PaymentBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    known = AgreementSnapshot.objects.filter(batch=batch, is_final=True).first()
    ledger = LedgerImport.objects.filter(batch=batch).order_by("-taken_at", "-pk").first()
    return known or keep_measure(batch=batch, ledger=ledger, is_final=True, at=at)


def keep_measure(
    *, batch: PaymentBatch, ledger: LedgerImport | None, is_final: bool, at: datetime
) -> AgreementSnapshot:
    """Write what is counted now for every township of a payroll."""
    snapshot = AgreementSnapshot.objects.create(
        batch=batch,
        ledger=ledger,
        county_id=batch.county_id,
        scheme=batch.scheme,
        month=batch.month,
        compared="" if ledger is None else ledger.compared,
        is_final=is_final,
        due_on=snapshot_day(Month.of(batch.month)),
        frozen_at=at,
    )
    AgreementMeasure.objects.bulk_create(
        AgreementMeasure(snapshot=snapshot, organ_id=unit.organ_id, **asdict(unit.counts))
        for unit in measure([batch.pk])
    )
    return snapshot
