"""What anybody reads: genuine or withdrawn, masked notices, the authorization link; no names."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.services.withdraw_document import withdraw_document
from jiuzhu.casework.intents.models import Authorization, AuthorizationLink
from jiuzhu.casework.intents.services.send_authorization_link import send_authorization_link
from jiuzhu.infra import clock
from jiuzhu.infra.models import OutboxMessage
from jiuzhu.infra.outbox import open_sealed
from support.browser import as_owner
from support.pages import gone_to, shown
from support.stream import to_authorising, to_published
from support.world import World

MONTH_NAMES = ("测试甲", "测试乙", "测试丙", "测试丁")


class Anybody(Client):
    """A browser of nobody in particular, at the moment of the world's clock."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world

    def request(self, **request: Any) -> Any:
        with as_owner():
            clock.move_to(self.world.at)
        return super().request(**request)


def a_link(world: World) -> tuple[Case, str, str]:
    case = to_authorising(world)
    obligor = case.members.get(part="OBLIGOR")
    send_authorization_link(
        number=case.number,
        person_id=obligor.person_id,
        phone="19900000009",
        actor=world.as_("shouli"),
        at=world.at,
    )
    with as_owner():
        sealed = open_sealed(OutboxMessage.objects.filter(topic="sms").latest("pk").content)
    path = re.sub(r"^https?://[^/]+", "", sealed["values"]["link"])
    return case, path, sealed["values"]["code"]


def signed(case: Case) -> int:
    with as_owner():
        return Authorization.objects.filter(case=case).count()


def test_start_page_leads_everywhere_without_a_session(world: World) -> None:
    anybody = Anybody(world)
    page = shown(anybody.get("/"))
    for address in (
        "/apply/",
        "/c/progress/",
        "/gk/",
        "/yz/",
        "/pinggu/",
        "/zc/",
        "/accounts/login/",
    ):
        assert f'href="{address}"' in page
        assert anybody.get(address).status_code in {200, 302}
    assert "收入证明" in shown(anybody.get("/apply/"))


def test_a_genuine_paper_and_a_withdrawn_one(world: World) -> None:
    case = to_authorising(world)
    world.as_("shouli")
    paper = Document.objects.filter(case=case, kind="W11")[0]
    page = shown(Anybody(world).get(f"/yz/{paper.check_code}"))
    assert "这份文书是真的" in page
    assert paper.number in page
    for secret in (*MONTH_NAMES, case.number, "祝阳镇村"):
        assert secret not in page
    spaced = " ".join(re.findall("....", paper.check_code.lower()))
    assert gone_to(Anybody(world).get("/yz/", {"code": spaced})) == f"/yz/{paper.check_code}"
    withdraw_document(
        code=paper.check_code, reason="清单有误，重新出具", actor=world.as_("shouli"), at=world.at
    )
    assert "这份文书已撤回" in shown(Anybody(world).get(f"/yz/{paper.check_code}"))


@pytest.mark.parametrize("code", ["NOSUCHCODE234567", "x", "0" * 24, "-1", "A" * 500])
def test_an_unknown_code_is_said_plainly(world: World, code: str) -> None:
    assert "没有这个查验码" in shown(Anybody(world).get(f"/yz/{code}"), 404)


def test_an_empty_code_is_named_at_its_field(world: World) -> None:
    assert 'id="id_code-error"' in shown(Anybody(world).get("/yz/", {"code": " "}), 422)


def test_notices_are_masked_and_gone_when_over(world: World) -> None:
    notice = to_published(world)
    village, number = notice.village, notice.case.number
    before = shown(Anybody(world).get(f"/gk/{village.code}/"))
    assert "现在没有正在公示的结果" in before
    world.later(days=1)
    answer = Anybody(world).get(f"/gk/{village.code}/")
    page = shown(answer)
    assert "测*甲" in page
    assert "测试甲" not in page
    assert number not in page
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert 'name="robots" content="noindex' in page
    assert notice.ends_on is not None
    world.at = datetime.combine(notice.ends_on, world.at.timetz()) + timedelta(days=1)
    assert "测*甲" not in shown(Anybody(world).get(f"/gk/{village.code}/"))


def test_places_lead_down_to_the_village(world: World) -> None:
    anybody = Anybody(world)
    assert "/gk/370911/" in shown(anybody.get("/gk/"))
    assert "/gk/370911101/" in shown(anybody.get("/gk/370911/"))
    assert f"/gk/{world.village.code}/" in shown(anybody.get("/gk/370911101/"))
    for code in ("nowhere", "370911HD", "3709", "2" * 40):
        shown(anybody.get(f"/gk/{code}/"), 404)


def test_robots_are_told(world: World) -> None:
    assert "Disallow: /gk/" in shown(Anybody(world).get("/robots.txt"))


def test_the_link_tells_who_asks_and_takes_one_signature(world: World) -> None:
    case, path, code = a_link(world)
    before = signed(case)
    anybody = Anybody(world)
    page = shown(anybody.get(path))
    assert case.organ.name in page
    assert "公安交管部门" in page
    assert "可以随时撤回授权" in page
    for secret in (*MONTH_NAMES, case.number):
        assert secret not in page
    given = {"signer_name": "测试丁", "code": code, "agreed": "on"}
    assert gone_to(anybody.post(path, given)) == "/sq/signed/"
    assert signed(case) == before + 1
    assert gone_to(anybody.post(path, given)) == "/sq/signed/"
    assert signed(case) == before + 1
    assert "已收到您的授权" in shown(anybody.get("/sq/signed/"))
    shown(Anybody(world).get(path), 404)


def test_a_wrong_code_stays_counted_and_kills_the_link(world: World) -> None:
    case, path, code = a_link(world)
    anybody = Anybody(world)
    wrong = "000000" if code != "000000" else "111111"
    given = {"signer_name": "测试丁", "code": wrong, "agreed": "on"}
    for left in (4, 3, 2, 1):
        page = shown(anybody.post(path, given), 422)
        assert f"还可以试 {left} 次" in page
        assert 'value="测试丁"' in page
    shown(anybody.post(path, given), 422)
    shown(anybody.post(path, {**given, "code": code}), 404)
    with as_owner():
        assert AuthorizationLink.objects.get(case=case).tries_left == 0


def test_nothing_is_signed_without_consent_or_name(world: World) -> None:
    case, path, code = a_link(world)
    before = signed(case)
    anybody = Anybody(world)
    page = shown(anybody.post(path, {"signer_name": "", "code": code}), 422)
    assert 'id="id_signer_name-error"' in page
    assert 'id="id_agreed-error"' in page
    hidden = shown(
        anybody.post(path, {"signer_name": "测\u202e试", "code": code, "agreed": "on"}), 422
    )
    assert 'id="id_signer_name-error"' in hidden
    assert signed(case) == before
    with as_owner():
        assert AuthorizationLink.objects.get(case=case).tries_left == 5


def test_an_old_link_is_gone(world: World) -> None:
    _case, path, _code = a_link(world)
    world.later(days=2)
    assert "链接无效或已过期" in shown(Anybody(world).get(path), 404)
    shown(Anybody(world).get("/sq/whatever"), 404)
