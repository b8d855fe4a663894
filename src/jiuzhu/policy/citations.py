"""Check that a citation names a document on the pack's list and an article that it has."""

import re
from collections.abc import Iterable, Iterator, Mapping

from jiuzhu.policy.pack_checks import Problem, Severity
from jiuzhu.policy.pack_rows import LawDocument, Provision
from jiuzhu.policy.pack_yaml import bad
from jiuzhu.policy.values import Series, Value

SOURCES = "sources.yaml"
DIGITS = {character: number for number, character in enumerate("零一二三四五六七八九")}
ARTICLE = re.compile(r"第([零一二三四五六七八九十百]+)条")
TEN, HUNDRED = 10, 100


def article_numbers(text: str) -> tuple[int, ...]:
    """Give the numbers of the articles that a text names: 第二十三条 is 23."""
    return tuple(_number(found) for found in ARTICLE.findall(text))


def _number(text: str) -> int:
    """Read a Chinese numeral below a thousand."""
    total = digit = 0
    for character in text:
        if character in DIGITS:
            digit = DIGITS[character]
            continue
        total += max(digit, 1) * (TEN if character == "十" else HUNDRED)
        digit = 0
    return total + digit


def refuse_unknown_articles(file: str, found: object, documents: Mapping[str, LawDocument]) -> None:
    """Refuse, with its line, a citation of an article that the document does not have.

    Raises: Refused('policy.pack').
    """
    if isinstance(found, list):
        for item in found:
            refuse_unknown_articles(file, item, documents)
    if not isinstance(found, dict):
        return
    for item in found.values():
        refuse_unknown_articles(file, item, documents)
    document, article = found.get("document"), found.get("article")
    if isinstance(document, str) and isinstance(article, str):
        wrong = document in documents and _fault(article, documents[document])
        if wrong:
            raise bad(file, f"{document}{wrong}（写的是“{article}”）", found)


def _fault(article: str, document: LawDocument) -> str:
    """Say why a document cannot hold an article; nothing when it can."""
    if document.sections and article not in document.sections:
        return f"只有{'、'.join(document.sections)}"
    numbers = article_numbers(article)
    if document.articles and not numbers:
        return "按条引用，没有写第几条"
    if document.articles and not all(1 <= one <= document.articles for one in numbers):
        return f"共{document.articles}条，没有这一条"
    return ""


def check_citations(
    series: Iterable[Series],
    rows: Iterable[Provision],
    documents: Iterable[LawDocument],
) -> Iterator[Problem]:
    """Report documents that are cited and stand on no list."""
    listed = {one.document for one in documents}
    cited = {row.document for row in rows}
    for one in series:
        cited |= {entry.source.document for entry in one.entries if isinstance(entry, Value)}
    for document in sorted(cited - listed):
        text = f"引用的“{document}”不在文件名册里，请核对文号，或补入 {SOURCES}"
        yield Problem(severity=Severity.ERROR, kind="unlisted", where=SOURCES, text=text)
