"""Let a published case enter payment (D20)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.enums import ONE_OFF
from jiuzhu.casework.cases.models import Case, CaseHold
from jiuzhu.casework.cases.services.advance import advance
from jiuzhu.casework.decisions.models import Award
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.casework.publicity.queries import notice_of
from jiuzhu.casework.publicity.services.publish_result import granted_award
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.outbox import write_message
from jiuzhu.kernel.contact import parse_bank_account
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.households.models import BankAccount


@transaction.atomic
def enter_payment(*, number: str, actor: Actor, at: datetime) -> Case:
    """Enter a case into payment after its notice; the first month is the one after the decision.

    Help that is given once was publicised before the decision; it enters when it is filed.

    Raises: NotVisible, Refused `guard.publicity_ended`, `guard.account_valid`, `case.held`,
    Conflict `case.state`.
    """
    case = case_to_change(number=number, actor=actor)
    notice = notice_of(case)
    award = granted_award(case.pk)
    advance(
        case=case,
        action="enter_payment",
        actor=actor,
        at=at,
        facts={
            "publicity_ended": notice is not None and has_ended(notice, at),
            "account_valid": has_valid_account(award, at),
        },
        detail={
            "award": award.pk,
            "first_month": award.effective_from.isoformat(),
            "notice": "" if notice is None else notice.code,
        },
    )
    Award.objects.filter(pk=award.pk).update(in_payment_from=at)
    write_message(
        topic="payment.entered", reference=case.number, content={"award": award.pk}, at=at
    )
    return case


def ready_for_payment(among: QuerySet[Case], *, at: datetime) -> tuple[Case, ...]:
    """Return the published cases that nothing keeps from payment any more."""
    waiting = among.filter(state="RESULT_PUB").exclude(
        pk__in=CaseHold.objects.filter(ended_at__isnull=True).values("case_id")
    )
    published = tuple(
        case
        for case in waiting.order_by("pk")
        if (notice := notice_of(case)) is not None
        and has_ended(notice, at)
        and has_valid_account(granted_award(case.pk), at)
    )
    return published + _filed_and_ready(among, at=at)


def _filed_and_ready(among: QuerySet[Case], *, at: datetime) -> tuple[Case, ...]:
    """Return the cases whose one-off amount the county has filed, where an account is known."""
    filed = among.filter(state="FILED", scheme__in=ONE_OFF, decisions__award__isnull=False)
    free = filed.exclude(
        pk__in=CaseHold.objects.filter(ended_at__isnull=True).values("case_id")
    ).order_by("pk")
    return tuple(case for case in free if has_valid_account(granted_award(case.pk), at))


def has_ended(notice: PublicNotice, at: datetime) -> bool:
    """Tell whether the seven full days are over and the sheet was taken down with its proof."""
    return (
        notice.ends_on is not None
        and legal_day(at) > notice.ends_on
        and notice.taken_down_at is not None
        and notice.proof_id is not None
    )


def has_valid_account(award: Award, at: datetime) -> bool:
    """Tell whether the payee has a live account whose number passes its check digit."""
    on = legal_day(at)
    account = (
        BankAccount.objects.filter(person_id=award.payee_id, effective_from__lte=on)
        .exclude(effective_to__lte=on)
        .first()
    )
    if account is None:
        return False
    try:
        parse_bank_account(str(account.number))
    except Refused:
        return False
    return True
