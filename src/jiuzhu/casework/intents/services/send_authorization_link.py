"""Let a person who is elsewhere authorize on the own phone: a link and a code (one visit)."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.models import Case, CaseMember
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.intents.models import AuthorizationLink
from jiuzhu.casework.intents.services.sign_authorization import is_minor, member_of
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.outbox import write_message
from jiuzhu.kernel.contact import parse_phone
from jiuzhu.kernel.errors import Refused

HOURS = 12
VALID_FOR = timedelta(hours=HOURS)
SHOWN_FOR = timedelta(minutes=15)
CODE_DIGITS = 6
HOTLINE = "0538-12345"


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshLink:
    """A link just written: the only moment at which its address and code are known."""

    link: AuthorizationLink
    url: str
    code: str


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
    fresh = write_link(case=case, member=member, at=at, valid_for=VALID_FOR)
    write_message(
        topic="sms",
        reference=f"link-{fresh.link.pk}",
        content={"template": "AUTHORIZATION_CODE"},
        sealed={
            "phone": parse_phone(phone).number,
            "values": {
                "link": fresh.url,
                "code": fresh.code,
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
    return fresh.link


@transaction.atomic
def show_authorization_link(
    *, number: str, person_id: int, actor: Actor, at: datetime
) -> FreshLink:
    """Write a link that the person takes from the counter's screen to the own phone, at once.

    The officer who shows it has the person before the eyes and is the witness; it is good for a
    quarter of an hour, once, for this person, and the last one shown is the only one.

    Raises: NotVisible, Refused `link.minor`.
    """
    case = case_to_change(number=number, actor=actor)
    member = member_of(case, person_id)
    if is_minor(member.person, legal_day(at)):
        raise Refused(
            "link.minor",
            "%(name)s 未满18周岁，不能自己在手机上签。请由监护人当面签署。",
            values={"name": member.person.name},
        )
    AuthorizationLink.objects.filter(
        case=case, person=member.person, shown_by__isnull=False, used_at__isnull=True
    ).update(tries_left=0)
    fresh = write_link(
        case=case, member=member, at=at, valid_for=SHOWN_FOR, shown_by=actor.officer_id
    )
    record_act(
        case=case,
        action="send_authorization_link",
        actor=actor,
        at=at,
        summary=f"当面向 {member.person.name} 出示授权二维码",
        detail={"link": fresh.link.pk},
    )
    return fresh


def write_link(
    *,
    case: Case,
    member: CaseMember,
    at: datetime,
    valid_for: timedelta,
    shown_by: int | None = None,
) -> FreshLink:
    """Write a link with a random token and a code; only hashes of both are kept."""
    token, code = secrets.token_urlsafe(24), f"{secrets.randbelow(10**CODE_DIGITS):06d}"
    link = AuthorizationLink.objects.create(
        case=case,
        person=member.person,
        token_hash=hashlib.sha256(token.encode()).digest(),
        code_hash=make_password(code),
        sent_at=at,
        expires_at=at + valid_for,
        shown_by_id=shown_by,
    )
    return FreshLink(link=link, url=f"{settings.JIUZHU_PUBLIC_URL}/sq/{token}", code=code)
