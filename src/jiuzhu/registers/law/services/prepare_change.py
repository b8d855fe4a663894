"""Enter what a new document changes: title, number, values one by one, the paper itself."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from jiuzhu.infra.actor import Actor
from jiuzhu.infra.storage import kind_of, store_upload
from jiuzhu.kernel.errors import NotVisible, Refused
from jiuzhu.policy.amendments import Amendment, amended
from jiuzhu.policy.records import to_plain
from jiuzhu.registers.law.access import change_to_write, city_of, require_state
from jiuzhu.registers.law.enums import ChangeState
from jiuzhu.registers.law.models import LawChange, LawChangeValue
from jiuzhu.registers.law.queries import amendments_of, pack_in_force, place_in_force

CODE_BYTES = 6
PDF = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The document that a change rests on."""

    title: str
    number: str
    issued_on: date


@transaction.atomic
def open_change(*, paper: Paper, actor: Actor, at: datetime) -> LawChange:
    """Begin a change of the law of the place.

    Raises: Forbidden `actor.capability`.
    """
    city = city_of(actor, "law.prepare")
    return LawChange.objects.create(
        code=secrets.token_hex(CODE_BYTES),
        place=place_in_force(),
        title=paper.title,
        document_number=paper.number,
        document_on=paper.issued_on,
        organ_id=city,
        prepared_by_id=actor.officer(),
        prepared_at=at,
    )


@transaction.atomic
def add_value(*, code: str, value: Amendment, actor: Actor) -> LawChangeValue:
    """Write one value into a draft; the whole draft must still fit the law in force.

    Raises: Refused `amendment.…`, Conflict `law.state`, Forbidden, NotVisible.
    """
    change = change_to_write(code=code, actor=actor)
    require_state(change, ChangeState.DRAFT)
    amended(pack_in_force(), (*amendments_of(change), value))
    last = change.entries.aggregate(last=Max("position"))["last"] or 0
    plain = to_plain(value)
    return LawChangeValue.objects.create(
        change=change,
        position=last + 1,
        key=value.key,
        where=plain["where"],
        unit=value.unit.value,
        effective_from=value.effective_from,
        effective_to=value.effective_to,
        amount=value.amount,
        text=value.text,
        items=plain["items"],
        article=value.article,
        replaces=value.replaces,
    )


@transaction.atomic
def remove_value(*, code: str, position: int, actor: Actor, at: datetime) -> None:
    """Take a value out of a draft; it stays in the record, marked.

    Raises: NotVisible `law.no_value`, Conflict `law.state`, Forbidden.
    """
    change = change_to_write(code=code, actor=actor)
    require_state(change, ChangeState.DRAFT)
    taken = change.entries.filter(position=position, removed_at__isnull=True)
    if not taken.update(removed_at=at):
        raise NotVisible("law.no_value", "没有找到这一项，可能已经移除。请刷新页面。")


@transaction.atomic
def attach_paper(
    *, code: str, content: bytes, shown_name: str, actor: Actor, at: datetime
) -> LawChange:
    """Keep the PDF of the document with the change; without it nothing becomes law.

    Raises: Refused `law.paper_kind`, `file.…`, Conflict `law.state`, Forbidden, NotVisible.
    """
    change = change_to_write(code=code, actor=actor)
    require_state(change, ChangeState.DRAFT, ChangeState.SIMULATED)
    if kind_of(content) != PDF:
        raise Refused(
            "law.paper_kind", "文件原文须是 PDF。请扫描或另存为 PDF 后再上传。", field="file"
        )
    change.file = store_upload(content, shown_name=shown_name, at=at)
    change.save(update_fields=["file"])
    return change


@transaction.atomic
def reopen_change(*, code: str, actor: Actor) -> LawChange:
    """Take a simulated change back into drafting; what was simulated stays on record.

    Raises: Conflict `law.state`, Forbidden, NotVisible.
    """
    change = change_to_write(code=code, actor=actor)
    require_state(change, ChangeState.SIMULATED)
    change.state = ChangeState.DRAFT
    change.save(update_fields=["state"])
    return change


@transaction.atomic
def withdraw_change(*, code: str, reason: str, actor: Actor, at: datetime) -> LawChange:
    """Give a change up before it becomes law, with the reason.

    Raises: Conflict `law.state`, Forbidden, NotVisible.
    """
    change = change_to_write(code=code, actor=actor)
    require_state(change, ChangeState.DRAFT, ChangeState.SIMULATED)
    change.state = ChangeState.WITHDRAWN
    change.withdrawn_by_id = actor.officer()
    change.withdrawn_at = at
    change.withdrawn_reason = reason
    change.save(update_fields=["state", "withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    return change
