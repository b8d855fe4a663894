"""Receive what was asked for once (D10); the day of receipt may be the day of acceptance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.applications.models import Supplement
from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.enums import ClockKind, VisitKind
from jiuzhu.casework.cases.models import CaseVisit
from jiuzhu.casework.cases.services.advance import advance, step_of
from jiuzhu.casework.cases.services.keep_clocks import stop_clock
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day, whole_minute
from jiuzhu.infra.outbox import write_message
from jiuzhu.kernel.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptGiven:
    """What came in, when, and whether the family had to come for it (S56 counts that)."""

    codes: tuple[str, ...]
    received_at: datetime | None = None
    in_person: bool = False


@transaction.atomic
def receive_supplement(
    *, number: str, given: ReceiptGiven, actor: Actor, at: datetime
) -> Supplement:
    """Take in the supplement; the moment of receipt counts, not the moment of registering it.

    Raises: Refused `guard.items_received`, `supplement.moment`, Conflict `case.state`.
    """
    case = case_to_change(number=number, actor=actor)
    step_of(case, "receive_supplement")
    row = Supplement.objects.select_for_update(of=("self",)).get(case=case)
    received_at = given.received_at or at
    asked = {item["code"] for item in row.items}
    advance(
        case=case,
        action="receive_supplement",
        actor=actor,
        at=at,
        facts={"items_received": asked <= set(given.codes)},
        summary=f"收到补正材料{len(asked)}项",
        detail={"received_at": received_at, "codes": sorted(asked)},
    )
    if not whole_minute(row.requested_at) <= received_at <= at:
        raise Refused(
            "supplement.moment",
            "收到时间须在告知补正之后、现在之前。请核对收件日期。",
            field="received_at",
        )
    row.received_at = received_at
    row.received_by_id = actor.officer()
    row.save(update_fields=["received_at", "received_by"])
    stop_clock(case=case, kind=ClockKind.SUPPLEMENT, on=legal_day(received_at))
    if given.in_person:
        CaseVisit.objects.create(case=case, kind=VisitKind.SUPPLEMENT, at=at, reason="补交材料")
    write_message(
        topic="supplement.received", reference=case.number, content={"case": case.number}, at=at
    )
    return row
