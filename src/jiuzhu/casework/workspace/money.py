"""The money of one case: what was granted, what was paid month by month, what came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.decisions.models import Award, AwardShare
from jiuzhu.casework.payments.enums import FailureReason
from jiuzhu.casework.payments.models import PaymentOrder
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.together import read, read_together
from jiuzhu.kernel.periods import Month


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardLine:
    """One award: how much a month for how many people, from and until which month."""

    decision: str
    decided_at: datetime
    amount_fen: int
    members: int
    starts: Month
    ends_before: Month | None
    in_payment_from: datetime | None
    shares: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One payment of one month; the payroll it stands in belongs to the county."""

    code: UUID
    month: Month
    item: str
    amount_fen: int
    persons: int
    state: str
    state_label: str
    failure: str
    payee: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMoney:
    """Awards oldest first, payments newest first, and the sums in fen."""

    awards: tuple[AwardLine, ...]
    orders: tuple[OrderLine, ...]
    paid_fen: int
    returned: int
    not_arrived: tuple[Month, ...]


def money_of(*, number: str, actor: Actor) -> CaseMoney:
    """Return the money of a case from its decisions and payrolls.

    Raises: NotVisible.
    """
    case = case_to_see(number=number, actor=actor)
    granted = Award.objects.filter(case=case).select_related("decision")
    awards = read(granted.order_by("effective_from", "pk"))
    shared = AwardShare.objects.filter(award__case=case).select_related("person")
    shares = read(shared.order_by("pk"))
    paid = PaymentOrder.objects.filter(case=case).select_related("payee")
    orders = read(paid.order_by("-month", "-pk"))
    read_together(awards, shares, orders)
    lines = tuple(_order(row) for row in orders)
    return CaseMoney(
        awards=tuple(
            _award(row, [share for share in shares if share.award_id == row.pk]) for row in awards
        ),
        orders=lines,
        paid_fen=sum(line.amount_fen for line in lines if line.state == "PAID"),
        returned=sum(line.state == "FAILED" for line in lines),
        not_arrived=_not_arrived(lines),
    )


def _not_arrived(lines: tuple[OrderLine, ...]) -> tuple[Month, ...]:
    """Return the months that came back and are on no later list, oldest first."""
    back = {(line.month, line.item) for line in lines if line.state == "FAILED"}
    again = {(line.month, line.item) for line in lines if line.state != "FAILED"}
    return tuple(sorted({month for month, _ in back - again}))


def _award(row: Award, shares: list[AwardShare]) -> AwardLine:
    return AwardLine(
        decision=row.decision.get_kind_display(),
        decided_at=row.decision.decided_at,
        amount_fen=row.amount_fen,
        members=row.members_counted,
        starts=Month.of(row.effective_from),
        ends_before=None if row.effective_to is None else Month.of(row.effective_to),
        in_payment_from=row.in_payment_from,
        shares=tuple((share.person.name, share.amount_fen) for share in shares),
    )


def _order(row: PaymentOrder) -> OrderLine:
    return OrderLine(
        code=row.code,
        month=Month.of(row.month),
        item=row.get_item_display(),
        amount_fen=row.amount_fen,
        persons=row.persons,
        state=row.state,
        state_label=row.get_state_display(),
        failure=FailureReason(row.failure).label if row.failure else "",
        payee=row.payee.name,
    )
