"""Lists as a clerk uses them: keys and presses counted, rows ticked, paper looked at."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Page

from browser import steps
from browser.desks import TOWNSHIP, Desks
from browser.families import LISTED
from browser.officer import Officer
from jiuzhu.kernel.names import initials

pytestmark = pytest.mark.browser
A4_LANDSCAPE = (842, 595)
WORD = re.compile(r'<word xMin="([-0-9.]+)" yMin="[-0-9.]+" xMax="([-0-9.]+)"[^>]*>(.*?)</word>')
SIXTY_ROWS = """() => { const body = document.querySelector('table.grid tbody');
  const rows = [...body.rows];
  for (let n = 0; n < 60; n++) body.append(rows[n % rows.length].cloneNode(true)); }"""
HEADS = """() => [...document.querySelectorAll('table.grid thead th:not(.pick)')]
  .map(th => th.textContent.replace(/\\s/g, ''))"""
SIGNS = """() => [...document.querySelectorAll('table.grid tbody tr:first-child .chip')]
  .map(chip => chip.textContent.replace(/\\s/g, ''))"""


class Counted:
    """Count what a person does: clicks and key chords; typing of data is not counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    def key(self, chord: str) -> None:
        self.actions += 1
        self.page.keyboard.press(chord)

    def click(self, role: str, words: str) -> None:
        self.actions += 1
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=re.compile(words)).first.click()  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def number(desks: Desks) -> str:
    """Register one family whose one-time notice waits to be served."""
    window = desks["shouli"]
    number = steps.wish(window.open("/w/intents/new/"), LISTED, channel="COUNTER")
    steps.tell_family(window.open(steps.case(number, "open-authorization")), LISTED)
    return number


@pytest.fixture(scope="module")
def signed_in(desks: Desks, number: str) -> tuple[Officer, str]:
    """Sign the window clerk in anew, as in the morning; a code is taken only once."""
    assert number
    officer = Officer(desks.browser, desks.looked, desks.platform.account("shouli", TOWNSHIP))
    return officer, officer.path


@pytest.fixture
def clerk(signed_in: tuple[Officer, str]) -> Officer:
    """Seat the clerk at the page that the sign-in leads to."""
    officer, home = signed_in
    return officer.open(home)


def test_most_urgent_case_is_one_action_away(clerk: Officer) -> None:
    """T1: Enter on the page that the sign-in leads to."""
    assert clerk.path == "/w/"
    first = clerk.page.locator("tbody tr[data-href]").first.get_attribute("data-href")
    counted = Counted(clerk.page)
    with clerk.page.expect_navigation():
        counted.key("Enter")
    assert clerk.path == first
    assert counted.actions == 1


@pytest.mark.parametrize("by", ["initials", "last four"])
def test_a_person_is_found_by_two_keys(clerk: Officer, number: str, by: str) -> None:
    """T2: the slash, what one knows of the person, Enter; a single hit opens by itself."""
    who = LISTED.applicant
    counted = Counted(clerk.page)
    counted.key("/")
    clerk.page.keyboard.type(initials(who.name)[0] if by == "initials" else who.number[-4:])
    with clerk.page.expect_navigation():
        counted.key("Enter")
    assert clerk.path == f"/w/cases/{number}/"
    assert counted.actions == 2


def test_notices_of_a_village_are_bound_in_three_actions(clerk: Officer, number: str) -> None:
    """T8: the queue, the village, the confirmation; two copies behind a separator."""
    counted = Counted(clerk.page)
    counted.click("link", "^批量打印$")
    clerk.look()
    counted.click("link", r"^打印 \d+ 份$")
    assert LISTED.applicant.name in clerk.words
    clerk.look()
    counted.click("button", r"^打印 \d+ 份$")
    assert counted.actions <= 3
    assert "已装订" in clerk.words
    assert number in clerk.words
    clerk.look()
    part = clerk.page.locator("main a[data-primary], main .head a.btn").first.get_attribute("href")
    bound = clerk.fetch(part or "", "application/pdf")
    with pikepdf.open(_as_file(bound)) as pdf:
        assert len(pdf.pages) >= 3
        assert len(pdf.pages) % 2 == 1  # one separator, and every page twice


def _as_file(content: bytes) -> Path:
    import tempfile

    path = Path(tempfile.mkdtemp()) / "bound.pdf"
    path.write_bytes(content)
    return path


def test_list_is_worked_by_keys_alone(clerk: Officer) -> None:
    page, counted = clerk.page, Counted(clerk.page)
    counted.key("j")
    assert page.evaluate("document.activeElement.closest('tbody tr') !== null")
    assert counted.actions <= 3
    focus = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert focus == "solid"
    page.keyboard.press("x")
    assert page.locator("tbody input:checked").count() == 1
    assert "已勾选 1 件" in clerk.words
    before = page.evaluate("document.activeElement.outerHTML")
    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for()
    assert "下一件" in page.locator("dialog[open]").inner_text()
    page.keyboard.press("Escape")
    page.locator("dialog[open]").wait_for(state="detached")
    assert page.evaluate("document.activeElement.outerHTML") == before
    page.keyboard.press("x")
    assert page.locator("tbody input:checked").count() == 0
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    clerk.open("/w/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "list"


def test_stretch_of_rows_is_ticked_with_shift(clerk: Officer) -> None:
    page = clerk.open("/w/cases/").page
    page.evaluate(SIXTY_ROWS)
    boxes = page.locator("tbody input[type=checkbox]")
    boxes.nth(1).click()
    boxes.nth(5).click(modifiers=["Shift"])
    assert page.locator("tbody input:checked").count() == 5
    page.locator("[data-check-all]").check()
    assert page.locator("tbody input:checked").count() == boxes.count()


def test_way_back_marks_the_row(clerk: Officer, number: str) -> None:
    clerk.open(f"/w/cases/?q={LISTED.applicant.name}&size=50")
    clerk.page.locator(f"tr[data-href='/w/cases/{number}/'] a").first.click()
    clerk.page.wait_for_url(f"**/w/cases/{number}/**")
    clerk.page.go_back()
    assert clerk.page.locator("tr.here").get_attribute("data-href") == f"/w/cases/{number}/"


def test_list_works_without_a_script(desks: Desks, clerk: Officer, number: str) -> None:
    cookies = clerk.context.cookies()
    context = desks.browser.new_context(java_script_enabled=False, locale="zh-CN")
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{desks.looked.address}/w/cases/?q={LISTED.applicant.name}&size=50")
    assert page.locator("[data-check-all]:visible").count() == 0
    page.locator(f"input[value='{number}']").check()
    page.get_by_role("button", name="批量打印").click()
    assert "打印前核对" in page.locator("main").inner_text()
    page.goto(f"{desks.looked.address}/w/lists/columns/?page=CASES")
    page.get_by_role("button", name="下移 人口").click()
    order = page.locator("input[name=order]").evaluate_all("all => all.map(one => one.value)")
    assert order[2:4] == ["state", "people"]
    page.get_by_role("button", name="恢复常用的列").click()
    assert page.url.endswith("/w/cases/")
    page.goto(f"{desks.looked.address}/w/keys/")
    assert "下一件" in page.locator("main").inner_text()
    context.close()


@pytest.mark.parametrize(
    ("seat", "path"),
    [
        ("shouli", "/w/"),
        ("shouli", "/w/cases/"),
        ("shouli", "/w/print/"),
        ("jianguan", "/w/trace/"),
    ],
)
def test_list_prints_whole_on_landscape_paper(
    desks: Desks, number: str, seat: str, path: str, tmp_path: Path
) -> None:
    """Every head on every sheet, every word on the paper, signs in words, nothing else."""
    assert number
    page = desks[seat].open(path).page
    heads, signs = page.evaluate(HEADS), page.evaluate(SIGNS)
    page.evaluate(SIXTY_ROWS)
    paper = tmp_path / "list.pdf"
    page.pdf(path=paper, prefer_css_page_size=True)
    sheets = _words_of(paper)
    assert len(sheets) >= 2
    for (width, height), words in sheets:
        assert (round(width), round(height)) == A4_LANDSCAPE
        text = "".join(word for _, _, word in words)
        if not any(char.isdigit() for char in text):
            continue  # the foot alone
        assert [head for head in heads if head not in text] == []
        assert [word for left, right, word in words if left < 0 or right > width] == []
    text = "".join(word for _, words in sheets for _, _, word in words)
    assert [sign for sign in signs if sign not in text] == []
    for button in ("导出Excel", "列设置", "批量发起", "已勾选", "受理登记"):
        assert button not in text


def _words_of(paper: Path) -> list[tuple[tuple[float, float], list[tuple[float, float, str]]]]:
    """Return for each sheet its size and every word with its left and right edge."""
    command = ["pdftotext", "-bbox", str(paper), "-"]
    told = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    sheets = []
    for sheet in told.split("<page ")[1:]:
        size = re.match(r'width="([0-9.]+)" height="([0-9.]+)"', sheet)
        assert size is not None
        words = [(float(left), float(right), word) for left, right, word in WORD.findall(sheet)]
        sheets.append(((float(size[1]), float(size[2])), words))
    return sheets
