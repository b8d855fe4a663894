"""Named reads of the reserve funds: balances, and the lines of a cash book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from jiuzhu.casework.relief.models import ReserveEntry, ReserveFund
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import NotVisible
from jiuzhu.registers.organs.enums import OrganKind
from jiuzhu.registers.organs.models import Organ

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One line of a cash book."""

    serial: int
    kind: str
    note: str
    amount_fen: int
    balance_fen: int
    made_at: datetime
    made_by: str
    signed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The cash book of a township, the newest line first."""

    organ_id: int
    code: str
    name: str
    balance_fen: int
    entries: tuple[EntryLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What a township has in its fund."""

    code: str
    name: str
    balance_fen: int
    unsigned: int


def balances_of(*, actor: Actor) -> tuple[Balance, ...]:
    """Return the fund of every township of the area, those without an entry as empty."""
    townships = Organ.objects.filter(kind=OrganKind.TOWNSHIP, pk__in=actor.organs).order_by("code")
    funds = dict(
        ReserveFund.objects.filter(organ__in=townships).values_list("organ_id", "balance_fen")
    )
    waiting = dict(
        ReserveEntry.objects.filter(fund__organ__in=townships, signed_at__isnull=True)
        .values("fund__organ_id")
        .annotate(n=Count("pk"))
        .values_list("fund__organ_id", "n")
    )
    return tuple(
        Balance(
            code=one.code,
            name=one.short_name,
            balance_fen=funds.get(one.pk, 0),
            unsigned=waiting.get(one.pk, 0),
        )
        for one in townships
    )


def book_of(*, code: str, actor: Actor, before: int | None = None, size: int = PAGE_SIZE) -> Book:
    """Return the cash book of a township, the own one without a code; one more tells of more.

    Raises: NotVisible, same answer for absent and hidden.
    """
    organ = _township(code, actor)
    fund = ReserveFund.objects.filter(organ=organ).first()
    rows = _entries(organ).select_related("made_by", "signed_by")
    if before is not None:
        rows = rows.filter(serial__lt=before)
    return Book(
        organ_id=organ.pk,
        code=organ.code,
        name=organ.short_name,
        balance_fen=0 if fund is None else fund.balance_fen,
        entries=tuple(map(_entry, rows.order_by("-serial")[: size + 1])),
    )


def count_entries(*, code: str, actor: Actor) -> int:
    """Count the lines of a cash book.

    Raises: NotVisible.
    """
    return _entries(_township(code, actor)).count()


def _township(code: str, actor: Actor) -> Organ:
    asked = Organ.objects.filter(kind=OrganKind.TOWNSHIP, pk__in=actor.organs)
    organ = (
        asked.filter(code=code).first() if code else asked.filter(pk=actor.organ_id or 0).first()
    )
    if organ is None:
        raise NotVisible("reserve.organ", "没有这个乡镇（街道）的台账。请从备用金清单进入。")
    return organ


def _entries(organ: Organ) -> QuerySet[ReserveEntry]:
    return ReserveEntry.objects.filter(fund__organ=organ)


def _entry(one: ReserveEntry) -> EntryLine:
    return EntryLine(
        serial=one.serial,
        kind=one.get_kind_display(),
        note=one.note,
        amount_fen=one.amount_fen,
        balance_fen=one.balance_fen,
        made_at=one.made_at,
        made_by=one.made_by.name,
        signed_by="" if one.signed_by is None else one.signed_by.name,
    )
