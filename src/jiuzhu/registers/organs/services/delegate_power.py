"""Move a power from a county unit to a township by a dated order (S1–S3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.organs.enums import DelegationMode, OpenCases, Power
from jiuzhu.registers.organs.models import DelegationDraft, DelegationOrder, Officer, Organ


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderGiven:
    """The authorising document and the remedy effect that two officers confirmed."""

    mode: DelegationMode
    batch: str
    document_title: str
    document_number: str
    document_digest: bytes
    name_on_decision: str
    respondent: str
    reviewing_body: str
    reviewing_address: str
    court: str
    open_cases_at_start: OpenCases = OpenCases.MOVE
    open_cases_at_end: OpenCases = OpenCases.MOVE
    draft: DelegationDraft | None = None


@transaction.atomic
def delegate_power(
    *,
    from_organ: Organ,
    to_organ: Organ,
    given: OrderGiven,
    confirmed_by: tuple[Officer, Officer],
    effective_from: date,
    power: Power = Power.DIBAO_DECIDE,
) -> DelegationOrder:
    """Write the order; 委托 or 授权 is never read off the word but off the confirmed effect.

    Raises: Refused `delegation.document`, `delegation.two_officers`, `delegation.not_below`.
    """
    if not given.document_number or not given.document_digest:
        raise Refused(
            "delegation.document",
            "没有授权文件不能下放权力。请登记文号并上传文件。",
            field="document",
        )
    if confirmed_by[0].pk == confirmed_by[1].pk:
        raise Refused("delegation.two_officers", "救济效果须由两名不同的工作人员确认。")
    if to_organ.parent_id != from_organ.pk:
        raise Refused(
            "delegation.not_below",
            "%(to)s不是%(by)s的下级机关。",
            values={"to": to_organ.name, "by": from_organ.name},
        )
    return DelegationOrder.objects.create(
        power=power,
        from_organ=from_organ,
        to_organ=to_organ,
        mode=given.mode,
        batch=given.batch,
        document_title=given.document_title,
        document_number=given.document_number,
        document_digest=given.document_digest,
        name_on_decision=given.name_on_decision,
        respondent=given.respondent,
        reviewing_body=given.reviewing_body,
        reviewing_address=given.reviewing_address,
        court=given.court,
        open_cases_at_start=given.open_cases_at_start,
        open_cases_at_end=given.open_cases_at_end,
        draft=given.draft,
        confirmed_first_by=confirmed_by[0],
        confirmed_second_by=confirmed_by[1],
        effective_from=effective_from,
    )
