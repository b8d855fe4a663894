"""Every page opens for one who may: its statements run on both servers, its scripts find home."""

from __future__ import annotations

import re
from functools import cache as kept
from pathlib import Path

import pytest
from django.core.cache import cache
from django.http import HttpResponse

from jiuzhu.interfaces.web import desk
from jiuzhu.interfaces.web.access_rows import Access, Area
from support.areas import Areas
from support.records import look_up
from support.visitors import Visitor, client_of
from support.visits import paths, visits

pytestmark = pytest.mark.django_db(databases=["default", "aside"])

MODULES = Path(desk.__file__).parents[1] / "static" / "jiuzhu"
IMPORTED = re.compile(r'^import .*"\./([\w.-]+)";$', re.MULTILINE)
LOADED = re.compile(r'<script[^>]*\bsrc="[^"]*/jiuzhu/([\w-]+)(?:\.\w+)?\.js"')
# A page, a step on, or a form that came too late for this case: not a refusal, not a fault.
OPEN = frozenset({200, 302, 409})
# Opened from a list only, which names the cases or the columns that it is about.
ASKED_WITH = {"desk:assign", "desk:bulk", "desk:columns", "desk:legacy_returned"}


@pytest.fixture(autouse=True)
def _one_connection() -> None:
    """Do without the single connection of the other page tests: here there are really two."""
    cache.clear()


@kept
def asking_to_sign_in() -> frozenset[str]:
    """Return the modules that use the dialog of session.js, themselves or by what they import."""
    imports = {path.name: set(IMPORTED.findall(path.read_text())) for path in MODULES.glob("*.js")}
    found = {"session.js"}
    while more := {name for name, used in imports.items() if used & found} - found:
        found |= more
    return frozenset(name.removesuffix(".js") for name in found)


def test_modules_that_ask_to_sign_in_are_found() -> None:
    assert {"session", "draft", "intake"} <= asking_to_sign_in()


@pytest.mark.parametrize("visitor", [v for v, rows in visits().items() if rows], ids=str)
def test_a_page_opens_and_holds_what_its_scripts_open(areas: Areas, visitor: Visitor) -> None:
    records, wrong, asking = look_up(areas), [], 0
    with areas.entered():
        client = client_of(visitor, records.people)
        for row in visits()[visitor]:
            for path in paths(row, records):
                answer: HttpResponse = client.get(path)  # type: ignore[assignment]
                if answer.status_code not in answers(row):
                    wrong.append(f"{path}: {answer.status_code}")
                elif asks_to_sign_in(answer):
                    asking += 1
                    if b'<dialog id="sign-in"' not in answer.content:
                        wrong.append(f"{path}: its scripts find no dialog to sign in again")
    assert not wrong, "\n".join(wrong)
    assert asking or visitor.role not in {"WINDOW", "ASSISTANT"}


def answers(row: Access) -> frozenset[int]:
    """Return how a page may answer; what belongs to another account looks absent."""
    more = {404} if row.area is Area.OWN else set()
    return OPEN | more | ({422} if row.route in ASKED_WITH else set())


def asks_to_sign_in(answer: HttpResponse) -> bool:
    """Tell a page whose scripts open the dialog."""
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        return False
    return not asking_to_sign_in().isdisjoint(LOADED.findall(answer.content.decode()))
