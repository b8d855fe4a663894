"""Keep the cash book of a township's reserve fund: pay, fill, sign as the second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.relief.enums import ReserveKind
from jiuzhu.casework.relief.models import ReserveEntry, ReserveFund, UrgentRelief
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.insert import insert_new
from jiuzhu.kernel.errors import Conflict, Forbidden, NotVisible, Refused
from jiuzhu.kernel.money import format_yuan
from jiuzhu.kernel.text import clean_text
from jiuzhu.registers.organs.models import Organ


@dataclass(frozen=True, slots=True, kw_only=True)
class FillGiven:
    """What came into the fund: the money and the paper it came with."""

    organ_code: str
    amount_fen: int
    note: str


@transaction.atomic
def fill_reserve(*, given: FillGiven, actor: Actor, at: datetime) -> ReserveEntry:
    """Enter what the county has sent to a township's fund.

    Raises: Forbidden, NotVisible, Refused `reserve.amount`, `reserve.note`.
    """
    actor.require("reserve.fill")
    organ = Organ.objects.filter(code=given.organ_code, pk__in=actor.organs).first()
    if organ is None:
        raise NotVisible("reserve.organ", "没有这个乡镇（街道）。请从列表中选择。")
    if given.amount_fen <= 0:
        raise Refused("reserve.amount", "金额须大于零，请更正。", field="amount")
    note = clean_text(given.note, max_length=120)
    if not note:
        raise Refused("reserve.note", "请写明拨款文件或凭证。", field="note")
    return write_entry(
        organ=organ,
        kind=ReserveKind.FILL,
        amount_fen=given.amount_fen,
        note=note,
        actor=actor,
        at=at,
    )


@transaction.atomic
def sign_entry(*, organ_id: int, serial: int, actor: Actor, at: datetime) -> ReserveEntry:
    """Sign a line of the cash book as the second person.

    Raises: Forbidden, NotVisible, Conflict `reserve.signed`, Refused `reserve.same_person`.
    """
    actor.require("reserve.sign")
    if organ_id != actor.organ_id:
        raise Forbidden("reserve.other_organ", "备用金由本机关两人签字。请交由该机关办理。")
    entry = (
        ReserveEntry.objects.select_for_update(of=("self",))
        .filter(fund__organ_id=organ_id, serial=serial)
        .first()
    )
    if entry is None:
        raise NotVisible("reserve.entry", "没有这一笔。请刷新台账。")
    if entry.signed_at is not None:
        raise Conflict("reserve.signed", "这一笔已经有第二人签字。请刷新台账。")
    if entry.made_by_id == actor.officer():
        raise Refused("reserve.same_person", "这一笔是您登记的，须由另一名同事签字。请交给同事。")
    entry.signed_at, entry.signed_by_id = at, actor.officer()
    entry.save(update_fields=["signed_at", "signed_by"])
    return entry


def pay_from_reserve(
    *, relief: UrgentRelief, amount_fen: int, actor: Actor, at: datetime
) -> ReserveEntry:
    """Take the cash of a relief out of the fund; two clerks at once are served one after another.

    Raises: Refused `guard.reserve_sufficient` where the balance does not cover it.
    """
    return write_entry(
        organ=relief.organ,
        kind=ReserveKind.PAID,
        amount_fen=-amount_fen,
        note=f"先行救助 {relief.case.number}",
        actor=actor,
        at=at,
        relief=relief,
    )


def covers(*, organ: Organ, amount_fen: int) -> bool:
    """Tell whether the fund holds this much; the row stays locked until the transaction ends."""
    return _locked(organ).balance_fen >= amount_fen


def write_entry(
    *,
    organ: Organ,
    kind: ReserveKind,
    amount_fen: int,
    note: str,
    actor: Actor,
    at: datetime,
    relief: UrgentRelief | None = None,
) -> ReserveEntry:
    """Write one line and the new balance; the database refuses a balance below zero.

    Raises: Refused `reserve.short`.
    """
    fund = _locked(organ)
    if fund.balance_fen + amount_fen < 0:
        raise Refused(
            "reserve.short",
            "备用金余额%(balance)s元，不够这一笔。请改为实物、县级调拨或先行垫付，救助不要停下。",
            values={"balance": format_yuan(fund.balance_fen)},
            field="form",
        )
    fund.balance_fen += amount_fen
    fund.entry_count += 1
    fund.save(update_fields=["balance_fen", "entry_count"])
    return ReserveEntry.objects.create(
        fund=fund,
        serial=fund.entry_count,
        kind=kind,
        amount_fen=amount_fen,
        balance_fen=fund.balance_fen,
        relief=relief,
        note=note,
        made_at=at,
        made_by_id=actor.officer(),
    )


def _locked(organ: Organ) -> ReserveFund:
    insert_new(ReserveFund(organ=organ))
    return ReserveFund.objects.select_for_update(of=("self",)).get(organ=organ)
