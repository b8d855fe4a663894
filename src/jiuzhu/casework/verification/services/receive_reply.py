"""Take a department's answer that was checked at the gate: once, for its own question only."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.documents.services.describe import identity_number_of
from jiuzhu.casework.verification.enums import Meaning, QueryState
from jiuzhu.casework.verification.models import SourceQuery, SourceReply
from jiuzhu.casework.verification.ports import (
    EstateRecord,
    InsuranceRecord,
    SourceAnswer,
    SourceRecord,
    VehicleRecord,
)
from jiuzhu.casework.verification.services.hand_over import settle
from jiuzhu.infra.insert import insert_new
from jiuzhu.kernel.digests import canonical_json
from jiuzhu.kernel.errors import Conflict, NotVisible
from jiuzhu.kernel.money import format_yuan
from jiuzhu.policy.records import to_plain
from jiuzhu.policy.report_rules import FoundRecord


@transaction.atomic
def receive_reply(*, answer: SourceAnswer, at: datetime) -> SourceReply:
    """Store the answer to a question that was asked; a replay changes nothing.

    A late answer to a question already given up is stored and shown, but the report stays as it
    was issued.

    Raises: NotVisible `reply.unknown` for a question nobody asked or another person's answer,
    Conflict `reply.replayed`.
    """
    query = (
        SourceQuery.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(code=answer.query_id, source=answer.source, asked_at__isnull=False)
        .first()
    )
    if query is None or identity_number_of(query.person) != answer.person_number:
        raise NotVisible("reply.unknown", "没有与此反馈对应的查询。")
    reply = _store(query, answer, at)
    if query.state in {QueryState.WAITING, QueryState.ASKED, QueryState.GIVEN_UP}:
        query.state = QueryState.ANSWERED
        query.meaning = Meaning(answer.meaning.value)
        query.answered_at = at
        query.save(update_fields=["state", "meaning", "answered_at"])
        settle(request_id=query.request_id)
    return reply


def _store(query: SourceQuery, answer: SourceAnswer, at: datetime) -> SourceReply:
    records = [to_plain(_found(record)) for record in answer.records]
    reply = SourceReply(
        query=query,
        case_id=query.case_id,
        nonce=answer.nonce,
        meaning=answer.meaning.value,
        records=canonical_json({"records": records, "complete": answer.is_complete}).decode(),
        as_of=answer.as_of,
        received_at=at,
    )
    key = insert_new(reply)
    if key is None:
        raise Conflict("reply.replayed", "这条反馈已经收到过。")
    reply.pk = key
    return reply


def _found(record: SourceRecord) -> FoundRecord:
    match record:
        case VehicleRecord():
            return FoundRecord(
                kind=record.vehicle_class.value,
                status=record.status.value,
                detail=f"{record.plate} {record.brand}",
            )
        case EstateRecord():
            area = f"{record.area_hundredths // 100}.{record.area_hundredths % 100:02d}㎡"
            return FoundRecord(kind=record.use.value, detail=f"{record.location} {area}")
        case InsuranceRecord():
            benefit = record.monthly_benefit_fen or 0
            shown = f"每月领取 {format_yuan(benefit)} 元" if benefit else record.unit_name
            return FoundRecord(
                kind=record.kind.value,
                status=record.status.value,
                monthly_fen=benefit,
                detail=shown,
            )
