"""Signatures at the counter: drawn on the pad, a code for the own phone."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.intents.models import (
    Authorization,
    AuthorizationLink,
)
from jiuzhu.infra.storage import read_bytes
from support.browser import Browser, hidden_values
from support.stream import to_authorising
from support.world import World

BrowserAs = Callable[..., Browser]


def a_drawing() -> str:
    """Return a small black picture as the pad sends it."""

    def part(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head)
    content += part(b"IDAT", zlib.compress(b"\0\0\0" * 2)) + part(b"IEND", b"")
    return "data:image/png;base64," + base64.b64encode(content).decode()


def signature(case: Case, person: int, **more: str) -> dict[str, Any]:
    prefix = f"sign-{person}"
    given = {"signs": "on", "capacity": "SELF", "signer_name": case.applicant.name, **more}
    return {
        "way": "COUNTER",
        "sources": ["vehicles", "real_estate", "social_insurance"],
        **{f"{prefix}-{name}": value for name, value in given.items()},
    }


def test_a_drawn_signature_is_kept_with_its_witness(world: World, browser_as: BrowserAs) -> None:
    case = to_authorising(world)
    browser = browser_as("shouli")
    path = f"/w/cases/{case.number}/sign-authorization/"
    answer = browser.submit(path, signature(case, case.applicant_id, drawing=a_drawing()))
    assert answer.status_code == 302, answer.content.decode()
    assert answer.headers["Location"] == path, "others have not signed yet"
    world.as_("shouli")
    row = Authorization.objects.select_related("evidence", "witnessed_by").get(case=case)
    assert (row.drawn, row.channel, row.capacity) == (True, "COUNTER", "SELF")
    assert row.evidence is not None
    assert row.evidence.media_type == "image/png"
    assert read_bytes(bytes(row.evidence.digest))[:4] == b"\x89PNG"
    assert row.witnessed_by == world.officer("shouli")
    state = browser.get(f"/w/cases/{case.number}/signatures/").content.decode()
    assert f"✓ {case.applicant.name}" in state
    assert f"见证人 {world.officer('shouli').name}" in state
    assert state.count("✗") == 3


@pytest.mark.parametrize(
    "drawing",
    ["data:image/png;base64,%%%", "data:image/png;base64,AAAA", "data:image/svg+xml,<svg/>", "x",
     "data:image/png;base64," + "A" * 500_000],
    ids=["no base64", "no picture", "svg", "text", "too large"],
)  # fmt: skip
def test_what_is_no_drawing_is_no_signature(
    world: World, browser_as: BrowserAs, drawing: str
) -> None:
    case = to_authorising(world)
    path = f"/w/cases/{case.number}/sign-authorization/"
    given = signature(case, case.applicant_id, drawing=drawing)
    answer = browser_as("shouli").submit(path, given)
    assert answer.status_code == 422
    assert "请清除后重签" in answer.content.decode()
    world.as_("shouli")
    assert not Authorization.objects.exists()


def test_a_drawing_weakens_no_capacity(world: World, browser_as: BrowserAs) -> None:
    case = to_authorising(world)
    child = case.members.get(person__name="测试丙").person_id
    path = f"/w/cases/{case.number}/sign-authorization/"
    given = signature(case, child, signer_name="测试丙", drawing=a_drawing())
    answer = browser_as("shouli").submit(path, given)
    assert answer.status_code == 422
    assert "未满18周岁" in answer.content.decode()
    assert 'value="data:image/png' in answer.content.decode(), "nobody draws twice"


OPEN_FORM = {"idempotency_key": "11111111-1111-4111-8111-111111111111"}


def show(browser: Browser, case: Case, person: int) -> tuple[str, str]:
    """Show the code for a phone; return the address it leads to and the digits."""
    path = f"/w/cases/{case.number}/show-authorization-link/?person={person}"
    answer = browser.post(path, OPEN_FORM)
    assert answer.status_code == 200, answer.content.decode()
    text = answer.content.decode()
    assert 'src="data:image/svg+xml' in text
    found = re.search(r'class="code">(\d{6})<', text)
    assert found is not None
    return text, found[1]


def test_the_code_for_a_phone_is_for_one_person_once_and_soon(
    world: World, browser_as: BrowserAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = to_authorising(world)
    spouse = case.members.get(person__name="测试乙").person_id
    browser = browser_as("shouli")
    tokens: list[str] = []
    real = __import__("secrets").token_urlsafe

    def remembered(size: int | None = None) -> str:
        tokens.append(real(size))
        return tokens[-1]

    monkeypatch.setattr("secrets.token_urlsafe", remembered)
    show(browser, case, spouse)
    _, code = show(browser, case, spouse)
    first, second = [one for one in tokens if len(one) == 32][-2:]
    phone = browser_as("zhongxin", f"{case.county.code}HD")
    assert phone.get(f"/sq/{first}").status_code == 404, "the one shown before is dead"
    given = {"signer_name": "测试甲", "code": code, "agreed": "on"}
    wrong = phone.post(f"/sq/{second}", {**hidden_values(phone.get(f"/sq/{second}")), **given})
    assert wrong.status_code == 422, "bound to the spouse"
    right = phone.post(f"/sq/{second}", {**given, "signer_name": "测试乙"})
    assert right.status_code == 302, right.content.decode()
    world.as_("shouli")
    row = Authorization.objects.get(case=case)
    assert (row.person_id, row.channel) == (spouse, "ONLINE")
    assert row.witnessed_by == world.officer("shouli")
    link = AuthorizationLink.objects.order_by("pk").last()
    assert link is not None
    assert (link.expires_at - link.sent_at).total_seconds() == 15 * 60


def test_no_code_for_a_child_nor_for_a_stranger(world: World, browser_as: BrowserAs) -> None:
    case = to_authorising(world)
    child = case.members.get(person__name="测试丙").person_id
    browser = browser_as("shouli")
    path = f"/w/cases/{case.number}/show-authorization-link/"
    refused = browser.post(f"{path}?person={child}", OPEN_FORM)
    assert refused.status_code == 422
    assert "请刷新" not in refused.content.decode()
    assert browser.post(f"{path}?person=0", OPEN_FORM).status_code == 404
    assert "请刷新" in browser.post(f"{path}?person={child}").content.decode()
    assert browser.get(f"{path}?person={child}").status_code == 405
    village = browser_as("xieli", world.village.code)
    assert village.post(f"{path}?person={child}").status_code == 403
    world.as_("shouli")
    assert not AuthorizationLink.objects.exists()
