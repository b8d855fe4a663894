"""Anybody objects on the web, without script and without a name; a flood is held back."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache

from jiuzhu.casework.objections.models import Objection
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.interfaces.web.parts.pace import MOST_AN_HOUR
from pages.public.test_public_pages import Anybody
from support.browser import as_owner, hidden_values
from support.pages import shown
from support.stream import to_published
from support.world import World

WORDS = "他家儿子在县城开店。"


@pytest.fixture
def notice(world: World) -> PublicNotice:
    cache.clear()
    return to_published(world)


def send(anybody: Anybody, path: str, **values: str):
    return anybody.post(path, {**hidden_values(anybody.get(path)), "text": WORDS, **values})


def kept() -> list[Objection]:
    with as_owner():
        return list(Objection.objects.order_by("pk"))


def test_from_the_notice_to_a_number(world: World, notice: PublicNotice) -> None:
    world.later(days=1)
    anybody = Anybody(world)
    place = shown(anybody.get(f"/gk/{notice.village.code}/"))
    found = re.search(r'href="(/gk/yy/[^"]+)"', place)
    assert found is not None
    page = anybody.get(found[1])
    assert "noindex" in page.headers["X-Robots-Tag"]
    told = shown(send(anybody, found[1]))
    (row,) = kept()
    assert row.number in told
    assert WORDS not in told
    assert (row.channel, row.name, row.text) == ("WEB", None, WORDS)


def test_a_page_with_a_number_of_a_person_does_not_leave(
    world: World, notice: PublicNotice
) -> None:
    world.later(days=1)
    anybody = Anybody(world)
    path = f"/gk/{notice.village.code}/"
    shown(anybody.get(path))
    with as_owner():
        PublicNotice.objects.filter(pk=notice.pk).update(
            web={**notice.web, "masked_name": "王*，13805380000"}
        )
    held = shown(anybody.get(path), 404)
    assert "13805380000" not in held
    assert "已经停止显示" in held


def test_a_second_submit_is_the_first_one(world: World, notice: PublicNotice) -> None:
    world.later(days=1)
    anybody = Anybody(world)
    path = f"/gk/yy/{notice.code}/"
    values = {**hidden_values(anybody.get(path)), "text": WORDS}
    first, second = shown(anybody.post(path, values)), shown(anybody.post(path, values))
    (row,) = kept()
    assert row.number in first
    assert row.number in second


def test_an_address_that_is_no_notice_shows_the_same_form(
    world: World, notice: PublicNotice
) -> None:
    world.later(days=1)
    anybody = Anybody(world)
    real, wrong = (
        re.sub(r'value="[^"]*"', "", shown(anybody.get(f"/gk/yy/{code}/")))
        for code in (notice.code, "ABCDEFGHJKLMNPQR")
    )
    assert real.replace(notice.code, "") == wrong.replace("ABCDEFGHJKLMNPQR", "")
    assert "不在公示期内" in shown(send(anybody, "/gk/yy/ABCDEFGHJKLMNPQR/"), 422)
    assert kept() == []


def test_nothing_is_written_without_words_or_with_half_a_name(
    world: World, notice: PublicNotice
) -> None:
    world.later(days=1)
    anybody = Anybody(world)
    path = f"/gk/yy/{notice.code}/"
    shown(send(anybody, path, text=""), 422)
    assert 'id="id_contact-error"' in shown(send(anybody, path, name="某人"), 422)
    assert kept() == []


def test_a_flood_from_one_address_is_held_back(world: World, notice: PublicNotice) -> None:
    world.later(days=1)
    anybody = Anybody(world)
    path = f"/gk/yy/{notice.code}/"
    send(anybody, path)
    cache.set("citizen-objections-127.0.0.1", MOST_AN_HOUR)
    answer = send(anybody, path)
    assert "提交得太多了" in answer.content.decode()
    assert len(kept()) == 1
