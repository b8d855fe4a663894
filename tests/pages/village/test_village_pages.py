"""The assistant's phone: put up, take down, bring papers, apply with a mandate."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.utils import timezone

from jiuzhu.casework.applications.models import Application
from jiuzhu.casework.documents.models import Delivery, Document
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.casework.publicity.services.publish_result import publish_result
from jiuzhu.infra.models import UploadDraft
from support.browser import Browser, as_owner, hidden_values
from support.late_stage import decided
from support.pages import a_file, gone_to, looks, shown, state_of
from support.stream import to_authorising, to_intent, to_invited
from support.world import OTHER_TOWNSHIP, World, first_village

BrowserAs = Callable[..., Browser]


def published(world: World) -> PublicNotice:
    case = decided(world)
    return publish_result(number=case.number, actor=world.as_("shouli"), at=world.at)


def send(browser: Browser, path: str, values: dict[str, Any]) -> Any:
    return browser.post(path, {**hidden_values(browser.get(path)), **values})


def now(world: World) -> str:
    return f"{timezone.localtime(world.at - timedelta(minutes=1)):%Y-%m-%d %H:%M}"


def test_put_up_and_taken_down_with_photos(world: World, browser_as: BrowserAs) -> None:
    notice = published(world)
    world.later(hours=1)
    phone = browser_as("xieli", world.village.code)
    assert gone_to(phone.get("/w/")) == "/v/"
    home = shown(phone.get("/v/"))
    assert notice.code in home
    path = f"/v/notices/{notice.code}/post/"
    nothing = send(phone, path, {"place": "村委会", "posted_at": now(world)})
    assert 'id="id_photo-error"' in shown(nothing, 422)
    posting = {"photo": a_file(seed=21), "place": "村委会公示栏", "posted_at": now(world)}
    sent = {**hidden_values(phone.get(path)), **posting}
    assert gone_to(phone.post(path, sent)) == "/v/"
    posting["photo"].seek(0)
    assert gone_to(phone.post(path, sent)) == "/v/"
    with as_owner():
        row = PublicNotice.objects.get(pk=notice.pk)
    assert row.ends_on is not None
    assert (row.place, row.photo is not None) == ("村委会公示栏", True)
    down = f"/v/notices/{notice.code}/take-down/"
    early = send(phone, down, {"photo": a_file(seed=22), "objections": "0"})
    assert "公示还没有满7个整日" in shown(early, 422)
    world.at = datetime.combine(row.ends_on, world.at.timetz()) + timedelta(days=1)
    phone = browser_as("xieli", world.village.code)
    assert "期满要撤的" in shown(phone.get("/v/"))
    assert gone_to(send(phone, down, {"photo": a_file(seed=22), "objections": "1"})) == "/v/"
    with as_owner():
        assert PublicNotice.objects.get(pk=notice.pk).objections == 1


def test_the_photo_is_kept_when_the_time_was_wrong(world: World, browser_as: BrowserAs) -> None:
    notice = published(world)
    world.later(hours=1)
    phone = browser_as("xieli", world.village.code)
    path = f"/v/notices/{notice.code}/post/"
    wrong = {"photo": a_file(seed=31), "place": "村委会", "posted_at": "昨天"}
    page = send(phone, path, wrong)
    assert "不用重选" in shown(page, 422)
    again = {**hidden_values(page), "place": "村委会", "posted_at": now(world)}
    assert gone_to(phone.post(path, again)) == "/v/"


def test_a_kept_photo_cannot_be_swapped_by_hand(world: World, browser_as: BrowserAs) -> None:
    notice = published(world)
    world.later(hours=1)
    phone = browser_as("xieli", world.village.code)
    path = f"/v/notices/{notice.code}/post/"
    crafted = {"place": "村委会", "posted_at": now(world), "photo_kept": '["00","x"]:1:2'}
    page = shown(send(phone, path, crafted), 422)
    assert "先前保留的文件找不到了" in page


def test_families_of_the_own_village_only(world: World, browser_as: BrowserAs) -> None:
    case = to_invited(world)
    name = case.applicant.name
    phone = browser_as("xieli", world.village.code)
    before = looks("LIST")
    assert name not in shown(phone.get("/v/"))
    assert looks("LIST") == before
    assert name in shown(phone.get("/v/helping/"))
    assert looks("LIST") == before + 1
    assert name in shown(phone.get("/v/proxying/"))
    page = shown(phone.get(f"/v/cases/{case.number}/"))
    assert "凭委托书代办确认申请" in page
    assert f"正在办：{name}" in page
    assert "代办人：" in page
    stranger = browser_as("xieli", first_village(OTHER_TOWNSHIP).code)
    assert name not in shown(stranger.get("/v/helping/"))
    assert name not in shown(stranger.get("/v/proxying/"))
    shown(stranger.get(f"/v/cases/{case.number}/"), 404)
    shown(stranger.get(f"/v/cases/{case.number}/apply/"), 404)


def test_a_wish_is_brought_in_and_signed_on_the_phone(world: World, browser_as: BrowserAs) -> None:
    phone = browser_as("xieli", world.village.code)
    assert 'href="/w/intents/new/"' in shown(phone.get("/v/"))
    form = shown(phone.get("/w/intents/new/"))
    assert re.search(r'value="VILLAGE" checked', form)
    assert re.search(rf'value="{world.village.code}" selected', form)
    assert 'class="village phone' in form
    case = to_authorising(world)
    family = shown(phone.get(f"/v/cases/{case.number}/"))
    sign = f"/w/cases/{case.number}/sign-authorization/"
    assert f'href="{sign}"' in family
    page = shown(phone.get(sign))
    assert re.search(r'value="PAPER" checked', page)
    at_desk = shown(browser_as("shouli").get(sign))
    assert 'class="desk' in at_desk
    stranger = browser_as("xieli", first_village(OTHER_TOWNSHIP).code)
    lost = shown(stranger.get(f"/v/cases/{case.number}/"), 404)
    assert "查询框" not in lost
    assert "打电话" in lost


def test_what_waits_for_others_is_said(world: World, browser_as: BrowserAs) -> None:
    phone = browser_as("xieli", world.village.code)
    assert "现在等受理员。" in shown(phone.get(f"/v/cases/{to_intent(world).number}/"))


def test_applied_for_with_a_written_mandate(world: World, browser_as: BrowserAs) -> None:
    case = to_invited(world)
    world.later(hours=1)
    phone = browser_as("xieli", world.village.code)
    path = f"/v/cases/{case.number}/apply/"
    values = {
        "confirmation": "ASSISTANT",
        "confirmed_by_name": "代办赵",
        "proxy_name": "代办赵",
        "proxy_relation": "村级协理员",
    }
    assert "须有书面委托" in shown(send(phone, path, values), 422)
    at_window = {**values, "confirmation": "COUNTER"}
    assert 'id="id_confirmation' in shown(send(phone, path, at_window), 422)
    with_mandate = {**values, "mandate": a_file(seed=41)}
    assert gone_to(send(phone, path, with_mandate)) == f"/v/cases/{case.number}/"
    assert state_of(case) == "APPLIED"
    with as_owner():
        assert Application.objects.get(case=case).confirmation == "ASSISTANT"


def test_a_paper_brought_to_the_family(world: World, browser_as: BrowserAs) -> None:
    case = to_invited(world)
    world.later(hours=1)
    phone = browser_as("xieli", world.village.code)
    with as_owner():
        paper = Document.objects.filter(case=case, kind="W07")[0]
    assert f"/v/papers/{paper.check_code}/deliver/" in shown(phone.get(f"/v/cases/{case.number}/"))
    values = {
        "method": "DIRECT",
        "recipient": "测试甲",
        "place": "家中",
        "delivered_at": now(world),
    }
    assert gone_to(send(phone, f"/v/papers/{paper.check_code}/deliver/", values))
    with as_owner():
        assert Delivery.objects.filter(document=paper).count() == 1


def test_the_township_has_its_own_desk(world: World, browser_as: BrowserAs) -> None:
    assert "只给村（居）协理员用" in shown(browser_as("shouli").get("/v/"), 403)
    shown(browser_as("xieli", world.village.code).get("/v/notices/NOSUCHCODE234567/post/"), 404)


def test_four_tiles_lead_on(world: World, browser_as: BrowserAs) -> None:
    published(world)
    world.later(hours=1)
    phone = browser_as("xieli", world.village.code)
    home = shown(phone.get("/v/"))
    for address in ("/w/intents/new/", "/v/proxying/", "/v/duties/", "/v/helping/"):
        assert f'href="{address}"' in home
        shown(phone.get(address))
    assert "1件要办" in home
    assert "去贴，拍照" in shown(phone.get("/v/duties/"))
    assert "现在没有要代办的" in shown(phone.get("/v/proxying/"))


def test_a_photo_is_kept_as_soon_as_it_was_taken(world: World, browser_as: BrowserAs) -> None:
    notice = published(world)
    world.later(hours=1)
    phone = browser_as("xieli", world.village.code)
    kept = phone.post("/v/photos/", {"photo": a_file(seed=51)})
    token = kept.json()["token"]
    path = f"/v/notices/{notice.code}/post/"
    page = phone.get(path)
    sent = {**hidden_values(page), "photo_kept": token, "place": "村委会", "posted_at": now(world)}
    assert gone_to(phone.post(path, sent)) == "/v/"
    with as_owner():
        assert PublicNotice.objects.get(pk=notice.pk).photo is not None


def test_a_removed_photo_is_gone_and_nobody_elses_is_touched(
    world: World, browser_as: BrowserAs
) -> None:
    phone = browser_as("xieli", world.village.code)
    first = phone.post("/v/photos/", {"photo": a_file(seed=52)}).json()["token"]
    stranger = browser_as("xieli", first_village(OTHER_TOWNSHIP).code)
    assert stranger.post("/v/photos/", {"remove": first}).json() == {"removed": True}
    with as_owner():
        assert UploadDraft.objects.count() == 1
    second = phone.post("/v/photos/", {"photo": a_file(seed=53), "remove": first}).json()["token"]
    assert second != first
    with as_owner():
        assert UploadDraft.objects.count() == 1
    assert phone.post("/v/photos/", {"remove": second}).json() == {"removed": True}
    with as_owner():
        assert not UploadDraft.objects.exists()


def test_what_is_no_photo_is_said(world: World, browser_as: BrowserAs) -> None:
    phone = browser_as("xieli", world.village.code)
    page = BytesIO(b"<html><script>alert(1)</script>")
    page.name = "photo.png"
    for values in ({}, {"photo": page}):
        answer = phone.post("/v/photos/", values)
        assert answer.status_code == 422
        assert answer.json()["error"]
    shown(browser_as("shouli").post("/v/photos/", {"photo": a_file()}), 403)
