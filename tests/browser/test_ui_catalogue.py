"""The catalogue of components in a real browser: all surfaces, widths, dark and elder view."""

import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings
from playwright.sync_api import Browser, Page, sync_playwright

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1366, 683, 360)
STAFF, PHONE = ("desk",), ("village", "citizen", "public")
VIEWS = [
    *((surface, "0") for surface in (*STAFF, *PHONE)),
    *((surface, "1") for surface in PHONE),
]
MAIN_CONTROLS = (
    ".btn, .call, .tiles a, .tabs a, select, input[type=text], input[type=search], .masthead button"
)
ALL_TARGETS = "a[href], button, select, input:not([type=hidden]), summary"
SMALLER_THAN = """([selector, least]) => [...document.querySelectorAll(selector)]
  .map(el => el.matches('input[type=checkbox], input[type=radio]') ? el.closest('label') ?? el : el)
  .filter(el => el.offsetParent !== null && !el.matches('.sr, .skip'))
  .filter(el => getComputedStyle(el).display !== 'inline')
  .map(el => [el.outerHTML.slice(0, 80), el.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < least - 0.5 || box.width < least - 0.5))
  .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""
SMALL_TEXT = """([least]) => [...document.querySelectorAll('body *')].filter(el => el.offsetParent
    && !el.matches('.sr, .sr *') && [...el.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
  .map(el => [el.outerHTML.slice(0, 80), getComputedStyle(el)])
  .filter(([, s]) => parseFloat(s.fontSize) < least - 0.1
     || parseFloat(s.lineHeight) / parseFloat(s.fontSize) < 1.295)
  .map(([html, s]) => `${html} ${s.fontSize} ${s.lineHeight}`)"""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    parts = "jiuzhu.interfaces.web.parts"
    middleware = [
        f"{parts}.headers.SecurityHeadersMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ]
    with override_settings(ROOT_URLCONF=f"{parts}.urls", MIDDLEWARE=middleware, DEBUG=True):
        application = StaticFilesHandler(WSGIHandler())
        server = make_server("127.0.0.1", 0, application, _Server, _Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Any]:
    contexts = []

    def _visit(surface: str, width: int, **cookies: str) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 768})
        contexts.append(context)
        context.add_cookies([{"name": k, "value": v, "url": site} for k, v in cookies.items()])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(f"{site}/system/ui/?surface={surface}")
        return page

    yield _visit
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("theme", "width"), [("light", 1366), ("dark", 360)])
@pytest.mark.parametrize(("surface", "elder"), VIEWS)
def test_accessible(visit: Any, surface: str, elder: str, width: int, theme: str) -> None:
    found = Axe().run(visit(surface, width, elder=elder, theme=theme), options={"runOnly": RULES})

    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(("surface", "elder"), VIEWS)
def test_never_wider_than_the_screen(visit: Any, surface: str, elder: str) -> None:
    page = visit(surface, 1366, elder=elder)
    widths = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 768})
        widths[width] = page.evaluate("document.documentElement.scrollWidth")

    assert widths == {width: width for width in WIDTHS}


@pytest.mark.parametrize(
    ("surface", "elder", "width", "controls", "least"),
    [
        ("desk", "0", 1366, ALL_TARGETS, 24),
        *((surface, "0", 360, MAIN_CONTROLS, 44) for surface in (*STAFF, *PHONE)),
        *((surface, "1", 360, MAIN_CONTROLS, 60) for surface in PHONE),
    ],
)
def test_targets_are_large_enough(
    visit: Any, surface: str, elder: str, width: int, controls: str, least: int
) -> None:
    page = visit(surface, width, elder=elder)

    assert page.evaluate(SMALLER_THAN, [controls, least]) == []


@pytest.mark.parametrize(
    ("surface", "elder", "least"),
    [("desk", "0", 13), *((one, "0", 18) for one in PHONE), *((one, "1", 24) for one in PHONE)],
)
def test_text_is_large_enough(visit: Any, surface: str, elder: str, least: int) -> None:
    page = visit(surface, 360, elder=elder)

    assert page.evaluate(SMALL_TEXT, [least]) == []


def test_sizes_of_the_desk(visit: Any) -> None:
    page = visit("desk", 1366)

    def height(selector: str) -> float:
        return page.evaluate(
            "s => document.querySelector(s).getBoundingClientRect().height", selector
        )

    assert page.evaluate("getComputedStyle(document.body).fontSize") == "14px"
    assert round(height("tbody tr")) == 38
    assert round(height("#fresh_name")) == 32


def test_sheet_asks_no_one_else_and_runs_nothing_inline(
    visit: Any, browser: Browser, site: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto(f"{site}/system/ui/", wait_until="networkidle")
    context.close()

    assert len(asked) >= 3
    assert [url for url in asked if not url.startswith(site)] == []
    assert [text for text in complaints if "Autofocus" not in text] == []


def test_errors_take_the_focus_and_lead_to_the_field(visit: Any) -> None:
    page = visit("desk", 1366)

    assert page.evaluate("document.activeElement.id") == "errors"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#id_name"


def test_keys_walk_the_list_and_open_a_row(visit: Any) -> None:
    page = visit("desk", 1366)
    page.evaluate("document.activeElement.blur()")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("j")
    assert page.evaluate("document.querySelector('tr.here').dataset.href").endswith("?case=1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?case=1")
    page.go_back()
    assert page.evaluate("document.activeElement !== null")


def test_slash_goes_to_the_search_box_and_is_typed_nowhere(visit: Any) -> None:
    page = visit("desk", 1366)
    page.evaluate("document.activeElement.blur()")

    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("j/")
    assert page.input_value("#search") == "j/"


def test_every_stop_of_the_keyboard_shows_a_ring(visit: Any) -> None:
    page = visit("desk", 1366)
    page.evaluate("document.activeElement.blur()")
    rings = set()
    for _stop in range(25):
        page.keyboard.press("Tab")
        rings.add(page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))

    assert rings == {"solid"}


def test_elder_view_is_remembered_by_the_server(visit: Any) -> None:
    page = visit("citizen", 360)

    page.get_by_role("button", name="长辈版").click()
    page.wait_for_load_state()

    assert "elder" in page.evaluate("document.documentElement.className")
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "24px"


def test_page_works_without_scripts(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/system/ui/")

    dead = page.locator("[data-script]:visible").count()
    page.locator("details.dropdown summary").last.click()
    open_menu = page.get_by_role("button", name="深色").is_visible()
    context.close()

    assert dead == 0
    assert open_menu


def test_list_prints_on_landscape_paper_with_its_header(
    browser: Browser, visit: Any, tmp_path: Path
) -> None:
    page = visit("desk", 1366, theme="dark")
    page.evaluate(
        """() => { const body = document.querySelector('table.grid[data-keys] tbody');
        for (let n = 0; n < 60; n++) body.append(body.rows[n % 7].cloneNode(true)); }"""
    )
    paper = tmp_path / "list.pdf"
    page.pdf(path=paper, prefer_css_page_size=True)

    import pikepdf

    with pikepdf.open(paper) as pdf:
        boxes = {tuple(round(float(edge)) for edge in sheet.mediabox) for sheet in pdf.pages}
    text = subprocess.run(["pdftotext", "-layout", paper, "-"], check=True, capture_output=True)
    sheets = text.stdout.decode().split("\f")

    assert boxes == {(0, 0, 842, 595)}
    assert sum("拟保障" in sheet and "超期3个工作日" in sheet for sheet in sheets) >= 3
    assert "下一步" not in text.stdout.decode()
