"""The key pages as pictures: three widths, light, dark and elder view, against stored ones.

What is compared is coarse (support/coarse.py) and, so that a fault has a name, the boxes of the
parts of the page. `scripts/remake_pictures.py` takes the stored pictures anew; look at them
before they are committed.
"""

from __future__ import annotations

import io
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from PIL import Image, ImageFilter
from playwright.sync_api import Page

from browser.test_every_page import HERE, answer_with, opened
from browser.test_ui_catalogue import WIDTHS
from support import coarse
from support.areas import Areas
from support.records import Records, look_up
from support.visitors import Visitor, client_of
from support.world import COUNTY, FANZHEN, ZHUYANG

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db(databases=["default", "aside"]),
]

FOLDER = Path(__file__).parent / "pictures"
BOXES = FOLDER / "boxes.json"
REMAKE = os.environ.get("JIUZHU_PICTURES") == "remake"
LIGHT, DARK, ELDER = ("light", {}), ("dark", {"theme": "dark"}), ("elder", {"elder": "1"})
HEIGHTS = {1366: 768, 683: 768, 360: 800}
MOST_BYTES = 600_000
PARTS = "header, nav, main, h1, h2, aside, form, table, .card, .tabs, .btn-primary, .call, footer"
# The parts that are on the screen, by what they are and their number among their kind.
BOXES_OF = """(parts) => {
  const count = {}, found = {};
  for (const el of document.querySelectorAll(parts)) {
    const box = el.getBoundingClientRect();
    if (!el.checkVisibility() || !box.width || box.top > 1600 || el.closest('details:not([open])'))
      continue;
    const kind = el.matches('.card, .tabs, .btn-primary, .call') ? '.' + el.classList[0]
      : el.tagName.toLowerCase();
    count[kind] = (count[kind] || 0) + 1;
    found[`${kind} ${count[kind]}`] = [box.x, box.y, box.width, box.height].map(Math.round);
  }
  return found;
}"""


@dataclass(frozen=True)
class Key:
    """One of the pages that matter most, who looks at it, and in which views."""

    name: str
    path: str
    visitor: Visitor
    views: tuple[tuple[str, dict[str, str]], ...] = (LIGHT, DARK)


@dataclass(frozen=True)
class Picture:
    """One picture of a page: its name, its width and the page as it was answered."""

    name: str
    width: int
    path: str
    html: str


def key_pages(areas: Areas, records: Records) -> tuple[Key, ...]:
    """Return the key pages with the addresses of real records."""
    clerk, decider = Visitor("WINDOW", ZHUYANG), Visitor("COUNTY_DECIDER", COUNTY)
    waiting = areas.cases[FANZHEN, "OPINION"]
    everybody = (LIGHT, ELDER, DARK)
    return (
        Key("tasks", "/w/", clerk),
        Key("case", f"/w/cases/{records.numbers['DECIDED_YES']}/", clerk),
        Key("intake", "/w/intents/new/", clerk),
        Key("deciding", f"/w/decisions/?case={waiting}", decider),
        Key("start", "/", Visitor("ANONYMOUS"), everybody),
        Key(
            "progress",
            f"/c/cases/{records.numbers['DECIDED_YES']}/",
            Visitor("CITIZEN", "own"),
            everybody,
        ),
    )


@pytest.fixture(scope="module")
def pictures(areas: Areas, django_db_blocker: Any) -> list[Picture]:
    """Ask for the pages before the browser runs."""
    found = []
    records = look_up(areas)
    with areas.connect("jiuzhu_owner") as asking:  # another walk may have ended the newcomer's tour
        asking.execute("UPDATE accounts_user SET tour_ended_at = NULL")
        asking.commit()
    with django_db_blocker.unblock(), areas.entered():
        cache.clear()
        for key in key_pages(areas, records):
            client: Client = client_of(key.visitor, records.people)
            for view, cookies in key.views:
                client.cookies.load(cookies)
                answer = client.get(key.path)
                assert answer.status_code == 200, (key.name, answer.status_code)
                html = answer.content.decode()
                found += [Picture(f"{key.name}-{w}-{view}", w, key.path, html) for w in WIDTHS]
                for name in cookies:
                    del client.cookies[name]
    return found


def drawn(page: Page, one: Picture) -> tuple[Image.Image, dict[str, list[int]]]:
    """Return a page as a reduced picture, and where its parts stand."""
    page.unroute_all()
    page.route("**/*", answer_with(one.html))
    page.set_viewport_size({"width": one.width, "height": HEIGHTS[one.width]})
    page.goto(HERE + one.path)
    page.evaluate("document.fonts.ready")
    boxes: dict[str, list[int]] = page.evaluate(BOXES_OF, PARTS)
    return coarse.reduced(page.screenshot(full_page=True, animations="disabled")), boxes


def test_key_pages_look_as_they_did(pictures: list[Picture]) -> None:
    if REMAKE:
        remake(pictures)
    known = json.loads(BOXES.read_text("utf-8"))
    wrong = {}
    with opened() as page:
        for one in pictures:
            now, boxes = drawn(page, one)
            before = Image.open(FOLDER / f"{one.name}.png")
            told = coarse.moved(known[one.name], boxes)
            redrawn = coarse.share_redrawn(before, now)
            if redrawn > coarse.MOST_STRONG:
                told.append(f"{redrawn:.1%} drawn otherwise")
            if told:
                wrong[one.name] = told
    words = "\n".join(f"{name}: {'; '.join(told[:6])}" for name, told in wrong.items())
    assert not wrong, f"look, then scripts/remake_pictures.py if it is meant:\n{words}"


def test_stored_pictures_are_those_of_the_pages_and_small(pictures: list[Picture]) -> None:
    names = {one.name for one in pictures}
    stored = {path.stem for path in FOLDER.glob("*.png")}
    assert stored == names == set(json.loads(BOXES.read_text("utf-8")))
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < MOST_BYTES


def remake(pictures: list[Picture]) -> None:
    """Write all pictures and boxes anew."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    found = {}
    with opened() as page:
        for one in pictures:
            now, found[one.name] = drawn(page, one)
            coarse.keep(now, FOLDER / f"{one.name}.png")
    lines = ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in sorted(found.items()))
    BOXES.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


BROKEN = {
    "no style at all": "* { all: revert !important }",
    "the menu gone": "nav { display: none !important }",
    "cells below each other": "td, th { display: block !important }",
    "the page pushed down": "main { margin-top: 40px !important }",
    "smaller letters": "main, main * { font-size: 9px !important }",
    "other colours": "header { background: #fff !important; color: #000 !important }",
}


def tasks_page(pictures: list[Picture], style: str = "") -> Picture:
    """Return the list of tasks on a desk, with a style of ours on top."""
    one = next(picture for picture in pictures if picture.name == f"tasks-{WIDTHS[0]}-light")
    html = one.html.replace("</head>", f"<style>{style}</style></head>")
    return Picture(one.name, one.width, one.path, html)


def test_a_broken_layout_is_seen(pictures: list[Picture]) -> None:
    unseen = []
    with opened() as page:
        before, boxes = drawn(page, tasks_page(pictures))
        for fault, style in BROKEN.items():
            now, now_boxes = drawn(page, tasks_page(pictures, style))
            if coarse.is_same(before, now) and not coarse.moved(boxes, now_boxes):
                unseen.append(fault)
    assert unseen == []


def test_other_edges_of_the_letters_are_not(pictures: list[Picture]) -> None:
    with opened() as page:
        before, boxes = drawn(page, tasks_page(pictures))
        softer = "* { text-rendering: geometricPrecision; -webkit-text-stroke: 0.2px }"
        now, now_boxes = drawn(page, tasks_page(pictures, softer))
        blurred = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    assert coarse.moved(boxes, now_boxes) == []
    assert coarse.is_same(before, now)
    shot = io.BytesIO()
    blurred.filter(ImageFilter.GaussianBlur(0.8)).save(shot, "PNG")
    assert coarse.is_same(before, coarse.reduced(shot.getvalue()))
