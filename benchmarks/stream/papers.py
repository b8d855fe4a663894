"""Render the recorded papers again: the same templates, data as long, other words every time.

Runs in both environments; it knows Typst only. What Typst remembers of equal parts from one paper
to the next favours the peer and the limit, which print one family over and over.
"""

from __future__ import annotations

import json
import os
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst

RARE = Path("/usr/share/fonts/truetype/hanazono")


class Papers:
    """One live compiler and a folder for the files."""

    def __init__(self, templates: Path, folder: Path, fonts: str) -> None:
        folders = [str(pylopdf_fonts_zh_cn.serif_path().parent)]
        if RARE.is_dir():
            folders.append(str(RARE))
        book = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=folders
        )
        self._compiler = typst.Compiler(
            root=str(templates), font_paths=book, ignore_system_fonts=True
        )
        self._templates, self._folder, self._fonts = templates, folder, fonts
        folder.mkdir(parents=True, exist_ok=True)

    def make(self, papers: list[dict[str, Any]]) -> None:
        """Render each paper and write its file, as the platform does."""
        for paper in papers:
            data = paper["data"]
            for word in paper["vary"]:
                data = data.replace(word, _another(word))
            year, month, day = paper["on"]
            pdf = self._compiler.compile(
                input=str(self._templates / paper["template"]),
                format="pdf",
                sys_inputs={"doc": data, "fonts": self._fonts},
                pdf_standards=["a-2b", "ua-1"],
                timestamp=datetime(year, month, day, tzinfo=UTC),
            )
            path = self._folder / f"{random.getrandbits(128):032x}"
            with path.open("wb") as handle:
                handle.write(pdf)
                handle.flush()
                os.fsync(handle.fileno())


def _another(word: str) -> str:
    """Return another word of the same kind and length."""
    if word.isdigit():
        return "".join(random.choice("0123456789") for _ in word)
    if word.isascii():
        return "".join(random.choice("23456789ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in word)
    return word[:-1] + random.choice("安宁平和顺新民惠仁义信文明远成达康乐")


def load(text: str) -> Any:
    """Read the recording."""
    return json.loads(text)
