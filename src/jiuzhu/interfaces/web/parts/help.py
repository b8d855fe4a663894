"""Help of every page and the sentences of the policy paper, read once from their data files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
DOCUMENT = "泰民〔2019〕14号"
ARTICLE = re.compile(rf"{DOCUMENT}\s*第?([一二三四五六七])条?(?:\s*[(（]([一二三])[)）])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One sentence of the paper under its number in the policy map."""

    code: str
    article: str
    text: str

    @property
    def citation(self) -> str:
        """Name the paper and its part."""
        return f"{DOCUMENT} {self.article}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """What to do on a page, and what that rests on."""

    route: str
    title: str
    lines: tuple[str, ...]
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One card of the guided tour, with a place to look at."""

    title: str
    lines: tuple[str, ...]
    route: str
    label: str


@cache
def clauses() -> dict[str, Clause]:
    """Return every sentence of the paper by its number."""
    found = _read("clauses.toml")["clauses"]
    return {
        code: Clause(code=code, article=one["article"], text=one["text"])
        for code, one in found.items()
    }


@cache
def helps() -> dict[str, Help]:
    """Return the help of every page by its route."""
    return {
        route: Help(
            route=route,
            title=page["title"],
            lines=tuple(page["lines"]),
            clauses=tuple(clauses()[code] for code in page["clauses"]),
        )
        for page in _read("help.toml")["page"]
        for route in page["routes"]
    }


@cache
def cards() -> tuple[Card, ...]:
    """Return the cards of the guided tour in their order."""
    return tuple(
        Card(
            title=card["title"],
            lines=tuple(card["lines"]),
            route=card["route"],
            label=card["label"],
        )
        for card in _read("tour.toml")["card"]
    )


def clauses_cited(texts: str | Iterable[str]) -> tuple[Clause, ...]:
    """Return the sentences of the part that a citation names; other papers are not at hand."""
    cited = texts if isinstance(texts, str) else " ".join(texts)
    parts = {f"{main}({sub})" if sub else main for main, sub in ARTICLE.findall(cited)}
    return tuple(one for one in clauses().values() if one.article in parts)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text("utf-8"))
