"""The standing sentences of the papers and the reviewing bodies: dated, sourced, marked."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from jiuzhu.casework import documents
from jiuzhu.casework.documents.rendering.data import CONTENT_CLASSES
from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.packs import load_pack
from jiuzhu.policy.remedies import REVIEW_FIRST
from jiuzhu.policy.standing import (
    bodies_of,
    key_of,
    lines_of,
    standing_values,
    unchecked,
    unchecked_wordings,
)

PACK = load_pack("taian")
DAY = date(2020, 9, 1)
TEMPLATES = Path(documents.__file__).parent / "templates"
UNITS = ("370902", "370911", "370921", "370923", "370982", "370983", "3709GX", "3709JQ")
KINDS = ("W02", "W03", "W04", "W24")
PAPERS = {(one.KIND, one.VARIANT): one for one in CONTENT_CLASSES}


@pytest.mark.parametrize("paper", sorted(PAPERS), ids="-".join)
def test_a_paper_prints_exactly_the_sentences_it_names(paper):
    kind, variant = paper
    source = (TEMPLATES / kind / f"{variant or 'main'}.typ").read_text(encoding="utf-8")
    asked = re.findall(r'(?:said|standing)\(\s*"([a-z_]+)"([^)]*)', source)
    assert {key for key, _ in asked} == set(PAPERS[paper].SAYS)
    found = {key_of(value): value for value in standing_values(PACK, kind, DAY)}
    for key, filled in asked:
        wanted = set(re.findall(r"{(\w+)}", "".join(lines_of(found[key]))))
        assert wanted == set(re.findall(r"(\w+):", filled)), key


@pytest.mark.parametrize("kind", KINDS)
def test_every_sentence_of_the_pack_is_printed_by_a_paper(kind):
    printed = {key for paper in PAPERS.values() if kind == paper.KIND for key in paper.SAYS}
    assert printed == {key_of(value) for value in standing_values(PACK, kind, DAY)}


def test_no_sentence_is_called_checked_before_a_lawyer_did():
    values = [value for kind in KINDS for value in standing_values(PACK, kind, DAY)]
    values += [bodies_of(PACK, unit, DAY) for unit in UNITS]
    values.append(PACK.value(REVIEW_FIRST, date(2024, 1, 1)))
    assert all(value.source.document and value.source.article for value in values)
    assert len(unchecked(tuple(values), frozenset())) == len(values)
    assert set(unchecked_wordings(PACK)) == {value.label for value in values}


def test_two_officers_of_the_unit_clear_a_sentence():
    values = standing_values(PACK, "W24", DAY)
    assert unchecked(values, frozenset({values[0].ref})) == tuple(
        value.label for value in values[1:]
    )


def test_the_law_that_is_named_was_in_force_that_day():
    since = date(2021, 11, 1)
    before = standing_values(PACK, "W02", since - timedelta(days=1))
    after = standing_values(PACK, "W02", since)
    assert "个人信息保护法" not in "".join(line for one in before for line in lines_of(one))
    assert "个人信息保护法" in after[0].text


def test_zones_name_the_city_until_a_lawyer_says_otherwise():
    for unit in ("3709GX", "3709JQ"):
        assert bodies_of(PACK, unit, DAY).items[0] == "泰安市人民政府"
    with pytest.raises(Refused) as refusal:
        bodies_of(PACK, "370000", DAY)
    assert refusal.value.code == "policy.hole"
