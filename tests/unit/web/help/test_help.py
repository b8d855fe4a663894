"""Help of every page: there for each, short, plain, and resting on a sentence of the paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines
from django.urls import reverse
from django.utils.translation import gettext, override

from jiuzhu.interfaces.web.access_table import ACCESS_TABLE
from jiuzhu.interfaces.web.parts.help import cards, clauses, clauses_cited, helps
from jiuzhu.interfaces.web.parts.help_pages import ONE_PAGE

POLICY_MAP = Path(__file__).resolve().parents[4] / "docs/policy-map.md"
FILES = (".pdf", ".svg", ".csv", ".txt", ".xlsx", ".zip", ".png")
# No page for a person: for machines, a file, a part of a page, or samples of the components.
NO_HELP = {
    *("healthz", "readyz", "ui_catalogue"),
    *("desk:case_file", "desk:job_file", "desk:draft_token", "desk:signatures"),
}
LEAST, MOST = 3, 6
LONGEST, LONGEST_ENGLISH = 28, 90
CARDS = 8
FORBIDDEN = ("操作失败", "系统错误", "未知错误")


def pages() -> set[str]:
    return {
        row.route
        for row in ACCESS_TABLE
        if row.get and not row.path.endswith(FILES) and row.route not in NO_HELP
    }


def test_every_page_has_help_and_no_help_is_without_a_page() -> None:
    routes = {row.route for row in ACCESS_TABLE}
    assert sorted(pages() - set(helps())) == [], "pages without an entry in parts/help.toml"
    assert sorted(set(helps()) - routes) == [], "entries in parts/help.toml without a page"


@pytest.mark.parametrize("route", sorted(helps()))
def test_help_is_short_plain_and_rests_on_a_clause(route: str) -> None:
    found = helps()[route]
    assert LEAST <= len(found.lines) <= MOST
    assert found.clauses
    for line in (found.title, *found.lines):
        assert len(line) <= LONGEST, line
        assert not any(words in line for words in FORBIDDEN)
        assert not re.search(r"[A-Za-z]{4,}", line), line
    assert all(line.endswith("。") for line in found.lines)


def test_help_and_tour_are_there_in_english() -> None:
    texts = {text for one in (*helps().values(), *cards()) for text in (one.title, *one.lines)}
    with override("en"):
        english = {text: gettext(text) for text in (*texts, *(card.label for card in cards()))}
        readings = {one.text: gettext(one.text) for one in clauses().values()}
        cited = {one.citation: gettext(one.citation) for one in clauses().values()}
    for text, words in (english | readings | cited).items():
        assert words.isascii() or not re.search(r"[\u3000-\u9fff]", words), text
    assert {words for words in english.values() if len(words) > LONGEST_ENGLISH} == set()


def test_a_clause_stays_as_issued_with_its_reading_beside() -> None:
    render = engines["jinja2"].env.from_string("{{ ui.clause_text(clause) }}").render
    clause = clauses()["S17"]
    assert render(clause=clause) == f'<q lang="zh-CN">{clause.text}</q>'
    with override("en"):
        shown = render(clause=clause)
    assert f'<q lang="zh-CN">{clause.text}</q>' in shown
    assert "no more than 20 working days" in shown


def test_every_clause_is_one_of_the_policy_map_and_back() -> None:
    rows = re.findall(r"^\| (S\d+) \|", POLICY_MAP.read_text("utf-8"), re.MULTILINE)
    assert sorted(clauses()) == sorted(rows)
    assert all(one.text and one.article for one in clauses().values())


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        ("泰民〔2019〕14号二(三)", {"S17", "S18", "S19", "S20"}),
        ("泰民〔2019〕14号 二（二）", {"S14", "S15", "S16"}),
        ("泰民〔2019〕14号第三条", {"S21", "S22", "S23", "S24", "S25", "S26", "S27"}),
        ("社会救助暂行办法（国务院令第649号）第九条", set()),
        ("样例参数", set()),
        ("", set()),
    ],
)
def test_a_citation_finds_the_sentences_of_its_part(source: str, codes: set[str]) -> None:
    assert {one.code for one in clauses_cited(source)} == codes


def test_a_cell_with_a_citation_shows_its_sentences() -> None:
    render = engines["jinja2"].env.from_string('{{ ui.cell(value, "basis") }}').render
    shown = render(value="泰民〔2019〕14号二(三)")
    assert "ⓘ" in shown
    assert clauses()["S17"].text in shown
    assert "<details" not in render(value="社会救助暂行办法（国务院令第649号）第九条")


def test_the_tour_has_eight_cards_that_lead_somewhere() -> None:
    assert len(cards()) == CARDS
    for card in cards():
        assert 1 <= len(card.lines) <= 3
        if card.route.startswith(ONE_PAGE):
            assert card.route.removeprefix(ONE_PAGE) in helps()
        else:
            assert reverse(card.route)
