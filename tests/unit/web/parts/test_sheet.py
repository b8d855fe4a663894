"""What the browser is sent: small, from here only, nothing inline."""

import re
from pathlib import Path

import pytest

import jiuzhu.interfaces.web

WEB = Path(jiuzhu.interfaces.web.__file__).parent
STATIC = WEB / "static/jiuzhu"
SHEETS = {"app.css": 25_000, "desk.css": 15_000}
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
CLASSES_OF_CODE = {
    "desk",
    "village",
    "citizen",
    "public",
    "phone",
    "elder",
    "dark",
    "light",
    "large",
    "larger",
}


def test_every_sheet_is_known() -> None:
    assert {path.name for path in STATIC.glob("*.css")} == set(SHEETS)


@pytest.mark.parametrize("name", SHEETS)
def test_sheet_stays_small(name: str) -> None:
    assert (STATIC / name).stat().st_size <= SHEETS[name]


@pytest.mark.parametrize("name", SHEETS)
def test_sheet_asks_nothing_of_anyone_else(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8")

    assert "@import" not in text
    assert "url(" not in text


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_template_holds_nothing_inline(template: Path) -> None:
    text = template.read_text(encoding="utf-8")

    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"""(?:src|href|action)=["']?(?:https?:)?//""", text)
    assert "|safe" not in text.replace("' class=\"inline\"'|safe", "")


@pytest.mark.parametrize("words", ["操作失败", "系统错误", "未知错误"])
def test_no_message_without_a_next_step(words: str) -> None:
    sources = [*TEMPLATES, *(WEB / "parts").glob("*.py")]

    assert not [path.name for path in sources if words in path.read_text(encoding="utf-8")]


def test_classes_of_the_parts_exist_in_the_sheet() -> None:
    text = "".join((STATIC / name).read_text(encoding="utf-8") for name in SHEETS)
    script = "".join(path.read_text(encoding="utf-8") for path in sorted(STATIC.glob("*.js")))
    used: set[str] = set()
    for path in (WEB / "templates/parts").glob("*.html"):
        for value in re.findall(r'class="([^"{]*)"', path.read_text(encoding="utf-8")):
            used.update(value.split())

    assert {name for name in used if f".{name}" not in text and f".{name}" not in script} == set()
