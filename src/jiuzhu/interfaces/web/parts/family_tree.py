"""Draw a family as SVG: one line a generation, obligors apart; the table is its twin."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

BOX, HIGH, GAP, RISE = 132, 46, 16, 40
IN_A_LINE = 6
LONGEST = 7
GENERATIONS = {
    "GRANDPARENT": 0,
    "FATHER": 1,
    "MOTHER": 1,
    "SELF": 2,
    "SPOUSE": 2,
    "SIBLING": 2,
    "OTHER": 2,
    "SON": 3,
    "DAUGHTER": 3,
    "GRANDCHILD": 4,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TreePerson:
    """One person as the drawing needs it: `kin` is the code of the relation to the applicant."""

    name: str
    kin: str
    words: str
    is_obligor: bool


@dataclass(frozen=True, slots=True)
class _Placed:
    person: TreePerson
    x: int
    y: int


def family_tree(people: tuple[TreePerson, ...], *, title: str, description: str) -> SafeString:
    """Return the drawing, readable aloud by title and description; empty without people."""
    if not people:
        return format_html("{}", "")
    placed, width, height = _layout(people)
    lines = format_html_join("", '<path d="{}"/>', ((path,) for path in _lines(placed)))
    boxes = format_html_join("", "{}", ((_box(one),) for one in placed))
    return format_html(
        '<svg class="tree" role="img" aria-labelledby="tree-title tree-desc"'
        ' viewBox="0 0 {0} {1}" width="{0}" height="{1}">'
        '<title id="tree-title">{2}</title><desc id="tree-desc">{3}</desc>'
        '<g class="kin">{4}</g>{5}</svg>',
        width,
        height,
        title,
        description,
        lines,
        boxes,
    )


def _layout(people: tuple[TreePerson, ...]) -> tuple[list[_Placed], int, int]:
    """Put every generation into lines of at most six; the household left, obligors right."""
    placed: list[_Placed] = []
    y, widest = GAP, 0
    for generation in sorted({GENERATIONS[one.kin] for one in people}):
        here = [one for one in people if GENERATIONS[one.kin] == generation]
        here.sort(key=lambda one: (one.is_obligor, one.kin != "SELF", one.kin != "SPOUSE"))
        for start in range(0, len(here), IN_A_LINE):
            line = here[start : start + IN_A_LINE]
            for place, one in enumerate(line):
                placed.append(_Placed(one, GAP + place * (BOX + GAP), y))
            widest = max(widest, len(line))
            y += HIGH + RISE
    return placed, GAP + widest * (BOX + GAP), y - RISE + GAP


def _lines(placed: list[_Placed]) -> list[str]:
    """Join everybody to the applicant: from the middle of the own box, by the gap between lines."""
    root = next((one for one in placed if one.person.kin == "SELF"), placed[0])
    middle = root.x + BOX // 2
    found = []
    for one in placed:
        if one is root:
            continue
        x = one.x + BOX // 2
        if one.y == root.y:
            found.append(f"M{root.x + BOX} {root.y + HIGH // 2}H{one.x}")
        elif one.y > root.y:
            found.append(f"M{middle} {root.y + HIGH}V{one.y - RISE // 2}H{x}V{one.y}")
        else:
            bend = one.y + HIGH + RISE // 2
            found.append(f"M{middle} {root.y}V{bend}H{x}V{one.y + HIGH}")
    return found


def _box(one: _Placed) -> SafeString:
    person = one.person
    name = person.name if len(person.name) <= LONGEST else f"{person.name[: LONGEST - 1]}…"
    return format_html(
        '<g class="{0}"><rect x="{1}" y="{2}" width="{3}" height="{4}" rx="4"/>'
        '<text x="{5}" y="{6}">{7}</text><text class="minor" x="{5}" y="{8}">{9}</text></g>',
        "obligor" if person.is_obligor else "self" if person.kin == "SELF" else "member",
        one.x,
        one.y,
        BOX,
        HIGH,
        one.x + BOX // 2,
        one.y + 19,
        name,
        one.y + 37,
        person.words,
    )
