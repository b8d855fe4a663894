"""No value of a shipped pack is read as a raw code."""

import re

import pytest

from jiuzhu.policy.code_words import code_words
from jiuzhu.policy.packs import load_pack, places
from jiuzhu.policy.values import Value

CODE = re.compile(r"[A-Za-z_0-9]+")


@pytest.mark.parametrize("place", places())
def test_every_code_of_a_value_has_a_word(place: str) -> None:
    pack = load_pack(place)
    words = code_words(pack)
    entries = [
        entry
        for found in pack.series.values()
        for series in found
        for entry in series.entries
        if isinstance(entry, Value)
    ]
    codes = {one for entry in entries for one in (*entry.items, entry.text) if CODE.fullmatch(one)}
    assert codes
    assert sorted(code for code in codes if code not in words) == []
    assert [word for word in words.values() if not word or CODE.fullmatch(word)] == []
