"""Help in the frame and as a page; the guided tour, shown once to each account."""

from __future__ import annotations

import pytest
from django.test import Client

from jiuzhu.interfaces.web.parts.help import cards, helps
from jiuzhu.registers.accounts.models import User
from support.browser import as_owner, sign_in
from support.pages import gone_to, shown
from support.world import World

ENDS = "/help/tour/end/"


def test_help_stands_on_the_page_with_its_clause(world: World) -> None:
    page = shown(sign_in(world, "shouli").get("/w/"))
    found = helps()["desk:tasks"]
    for line in found.lines:
        assert line in page
    assert found.clauses[0].text in page
    assert 'href="/help/desk:tasks/"' in page


def test_help_is_a_page_of_its_own(world: World) -> None:
    browser = sign_in(world, "shouli")
    page = shown(browser.get("/help/desk:grant/"))
    assert "参与过核对、入户、审核的人不能批" in page
    assert "20个工作日" in page
    assert "没有这一页的帮助" in shown(browser.get("/help/desk:nowhere/"), 404)
    shown(browser.get("/help/%3Cscript%3E/"), 404)


def test_help_and_tour_in_the_language_that_was_chosen(world: World) -> None:
    browser = sign_in(world, "shouli")
    browser.cookies["language"] = "en"
    assert "The next step stands at the top right" in shown(browser.get("/help/desk:case/"))
    assert "Enter opens the first one; j and k move down and up." in shown(browser.get("/w/"))
    assert "First look at My tasks" in shown(browser.get("/help/tour/1/"))


def test_all_help_is_listed(world: World) -> None:
    page = shown(sign_in(world, "shouli").get("/help/"))
    assert all(one.title in page for one in helps().values())
    anybody = shown(Client().get("/help/"))
    assert "自我评估" in anybody
    assert "核对报告" not in anybody
    assert 'class="public phone' in anybody


def test_the_tour_is_offered_until_it_was_seen(world: World) -> None:
    browser = sign_in(world, "shouli")
    assert "第一次用？" in shown(browser.get("/w/"))
    for number, card in enumerate(cards(), 1):
        page = shown(browser.get(f"/help/tour/{number}/"))
        assert card.title in page
        assert f"第{number}张，共8张" in page
    assert "第一次用？" in shown(browser.get("/w/")), "looking alone ends nothing"
    assert gone_to(browser.post(ENDS)) == "/w/"
    assert "第一次用？" not in shown(browser.get("/w/"))
    assert "先看我的待办" in shown(browser.get("/help/tour/1/")), "it opens again from the help"
    assert 'href="/help/tour/1/"' in shown(browser.get("/help/"))


def test_the_end_of_the_tour_is_kept_for_the_account_alone(world: World) -> None:
    one, other = sign_in(world, "shouli"), sign_in(world, "shenhe")
    one.post(ENDS)
    with as_owner():
        first = User.objects.get(tour_ended_at__isnull=False).tour_ended_at
    assert "第一次用？" in shown(other.get("/w/"))
    world.later(days=1)
    one.post(ENDS)
    with as_owner():
        assert User.objects.get(tour_ended_at__isnull=False).tour_ended_at == first


@pytest.mark.parametrize("number", [0, 9, 99999])
def test_there_is_no_ninth_card(world: World, number: int) -> None:
    shown(sign_in(world, "shouli").get(f"/help/tour/{number}/"), 404)
