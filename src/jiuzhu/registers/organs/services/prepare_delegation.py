"""Prepare an order that moves a power down, with its document; nothing moves until activation."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.storage import kind_of, store_upload
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.registers.organs.access import county_acting, draft_to_write, township_of
from jiuzhu.registers.organs.enums import DelegationMode, OpenCases, Power
from jiuzhu.registers.organs.models import DelegationDraft, DelegationOrder

PREPARES = "delegation.prepare"
PDF = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftGiven:
    """Which power goes to which township from when, with which effect and which rules."""

    to_organ: str
    power: Power
    mode: DelegationMode
    batch: str
    document_title: str
    document_number: str
    name_on_decision: str
    respondent: str
    reviewing_body: str
    reviewing_address: str
    court: str
    open_cases_at_start: OpenCases
    open_cases_at_end: OpenCases
    effective_from: date


@transaction.atomic
def prepare_delegation(*, given: DraftGiven, actor: Actor, at: datetime) -> DelegationDraft:
    """Enter an order for a township of the own county; a second officer activates it.

    Raises: Forbidden, NotVisible `delegation.organ`, Refused `delegation.past`,
    `delegation.name`, Conflict `delegation.holds`.
    """
    county = county_acting(actor, PREPARES)
    township = township_of(code=given.to_organ, county=county)
    if given.name_on_decision not in {county.name, township.name}:
        raise Refused(
            "delegation.name",
            "决定只能以下放机关或承接机关的名义作出。请从列表中选择。",
            field="name_on_decision",
        )
    check_day(given.effective_from, at)
    if DelegationOrder.objects.filter(
        power=given.power, to_organ=township, effective_to__isnull=True
    ).exists():
        raise Conflict(
            "delegation.holds",
            "%(organ)s已有这项权力，不用再下放。要改内容，先收回再下放。",
            values={"organ": township.name},
        )
    terms = asdict(given) | {"to_organ": township}
    return DelegationDraft.objects.create(
        from_organ=county, prepared_by_id=actor.officer(), prepared_at=at, **terms
    )


@transaction.atomic
def attach_document(
    *, code: str, content: bytes, shown_name: str, actor: Actor, at: datetime
) -> DelegationDraft:
    """Keep the authorising document with an order; without it no power moves.

    Raises: Refused `delegation.paper_kind`, `file.…`, Conflict `delegation.settled`, Forbidden,
    NotVisible.
    """
    draft = draft_to_write(code=code, actor=actor, capability=PREPARES)
    if kind_of(content) != PDF:
        raise Refused(
            "delegation.paper_kind",
            "授权文件须是 PDF。请扫描或另存为 PDF 后再上传。",
            field="file",
        )
    draft.file = store_upload(content, shown_name=shown_name, at=at)
    draft.save(update_fields=["file"])
    return draft


@transaction.atomic
def drop_delegation(*, code: str, actor: Actor, at: datetime) -> DelegationDraft:
    """Give an order up before it acts; it stays on record.

    Raises: Conflict `delegation.settled`, Forbidden, NotVisible.
    """
    draft = draft_to_write(code=code, actor=actor, capability=PREPARES)
    draft.dropped_by_id, draft.dropped_at = actor.officer(), at
    draft.save(update_fields=["dropped_by", "dropped_at"])
    return draft


def check_day(effective_from: date, at: datetime) -> None:
    """Refuse a day on which decisions may already have been made.

    Raises: Refused `delegation.past`.
    """
    if effective_from < legal_day(at):
        raise Refused(
            "delegation.past",
            "生效日期不能早于今天：已作出的决定不能换机关。",
            field="effective_from",
        )
