"""Papers of the tests: each shape of content is set once, a repeat is sketched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jiuzhu.casework.documents.rendering.compiler import Renderer
from support import papers


@pytest.mark.parametrize(
    ("other", "is_told_apart"),
    [
        ({"name": "乙", "rows": [{"a": 2}, {"a": 3}], "way": "POST"}, False),
        ({"name": "", "rows": [{"a": 1}], "way": "POST"}, True),
        ({"name": "甲", "rows": [], "way": "POST"}, True),
        ({"name": "甲", "rows": [{"a": None}], "way": "POST"}, True),
        ({"name": "甲", "rows": [{"a": 1}], "way": "DIRECT"}, True),
        ({"name": "甲", "rows": [{"a": 1}], "way": "POST", "mark": True}, True),
    ],
)
def test_what_a_template_may_branch_on_is_told_apart(
    other: dict[str, Any], is_told_apart: bool
) -> None:
    known = papers.shape({"name": "甲", "rows": [{"a": 1}], "way": "POST"})
    assert (papers.shape(other) != known) == is_told_apart


def test_a_shape_is_set_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def compiled(_: Any, path: Path, data: str, *rest: Any) -> bytes:
        del path, rest
        asked.append(data)
        return b"a paper"

    monkeypatch.setattr(papers, "_set", compiled)
    monkeypatch.setattr(papers, "_SET", set())
    renderer = object.__new__(Renderer)
    for word in ("甲", "乙", ""):
        papers.set_once(renderer, Path("one.typ"), json.dumps({"name": word}))
    papers.set_once(renderer, Path("other.typ"), json.dumps({"name": "甲"}))
    assert len(asked) == 3
