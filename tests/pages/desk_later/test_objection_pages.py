"""Object, appraise, answer: on pages of the township; the named officer finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from jiuzhu.casework.cases.models import CaseHold
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.objections.models import Appraisal, Objection
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.casework.publicity.services.post_notice import PostingGiven, post_notice
from jiuzhu.casework.publicity.services.publish_result import publish_result
from support.browser import Browser, as_owner, hidden_values
from support.late_stage import decided
from support.objecting import QUESTION, WORDS, object_to, sign
from support.pages import a_file, gone_to, shown, twice
from support.pictures import a_photo
from support.world import FANZHEN, World

BrowserAs = Callable[..., Browser]


@pytest.fixture
def notice(world: World) -> PublicNotice:
    case = decided(world)
    made = publish_result(number=case.number, actor=world.as_("shouli"), at=world.at)
    return post_notice(
        code=made.code,
        given=PostingGiven(photo=a_photo(1)),
        actor=world.as_("xieli", world.village.code),
        at=world.at,
    )


def moment(world: World, **delta: int) -> str:
    return f"{timezone.localtime(world.at + timedelta(**delta)):%Y-%m-%d %H:%M}"


def with_file(browser: Browser, path: str, values: dict[str, Any]) -> Any:
    return browser.post(path, {**hidden_values(browser.get(path)), **values})


def objected(world: World, **kept: Any) -> dict[str, Any]:
    return {
        "text": WORDS,
        "channel": "PHONE",
        "received_at": moment(world, minutes=-1),
        "wording": "READ_BACK",
        **kept,
    }


def case_number(notice: PublicNotice) -> str:
    with as_owner():
        return PublicNotice.objects.select_related("case").get(pk=notice.pk).case.number


def number() -> str:
    with as_owner():
        return Objection.objects.latest("pk").number


def test_registered_called_recorded_and_answered(
    world: World, browser_as: BrowserAs, notice: PublicNotice
) -> None:
    world.later(hours=1)
    browser = browser_as("shouli")
    home = f"/w/cases/{case_number(notice)}/"
    assert "登记异议" in shown(browser.get(home))
    path = f"{home}register-objection/"
    named = objected(world, name="反映人", contact="19905380000")
    first, second = twice(browser, path, named)
    assert gone_to(first) == gone_to(second)
    with as_owner():
        assert Objection.objects.count() == 1
    assert WORDS not in shown(browser.get(home))
    queue = shown(browser.get("/w/objections/"))
    assert number() in queue
    assert "等组织评议" in queue
    assert "反映人</" not in queue
    one = f"/w/objections/{number()}/"
    page = shown(browser.get(one))
    assert WORDS in page
    assert "19905380000" in page
    assert "核对得到的存款" in page
    meeting = {"question": QUESTION, "meets_at": moment(world, days=2), "place": "村委会"}
    bad = {**meeting, "question": "存款多少"}
    refusal = shown(browser.submit(f"{home}call-appraisal/", bad), 422)
    assert "会上不能说的内容：存款" in refusal
    assert gone_to(browser.submit(f"{home}call-appraisal/", meeting)) == "/w/objections/"
    world.later(days=3)
    browser = browser_as("shouli")
    minutes = {"finding": "NOT_UPHELD", "declared_unrelated": "on", **_people(4, 2)}
    short = {**minutes, "people-3-seat": "COMMITTEE"}
    assert "不够开会" in shown(with_file(browser, f"{home}conclude-appraisal/", short), 422)
    gone_to(with_file(browser, f"{home}conclude-appraisal/", minutes))
    unsigned = browser.submit(f"{one}answer/", {"text": "已评议。"})
    assert "评议记录还没有签字回传" in shown(unsigned, 422)
    sign(world, Appraisal.objects.select_related("record").get())
    browser = browser_as("shouli")
    gone_to(browser.submit(f"{one}answer/", {"text": "已评议。"}))
    with as_owner():
        assert not CaseHold.objects.filter(ended_at=None).exists()
        assert Document.objects.filter(kind="W22").count() == 2
    world.later(minutes=5)
    browser = browser_as("shouli")
    given = {"way": "POST", "delivered_at": moment(world, minutes=-1), "proof": a_file(seed=66)}
    gone_to(with_file(browser, f"{one}delivered/", given))
    assert number() not in shown(browser.get("/w/objections/"))


def _people(representatives: int, committee: int) -> dict[str, str]:
    seats = ["REPRESENTATIVE"] * representatives + ["COMMITTEE"] * committee
    rows: dict[str, str] = {}
    for index, seat in enumerate(seats):
        rows |= {f"people-{index}-name": f"到会{index}", f"people-{index}-seat": seat}
    return rows


def test_the_officer_named_in_it_and_the_next_township_find_nothing(
    world: World, browser_as: BrowserAs, notice: PublicNotice
) -> None:
    object_to(world, notice, against=(world.officer("shenhe").staff_number,))
    path = f"/w/objections/{number()}/"
    shown(browser_as("shouli").get(path))
    named = browser_as("shenhe")
    shown(named.get(path), 404)
    assert number() not in shown(named.get("/w/objections/"))
    shown(browser_as("shouli", FANZHEN).get(path), 404)
    shown(browser_as("diaocha").get("/w/objections/nothing/"), 404)
    shown(browser_as("hedui").get(path), 403)


def test_two_people_make_it_a_complaint(
    world: World, browser_as: BrowserAs, notice: PublicNotice
) -> None:
    object_to(world, notice)
    world.later(hours=1)
    path = f"/w/objections/{number()}/relabel/"
    browser = browser_as("shouli")
    gone_to(browser.submit(path, {"reason": "说的是修路"}))
    assert "提出改办的人不能自己同意" in shown(browser.submit(path, {"sure": "on"}), 422)
    second = browser_as("shenhe")
    assert "说的是修路" in shown(second.get(path))
    gone_to(second.submit(path, {"sure": "on"}))
    with as_owner():
        assert Objection.objects.get().about == "COMPLAINT"
        assert not CaseHold.objects.filter(ended_at=None).exists()


def test_the_assistant_writes_it_down_and_cannot_read_it(
    world: World, browser_as: BrowserAs, notice: PublicNotice
) -> None:
    world.later(hours=1)
    phone = browser_as("xieli", world.village.code)
    family = shown(phone.get(f"/v/cases/{case_number(notice)}/"))
    path = f"/v/notices/{notice.code}/object/"
    assert path in family
    assert gone_to(with_file(phone, path, objected(world, channel="VILLAGE"))) == "/v/"
    assert "内容已封存" in shown(phone.get("/v/"))
    shown(phone.get(f"/w/objections/{number()}/"), 403)
    assert WORDS not in shown(phone.get(f"/v/cases/{case_number(notice)}/"))
