#!/usr/bin/env python3
"""Check that the papers of the project point only at what exists; standard library only.

Usage: check_docs.py [ROOT]
Looks at every Markdown file at the root and under docs/: links and pictures, headings named after
`#`, project paths in `code`, names after `path: name` and `path::name`, and the rows S1 to S56 of
the policy map. Prints one line for each fault and exits 1 if there is any.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CLAUSES = 56
STATES = ("完成", "部分", "以后")
COLUMNS = ("obligation", "code", "test", "state")
POLICY_MAP = Path("docs/policy-map.md")
# A code span is a path of the project when it begins with one of these folders.
FOLDERS = ("src", "tests", "docs", "scripts", "benchmarks", ".ci")
PACKAGES = "src/jiuzhu"

FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"!?\[(?:[^\]\[]|\[[^\]]*\])*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
ROW = re.compile(r"^\|\s*S(\d+)\s*\|(.*)\|\s*$", re.MULTILINE)
OUTSIDE = re.compile(r"^(https?:|mailto:)")
NOT_A_PATH = re.compile(r"[\s<>$…|]")


@dataclass(frozen=True)
class Page:
    """One Markdown file: where it lies and what it says outside its blocks of code."""

    root: Path
    path: Path
    text: str

    def fault(self, sentence: str) -> str:
        """Return a fault with the file it is in."""
        return f"{self.path.relative_to(self.root)}: {sentence}"


def pages(root: Path) -> Iterator[Page]:
    """Read every Markdown file of the project's own papers."""
    for path in sorted([*root.glob("*.md"), *(root / "docs").rglob("*.md")]):
        yield Page(root, path, FENCE.sub("", path.read_text("utf-8")))


def faults(root: Path) -> list[str]:
    """Return everything that is wrong, page by page."""
    found: list[str] = []
    for page in pages(root):
        found += link_faults(page)
        found += span_faults(page)
        if page.path == root / POLICY_MAP:
            found += clause_faults(page)
    return found


def link_faults(page: Page) -> Iterator[str]:
    """Find links and pictures that lead nowhere; addresses on the network are not opened."""
    for target in LINK.findall(SPAN.sub("", page.text)):
        if OUTSIDE.match(target):
            continue
        name, _, anchor = target.partition("#")
        file = page.path.parent / name if name else page.path
        if not file.exists():
            yield page.fault(f"link to {target}: no such file")
        elif anchor and file.suffix == ".md" and anchor not in anchors(file):
            yield page.fault(f"link to {target}: no such heading")


def anchors(file: Path) -> set[str]:
    """Return the anchors of a page's headings as forges write them."""
    heads = HEADING.findall(FENCE.sub("", file.read_text("utf-8")))
    words = (re.sub(r"[^\w\s-]", "", head.replace("`", "")).strip().lower() for head in heads)
    return {re.sub(r"\s", "-", word) for word in words}


def span_faults(page: Page) -> Iterator[str]:
    """Find paths in `code` that do not exist, and names that their file does not define."""
    for span in SPAN.findall(page.text):
        path, name = parted(span)
        place = project_place(page.root, path)
        if place is None:
            continue
        known = list(page.root.glob(place.rstrip("/")))
        if not known:
            yield page.fault(f"`{span}`: no such path")
        elif name and not any(defines(file, name) for file in known if file.is_file()):
            yield page.fault(f"`{span}`: {name} is not there")


def parted(span: str) -> tuple[str, str]:
    """Part `path: name` and `path::name`."""
    path, _, name = span.replace("::", ":").partition(":")
    return path.strip(), name.strip()


def project_place(root: Path, path: str) -> str | None:
    """Return the path from the root, or None when the span is no path of the project."""
    first, slash, _ = path.partition("/")
    if not slash or not first.strip(".") or NOT_A_PATH.search(path):
        return None
    if first in FOLDERS:
        return path
    if (root / PACKAGES / first / "__init__.py").is_file():
        return f"{PACKAGES}/{path}"
    return None


def defines(file: Path, name: str) -> bool:
    """Tell whether a file has a word that stands for a definition."""
    return re.search(rf"(?<![\w]){re.escape(name)}(?![\w])", file.read_text("utf-8")) is not None


def clause_faults(page: Page) -> Iterator[str]:
    """Find clauses without a row, with two, without a state, or called done without proof."""
    rows = [(int(number), cells(line)) for number, line in ROW.findall(page.text)]
    numbers = [number for number, _ in rows]
    for clause in range(1, CLAUSES + 1):
        if numbers.count(clause) != 1:
            yield page.fault(f"S{clause}: {numbers.count(clause)} rows instead of one")
    for number, columns in rows:
        yield from row_faults(page, number, columns)


def cells(line: str) -> list[str]:
    """Return the columns of a row after its number."""
    return [cell.strip() for cell in line.split("|")]


def row_faults(page: Page, number: int, columns: list[str]) -> Iterator[str]:
    """Find what is wrong with one row: obligation, code, test, state."""
    if len(columns) != len(COLUMNS):
        yield page.fault(f"S{number}: {len(columns) + 1} columns instead of {len(COLUMNS) + 1}")
        return
    _, code, test, state = columns
    word = state.split("：")[0].split("，")[0]
    if word not in STATES:
        yield page.fault(f"S{number}: state {word!r} is none of {', '.join(STATES)}")
    elif word == STATES[0] and not ("`" in code and "`tests/" in test):
        yield page.fault(f"S{number}: done without code and test")
    elif word == STATES[1] and state == word:
        yield page.fault(f"S{number}: does not say what is missing")


def main(arguments: list[str]) -> int:
    """Print the faults; exit 1 when there is one."""
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parents[1]
    found = faults(root.resolve())
    for line in found:
        print(line)
    print(f"{len(list(pages(root.resolve())))} pages, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
