"""A form that comes back because of one field keeps the files of the others, for one person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
from django import forms
from django.db import connection
from django.utils import timezone

from jiuzhu.casework.applications.models import Application
from jiuzhu.casework.assessments.models import HomeVisit
from jiuzhu.casework.documents.models import Delivery, Document
from jiuzhu.casework.intents.models import Authorization
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.casework.publicity.services.publish_result import publish_result
from jiuzhu.infra import clock
from jiuzhu.infra.models import StoredFile, UploadDraft
from jiuzhu.infra.storage import read_bytes
from jiuzhu.interfaces import web
from jiuzhu.interfaces.jobs.upkeep import forget_drafts
from jiuzhu.interfaces.web.parts.uploads import KeepsUploads, UploadField
from support.browser import Browser, as_owner, hidden_values
from support.late_stage import decided
from support.pages import a_file, gone_to, shown
from support.pictures import a_photo
from support.stream import to_accepted, to_authorising, to_invited
from support.world import World

BrowserAs = Callable[..., Browser]
KEPT = "已保留：凭证.png"


def now(world: World) -> str:
    return f"{timezone.localtime(world.at - timedelta(minutes=1)):%Y-%m-%d %H:%M}"


def send(browser: Browser, path: str, values: dict[str, Any]) -> Any:
    return browser.post(path, {**hidden_values(browser.get(path)), **values})


def comes_back_and_is_sent_without(
    browser: Browser,
    path: str,
    values: dict[str, Any],
    *,
    file: str,
    wrong: dict[str, Any],
    seed: int,
) -> None:
    """Send a good file beside a wrong field, then the corrected form without the file."""
    first = send(browser, path, {**values, **wrong, file: a_file("凭证.png", seed)})
    page = shown(first, 422)
    assert KEPT in page
    assert not StoredFile.objects.filter(shown_name="凭证.png").exists()
    again = browser.post(path, {**hidden_values(first), **values})
    assert gone_to(again)


def kept_bytes(file: StoredFile | None) -> bytes:
    assert file is not None
    assert file.shown_name == "凭证.png"
    return read_bytes(bytes(file.digest))


def paper_of(world: World, case: Any, kind: str) -> Document:
    world.as_("shouli")
    return Document.objects.filter(case=case, kind=kind).order_by("-pk")[0]


def by_post(world: World) -> dict[str, Any]:
    world.later(hours=1)
    return {
        "method": "POST",
        "recipient": "测试甲",
        "place": "申请人家中",
        "delivered_at": now(world),
    }


def test_the_proof_of_a_delivery(world: World, browser_as: BrowserAs) -> None:
    paper = paper_of(world, to_invited(world), "W07")
    path = f"/w/papers/{paper.check_code}/deliver/"
    comes_back_and_is_sent_without(
        browser_as("diaocha"),
        path,
        by_post(world),
        file="evidence",
        wrong={"recipient": "测试丙"},  # a child: refused by the use case
        seed=41,
    )
    with as_owner():
        assert kept_bytes(Delivery.objects.get(document=paper).evidence) == a_photo(41)


def test_the_mandate_of_a_proxy(world: World, browser_as: BrowserAs) -> None:
    case = to_invited(world)
    world.later(hours=1)
    values = {
        "confirmation": "ASSISTANT",
        "confirmed_by_name": "代办李",
        "proxy_name": "代办李",
        "proxy_relation": "协理员",
    }
    comes_back_and_is_sent_without(
        browser_as("xieli", world.village.code),
        f"/v/cases/{case.number}/apply/",
        values,
        file="mandate",
        wrong={"proxy_phone": "12"},
        seed=42,
    )
    with as_owner():
        assert kept_bytes(Application.objects.get(case=case).mandate) == a_photo(42)


def test_the_photo_of_the_board(world: World, browser_as: BrowserAs) -> None:
    notice = publish_result(number=decided(world).number, actor=world.as_("shouli"), at=world.at)
    world.later(hours=1)
    comes_back_and_is_sent_without(
        browser_as("xieli", world.village.code),
        f"/v/notices/{notice.code}/post/",
        {"place": "村委会", "posted_at": now(world)},
        file="photo",
        wrong={"posted_at": "昨天"},
        seed=43,
    )
    with as_owner():
        assert kept_bytes(PublicNotice.objects.get(pk=notice.pk).photo) == a_photo(43)


def test_the_photo_of_a_home_visit(world: World, browser_as: BrowserAs) -> None:
    case = to_accepted(world)
    world.later(days=1)
    comes_back_and_is_sent_without(
        browser_as("diaocha"),
        f"/w/cases/{case.number}/record-home-visit/",
        a_visit(world),
        file="photo",
        wrong={"second_surveyor": ""},
        seed=44,
    )
    with as_owner():
        assert kept_bytes(HomeVisit.objects.get(case=case).photo) == a_photo(44)


def a_visit(world: World) -> dict[str, Any]:
    return {
        "visited_at": now(world),
        "second_surveyor": str(world.officer("hedui").pk),
        "met": "测试甲",
        "dwelling_kind": "平房",
        "dwelling_ownership": "自有",
        "dwelling_area": "约80平方米",
        "dwelling_rooms": "3间",
        "dwelling_condition": "一般",
        "summary": "家庭人口与申报一致。",
    }


def a_sitting(case: Any) -> dict[str, Any]:
    first, second = case.members.select_related("person").order_by("pk")[:2]
    values = {"way": "PAPER", "sources": ["vehicles"]}
    for member in (first, second):
        row = f"sign-{member.person_id}"
        values |= {
            f"{row}-signs": "on",
            f"{row}-capacity": "SELF",
            f"{row}-signer_name": member.person.name,
        }
    return values


@pytest.mark.parametrize("refused_by", ["form", "use case"])
def test_the_scans_of_a_sitting(world: World, browser_as: BrowserAs, refused_by: str) -> None:
    case = to_authorising(world)
    first, second = (row.person_id for row in case.members.order_by("pk")[:2])
    values = a_sitting(case)
    scans = {
        f"sign-{first}-scan": a_file("凭证.png", 45),
        f"sign-{second}-scan": a_file("第二张.png", 46),
    }
    name = f"sign-{second}-signer_name"
    # Somebody else's name is refused by the use case, an empty one by the form.
    wrong = {name: "" if refused_by == "form" else "别的人"}
    browser = browser_as("shouli")
    path = f"/w/cases/{case.number}/sign-authorization/"
    came_back = send(browser, path, {**values, **wrong, **scans})
    page = shown(came_back, 422)
    assert KEPT in page
    assert "已保留：第二张.png" in page
    assert gone_to(browser.post(path, {**hidden_values(came_back), **values}))
    with as_owner():
        rows = {row.person_id: row for row in Authorization.objects.filter(case=case)}
    assert kept_bytes(rows[first].evidence) == a_photo(45)
    assert rows[second].evidence is not None
    assert read_bytes(bytes(rows[second].evidence.digest)) == a_photo(46)


def a_kept_proof(world: World, browser: Browser) -> tuple[str, dict[str, Any], dict[str, str]]:
    """Let a form come back with its proof kept; return address, right values, hidden values."""
    paper = paper_of(world, to_invited(world), "W07")
    path, values = f"/w/papers/{paper.check_code}/deliver/", by_post(world)
    sent = {**values, "recipient": "测试丙", "evidence": a_file("凭证.png", 51)}
    came_back = send(browser, path, sent)
    assert KEPT in shown(came_back, 422)
    return path, values, hidden_values(came_back)


def test_somebody_else_cannot_use_the_token(world: World, browser_as: BrowserAs) -> None:
    path, values, hidden = a_kept_proof(world, browser_as("diaocha"))
    other = browser_as("shouli")
    stolen = {"evidence_kept": hidden["evidence_kept"]}
    page = shown(send(other, path, {**values, **stolen}), 422)
    assert "先前保留的文件找不到了，请重新选择文件。" in page
    assert 'id="id_evidence-error"' in page
    with as_owner():
        assert not Delivery.objects.exists()
    assert gone_to(browser_as("diaocha").post(path, {**hidden, **values}))


def test_an_expired_token_is_refused_and_then_forgotten(
    world: World, browser_as: BrowserAs
) -> None:
    browser = browser_as("diaocha")
    path, values, hidden = a_kept_proof(world, browser)
    world.later(hours=8, minutes=1)
    page = shown(browser.post(path, {**hidden, **values}), 422)
    assert "先前保留的文件已过期（只保留8小时），请重新选择文件。" in page
    with as_owner():
        clock.move_to(world.at - timedelta(seconds=90))
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE jiuzhu_worker")
        forget_drafts(0)
    with as_owner():
        assert UploadDraft.objects.exists()
        clock.move_to(world.at)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE jiuzhu_worker")
        forget_drafts(0)
    with as_owner():
        assert not UploadDraft.objects.exists()
    assert "找不到了" in shown(browser.post(path, {**hidden, **values}), 422)
    fresh = {**hidden, **values, "evidence": a_file("新的.png", 52)}
    assert gone_to(browser.post(path, fresh))


def test_a_form_sent_twice_after_it_came_back_acts_once(
    world: World, browser_as: BrowserAs
) -> None:
    browser = browser_as("diaocha")
    path, values, hidden = a_kept_proof(world, browser)
    first, second = (browser.post(path, {**hidden, **values}) for _ in range(2))
    assert gone_to(first) == gone_to(second)
    with as_owner():
        assert Delivery.objects.count() == 1


def test_the_same_file_is_kept_once_however_often_the_form_comes_back(
    world: World, browser_as: BrowserAs
) -> None:
    browser = browser_as("diaocha")
    path, values, hidden = a_kept_proof(world, browser)
    again = browser.post(path, {**hidden, **values, "recipient": "测试丙"})
    assert KEPT in shown(again, 422)
    assert hidden_values(again)["evidence_kept"] == hidden["evidence_kept"]
    with as_owner():
        assert UploadDraft.objects.count() == 1


def test_what_is_kept_is_encrypted(world: World, browser_as: BrowserAs) -> None:
    a_kept_proof(world, browser_as("diaocha"))
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT content, shown_name, token_digest FROM infra_uploaddraft")
        content, name, _ = (bytes(value) for value in cursor.fetchone())
    assert a_photo(51)[:16] not in content
    assert "凭证".encode() not in name


def test_a_file_that_is_wrong_itself_is_not_kept(world: World, browser_as: BrowserAs) -> None:
    paper = paper_of(world, to_invited(world), "W07")
    browser = browser_as("shouli")
    path = f"/w/papers/{paper.check_code}/scan/"
    page = shown(send(browser, path, {"file": a_file("坏.png", 53).read()[:4]}), 422)
    assert "已保留" not in page
    unsigned = a_file("same.pdf")
    unsigned.seek(0)
    unsigned.truncate()
    pdf = browser.get(f"/w/cases/{paper.case.number}/papers/{paper.check_code}.pdf")  # type: ignore[union-attr]
    unsigned.write(pdf.content)
    unsigned.seek(0)
    page = shown(send(browser, path, {"file": unsigned}), 422)
    assert "就是未签章的原件" in page
    assert "已保留" not in page


def forms_with_files() -> Iterator[type[forms.Form]]:
    for module in walk_packages(web.__path__, f"{web.__name__}."):
        for found in vars(import_module(module.name)).values():
            if isinstance(found, type) and issubclass(found, forms.Form):
                fields = found.base_fields.values()
                if any(isinstance(field, forms.FileField) for field in fields):
                    yield found


def test_every_form_with_a_file_keeps_it() -> None:
    found = set(forms_with_files())
    assert len(found) >= 8
    for form in found:
        assert issubclass(form, KeepsUploads), form
        assert all(
            isinstance(field, UploadField)
            for field in form.base_fields.values()
            if isinstance(field, forms.FileField)
        ), form
