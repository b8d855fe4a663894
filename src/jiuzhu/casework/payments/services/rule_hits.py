"""Rule on hits of a roster before it is frozen: a person decides, with a reason, case by case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.payments.access import county_to_pay
from jiuzhu.casework.payments.enums import HitKind, RulingKind
from jiuzhu.casework.payments.models import PaymentBatch, RosterRuling
from jiuzhu.casework.payments.roster import Hit, roster_of
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven, frozen_already
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.text import clean_text


@dataclass(frozen=True, slots=True, kw_only=True)
class RulingGiven:
    """What is ruled on which hits; each is named by case, person and kind."""

    hits: Sequence[str]
    ruling: RulingKind
    reason: str


@transaction.atomic
def rule_hits(
    *, payroll: PayrollGiven, given: RulingGiven, actor: Actor, at: datetime
) -> tuple[RosterRuling, ...]:
    """Keep a ruling on hits that stand now; a later ruling on the same hit takes its place.

    Raises: Forbidden, Conflict `payroll.frozen`, Refused `hits.none`, `hits.gone`,
    `hits.old_amount_owed`, `text.*`.
    """
    county = county_to_pay(
        county_code=payroll.county_code, actor=actor, capability="payment.freeze"
    )
    if PaymentBatch.objects.filter(
        county=county, scheme=payroll.scheme, month__gte=payroll.month.first_day
    ).exists():
        raise frozen_already(payroll)
    reason = clean_text(given.reason, max_length=200)
    if not given.hits:
        raise Refused("hits.none", "没有选中核对结果。请先勾选，再处理。", field="hits")
    if not reason:
        raise Refused("hits.reason", "请写明理由。", field="reason")
    roster = roster_of(county_id=county.pk, scheme=payroll.scheme, month=payroll.month, at=at)
    standing = {hit_key(hit): hit for hit in roster.hits}
    if any(key not in standing for key in given.hits):
        raise Refused("hits.gone", "选中的核对结果已有变化。请刷新页面后重新处理。", field="hits")
    chosen = [standing[key] for key in dict.fromkeys(given.hits)]
    if given.ruling is RulingKind.HOLD and any(
        hit.kind is HitKind.UNSERVED_NOTICE for hit in chosen
    ):
        raise Refused(
            "hits.old_amount_owed",
            "不利通知送达以前，原金额必须照发，不能缓发。请选“照发”，并尽快送达。",
            field="ruling",
        )
    cases = dict(
        Case.objects.filter(number__in=[hit.case_number for hit in chosen]).values_list(
            "number", "pk"
        )
    )
    return tuple(
        RosterRuling.objects.create(
            county=county,
            scheme=payroll.scheme,
            month=payroll.month.first_day,
            case_id=cases[hit.case_number],
            person_id=hit.person_id,
            kind=hit.kind,
            ruling=given.ruling,
            reason=reason,
            ruled_at=at,
            ruled_by_id=actor.officer(),
        )
        for hit in chosen
    )


def hit_key(hit: Hit) -> str:
    """Return the name of a hit on a form."""
    return f"{hit.case_number}/{hit.person_id}/{hit.kind.value}"
