import json
from datetime import date
from pathlib import Path

import pytest

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.dibao import RULES_VERSION, assess_dibao
from jiuzhu.policy.facts import HouseholdFacts
from jiuzhu.policy.packs import load_pack
from jiuzhu.policy.results import DibaoResult

STORED = json.loads((Path(__file__).parent / "stored" / "dibao-1.json").read_text("utf-8"))


@pytest.mark.parametrize("record", STORED, ids=lambda one: one["name"])
def test_a_result_of_the_first_rules_is_computed_again_to_the_letter(record):
    facts = HouseholdFacts.from_record(record["facts"])
    stored = DibaoResult.from_record(record["result"])
    on = date.fromisoformat(record["on"])
    again = assess_dibao(facts, load_pack("taian"), on, rules_version=stored.rules_version)
    assert again.digest() == stored.digest()
    assert again == stored
    today = assess_dibao(facts, load_pack("taian"), on)
    assert today.rules_version == RULES_VERSION != stored.rules_version
    assert (today.amount_fen, today.lines) == (stored.amount_fen, stored.lines)


def test_rules_nobody_has_are_refused():
    facts = HouseholdFacts.from_record(STORED[0]["facts"])
    with pytest.raises(Refused) as caught:
        assess_dibao(facts, load_pack("taian"), date(2020, 9, 1), rules_version="dibao-0")
    assert caught.value.code == "rules.version"
