#!/usr/bin/env python3
"""Collect every text that a page shows into the English catalogue and compile it.

Usage: collect_texts.py [--check]
The Chinese text is the key. Marked texts come from templates and Python by Babel; labels, headings
and refusals are plain constants that a page looks up when it writes them, so they are collected
from the modules listed here, the help and the policy packs. Translations that exist are kept. With
--check nothing is written: a missing translation, a text without a mark, or a catalogue that is not
the compiled one is named and ends with 1.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src/jiuzhu"
TEMPLATES = SOURCE / "interfaces/web/templates"
CATALOGUE = SOURCE / "interfaces/web/locale/en/LC_MESSAGES/django.po"
HEADER = "# English texts of the pages. Collected by scripts/collect_texts.py; translated by hand."

# Every Chinese constant of these modules may stand on a page as it is.
SHOWN = (
    "interfaces/web/**/*.py",
    "*/enums.py",
    "*/*/enums.py",
    "casework/*/access.py",
    "casework/*/queries.py",
    "casework/workspace/*.py",
    "casework/intents/services/register_intent.py",
    "casework/intents/services/sign_authorization.py",
    "gateways/departments/file.py",
    "policy/agreement.py",
    "policy/appraisal.py",
    "policy/code_words.py",
    "policy/deadlines.py",
    "policy/dibao.py",
    "policy/facts.py",
    "policy/flowchart.py",
    "policy/guards.py",
    "policy/households.py",
    "policy/income.py",
    "policy/materials.py",
    "policy/publicity.py",
    "policy/report_rules.py",
    "policy/review_classes.py",
    "policy/roles.py",
    "policy/support.py",
    "policy/values.py",
    "kernel/contact.py",
    "kernel/dates.py",
    "kernel/identity.py",
    "kernel/names.py",
    "kernel/periods.py",
    "kernel/text.py",
)
# The catalogue of components shows made-up people to developers; a workbook stays Chinese; the
# words of copied tables are read, not shown.
NOT_SHOWN = (
    "interfaces/web/parts/samples.py",
    "interfaces/web/parts/catalogue.py",
    "interfaces/web/parts/workbook.py",
    "interfaces/web/parts/paste_words.py",
)
# Where a page takes its help and its clauses from.
HELP = ("help.toml", "tour.toml", "clauses.toml")
REFUSALS = frozenset(
    {"Phrase", "Refused", "Forbidden", "NotVisible", "Conflict", "FieldError"}
    | {"Entries", "Shelf"}  # they carry the sentences of their refusals
)
# Constants that become titles of documents and summaries of events.
TITLES = "casework/documents/rendering/data/*.py"
TITLE = re.compile(r"(?:书|表|单|报告|记录|回证|目录|证明|声明)(?:（.+）)?$")
PACK_WORDS = ("label", "title")
PACK_LISTS = ("waivers", "clearing")

CHINESE = re.compile(r"[\u3001-\u3002\u4e00-\u9fff\uff08\uff09\uff0c\uff1a\uff1b]")
COLUMNS = re.compile(r":(?:head|money|number|date|moment|month|chip|link|links|code)\b")
NOT_TEXT = re.compile(r"\[[^\]]*\]|\(\?|\||\bSELECT\b")
VALUE = re.compile(r"%\((\w+)\)")
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
MARKED = re.compile(r"""\b(?:_|phrase)\(\s*(?:"[^"]*"|'[^']*')""")


def main(arguments: list[str]) -> int:
    """Write the catalogue, or compare it with the sources."""
    texts = collect()
    if arguments == ["--check"]:
        faults = list(check(texts))
        for fault in faults:
            print(fault)
        return 1 if faults else 0
    catalogue = updated(texts)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, sort_output=True, width=0, ignore_obsolete=True)
    CATALOGUE.with_suffix(".mo").write_bytes(compiled(catalogue))
    missing = sum(1 for one in catalogue if one.id and not one.string)
    print(f"{len(texts)} texts, {missing} without a translation")
    return 0


def collect() -> dict[str, set[str]]:
    """Return every text with the files that hold it."""
    found: dict[str, set[str]] = {}
    for text, path in (*marked_texts(), *constants(), *pack_words(), *help_texts()):
        if CHINESE.search(text) or "%(" in text:
            found.setdefault(text, set()).add(path.relative_to(ROOT).as_posix())
    return found


def marked_texts() -> Iterator[tuple[str, Path]]:
    """Take the texts that templates and pages mark themselves."""
    sources = [(path, "jinja2.ext:babel_extract") for path in TEMPLATES.rglob("*.html")]
    sources += [(path, "python") for path in SOURCE.glob("interfaces/web/**/*.py")]
    keywords = {"_": None, "gettext": None, "gettext_noop": None, "phrase": None, "later": None}
    for path, method in sources:
        for _line, message, _comments, _context in extract_from_file(method, path, keywords):
            for text in (message,) if isinstance(message, str) else message:
                yield text, path


def constants() -> Iterator[tuple[str, Path]]:
    """Take labels and sentences that a page looks up when it writes them."""
    left_out = {SOURCE / name for name in NOT_SHOWN}
    shown = {path for pattern in SHOWN for path in SOURCE.glob(pattern)} - left_out
    titles = set(SOURCE.glob(TITLES))
    for path in SOURCE.rglob("*.py"):
        if {"migrations", "demo"} & set(path.parts) or path in left_out:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if path in shown:
            texts = _all_constants(tree)
        else:
            texts = (*_refusals(tree), *_summaries(tree))
            if path in titles:
                texts += tuple(text for text in _all_constants(tree) if TITLE.search(text))
        for text in texts:
            for one in text.split() if COLUMNS.search(text) else (text,):
                yield COLUMNS.sub("", one), path


def _all_constants(tree: ast.Module) -> Iterator[str]:
    aside = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr | ast.JoinedStr)
        for part in ([node.value] if isinstance(node, ast.Expr) else node.values)
    }
    for node in ast.walk(tree):
        value = node.value if isinstance(node, ast.Constant) and id(node) not in aside else None
        if isinstance(value, str) and not NOT_TEXT.search(value):
            yield value


def _refusals(tree: ast.Module) -> Iterator[str]:
    """Take the sentences of refusals, also those that a name of the module stands for."""
    named = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant)
        for target in (node.targets if isinstance(node, ast.Assign) else (node.target,))
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in REFUSALS:
            given = (*node.args, *(part for word in node.keywords for part in _given(word.value)))
            for part in (either for one in given for either in _either(one)):
                value = part.value if isinstance(part, ast.Constant) else None
                value = named.get(part.id) if isinstance(part, ast.Name) else value
                if isinstance(value, str):
                    yield value


def _given(node: ast.expr) -> list[ast.expr]:
    return node.values if isinstance(node, ast.Dict) else [node]


def _either(node: ast.expr) -> list[ast.expr]:
    return [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]


def _summaries(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "summary":
            value = node.value.value if isinstance(node.value, ast.Constant) else None
            if isinstance(value, str):
                yield value


def pack_words() -> Iterator[tuple[str, Path]]:
    """Take the labels of the policy packs: states, steps, codes; names of documents and layouts."""
    for path in SOURCE.glob("casework/payments/layouts/*.yaml"):
        yield yaml.safe_load(path.read_text(encoding="utf-8"))["title"], path
    for path in SOURCE.glob("policy/packs/**/*.yaml"):
        for word in _words(yaml.safe_load(path.read_text(encoding="utf-8"))):
            yield word, path
    kinds = SOURCE / "policy/document_kinds.py"
    for line in re.findall(r"^W\d\d\|([^|]+)\|", kinds.read_text(encoding="utf-8"), re.MULTILINE):
        yield line, kinds


def _words(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key in PACK_WORDS and isinstance(value, str):
                yield value
            elif key in PACK_LISTS and isinstance(value, list):
                yield from value
            else:
                yield from _words(value)
    elif isinstance(node, list):
        for value in node:
            yield from _words(value)


def help_texts() -> Iterator[tuple[str, Path]]:
    """Take the help of the pages, the cards of the tour, and the clauses with their citations."""
    for name in HELP:
        path = SOURCE / "interfaces/web/parts" / name
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        for one in (*content.get("page", ()), *content.get("card", ())):
            yield from ((text, path) for text in (one["title"], *one["lines"]))
            if "label" in one:
                yield one["label"], path
        for one in content.get("clauses", {}).values():
            yield one["text"], path
            yield f"{content['document']} {one['article']}", path


def updated(texts: dict[str, set[str]]) -> Catalog:
    """Return the catalogue of these texts with the translations that exist."""
    kept = {one.id: one.string for one in _catalogue()}
    fresh = _empty()
    for text in sorted(texts):
        places = [(path, None) for path in sorted(texts[text])]
        fresh.add(text, kept.get(text, ""), locations=places)
    return fresh


def compiled(catalogue: Catalog) -> bytes:
    """Return the catalogue as Django reads it."""
    target = io.BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def check(texts: dict[str, set[str]]) -> Iterator[str]:
    """Say what is missing between sources, catalogue and compiled catalogue."""
    catalogue = {one.id: one.string for one in _catalogue() if one.id}
    for text in sorted(set(texts) - {text for text, words in catalogue.items() if words}):
        yield f"no translation: {text} ({', '.join(sorted(texts[text]))})"
    for text in sorted(set(catalogue) - set(texts)):
        yield f"no longer shown: {text}"
    for text, words in catalogue.items():
        if words and set(VALUE.findall(text)) != set(VALUE.findall(words)):
            yield f"other values: {text}"
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        ready = {one.id: one.string for one in read_mo(file) if one.id}
    if ready != {text: words for text, words in catalogue.items() if words}:
        yield "django.mo is not the compiled django.po"
    yield from unmarked()


def unmarked() -> Iterator[str]:
    """Find Chinese in templates outside comments and marks."""
    for path in sorted(TEMPLATES.rglob("*.html")):
        bare = MARKED.sub("", COMMENT.sub(_blank, path.read_text(encoding="utf-8")))
        for number, line in enumerate(bare.splitlines(), 1):
            if CHINESE.search(line):
                yield f"without a mark: {path.relative_to(ROOT)}:{number}: {line.strip()}"


def _blank(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def _catalogue() -> Catalog:
    if not CATALOGUE.exists():
        return _empty()
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def _empty() -> Catalog:
    return Catalog(locale="en", domain="django", header_comment=HEADER, fuzzy=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
