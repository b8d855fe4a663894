"""Who may see or change a payroll: the county unit; it is named by unit, scheme and month."""

from __future__ import annotations

from jiuzhu.casework.payments.models import PaymentBatch
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Forbidden, NotVisible
from jiuzhu.kernel.periods import Month
from jiuzhu.registers.organs.enums import OrganKind
from jiuzhu.registers.organs.models import Organ

ABSENT = "没有找到这个月的发放名册。请核对单位和月份；还没有冻结的，请先冻结名册。"


def county_to_pay(*, county_code: str, actor: Actor, capability: str) -> Organ:
    """Return the county unit whose payroll the actor handles.

    Raises: Forbidden `actor.capability`, `payroll.other_county`.
    """
    actor.require(capability)
    county = Organ.objects.filter(code=county_code, kind=OrganKind.COUNTY).first()
    if county is None or county.pk not in actor.organs:
        raise Forbidden(
            "payroll.other_county", "这个单位的发放不归您办理。请由该县（市、区）的发放人员办理。"
        )
    return county


def batch_to_change(
    *, county_code: str, scheme: str, month: Month, actor: Actor, capability: str
) -> PaymentBatch:
    """Return a frozen payroll, locked for the rest of the transaction.

    Raises: Forbidden, NotVisible `payroll.not_visible`.
    """
    county = county_to_pay(county_code=county_code, actor=actor, capability=capability)
    batch = (
        PaymentBatch.objects.select_for_update(of=("self",))
        .select_related("county")
        .filter(county=county, scheme=scheme, month=month.first_day)
        .first()
    )
    if batch is None:
        raise NotVisible("payroll.not_visible", ABSENT)
    return batch


def batch_to_see(*, county_code: str, scheme: str, month: Month, actor: Actor) -> PaymentBatch:
    """Return a payroll of the actor's county unit.

    Raises: NotVisible.
    """
    batch = (
        PaymentBatch.objects.select_related("county", "frozen_by", "confirmed_by")
        .filter(county__code=county_code, scheme=scheme, month=month.first_day)
        .first()
    )
    if batch is None or batch.county_id not in actor.organs:
        raise NotVisible("payroll.not_visible", ABSENT)
    return batch


def batch_number(batch: PaymentBatch) -> str:
    """Return the number of a batch as bank and finance write it."""
    return f"{batch.county.code}-{batch.scheme}-{batch.month:%Y%m}"
