"""Bind stored papers into one file for the printer: their pages as issued, never rendered anew."""

from __future__ import annotations

import json
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from shutil import copyfile
from typing import Any, Final

import typst

from jiuzhu.casework.documents.rendering.compiler import PAGE_OBJECT, TEMPLATES
from jiuzhu.casework.documents.rendering.fonts import FontBook, office_font_folder, read_fonts

TEMPLATE: Final = "bundle.typ"
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class Separator:
    """The sheet before the papers of one village: its name, how many, which."""

    heading: str
    count: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BoundPaper:
    """One stored paper and how many copies of it are wanted."""

    title: str
    pdf: bytes
    copies: int


def bind(
    parts: Sequence[Separator | BoundPaper], *, title: str, foot: str, duplex: bool = False
) -> bytes:
    """Return one PDF with these parts in this order; `duplex` begins each copy on a front page."""
    with tempfile.TemporaryDirectory(prefix="jiuzhu-print-") as folder:
        root = Path(folder)
        copyfile(TEMPLATES / TEMPLATE, root / TEMPLATE)
        described = [_described(part, place, root) for place, part in enumerate(parts)]
        data = {"title": title, "foot": foot, "duplex": duplex, "parts": described}
        book = _fonts()
        families = {"body": book.body, "title": book.title, "sans": book.sans}
        compiler = typst.Compiler(root=folder, font_paths=book.fonts, ignore_system_fonts=True)
        with _ONE_AT_A_TIME:
            bound = compiler.compile(
                input=str(root / TEMPLATE),
                format="pdf",
                sys_inputs={
                    "doc": json.dumps(data, ensure_ascii=False),
                    "fonts": json.dumps(families),
                },
            )
    if not isinstance(bound, bytes):
        raise TypeError("the compiler returned no single file")
    return bound


def _described(part: Separator | BoundPaper, place: int, root: Path) -> dict[str, Any]:
    """Describe a part for the template; the pages of a paper lie beside it as a file."""
    if isinstance(part, Separator):
        return {
            "kind": "separator",
            "heading": part.heading,
            "count": part.count,
            "lines": list(part.lines),
        }
    name = f"{place}.pdf"
    (root / name).write_bytes(part.pdf)
    return {
        "kind": "paper",
        "file": name,
        "title": part.title,
        "pages": len(PAGE_OBJECT.findall(part.pdf)),
        "copies": part.copies,
    }


@cache
def _fonts() -> FontBook:
    """Return the fonts of this process for the separators; scanned at the first print."""
    return read_fonts(office_font_folder())
