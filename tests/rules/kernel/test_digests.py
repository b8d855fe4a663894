"""One value has one text, one digest, and its place in a chain."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuzhu.kernel.digests import GENESIS, canonical_json, link, sha256

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


class Colour(StrEnum):
    RED = "RED"


@given(values)
def test_canonical_text_is_read_back(value):
    assert json.loads(canonical_json(value)) == value


@given(st.dictionaries(texts, st.integers(), max_size=6))
def test_order_of_keys_does_not_matter(value):
    turned = dict(reversed(value.items()))
    assert canonical_json(turned) == canonical_json(value)


def test_canonical_text_is_short_and_chinese_stays():
    value = {"b": [1, True, None], "a": "低保", "on": date(2020, 9, 1), "c": Colour.RED}
    expected = '{"a":"低保","b":[1,true,null],"c":"RED","on":"2020-09-01"}'
    assert canonical_json(value).decode() == expected


def test_moments_are_written_in_utc():
    here = datetime(2020, 9, 1, 8, 30, tzinfo=timezone(timedelta(hours=8)))
    same = datetime(2020, 9, 1, 0, 30, tzinfo=UTC)
    assert canonical_json(here) == canonical_json(same) == b'"2020-09-01T00:30:00.000000Z"'


@pytest.mark.parametrize(
    "value", [1.5, float("nan"), {1: 2}, b"x", {"x": {2}}, datetime(2020, 9, 1), object()]
)
def test_what_has_no_single_form_is_no_value(value):
    with pytest.raises(TypeError):
        canonical_json(value)


def test_digest_is_sha256():
    assert sha256(b"abc") == hashlib.sha256(b"abc").digest()


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_another_body_gives_another_link(one, other):
    assert (link(GENESIS, one) == link(GENESIS, other)) == (one == other)


def test_link_is_what_the_database_computes():
    body = b"body"
    assert link(GENESIS, body) == hashlib.sha256(bytes(32) + hashlib.sha256(body).digest()).digest()


def test_order_of_links_matters():
    assert link(link(GENESIS, b"a"), b"b") != link(link(GENESIS, b"b"), b"a")


def test_a_chain_starts_from_genesis_only():
    with pytest.raises(ValueError, match="32 bytes"):
        link(b"", b"body")
