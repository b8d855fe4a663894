"""Coarse pictures of pages: where the ink is, not how its edges are drawn.

A page becomes grey cells of a few pixels. Another version of the browser draws the same letters
with other edges, which moves the grey of a cell by little; a lost style sheet, a column that
wraps or a button that jumps moves many cells by much.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

KEPT = 4  # one stored pixel for so many of the screen, each way
GREYS = 16
CELL = 4  # stored pixels to a compared cell
TALLEST = 1600
STRONG = 22  # of 255: a cell this far off was drawn otherwise
MOST_STRONG = 0.02  # of the cells
SLACK = 24  # pixels that a box may move: one line of text that wraps otherwise
SHARE = 0.02

Box = tuple[int, int, int, int]


def reduced(screenshot: bytes) -> Image.Image:
    """Return the upper part of a screenshot in grey, a quarter as wide."""
    whole = Image.open(io.BytesIO(screenshot)).convert("L")
    part = whole.crop((0, 0, whole.width, min(whole.height, TALLEST)))
    small = part.resize((part.width // KEPT, part.height // KEPT), Image.Resampling.BOX)
    step = 256 // GREYS
    return small.point([level // step * step + step // 2 for level in range(256)])


def keep(picture: Image.Image, path: Path) -> None:
    """Write a reduced picture as a small file."""
    picture.quantize(GREYS).save(path, optimize=True)


def cells(picture: Image.Image) -> Image.Image:
    """Return the mean grey of each cell, softened over its neighbours."""
    size = (max(1, picture.width // CELL), max(1, picture.height // CELL))
    return picture.resize(size, Image.Resampling.BOX).filter(ImageFilter.BoxBlur(1))


def share_redrawn(before: Image.Image, now: Image.Image) -> float:
    """Return which part of the page was drawn otherwise; a page of another size is all of it."""
    if before.width != now.width or abs(before.height - now.height) * KEPT > slack(
        before.height * KEPT
    ):
        return 1.0
    height = min(before.height, now.height)
    old, new = (cells(one.convert("L").crop((0, 0, one.width, height))) for one in (before, now))
    off = ImageChops.difference(old, new).histogram()
    return sum(off[STRONG:]) / sum(off)


def is_same(before: Image.Image, now: Image.Image) -> bool:
    """Tell whether two reduced pictures show the same layout."""
    return share_redrawn(before, now) <= MOST_STRONG


def slack(length: int) -> int:
    """Return by how many pixels a length may differ."""
    return max(SLACK, round(length * SHARE))


def moved(before: Mapping[str, Sequence[int]], now: Mapping[str, Sequence[int]]) -> list[str]:
    """Name the boxes that came, went, moved or changed their size."""
    told = [f"{name} is gone" for name in before if name not in now]
    told += [f"{name} is new" for name in now if name not in before]
    for name in before.keys() & now.keys():
        old, new = before[name], now[name]
        if any(abs(a - b) > slack(a) for a, b in zip(old, new, strict=True)):
            told.append(f"{name} was {tuple(old)}, is {tuple(new)}")
    return sorted(told)
