"""Every template in a real browser: accessible, never wider than the screen, easy to touch.

Pages are rendered as the web role over real cases and shown to the browser as they were answered.
One role for each template; `JIUZHU_CRAWL=all` takes every page as every role that may open it, in
light, dark and elder view (scripts/crawl_pages.py).
"""

from __future__ import annotations

import gzip
import mimetypes
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.template.backends import jinja2
from django.test import Client
from playwright.sync_api import Page, Route, sync_playwright

import jiuzhu.interfaces.web
from browser.conftest import ARGUMENTS, chromium
from browser.test_ui_catalogue import MAIN_CONTROLS, RULES, SMALLER_THAN, WIDTHS
from jiuzhu.interfaces.web.access_rows import Access
from jiuzhu.interfaces.web.access_table import ACCESS_TABLE
from support.areas import Areas
from support.records import look_up
from support.visitors import VISITORS, Visitor, client_of
from support.world import COUNTY, ZHUYANG

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db(databases=["default", "aside"]),
]

TEMPLATES = Path(jiuzhu.interfaces.web.__file__).parent / "templates"
EVERYTHING = os.environ.get("JIUZHU_CRAWL") == "all"
LIGHT = {"theme": "light", "elder": "0"}
VIEWS = (LIGHT, {**LIGHT, "theme": "dark"}, {**LIGHT, "elder": "1"}) if EVERYTHING else (LIGHT,)
HERE = "http://127.0.0.1:9"
HOME = (ZHUYANG, COUNTY, f"{COUNTY}HD", "3709", f"{ZHUYANG}/0", "own", "")
PSEUDO = {"ANONYMOUS": "ANYBODY", "CITIZEN": "CITIZEN"}
# Addresses of which one page is not all there is to see.
ALSO = {
    "desk:case": ("?tab=members", "?tab=materials", "?tab=notes", "?tab=trace"),
    "desk:columns": ("?page=TASKS",),
    "desk:assign": ("?list=CASES&case={case}",),
}
# Shown only in answer to a form or to one account; the journeys of this folder come by them.
NEEDS_MORE = frozenset(
    {
        "account/logout.html",
        "citizen/code.html",
        "citizen/followed.html",
        "citizen/home.html",  # somebody with several cases
        "desk/bulk/step.html",
        "desk/intents/shown_link.html",
        "desk/jobs/job.html",
        "desk/print/done.html",
        "desk/relief/one.html",  # an emergency: looked at by test_urgent
        "desk/print/plan.html",
        "desk/verification/report.html",
        "errors/error.html",
        "mfa/authenticate.html",
        "mfa/reauthenticate.html",  # by the age of the session
        "mfa/totp/activate_form.html",
        "public/assessed.html",
    }
)


@dataclass(frozen=True)
class Shown:
    """One page as somebody got it."""

    path: str
    template: str
    visitor: str
    html: str


def visits(row: Access) -> list[Visitor]:
    """Return who may open an address, from the office of the cases."""
    return [
        visitor
        for visitor in VISITORS
        if visitor.organ in HOME
        and (
            visitor.role in row.get
            or row.get == {PSEUDO.get(visitor.role, "STAFF")}
            or (row.get == {"ANYBODY"} and visitor.role == "ANONYMOUS")
        )
    ]


@pytest.fixture(scope="module")
def shown(areas: Areas, django_db_blocker: Any) -> list[Shown]:
    """Ask for the pages before the browser runs."""
    found: list[Shown] = []
    known: set[str] = set()
    drawn: list[str] = []
    render = jinja2.Template.render

    def noted(template: jinja2.Template, *given: Any, **more: Any) -> str:
        drawn.append(template.template.name)
        return render(template, *given, **more)

    records = look_up(areas)
    with django_db_blocker.unblock(), areas.entered(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja2.Template, "render", noted)
        cache.clear()
        clients: dict[Visitor, Client] = {}
        for row in ACCESS_TABLE:
            for visitor, query in product(visits(row), ("", *ALSO.get(row.route, ()))):
                client = clients.setdefault(visitor, client_of(visitor, records.people))
                for view in VIEWS:
                    client.cookies.load(view)
                    drawn.clear()
                    path = records.path(row) + query.format(case=records.number(row))
                    answer = client.get(path)
                    html = answer.content.decode() if drawn and answer.status_code == 200 else ""
                    is_new = EVERYTHING or (drawn and drawn[-1] not in known)
                    if is_new and html.startswith("<!doctype"):
                        known.add(drawn[-1])
                        found.append(Shown(path, drawn[-1], f"{visitor}{view}", html))
    return found


@contextmanager
def opened() -> Iterator[Page]:
    """Open the browser inside a test only: its loop and the database do not mix."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        tab = context.new_page()
        tab.set_default_timeout(15_000)
        yield tab
        browser.close()


def answer_with(html: str) -> Any:
    """Answer the page itself and its own static files; everything else is an empty answer."""

    def answer(route: Route) -> None:
        asked = urlsplit(route.request.url)
        if route.request.is_navigation_request() and route.request.frame.parent_frame is None:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
            return
        name = asked.path.partition("/static/")[2]
        if name and (path := finders.find(name)):
            kind = mimetypes.guess_type(str(path))[0] or "application/octet-stream"
            route.fulfill(body=Path(path).read_bytes(), content_type=kind)
            return
        route.fulfill(status=204)

    return answer


def faults_of(page: Page, one: Shown) -> list[str]:
    """Return what is wrong with a page: axe, width, targets on a phone."""
    page.unroute_all()
    page.route("**/*", answer_with(one.html))
    page.set_viewport_size({"width": WIDTHS[0], "height": 768})
    page.goto(HERE + one.path)
    found = Axe().run(page, options={"runOnly": RULES})
    faults = [found.generate_report()] if found.violations_count else []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 768})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            faults.append(f"{wide} px wide at {width}")
    faults += page.evaluate(SMALLER_THAN, [MAIN_CONTROLS, 44])
    return faults


def test_every_page_is_for_everybody(
    shown: list[Shown], capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {}
    with opened() as page:
        for place, one in enumerate(shown, 1):
            if faults := faults_of(page, one):
                wrong[f"{one.template} {one.path} {one.visitor}"] = faults
            if EVERYTHING and (place % 50 == 0 or place == len(shown)):
                with capsys.disabled():
                    sys.stdout.write(f"{place} of {len(shown)} pages, {len(wrong)} with faults\n")
                    sys.stdout.flush()
    assert not wrong, "\n".join(f"{name}: {faults}" for name, faults in wrong.items())


def test_every_template_was_shown(shown: list[Shown]) -> None:
    extends = {
        str(path.relative_to(TEMPLATES)): re.findall(
            r'{% extends "?([^" ]+)"? %}', path.read_text(encoding="utf-8")
        )
        for path in TEMPLATES.rglob("*.html")
    }
    beneath = {name for found in extends.values() for name in found}
    pages_of_ours = {name for name, found in extends.items() if found} - beneath
    assert pages_of_ours >= NEEDS_MORE
    missing = sorted(pages_of_ours - NEEDS_MORE - {one.template for one in shown})
    assert not missing, "\n".join(missing)


def weight_of(one: Shown) -> int:
    """Return the bytes of a page and its own files, packed as they are sent."""
    names = re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js))"', one.html)
    files = [Path(str(finders.find(name))).read_bytes() for name in dict.fromkeys(names)]
    return sum(len(gzip.compress(content)) for content in (one.html.encode(), *files))


def test_no_page_is_heavy(shown: list[Shown]) -> None:
    most = {"desk": 60_000, "village": 60_000, "citizen": 30_000, "public": 30_000}
    heavy = {}
    for one in shown:
        surface = re.search(r'<html[^>]* class="(\w+)', one.html)
        assert surface is not None, one.path
        if (weight := weight_of(one)) > most[surface[1]]:
            heavy[one.path] = weight
    assert heavy == {}


def test_public_pages_hold_no_identity_number(shown: list[Shown]) -> None:
    anybody = [one for one in shown if one.visitor.startswith("ANONYMOUS")]
    public = [one for one in anybody if one.template != "system/ui.html"]  # parts, no person
    number = re.compile(r"(?<!\d)\d{6}(?:19|20)\d{9}[\dX](?!\d)")
    assert len(public) > 5
    assert not [one.path for one in public if number.search(one.html)]
