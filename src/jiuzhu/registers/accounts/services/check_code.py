"""Check a code together with the end of the identity number; five tries, then it is dead."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from jiuzhu.infra.scope import phone_in_scope
from jiuzhu.kernel.contact import parse_phone
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.accounts.citizens import Citizen, citizens_of_phone, phone_index
from jiuzhu.registers.accounts.models import CitizenCode
from jiuzhu.registers.accounts.services.send_code import SIGN_IN

LAST_FOUR = 4


def check_code(
    *, phone: str, code: str, last_four: str, at: datetime, purpose: str = SIGN_IN
) -> Citizen:
    """Return the person who holds the telephone and this identity number; the code is spent.

    One telephone may be a whole family's, and numbers are given to other people in time: so the
    last four characters of the identity number are asked for as well. A wrong code, a wrong end
    and an unknown number are answered alike. The try is counted in a transaction of its own, so
    that the refusal does not give it back.

    Raises: Refused `code.wrong`, `code.gone`.
    """
    number = parse_phone(phone).number
    index = phone_index(number)
    with transaction.atomic(), phone_in_scope(index):
        row = (
            CitizenCode.objects.select_for_update(of=("self",))
            .filter(
                phone_index=index,
                purpose=purpose,
                used_at__isnull=True,
                expires_at__gt=at,
                tries_left__gt=0,
            )
            .order_by("-sent_at", "-pk")
            .first()
        )
        if row is None:
            make_password(code)  # the same effort as a check
            raise Refused(
                "code.gone", "验证码已失效，或者已试满5次。请重新获取验证码。", field="code"
            )
        citizen = _matching(row, number, code, last_four)
        if citizen is not None:
            CitizenCode.objects.filter(pk=row.pk).update(used_at=at)
            return citizen
        CitizenCode.objects.filter(pk=row.pk).update(tries_left=F("tries_left") - 1)
    left = row.tries_left - 1
    raise Refused(
        "code.wrong",
        "验证码或证件号码后四位不对，还可以试%(left)s次。请核对短信里的6位数字。"
        if left
        else "验证码或证件号码后四位不对，已试满5次。请重新获取验证码。",
        field="code",
        values={"left": left},
    )


def _matching(row: CitizenCode, number: str, code: str, last_four: str) -> Citizen | None:
    if not check_password(code.strip(), row.code_hash):
        return None
    wanted = last_four.strip().upper()
    if len(wanted) != LAST_FOUR:
        return None
    found = (one for one in citizens_of_phone(number) if one.last_four.upper() == wanted)
    return next(found, None)
