"""Measure every pair of tokens that is shown together, in light and in dark."""

import re
from pathlib import Path

import pytest

import jiuzhu.interfaces.web

WEB = Path(jiuzhu.interfaces.web.__file__).parent
SHEET = (WEB / "static/jiuzhu/app.css").read_text(encoding="utf-8")
SHEETS = [path.read_text(encoding="utf-8") for path in (WEB / "static/jiuzhu").glob("*.css")]
TEXT, PARTS = 4.5, 3.0
GROUNDS = ("paper", "ground", "stripe", "hover", "grey-soft")
PAIRS = [
    *(
        ("ink", ground, TEXT)
        for ground in (*GROUNDS, "blue-soft", "red-soft", "amber-soft", "green-soft")
    ),
    *(("muted", ground, TEXT) for ground in GROUNDS),
    *(("link", ground, TEXT) for ground in (*GROUNDS, "blue-soft")),
    *(("red", ground, TEXT) for ground in ("paper", "ground", "red-soft")),
    *(("amber", ground, TEXT) for ground in ("paper", "ground", "stripe", "amber-soft")),
    *(("green", ground, TEXT) for ground in ("paper", "ground", "green-soft")),
    ("blue", "blue-soft", TEXT),
    ("grey", "grey-soft", TEXT),
    ("on-brand", "brand", TEXT),
    ("on-brand", "brand-deep", TEXT),
    ("on-bar", "bar", TEXT),
    ("on-overdue", "overdue", TEXT),
    ("on-clock", "clock", TEXT),
    ("edge", "paper", PARTS),
    ("edge", "ground", PARTS),
    ("brand", "ground", PARTS),
    ("ring", "paper", PARTS),
    ("ring", "ground", PARTS),
    ("glow", "bar", PARTS),
    ("bar-edge", "bar", PARTS),
]


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6}|var\(--[\w-]+\))", block))


def themes() -> dict[str, dict[str, str]]:
    light = tokens(re.search(r":root \{(.*?)\}", SHEET, re.DOTALL)[1])
    asked = tokens(re.search(r":root:not\(\.light\) \{(.*?)\}", SHEET, re.DOTALL)[1])
    chosen = tokens(re.search(r":root\.dark \{(.*?)\}", SHEET, re.DOTALL)[1])
    return {"light": light, "dark asked": {**light, **asked}, "dark chosen": {**light, **chosen}}


def colour(theme: dict[str, str], name: str) -> str:
    value = theme[name]
    reference = re.fullmatch(r"var\(--([\w-]+)\)", value)
    return colour(theme, reference[1]) if reference else value


def luminance(colour_: str) -> float:
    channels = [int(colour_[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark asked", "dark chosen"])
@pytest.mark.parametrize(("fore", "back", "least"), PAIRS)
def test_pair_is_readable(theme: str, fore: str, back: str, least: float) -> None:
    chosen = themes()[theme]

    ratio = contrast(colour(chosen, fore), colour(chosen, back))

    assert ratio >= least, f"{fore} on {back} is {ratio:.2f}"


def test_measure_knows_the_rejected_colours() -> None:
    assert round(contrast("#ffffff", "#1677ff"), 1) == 4.1
    assert round(contrast("#ffffff", "#0b5cad"), 1) == 6.7


def test_both_ways_to_dark_are_the_same_dark() -> None:
    assert themes()["dark asked"] == themes()["dark chosen"]


def test_named_colours_of_the_visual_language() -> None:
    light = themes()["light"]
    wanted = {
        "ink": "#1f2329",
        "muted": "#515a66",
        "link": "#0b5cad",
        "bar": "#0b4a8f",
        "red": "#b42318",
        "red-soft": "#fde8e6",
        "amber": "#8a4b00",
        "amber-soft": "#fff1d6",
        "green": "#1b6b3a",
        "green-soft": "#e3f4e8",
        "grey-soft": "#e9ecf0",
        "edge": "#7a8594",
    }
    assert {name: light[name] for name in wanted} == wanted


def test_every_token_that_is_used_is_defined() -> None:
    used = set(re.findall(r"var\(--([\w-]+)\)", "".join(SHEETS)))
    defined = set(re.findall(r"--([\w-]+):", SHEET))

    assert used <= defined
    assert defined <= used
