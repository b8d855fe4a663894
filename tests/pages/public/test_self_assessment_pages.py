"""Self-assessment and the page of policy: one question a page, nothing kept, nothing guessed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from jiuzhu.infra import clock
from jiuzhu.interfaces.web.public.questions import QUESTIONS
from support.browser import as_owner
from support.pages import shown
from support.world import World

PATH = "/pinggu/"
ANSWERS: tuple[dict[str, Any], ...] = (
    {"category": "RURAL"},
    {"persons": "3"},
    {"income": "900"},
    {"savings": "0"},
    {},
    {},
)


EARLIER = {"category": "RURAL", "persons": "2", "income": "1", "savings": "0"}


class Anybody(Client):
    """A browser of nobody in particular, at the moment of the world's clock."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world

    def request(self, **request: Any) -> Any:
        with as_owner():
            clock.move_to(self.world.at)
        return super().request(**request)


def hidden(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page):
        found.setdefault(name, []).append(value)
    found.pop("next", None)
    return found


def walk(anybody: Anybody, *changes: dict[str, Any]) -> str:
    """Answer every question in turn as a person does, and return the last page."""
    page = shown(anybody.get(PATH))
    for place, given in enumerate(ANSWERS):
        own = next((one for one in changes if set(one) & set(QUESTIONS[place].base_fields)), given)
        assert QUESTIONS[place].title in page
        page = shown(anybody.post(PATH, {**hidden(page), **own}))
    return page


def test_six_questions_lead_to_an_outlook(world: World) -> None:
    anybody = Anybody(world)
    page = walk(anybody)
    assert "按您填的，可能符合低保条件" in page
    assert "只是参考，不是决定" in page
    assert "475.00" in page
    assert "300.00" in page
    assert "第九条" in page
    assert 'href="tel:12345"' in page
    assert "sessionid" not in anybody.cookies


def test_answers_stay_out_of_every_address(world: World) -> None:
    page = walk(Anybody(world))
    assert not re.search(r'(?:href|action)="[^"]*(?:income|900|RURAL)', page)
    assert "可能符合" not in shown(Anybody(world).get(PATH, {"income": "900", "at": "5"}))


def test_reasons_come_with_their_article(world: World) -> None:
    page = walk(Anybody(world), {"income": "3000"}, {"owned": ["CAR"]})
    assert "可能不符合低保条件" in page
    assert "机动车" in page
    assert page.count("依据：") >= 2
    assert "我要申请" in page


def test_other_schemes_are_named(world: World) -> None:
    page = walk(Anybody(world), {"situations": ["ALONE", "ACCIDENT", "COSTS"]})
    for words in ("特困人员救助供养", "急难型临时救助", "24小时内", "支出型临时救助"):
        assert words in page


def test_a_missing_standard_is_said(world: World) -> None:
    world.at = world.at.replace(year=2026, month=11, day=20)
    page = walk(Anybody(world))
    assert "现在没有可用的标准" in page
    assert "没有取得正式文本" in page


@pytest.mark.parametrize(
    ("at", "given", "field"),
    [
        (0, {}, "category"),
        (0, {"category": "MOON"}, "category"),
        (1, {"category": "RURAL", "persons": "0"}, "persons"),
        (1, {"category": "RURAL", "persons": "很多"}, "persons"),
        (1, {"category": "RURAL", "persons": "99999"}, "persons"),
        (2, {"category": "RURAL", "persons": "２", "income": "-5"}, "income"),
        (2, {"category": "RURAL", "persons": "2", "income": "<script>1"}, "income"),
        (
            4,
            {"category": "RURAL", "persons": "2", "income": "1", "savings": "0", "owned": "X"},
            "owned",
        ),
        (5, {"category": "RURAL", "persons": "x", "income": "1", "savings": "0"}, "persons"),
    ],
)
def test_nonsense_is_named_at_its_question(
    world: World, at: int, given: dict[str, str], field: str
) -> None:
    page = shown(Anybody(world).post(PATH, {"at": str(at), **given}), 422)
    assert f"id_{field}" in page
    assert "有1处需要更正" in page
    assert "<script>1" not in page


def test_going_back_keeps_every_answer(world: World) -> None:
    anybody = Anybody(world)
    given = {"at": "3", "category": "URBAN", "persons": "4", "income": "12", "savings": "5"}
    page = shown(anybody.post(PATH, {**given, "back": "1"}))
    assert QUESTIONS[2].title in page
    assert 'value="12"' in page
    assert hidden(page)["savings"] == ["5"]
    assert hidden(page)["category"] == ["URBAN"]


def test_policy_names_amount_day_paper_and_what_is_missing(world: World) -> None:
    page = shown(Anybody(world).get("/zc/"))
    for words in ("475.00", "630.00", "2020年7月1日", "泰安市2020年城乡低保"):
        assert words in page
    # A care standard nobody has checked is said to be missing, never promised.
    assert "数额没有取得正式文本" in page
    assert "275.00" not in page
    assert "550.00" not in page
    for proof in ("收入证明", "疾病证明", "土地承包经营证明", "失业登记证明"):
        assert proof in page
    assert "未核实" in page
    assert 'href="tel:12345"' in page
    assert "居民身份证" in page
    drawing = Anybody(world).get("/zc/flow.svg")
    assert drawing.headers["Content-Type"] == "image/svg+xml"


def test_policy_fills_no_hole_of_a_later_year(world: World) -> None:
    world.at = world.at.replace(year=2026, month=11, day=20)
    page = shown(Anybody(world).get("/zc/"))
    assert "475.00" not in page
    assert "没有可用的标准" in page
    assert date(2026, 11, 20).strftime("%Y年") in page
