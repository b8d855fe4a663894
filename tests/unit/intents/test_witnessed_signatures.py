"""A signature given before an officer: drawn on the pad, or by a code on the own phone."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.intents.enums import Channel
from jiuzhu.casework.intents.models import Authorization, AuthorizationLink
from jiuzhu.casework.intents.services.authorize_by_link import authorize_by_link
from jiuzhu.casework.intents.services.send_authorization_link import (
    SHOWN_FOR,
    FreshLink,
    show_authorization_link,
)
from jiuzhu.casework.intents.services.sign_authorization import SignatureGiven, sign_authorization
from jiuzhu.infra.models import OutboxMessage
from jiuzhu.kernel.errors import NotVisible, Refused
from support.stream import to_authorising
from support.world import World

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def person(case: Case, name: str) -> int:
    return int(case.members.get(person__name=name).person_id)


def sign(world: World, case: Case, name: str = "测试乙", **how: Any) -> Authorization:
    given = SignatureGiven(person_id=person(case, name), signer_name=name, **how)
    return sign_authorization(
        number=case.number, given=given, actor=world.as_("shouli"), at=world.at
    )


def show(world: World, case: Case, name: str = "测试乙") -> FreshLink:
    return show_authorization_link(
        number=case.number, person_id=person(case, name), actor=world.as_("shouli"), at=world.at
    )


def token(fresh: FreshLink) -> str:
    found = re.search(r"/sq/([\w-]+)$", fresh.url)
    assert found is not None
    return found[1]


def test_what_is_drawn_is_kept_with_the_officer_who_saw_it(world: World) -> None:
    case = to_authorising(world)
    row = sign(world, case, is_drawn=True, scan=PNG, scan_name="手写签名.png")
    assert row.drawn
    assert row.evidence is not None
    assert row.witnessed_by == world.officer("shouli")
    event = case.steps.filter(action="sign_authorization").get()
    detail = json.loads(event.body)["detail"]
    assert (detail["drawn"], detail["witness"]) == (True, row.witnessed_by_id)


@pytest.mark.parametrize("channel", [Channel.PAPER, Channel.VILLAGE])
def test_who_signed_elsewhere_has_no_witness_here(world: World, channel: Channel) -> None:
    row = sign(world, to_authorising(world), channel=channel, scan=PNG, scan_name="a.png")
    assert (row.drawn, row.witnessed_by_id) == (False, None)


def test_a_drawing_that_did_not_arrive_is_no_signature(world: World) -> None:
    case = to_authorising(world)
    with pytest.raises(Refused) as refusal:
        sign(world, case, is_drawn=True)
    assert (refusal.value.code, refusal.value.field) == ("authorization.drawing", "drawing")
    nobody = replace(world.as_("shouli"), officer_id=None)
    given = SignatureGiven(
        person_id=person(case, "测试乙"), signer_name="测试乙", is_drawn=True, scan=PNG
    )
    with pytest.raises(Refused):
        sign_authorization(number=case.number, given=given, actor=nobody, at=world.at)
    assert not Authorization.objects.exists()


def test_the_database_keeps_no_drawing_without_its_witness(world: World) -> None:
    row = sign(world, to_authorising(world))
    for change in ({"drawn": True}, {"drawn": True, "witnessed_by": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Authorization.objects.filter(pk=row.pk).update(**change)


def test_a_code_shown_is_for_one_person_once_and_the_officer_is_witness(world: World) -> None:
    case = to_authorising(world)
    before = OutboxMessage.objects.count()
    dead, fresh = show(world, case), show(world, case)
    assert OutboxMessage.objects.count() == before, "no text message leaves"
    assert fresh.link.expires_at == world.at + SHOWN_FOR

    def use(link: FreshLink, name: str = "测试乙", **delta: int) -> Authorization:
        at = world.at + timedelta(**delta)
        return authorize_by_link(token=token(link), code=link.code, signer_name=name, at=at)

    with pytest.raises(NotVisible):
        use(dead)
    with pytest.raises(Refused) as refusal:
        use(fresh, "测试甲")
    assert refusal.value.code == "authorization.other_signer"
    with pytest.raises(NotVisible):
        use(fresh, minutes=16)
    row = use(fresh, minutes=14)
    assert (row.person_id, row.channel) == (person(case, "测试乙"), Channel.ONLINE)
    world.as_("shouli")
    kept = Authorization.objects.get(pk=row.pk)
    assert kept.witnessed_by == world.officer("shouli")
    with pytest.raises(NotVisible):
        use(fresh)


def test_a_child_gets_no_code(world: World) -> None:
    case = to_authorising(world)
    with pytest.raises(Refused) as refusal:
        show(world, case, "测试丙")
    assert refusal.value.code == "link.minor"
    with pytest.raises(NotVisible):
        show_authorization_link(
            number=case.number, person_id=0, actor=world.as_("shouli"), at=world.at
        )
    assert not AuthorizationLink.objects.exists()
