"""What a payroll would hold if it were frozen now, and what differs from the month before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.payments.due import DUE, due_parameters
from jiuzhu.casework.payments.enums import HeldReason
from jiuzhu.casework.payments.models import PaymentBatch, PaymentOrder
from jiuzhu.casework.payments.queries import HeldLine
from jiuzhu.kernel.periods import Month

EVERYTHING = 2**62
LINES = f"""{DUE}
SELECT number, payee_name, month, amount_fen, persons, reason FROM due ORDER BY number, month
"""  # noqa: S608 -- constants of this app only


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One household whose money differs from the month before; None stands for no line."""

    case_number: str
    payee: str
    before_fen: int | None
    after_fen: int | None
    is_held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PayrollPreview:
    """The totals of a payroll before it is frozen, who stands beside it, what is different."""

    lines: int
    households: int
    persons: int
    total_fen: int
    held: tuple[HeldLine, ...]
    changed: tuple[Changed, ...]


def preview_payroll(
    *, county_id: int, month: Month, at: datetime, scheme: str = "dibao"
) -> PayrollPreview:
    """Return what freezing this month would write; nothing is written."""
    asked = due_parameters(
        county_id=county_id, scheme=scheme, month=month.first_day, at=at, before=EVERYTHING
    )
    with connection.cursor() as cursor:
        cursor.execute(LINES, asked)
        rows = cursor.fetchall()
    labels = {**dict(HoldKind.choices), **dict(HeldReason.choices)}
    due = [row for row in rows if row[5] is None]
    persons: dict[str, int] = {}
    for number, _payee, _month, _amount, heads, _reason in due:
        persons[number] = max(persons.get(number, 0), heads)
    return PayrollPreview(
        lines=len(due),
        households=len(persons),
        persons=sum(persons.values()),
        total_fen=sum(row[3] for row in due),
        held=tuple(
            HeldLine(
                case_number=number,
                payee=payee or "",
                month=line_month,
                amount_fen=amount,
                reason=reason,
                reason_text=str(labels[reason]),
            )
            for number, payee, line_month, amount, _heads, reason in rows
            if reason is not None
        ),
        changed=_changed(
            county_id, scheme, month, due, {row[0] for row in rows if row[5] is not None}
        ),
    )


def _changed(
    county_id: int,
    scheme: str,
    month: Month,
    due: list[tuple[object, ...]],
    held: set[str],
) -> tuple[Changed, ...]:
    """Compare the lines of the month itself with those of the newest payroll before it."""
    batch = (
        PaymentBatch.objects.filter(county_id=county_id, scheme=scheme, month__lt=month.first_day)
        .order_by("-month")
        .first()
    )
    if batch is None:
        return ()
    before = {
        number: (payee, amount)
        for number, payee, amount in PaymentOrder.objects.filter(
            batch=batch, month=batch.month
        ).values_list("case__number", "payee__name", "amount_fen")
    }
    after = {
        str(number): (str(payee or ""), int(str(amount)))
        for number, payee, line_month, amount, _heads, _reason in due
        if line_month == month.first_day
    }
    return tuple(
        Changed(
            case_number=number,
            payee=(after.get(number) or before[number])[0],
            before_fen=before[number][1] if number in before else None,
            after_fen=after[number][1] if number in after else None,
            is_held=number in held,
        )
        for number in sorted(before.keys() | after.keys())
        if before.get(number, ("", None))[1] != after.get(number, ("", None))[1]
    )
