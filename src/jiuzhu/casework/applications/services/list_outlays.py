"""List what a family paid, bill by bill; a bill is used once (T3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from jiuzhu.casework.applications.models import Outlay, ReliefRequest
from jiuzhu.casework.applications.relief import outlays_of
from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.enums import MemberPart
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import MAX_FEN, format_yuan
from jiuzhu.kernel.text import clean_text
from jiuzhu.policy.scheme_rows import AidCause
from jiuzhu.policy.scheme_terms import Identity
from jiuzhu.registers.law.queries import pack_in_force

MOST = 200
WRITTEN = ("person_id", "cause", "paid_from", "paid_to", "amount_fen", "borne_fen", "invoice")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlayGiven:
    """One bill: whose, for what, which days it covers, how much, what others bore of it (fen)."""

    person_id: int
    cause: str
    paid_from: date
    paid_to: date
    amount_fen: int
    borne_fen: int = 0
    invoice: str = ""
    issuer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlaysGiven:
    """The whole list, the cause of the request, and what a certificate says the family holds."""

    cause: str
    outlays: tuple[OutlayGiven, ...]
    holds: tuple[Identity, ...] = ()
    certificate: str = ""


@transaction.atomic
def list_outlays(*, number: str, given: OutlaysGiven, actor: Actor, at: datetime) -> Case:
    """Write the list as it is now: what is gone or corrected is freed, what is new is added.

    Whether a bill was used is decided by the database over all townships and schemes; the other
    case is named, by its number only, to who may see it.

    Raises: Conflict `case.state`, Forbidden, Refused `outlay.*`, `relief.*`.
    """
    case = case_to_change(number=number, actor=actor)
    officer = actor.officer()
    on = legal_day(at)
    wanted = _checked(case, given, on)
    before = {_written(one): one for one in outlays_of(case)}
    gone = [one.pk for key, one in before.items() if key not in {_written(row) for row in wanted}]
    Outlay.objects.filter(pk__in=gone).update(freed_at=at)
    new = [row for row in wanted if _written(row) not in before]
    for row in new:
        row.listed_at, row.listed_by_id = at, officer
    _insert(new)
    ReliefRequest.objects.update_or_create(
        case=case,
        defaults={
            "cause": given.cause,
            "holds": [one.value for one in given.holds],
            "certificate": clean_text(given.certificate, max_length=120),
            "stated_at": at,
            "stated_by_id": officer,
        },
    )
    record_act(
        case=case,
        action="list_outlays",
        actor=actor,
        at=at,
        summary=f"登记支出{len(wanted)}笔，自付合计"
        f"{format_yuan(sum(one.amount_fen - one.borne_fen for one in wanted))}元",
        detail={
            "cause": given.cause,
            "holds": [one.value for one in given.holds],
            "added": [one.invoice for one in new],
            "freed": gone,
        },
    )
    return case


def free_outlays(*, case: Case, at: datetime) -> None:
    """Let the bills of a case go that ended without help; they may be used again."""
    Outlay.objects.filter(case=case, freed_at__isnull=True).update(freed_at=at)


def normal_invoice(typed: str) -> str:
    """Return a bill number as it is compared: capitals and digits, no spaces and no dashes."""
    return "".join(one for one in clean_text(typed, max_length=60).upper() if one.isalnum())


def _written(row: Outlay) -> tuple[object, ...]:
    return (*(getattr(row, name) for name in WRITTEN), row.issuer)


def _checked(case: Case, given: OutlaysGiven, on: date) -> list[Outlay]:
    """Return the rows of the list.

    Raises: Refused naming the row and what to do.
    """
    causes = {row.code: row.label for row in pack_in_force().rows(AidCause, on)}
    if given.cause not in causes:
        raise Refused("relief.cause", "请从列表里选择救助原因。", field="cause")
    if given.holds and not given.certificate.strip():
        raise Refused(
            "relief.certificate",
            "选了已认定的身份，请写明认定文书的名称和文号。",
            field="certificate",
        )
    if len(given.outlays) > MOST:
        raise Refused(
            "outlay.many", "一次最多登记%(most)s张票据。", values={"most": MOST}, field="outlays"
        )
    members = set(case.members.filter(part=MemberPart.MEMBER).values_list("person_id", flat=True))
    rows = []
    seen: set[str] = set()
    for line, one in enumerate(given.outlays, 1):
        row = Outlay(
            case=case,
            person_id=one.person_id,
            cause=one.cause,
            paid_from=one.paid_from,
            paid_to=one.paid_to,
            amount_fen=one.amount_fen,
            borne_fen=one.borne_fen,
            invoice=normal_invoice(one.invoice),
            issuer=clean_text(one.issuer, max_length=80),
        )
        _check(row, line, members, causes, on)
        if row.invoice and row.invoice in seen:
            raise Refused(
                "outlay.twice",
                "第%(row)s行的票据%(invoice)s在这张表里填了两次，请删去一行。",
                values={"row": line, "invoice": row.invoice},
                field="outlays",
            )
        seen.add(row.invoice)
        rows.append(row)
    return rows


def _check(row: Outlay, line: int, members: set[int], causes: dict[str, str], on: date) -> None:
    told = {"row": line}
    if row.person_id not in members:
        raise Refused(
            "outlay.person",
            "第%(row)s行：费用只能是共同生活的家庭成员的，请从名单里选。",
            values=told,
            field="outlays",
        )
    if row.cause not in causes:
        raise Refused(
            "outlay.cause", "第%(row)s行：请从列表里选择支出原因。", values=told, field="outlays"
        )
    if not row.paid_from <= row.paid_to <= on:
        raise Refused(
            "outlay.days",
            "第%(row)s行：费用的起止日期先后不对，或者晚于今天，请核对票据。",
            values=told,
            field="outlays",
        )
    if not 0 < row.amount_fen < MAX_FEN or not 0 <= row.borne_fen <= row.amount_fen:
        raise Refused(
            "outlay.amount",
            "第%(row)s行：金额要大于零，报销和他人承担的不能超过票据金额，请核对。",
            values=told,
            field="outlays",
        )


def _insert(rows: list[Outlay]) -> None:
    """Insert the rows one by one, so that a used bill can be named.

    Raises: Refused `outlay.used`.
    """
    for row in rows:
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise _used(row.invoice) from error


def _used(invoice: str) -> Refused:
    """Name the case that used a bill where the reader may see it, and nothing of it otherwise."""
    other = Outlay.objects.filter(invoice=invoice, freed_at__isnull=True).first()
    if other is None:
        return Refused(
            "outlay.used",
            "票据%(invoice)s已经在别处的救助里用过，不能再用。请核对票据号码；有疑问的，请联系县级民政部门。",
            values={"invoice": invoice},
            field="outlays",
        )
    return Refused(
        "outlay.used",
        "票据%(invoice)s已经在案件%(number)s里用过，不能再用。请核对票据号码。",
        values={"invoice": invoice, "number": other.case.number},
        field="outlays",
    )
