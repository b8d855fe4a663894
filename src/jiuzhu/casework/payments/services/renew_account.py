"""Put a household's account right, so that failed months are paid with the next payroll."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.cases.services.keep_holds import end_hold
from jiuzhu.infra import keys
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.contact import parse_bank_account
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.names import clean_name
from jiuzhu.registers.households.models import BankAccount


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountGiven:
    """The account as it stands on the card."""

    number: str
    holder_name: str


@transaction.atomic
def renew_account(*, number: str, given: AccountGiven, actor: Actor, at: datetime) -> BankAccount:
    """End the account of the payee and register another, or confirm the same one; the hold ends.

    Raises: NotVisible, Forbidden, Conflict `case.state`, Refused `account.*`, `name.*`.
    """
    case = case_to_change(number=number, actor=actor)
    on = legal_day(at)
    wanted = parse_bank_account(given.number)
    holder = clean_name(given.holder_name)
    index = keys.blind_index(wanted, kind="account")
    account = BankAccount.objects.filter(
        person_id=case.applicant_id, effective_to__isnull=True
    ).first()
    if account is None or bytes(account.number_index) != index or account.holder_name != holder:
        if account is not None and account.effective_from >= on:
            raise Refused("account.same_day", "账户今天刚登记过，明天起才能再更换。请明天办理。")
        if account is not None:
            account.effective_to = on
            account.save(update_fields=["effective_to"])
        account = BankAccount.objects.create(
            person_id=case.applicant_id,
            holder_name=holder,
            number=wanted,
            number_index=index,
            last_four=wanted[-4:],
            effective_from=on,
        )
    record_act(
        case=case,
        action="renew_account",
        actor=actor,
        at=at,
        summary=f"收款账户：尾号{account.last_four}",
        detail={"account": account.pk},
    )
    end_hold(case=case, kind=HoldKind.ACCOUNT_FAILED, actor=actor, at=at)
    return account
