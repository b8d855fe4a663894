"""A person elsewhere opens the link, types the code and authorizes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import check_password
from django.db import connection, transaction
from django.db.models import F

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.intents.enums import Channel
from jiuzhu.casework.intents.models import Authorization, AuthorizationLink
from jiuzhu.casework.intents.services.sign_authorization import (
    SignatureGiven,
    member_of,
    write_authorization,
)
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.scope import apply_scope
from jiuzhu.kernel.errors import NotVisible, Refused

GONE = "链接无效或已过期。请联系经办的乡镇（街道）重新发送。"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSubject:
    """What the page behind a link may show before the code is right."""

    case_id: int
    person_id: int
    organ_id: int
    link_id: int


def subject_of(token: str, *, at: datetime) -> LinkSubject:
    """Return whom a link concerns, through the narrow function; nothing about the case itself.

    Raises: NotVisible `link.gone` for unknown, used and expired links alike.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT link_id, case_id, person_id, organ_id FROM jiuzhu_authorization_link(%s, %s)",
            [hashlib.sha256(token.encode()).digest(), at],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotVisible("link.gone", GONE)
    return LinkSubject(link_id=row[0], case_id=row[1], person_id=row[2], organ_id=row[3])


def authorize_by_link(*, token: str, code: str, signer_name: str, at: datetime) -> Authorization:
    """Register the mandate of the person behind a link; five tries, then the link is dead.

    A wrong code is counted in a transaction of its own, so that a roll-back cannot give it back.

    Raises: NotVisible `link.gone`, Refused `link.code`.
    """
    subject = subject_of(token, at=at)
    actor = _actor_of(subject)
    with transaction.atomic():
        apply_scope(actor)
        link = AuthorizationLink.objects.select_for_update(of=("self",)).get(pk=subject.link_id)
        if link.used_at is not None or link.tries_left == 0 or link.expires_at <= at:
            raise NotVisible("link.gone", GONE)
        right = check_password(code.strip(), link.code_hash)
        if right:
            return _authorize(link, subject, signer_name, actor, at)
        AuthorizationLink.objects.filter(pk=link.pk).update(tries_left=F("tries_left") - 1)
    raise Refused(
        "link.code",
        "验证码不对，还可以试 %(n)s 次。请核对短信里的6位数字。",
        values={"n": link.tries_left - 1},
        field="code",
    )


def _authorize(
    link: AuthorizationLink, subject: LinkSubject, signer_name: str, actor: Actor, at: datetime
) -> Authorization:
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("organ", "county", "village", "applicant")
        .get(pk=subject.case_id)
    )
    member = member_of(case, subject.person_id)
    given = SignatureGiven(
        person_id=subject.person_id,
        signer_name=signer_name,
        channel=Channel.ONLINE,
        witness_id=link.shown_by_id,
    )
    row = write_authorization(case=case, member=member, given=given, at=at, actor=actor)
    link.used_at = at
    link.save(update_fields=["used_at"])
    record_act(
        case=case,
        action="sign_authorization",
        actor=actor,
        at=at,
        summary=f"{member.person.name} 在自己手机上授权",
        detail={"authorization": row.pk, "link": link.pk, "witness": row.witnessed_by_id},
    )
    return row


def _actor_of(subject: LinkSubject) -> Actor:
    return Actor(
        name="本人（链接）",
        roles=frozenset({"CITIZEN"}),
        capabilities=frozenset({"intent.register", "case.view"}),
        person_id=subject.person_id,
        organs=(subject.organ_id,),
    )
