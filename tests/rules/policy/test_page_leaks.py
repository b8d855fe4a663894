"""No number of a person leaves in any byte of a page for everybody; clean pages leave."""

from __future__ import annotations

from html import escape
from random import Random

from jiuzhu.kernel.disclosure import FindingKind
from jiuzhu.policy.publicity import leaks_in_page
from rules.kernel.test_disclosure import DISGUISES, KINDS, clean_notice

TOKEN = '<input type="hidden" name="csrfmiddlewaretoken" value="13805380000">'


def a_page(rng: Random, *lines: str) -> str:
    """Lay a notice out as the public pages do."""
    rows = "".join(f"<tr><td>{escape(line)}</td></tr>" for line in lines)
    link = f'<a class="btn" href="/gk/{rng.randrange(370_902_001_001, 370_983_400_400)}/">上级</a>'
    return f"<!doctype html><html><body>{TOKEN}{link}<table>{rows}</table></body></html>"


def test_ten_thousand_clean_pages_leave() -> None:
    rng = Random(20201001)
    held = [
        found
        for _ in range(10_000)
        if (found := leaks_in_page(a_page(rng, *clean_notice(rng).split("\n"))))
    ]
    assert held == []


def test_ten_thousand_seeded_leaks_are_held_back() -> None:
    rng = Random(20201002)
    kinds, missed = list(KINDS), []
    for index in range(10_000):
        kind: FindingKind = kinds[index % len(kinds)]
        leak = rng.choice(DISGUISES)(KINDS[kind](rng), rng)
        lines = clean_notice(rng).split("\n")
        at = rng.randrange(len(lines))
        lines[at] = f"{lines[at]}，联系{leak}（本人）"
        if not any(leak in found for found in leaks_in_page(a_page(rng, *lines))):
            missed.append(leak)
    assert missed == []


def test_an_attribute_is_a_public_byte_and_a_hotline_is_public() -> None:
    assert leaks_in_page('<a title="13805380000" href="/">x</a>') == ("13805380000",)
    assert leaks_in_page('<a href="tel:13805380000">x</a>')
    assert not leaks_in_page("<p>监督电话：13805380000</p>", hotlines=("13805380000",))
    assert leaks_in_page("<p>1380538&#48;000</p>") == ("13805380000",)
