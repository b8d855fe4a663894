"""Sketch papers instead of setting them, or set each shape of content once."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any

from jiuzhu.casework.documents.rendering.compiler import Renderer

CODE = re.compile(r"[A-Za-z_]+")
_SET: set[tuple[str, Hashable]] = set()
_set = Renderer._compile


def sketch(self: Renderer, path: Path, data: str, *_: Any) -> bytes:
    """Return what looks like a paper of one page, another one for other content."""
    del self
    return b"%PDF-1.7 /Type /Page " + hashlib.sha256(f"{path}{data}".encode()).digest()


def set_once(self: Renderer, path: Path, data: str, *rest: Any) -> bytes:
    """Set a paper unless one of this template and shape was set before in this process."""
    made = str(path), shape(json.loads(data))
    if made in _SET:
        return sketch(self, path, data)
    paper = _set(self, path, data, *rest)
    _SET.add(made)
    return paper


def shape(value: Any) -> Hashable:
    """Return what a template tells apart by its branches: names, kinds, codes, what is empty."""
    if isinstance(value, dict):
        return frozenset((name, shape(part)) for name, part in value.items())
    if isinstance(value, list):
        return list, frozenset(map(shape, value))
    if isinstance(value, bool) or (isinstance(value, str) and CODE.fullmatch(value)):
        return value
    return type(value), bool(value)
