"""Own layouts of an exported list: columns, order, names; private or the office's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jiuzhu.interfaces.web.parts import list_export
from support.browser import Browser, hidden_values
from support.stream import to_intent
from support.workbooks import sheet_of
from support.world import OTHER_TOWNSHIP, World

pytestmark = pytest.mark.django_db
PATH = "/w/exports/cases/templates/"
LAYOUT = {"place_number": "1", "name_number": "受理编号", "place_applicant": "2"}


def kept(browser: Browser, path: str = PATH, **values: str) -> Any:
    given = {"name": "省厅月报", **LAYOUT, "name_applicant": "户主", **values}
    key = hidden_values(browser.get(path))["idempotency_key"]
    sent = browser.post(path, {"idempotency_key": key, **given})
    return browser.get(sent.headers["Location"]) if sent.status_code == 302 else sent


def test_a_list_is_exported_in_own_columns_order_and_names(
    world: World, browser_as: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = to_intent(world)
    browser = browser_as("shouli")
    path = f"{PATH}?state=INTENT"
    assert path in browser.get("/w/cases/?state=INTENT").content.decode()
    shown = kept(browser, path)
    assert "已存为模板：省厅月报" in shown.content.decode()
    assert "受理编号、户主" in shown.content.decode()
    link = next(
        part.split('"')[0].replace("&amp;", "&")
        for part in shown.content.decode().split('href="')
        if "template=" in part.split('"')[0]
    )
    assert "state=INTENT" in link
    rows = sheet_of(browser.get(link).content, 1)
    assert rows == [["受理编号", "户主"], [case.number, "测试甲"]]
    monkeypatch.setattr(list_export, "AT_ONCE", 0)
    assert "template=" in browser.get(link).headers["Location"]  # the job takes the layout along


def test_a_private_layout_is_ones_own_and_a_shared_one_the_offices(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    del world
    browser, colleague = browser_as("shouli"), browser_as("shenhe")
    kept(browser, name="自己的")
    kept(browser, name="大家的", is_shared="on")
    seen = colleague.get(PATH).content.decode()
    assert ("自己的" in seen, "大家的" in seen) == (False, True)
    assert "大家的" not in browser_as("shouli", OTHER_TOWNSHIP).get(PATH).content.decode()
    mine = browser.get(PATH).content.decode()
    code = mine.split('name="code" value="')[1].split('"')[0]
    assert colleague.post("/w/exports/templates/remove/", {"code": code}).status_code == 404
    gone = browser.post("/w/exports/templates/remove/", {"code": code}, follow=True)
    assert "已删去模板" in gone.content.decode()
    assert browser.post("/w/exports/templates/remove/", {}).status_code == 422
    assert browser.get(f"/w/cases/?to=xlsx&template={code}").status_code == 404


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"place_number": "", "place_applicant": ""}, "还没有选列"),
        ({"place_number": "一"}, "顺序要填数字"),
        ({"name_applicant": "受理编号"}, "列名不能相同"),
        ({"name": ""}, "填写"),
    ],
)
def test_a_wrong_layout_is_answered_in_place(
    world: World, browser_as: Callable[..., Browser], values: dict[str, str], words: str
) -> None:
    del world
    answer = kept(browser_as("shouli"), **values)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert 'value="户主"' in answer.content.decode() or "name_applicant" in values


def test_names_are_used_once_and_not_without_end(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    del world
    browser = browser_as("shouli")
    for number in range(12):
        assert kept(browser, name=f"第{number}个").status_code == 200
    assert "最多存 12 个" in kept(browser, name="再一个").content.decode()
    code = browser.get(PATH).content.decode().split('name="code" value="')[1].split('"')[0]
    browser.post("/w/exports/templates/remove/", {"code": code})
    assert kept(browser, name="第5个").status_code == 409
    assert browser.get("/w/exports/looks/templates/").status_code == 404
