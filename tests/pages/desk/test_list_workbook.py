"""Lists as workbooks: what the screen shows, codes as text, and who took whose cases."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest

from jiuzhu.infra.models import AccessEvent
from jiuzhu.interfaces.web.parts import list_export
from support.browser import Browser
from support.stream import to_authorising, to_intent
from support.world import COUNTY, World

pytestmark = pytest.mark.django_db
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells_of(content: bytes, sheet: int) -> dict[str, tuple[str, str]]:
    """Return (type, text) of each cell of a sheet."""
    with zipfile.ZipFile(BytesIO(content)) as book:
        shared = ET.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314
        words = [
            "".join(part.text or "" for part in item.iter(f"{SHEET}t"))
            for item in shared.iter(f"{SHEET}si")
        ]
        rows = ET.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))  # noqa: S314
    found = {}
    for cell in rows.iter(f"{SHEET}c"):
        value, kind = cell.find(f"{SHEET}v"), cell.get("t", "n")
        text = "" if value is None else value.text or ""
        found[cell.get("r", "")] = (kind, words[int(text)] if kind == "s" else text)
    return found


def column_of(cells: dict[str, tuple[str, str]], label: str) -> str:
    return next(
        re.sub(r"[0-9]", "", at)
        for at, (_, text) in cells.items()
        if text == label and at[-1] == "1"
    )


def test_workbook_holds_what_the_list_shows(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_intent(world, name="=HYPERLINK甲")
    to_authorising(world)
    browser = browser_as("shouli")
    assert "to=xlsx" in browser.get("/w/cases/?state=INTENT").content.decode()
    answer = browser.get("/w/cases/?state=INTENT&to=xlsx")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    cells = cells_of(answer.content, 1)
    number = column_of(cells, "案件编号")
    assert cells[f"{number}2"] == ("s", case.number)
    assert cells[f"{column_of(cells, '申请人')}2"] == ("s", "=HYPERLINK甲")
    assert f"{number}3" not in cells  # the other case stands elsewhere
    said = {text for _, text in cells_of(answer.content, 2).values()}
    assert {"全部案件", "1"} <= said
    assert any("环节：" in text for text in said)
    world.as_("jianguan", COUNTY)
    kept = AccessEvent.objects.filter(kind="EXPORT").latest("pk")
    assert kept.subjects == [case.applicant_id]
    assert "1 行" in kept.query


def test_tasks_are_exported_with_all_pages(
    world: World, browser_as: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("测试甲", "测试乙", "测试丙"):
        to_intent(world, name=name)
    browser = browser_as("shouli")
    cells = cells_of(browser.get("/w/?to=xlsx").content, 1)
    name = column_of(cells, "申请人")
    assert {cells[f"{name}{line}"][1] for line in (2, 3, 4)} == {"测试甲", "测试乙", "测试丙"}
    monkeypatch.setattr(list_export, "AT_ONCE", 2)
    led = browser.get("/w/?to=xlsx&stage=intent")
    assert led.status_code == 302
    assert led.headers["Location"] == "/w/exports/tasks/?stage=intent"


def test_nobody_exports_another_area(world: World, browser_as: Callable[..., Browser]) -> None:
    from support.world import OTHER_TOWNSHIP

    case = to_intent(world)
    answer = browser_as("shouli", OTHER_TOWNSHIP).get("/w/cases/?to=xlsx")
    assert case.number not in {text for _, text in cells_of(answer.content, 1).values()}
