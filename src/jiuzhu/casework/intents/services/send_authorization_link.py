"""Let a person who is elsewhere authorize on the own phone: a link and a code (one visit)."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.intents.models import AuthorizationLink
from jiuzhu.casework.intents.services.sign_authorization import member_of
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.outbox import write_message
from jiuzhu.kernel.contact import parse_phone
from jiuzhu.kernel.errors import Refused

HOURS = 12
VALID_FOR = timedelta(hours=HOURS)
CODE_DIGITS = 6
HOTLINE = "0538-12345"


@transaction.atomic
def send_authorization_link(
    *, number: str, person_id: int, phone: str, actor: Actor, at: datetime
) -> AuthorizationLink:
    """Write a link with a random token and a code; they leave by text message.

    Only hashes are kept; the message row holds both encrypted.

    Raises: Refused `link.phone`.
    """
    case = case_to_change(number=number, actor=actor)
    member = member_of(case, person_id)
    if not phone:
        raise Refused("link.phone", "请填写对方的手机号码。", field="phone")
    token, code = secrets.token_urlsafe(24), f"{secrets.randbelow(10**CODE_DIGITS):06d}"
    link = AuthorizationLink.objects.create(
        case=case,
        person=member.person,
        token_hash=hashlib.sha256(token.encode()).digest(),
        code_hash=make_password(code),
        sent_at=at,
        expires_at=at + VALID_FOR,
    )
    write_message(
        topic="sms",
        reference=f"link-{link.pk}",
        content={"template": "AUTHORIZATION_CODE"},
        sealed={
            "phone": parse_phone(phone).number,
            "values": {
                "link": f"{settings.JIUZHU_PUBLIC_URL}/sq/{token}",
                "code": code,
                "hours": str(HOURS),
                "hotline": case.organ.phone or HOTLINE,
            },
        },
        at=at,
    )
    record_act(
        case=case,
        action="send_authorization_link",
        actor=actor,
        at=at,
        summary=f"向 {member.person.name} 发送授权链接",
    )
    return link
