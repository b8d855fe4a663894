"""Send a code to a telephone; nobody learns from it whether the number is known."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from jiuzhu.infra.outbox import write_message
from jiuzhu.infra.scope import phone_in_scope
from jiuzhu.kernel.contact import PhoneKind, parse_phone
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.accounts.citizens import citizens_of_phone, phone_index
from jiuzhu.registers.accounts.models import CitizenCode

SIGN_IN = "sign_in"
CONFIRM = "confirm"
TEMPLATES = {SIGN_IN: "SIGN_IN_CODE", CONFIRM: "APPLICATION_CODE"}
DIGITS = 6
MINUTES = 10
VALID_FOR = timedelta(minutes=MINUTES)
PAUSE = timedelta(minutes=1)
DAY = timedelta(days=1)
MOST_A_DAY = 10


@transaction.atomic
def send_code(*, phone: str, at: datetime, purpose: str = SIGN_IN) -> CitizenCode:
    """Keep the hash of a new code and let the code leave by text message.

    A number that nobody gave gets a row as well, so that answer and effort are the same; only no
    message leaves. A new code ends the earlier ones.

    Raises: Refused `phone.*`, `code.too_soon`, `code.too_many`.
    """
    number = _mobile(phone)
    index = phone_index(number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [index.hex()])
    with phone_in_scope(index):
        sent = CitizenCode.objects.filter(phone_index=index, purpose=purpose, sent_at__gt=at - DAY)
        _check_pace(list(sent.order_by("-sent_at").values_list("sent_at", flat=True)), at)
        sent.filter(used_at__isnull=True, tries_left__gt=0).update(tries_left=0)
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        row = CitizenCode.objects.create(
            phone_index=index,
            phone=number,
            purpose=purpose,
            code_hash=make_password(code),
            sent_at=at,
            expires_at=at + VALID_FOR,
        )
    if citizens_of_phone(number):
        write_message(
            topic="sms",
            reference=f"code-{row.pk}",
            content={"template": TEMPLATES[purpose]},
            sealed={"phone": number, "values": {"code": code, "minutes": str(MINUTES)}},
            at=at,
        )
    return row


def _mobile(phone: str) -> str:
    parsed = parse_phone(phone)
    if parsed.kind is not PhoneKind.MOBILE:
        raise Refused(
            "phone.mobile_only", "这里要能收短信的手机号，请填写 11 位手机号。", field="phone"
        )
    return parsed.number


def _check_pace(sent: list[datetime], at: datetime) -> None:
    if sent and sent[0] > at - PAUSE:
        raise Refused(
            "code.too_soon",
            "验证码刚刚发过，请等一分钟再要。没收到的，请打镇街电话。",
            field="phone",
        )
    if len(sent) >= MOST_A_DAY:
        raise Refused(
            "code.too_many",
            "这个号码今天要的验证码太多了，请明天再试；急事请打镇街电话。",
            field="phone",
        )
