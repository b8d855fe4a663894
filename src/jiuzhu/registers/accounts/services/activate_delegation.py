"""Put a prepared order in force, as the second officer, once the township is ready (S3)."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Conflict, Forbidden, Refused
from jiuzhu.registers.accounts.readiness import require_ready
from jiuzhu.registers.organs.access import draft_to_write
from jiuzhu.registers.organs.enums import DelegationMode, OpenCases, Power
from jiuzhu.registers.organs.models import DelegationDraft, DelegationOrder, Officer
from jiuzhu.registers.organs.services.delegate_power import OrderGiven, delegate_power
from jiuzhu.registers.organs.services.prepare_delegation import check_day

MANAGES = "delegation.manage"


@transaction.atomic
def activate_delegation(*, code: str, actor: Actor, at: datetime) -> DelegationOrder:
    """Write the order of a draft: another officer than its author, its document, all ready.

    Raises: Forbidden `delegation.same_officer`, Refused `delegation.document`,
    `delegation.not_ready`, `delegation.past`, Conflict `delegation.settled`, `delegation.holds`,
    NotVisible.
    """
    draft = draft_to_write(code=code, actor=actor, capability=MANAGES)
    if draft.prepared_by_id == actor.officer():
        raise Forbidden(
            "delegation.same_officer", "拟订人不能启用自己拟订的下放。请由县级审批人核对后启用。"
        )
    if draft.file is None:
        raise Refused("delegation.document", "没有授权文件不能下放权力。请先上传授权文件。")
    check_day(draft.effective_from, at)
    require_ready(organ=draft.to_organ, on=legal_day(at))
    try:
        with transaction.atomic():
            return delegate_power(
                from_organ=draft.from_organ,
                to_organ=draft.to_organ,
                given=_given(draft, bytes(draft.file.digest)),
                confirmed_by=(draft.prepared_by, Officer.objects.get(pk=actor.officer())),
                effective_from=draft.effective_from,
                power=Power(draft.power),
            )
    except IntegrityError as error:
        raise Conflict(
            "delegation.holds",
            "%(organ)s已有这项权力，不用再下放。要改内容，先收回再下放。",
            values={"organ": draft.to_organ.name},
        ) from error


def _given(draft: DelegationDraft, digest: bytes) -> OrderGiven:
    return OrderGiven(
        mode=DelegationMode(draft.mode),
        batch=draft.batch,
        document_title=draft.document_title,
        document_number=draft.document_number,
        document_digest=digest,
        name_on_decision=draft.name_on_decision,
        respondent=draft.respondent,
        reviewing_body=draft.reviewing_body,
        reviewing_address=draft.reviewing_address,
        court=draft.court,
        open_cases_at_start=OpenCases(draft.open_cases_at_start),
        open_cases_at_end=OpenCases(draft.open_cases_at_end),
        draft=draft,
    )
